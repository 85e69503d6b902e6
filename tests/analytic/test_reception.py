"""Places in reception and detention, in the state where a person is (ODD 7.8, 7.9)."""

import numpy as np
import pytest

from sim.levers.origins import ByTransit
from sim.model.migration_model import MigrationModel
from sim.model.processes.act import states_decide
from sim.model.processes.open_month import open_month
from sim.model.reception import without_place
from sim.params.quantity import ALWAYS
from sim.vocabulary import Channel, Flow, Status
from tests.helpers import (
    always,
    crowd,
    live,
    model_of,
    model_under,
    parameters_of,
    settings_of,
    settle_crowd,
    sigmas,
    world_of,
)

MANY = 20_000
WORLD = world_of("MDA")
GREECE, ITALY = WORLD.index("GRC"), WORLD.index("ITA")


def waiting(place=GREECE, due=1):
    """Asylum seekers whose decision falls due."""
    columns = {"status": Status.ASYLUM_SEEKER, "place": place, "channel": Channel.ASYLUM}
    return crowd(MANY, due=due, **columns)


def opened(policy, **values):
    """A model under a policy that may be by state, with parameters changed."""
    changed = {name.replace("__", "."): value for name, value in values.items()}
    parameters = parameters_of("MDA").replace(changed)
    model = MigrationModel(settings_of(), WORLD, parameters, policy)
    open_month(model)
    states_decide(model)
    return model


def by_state(rest, **own):
    """A setting by member state, from the start."""
    return ByTransit(((ALWAYS, rest),), {state: ((ALWAYS, value),) for state, value in own.items()})


def test_who_waits_beyond_the_places_has_none():
    asked, places = np.array([0.0, 10.0, 10.0, 40.0]), np.array([5.0, 10.0, 0.0, 10.0])
    assert without_place(asked, places).tolist() == [0.0, 0.0, 1.0, 0.75]


def test_a_surge_finds_too_few_places_and_a_lever_adds_some():
    shares = []
    for policy in ({}, {"reception_conditions": 1.0}):
        model = model_under(policy)
        settle_crowd(model, waiting())
        states_decide(model)
        there = model.sides[0].terms.places
        shares.append(float(there["unhoused"][GREECE]))
        assert not there["unhoused"][ITALY]
    usual, more = shares
    assert 0.5 < usual < 1.0
    rise = parameters_of("MDA").value("reception_conditions.places")
    assert 1.0 - more == pytest.approx((1.0 - usual) * (1.0 + rise))


def test_places_follow_those_who_wait():
    model = model_of()
    settle_crowd(model, waiting())
    shares = []
    for _ in range(36):
        states_decide(model)
        shares.append(float(model.sides[0].terms.places["unhoused"][GREECE]))
    assert shares == sorted(shares, reverse=True)
    least = 1.0 - parameters_of("MDA").value("reception.places")
    assert shares[-1] == pytest.approx(least, abs=0.06)


def test_who_has_no_place_goes_elsewhere_or_is_exploited_as_often_as_said():
    model = model_of()
    settle_crowd(model, waiting())
    there = model.sides[0].terms.places
    there["unhoused"][GREECE], there["leaves_queue"][GREECE] = 1.0, 0.3
    there["abused_waiting"][GREECE] = 0.2
    elsewhere = 1.0 - np.diff(model.sides[0].terms.visits, prepend=0.0)[GREECE]
    flows = live(model, 2)
    assert abs(sigmas(flows[GREECE, Flow.ONWARD], MANY, 0.3 * elsewhere)) < 4
    assert abs(sigmas(flows[GREECE, Flow.EXPLOITED], MANY, 0.2)) < 4
    people = model.sides[0].population.people
    moved = people["place"] != GREECE
    assert (people["status"][moved] == Status.ASYLUM_SEEKER).all()
    assert moved.sum() == flows[GREECE, Flow.ONWARD]
    decided = flows[GREECE, [Flow.ASYLUM_RECOGNISED, Flow.ASYLUM_REFUSED]].sum()
    assert decided == MANY - moved.sum()


def test_who_has_a_place_waits_for_the_decision():
    model = model_of()
    settle_crowd(model, waiting())
    assert not live(model, 2)[:, [Flow.ONWARD, Flow.EXPLOITED]].any()


def test_limits_of_detention_hold_where_a_person_is():
    policy = {
        "detention_limit": by_state(18.0, ITA=3.0),
        "detention_alternatives": by_state(0.0, GRC=1.0),
    }
    there = opened(policy).sides[0].terms.places
    assert (there["detention_limit"][ITALY], there["detention_limit"][GREECE]) == (3.0, 18.0)
    assert there["detained"][GREECE] == 0.0 < there["detained"][ITALY]
    russia = WORLD.index("RUS")
    everywhere = model_under({"detention_limit": 3.0}).sides[0].terms.places
    assert (everywhere["detention_limit"][GREECE], everywhere["detention_limit"][russia]) == (3, 18)


def test_months_beyond_six_are_counted_as_detention_begins():
    model = opened(always({"return_policy": 5.0}), stay__detained=0.5, stay__detention_months=12.0)
    people = crowd(MANY, status=Status.IRREGULAR_ENTRANT, place=ITALY, channel=Channel.SMUGGLED)
    settle_crowd(model, people)
    lengths = []

    def look(people, tick):
        new = (people["status"] == Status.DETAINED) & (people["due"] > tick)
        lengths.append(people["due"][new] - tick)

    beyond = live(model, 1, look)[ITALY, Flow.DETENTION_BEYOND]
    assert lengths[0].size > 50
    assert beyond == np.maximum(0, lengths[0] - 6).sum() > 0
