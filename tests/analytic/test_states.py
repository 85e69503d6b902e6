"""States: rules over all corridors at once, and a state that decides by rules of its own."""

import numba
import numpy as np
import pytest

from sim.behaviour import choice
from sim.behaviour.terms import PURSES
from sim.equations.visa import acceptance, acceptances
from sim.model.migration_model import MigrationModel
from sim.model.states import State
from sim.vocabulary import CHOSEN_CHANNELS, Channel
from tests.helpers import model_of, parameters_of, settings_of, world_of


class Closed(State):
    """Gives no visas."""

    @classmethod
    def set_visas(cls, us, side, corridor, row) -> None:
        super().set_visas(us, side, corridor, row)
        row["visa_chance"] = 0.0


class WorldWithAClosedState(MigrationModel):
    state_classes = {"ITA": Closed}  # noqa: RUF012


def test_a_state_with_a_rule_of_its_own_leaves_the_others_as_they_are():
    usual = model_of()
    other = WorldWithAClosedState(settings_of(), world_of("MDA"), parameters_of("MDA"), {})
    italy = other.world.index("ITA")
    before, after = (model.sides[0].terms.places for model in (usual, other))
    assert after["visa_chance"][italy] == 0.0 < before["visa_chance"][italy]
    rest = np.arange(before.size) != italy
    for name in before.dtype.names:
        assert np.array_equal(before[name][rest], after[name][rest]), name


def test_no_state_decides_about_its_own_people():
    side = model_of().sides[0]
    assert side.terms.places["wage"][side.home].sum() == 0.0
    assert not side.terms.places["chance"][side.home].any()


def test_chances_of_all_states_are_those_of_each():
    chances, odds = np.linspace(0, 1, 11), np.linspace(-3, 3, 11)
    each = [acceptance(chance, added) for chance, added in zip(chances, odds, strict=True)]
    assert acceptances(chances, odds) == pytest.approx(each, rel=1e-12)


@numba.njit
def add_open_channels(record, group, papers, purse, sums):
    """Sum of the weights of the channels that are open to, and payable by, a class of persons."""
    terms = record[0]
    rules = terms.rules[0]
    for place in range(sums.size):
        for channel in range(CHOSEN_CHANNELS):
            there = terms.places[place]
            if place == rules.home or channel == Channel.FAMILY:
                continue
            if choice.is_open(there, channel, papers, purse, rules.debt):
                sums[place] += terms.weight[group, place, channel]


def test_the_table_of_destinations_sums_the_channels_open_to_each_purse():
    model = model_of()
    model.step()
    terms, p = model.sides[0].terms, model.now
    nests = p["choice.nest_channel"] / p["choice.nest_destination"]
    for group, papers, step in np.ndindex(terms.going.shape[:3]):
        sums = np.zeros(terms.places.size)
        add_open_channels(terms.record, group, papers == 1, PURSES[step], sums)
        expected = np.cumsum(sums**nests)
        found = terms.going[group, papers, step]
        assert found[: expected.size] == pytest.approx(expected, rel=1e-9)
        assert (found[expected.size :] == found[expected.size - 1]).all()  # no place beyond
