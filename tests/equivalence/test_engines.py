"""Both engines, any number of threads, and every repetition give the same bits."""

import numpy as np
import pytest

from sim.vocabulary import Status
from tests.helpers import differing, model_of, run, small_run

REFORM = {
    "visa_free": 1.0, "readmission_agreement": 1.0, "work_permit_quota": 3.0,
    "circular_migration": 1.0, "predeparture_training": 0.5, "employer_sanctions": 1.0,
    "diaspora_dialogue": 1.0, "reintegration_support": 1.0, "assisted_return": 0.5,
}  # fmt: skip

DIRECTIVES = {
    "in_country_switching": 1.0, "demand_led_admission": 1.0, "vacancy_monitor": 1.0,
    "family_reunification": 1.0, "long_term_residence": 1.0, "seasonal_scheme": 20.0,
    "seasonal_workers_directive": 1.0, "intra_corporate_transfer": 1.0, "single_permit": 1.0,
    "blue_card_threshold": 0.7, "post_study_work": 1.0, "integration_support": 1.0,
    "social_security_coordination": 1.0, "study_grants": 1.0, "agency_cooperation": 1.0,
    "youth_mobility": 1.0, "lifelong_learning": 1.0, "visa_free": 1.0,
}  # fmt: skip


def same_bits(one, other):
    return [
        name
        for name, variable in one.data_vars.items()
        if variable.values.tobytes() != other[name].values.tobytes()
    ] == []


def test_persons_as_mesa_agents_give_the_same_bits_as_compiled_rows():
    """Baseline and reform of the scenario, two years."""
    assert same_bits(small_run().results, small_run("engine=mesa").results)


@pytest.mark.parametrize(
    "policy", [{}, REFORM, DIRECTIVES], ids=["no policy", "many levers", "directives"]
)
def test_engines_agree_on_every_column_of_every_person(policy):
    ends = []
    for engine in ("numba", "mesa"):
        model = model_of(engine=engine, persons_per_agent=4000)
        model.policy = {name: ((0, value),) for name, value in policy.items()}
        for _ in range(24):
            model.step()
        ends.append(model.sides[0].population)
    assert ends[0].people.tobytes() == ends[1].people.tobytes()
    assert ends[0].wake.tobytes() == ends[1].wake.tobytes()


@pytest.mark.parametrize("engine", ["numba", "mesa"])
def test_refugees_fare_alike_in_both_engines(engine):
    policy = {"resettlement": 5000.0, "regional_protection": 1.0}
    one = run(policy, "SOM", months=14, persons_per_agent=8000)
    other = run(policy, "SOM", months=14, persons_per_agent=8000, engine=engine, threads=2)
    assert differing(one, other) == []
    assert one.data["resettled"].sum() > 0


def test_stranding_detention_and_freeing_are_alike_in_both_engines():
    policy = {
        "transit_cooperation": 1.0, "transit_reception": 1.0, "unaccompanied_minors": 0.5,
        "victim_protection": 1.0, "voluntary_departure": 0.5, "detention_limit": 3.0,
        "entry_exit_system": 1.0, "document_security": 1.0, "health_worker_code": 1.0,
        "statelessness_reduction": 1.0, "relief_and_development": 1.0, "return_policy": 5.0,
    }  # fmt: skip
    one = run(policy, "SOM", months=24, persons_per_agent=1000, seed=9)
    other = run(policy, "SOM", months=24, persons_per_agent=1000, seed=9, engine="mesa")
    assert differing(one, other) == []
    for name in ("stranded", "pull_backs", "unaccompanied_minors", "separated", "detained"):
        assert one.data[name].sum() > 0, name


@pytest.fixture(scope="module")
def alone():
    return run(REFORM, persons_per_agent=200, threads=1)


@pytest.mark.parametrize("threads", [1, 2, 3, 4])
def test_the_number_of_threads_changes_no_bit(alone, threads):
    assert differing(alone, run(REFORM, persons_per_agent=200, threads=threads)) == []


def test_another_seed_gives_another_run(alone):
    other = run(REFORM, persons_per_agent=200, seed=2)
    assert len(differing(alone, other)) > 20


def test_two_runs_of_one_command_give_the_same_bits():
    small_run.cache_clear()
    first = small_run().results
    small_run.cache_clear()
    assert same_bits(first, small_run().results)


def test_two_policies_share_all_luck_until_they_differ():
    """A lever that comes into force in the second year leaves the first year untouched."""
    late = "levers.visa_free={2009-01-01: 1.0}"
    results = small_run("+package=none", late).results
    first = results.isel(time=slice(0, 12))
    second = results.isel(time=slice(12, 24))
    for name, variable in first.data_vars.items():
        if "time" in variable.dims:
            assert np.array_equal(variable[0], variable[1]), name
    assert not np.array_equal(second["visits"][0], second["visits"][1])


def test_a_migrant_agent_is_a_view_of_its_row():
    model = model_of(persons_per_agent=4000)
    migrant = model.migrants[7]
    people = model.sides[0].population.people
    migrant.savings = 321
    assert people["savings"][migrant.row] == 321
    people["status"][migrant.row] = Status.DISPLACED
    assert migrant.status == Status.DISPLACED
    assert migrant.uid == migrant.row
