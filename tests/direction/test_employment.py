"""Employment policy and short sectors of member states: who is let in, who has work."""

import numpy as np
import pytest

from sim.model.migration_model import MigrationModel
from sim.model.simulation import run_policy
from sim.params.parameters import load_parameters
from sim.vocabulary import Channel
from tests.helpers import always, differing, parameters_of, settings_of, world_of

COARSE = {"persons_per_agent": 2000, "months": 3}


def run(policy, parameters=(), **changes):
    """A run of Moldova with other parameters."""
    chosen = parameters_of("MDA").replace(dict(parameters))
    return run_policy(settings_of(**changes), world_of("MDA"), chosen, always(policy))


def places_under(policy, parameters=()):
    """What states set for Moldovans in the first month, and who is a member (places,)."""
    model = MigrationModel(
        settings_of(**COARSE), world_of("MDA"), parameters_of("MDA").replace(dict(parameters)),
        always(policy),
    )  # fmt: skip
    model.step()
    return model.sides[0].terms.places, model.eu_member


def test_permits_follow_vacancies_of_short_sectors_in_member_states_only():
    before, member = places_under({})
    after, _ = places_under({"shortage_admission": 1.0}, {"vacancies.health": 2.0})
    skilled = [rows["chance"][:, Channel.HIGHLY_SKILLED] for rows in (before, after)]
    assert (skilled[1][member] > skilled[0][member]).all()
    assert (skilled[1][~member] == skilled[0][~member]).all()
    assert after["health"][member] == pytest.approx(2.0)
    assert (after["health"][1:] == before["health"][1:])[~member[1:]].all()  # but for home
    assert (before["health"][1:] == 1.0).all()


def test_without_a_shortage_there_is_nothing_to_follow():
    none = {"vacancies.health": 1.0, "vacancies.science": 1.0, "vacancies.ageing": 0.0}
    usual, asked = (run({"shortage_admission": x}, none, **COARSE) for x in (0.0, 1.0))
    assert all("cost" in name for name in differing(usual, asked))


def test_filling_falls_as_vacancies_grow():
    usual = run({}, months=36, persons_per_agent=500).data
    steady = run({}, {"vacancies.ageing": 0.0}, months=36, persons_per_agent=500).data
    assert usual["health_fill"][0, 0] == pytest.approx(1.0, abs=0.1)
    assert (usual["health_fill"][24:] < steady["health_fill"][24:]).all()
    assert (usual["science_fill"] == steady["science_fill"]).all()


def test_activation_lowers_unemployment_of_member_states_alone():
    before, member = places_under({})
    after, _ = places_under({"employment_policy": 1.0})
    points = load_parameters().value("employment_policy.unemployment")
    gained = (after["work_odds"] - before["work_odds"])[member]
    usual = load_parameters().value("stay.work_unemployment") * points
    assert np.median(gained) == pytest.approx(usual)
    assert (gained <= usual + 1e-12).all()
    assert (after["work_odds"][~member] == before["work_odds"][~member]).all()
