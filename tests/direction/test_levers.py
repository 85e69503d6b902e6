"""Each lever, moved alone with the same luck, pushes its outcome the way it declares."""

from functools import cache

import pytest

from sim.levers.trials import trials
from sim.run.directions import numbers_of
from tests.helpers import REGISTRY, compared, run

TRIALS = trials(REGISTRY)
RARE = [name for name, trial in TRIALS.items() if trial.persons_per_agent < 100]
COMMON = [name for name in TRIALS if name not in RARE]
SMALL = {"persons_per_agent": 100, "months": 48}


@cache
def baseline(origin: str, seeds: int):
    """Runs with no lever set."""
    return tuple(run({}, origin, seed=s + 1, **SMALL) for s in range(seeds))


def effect_of(name: str, seeds: int) -> float:
    """Mean effect on the lever's outcome of raising it, in the declared direction."""
    trial = TRIALS[name]
    before, after = next(numbers_of(trial, seeds))[1].mean(axis=1)
    return (after - before) * trial.lever.direction


@pytest.mark.parametrize("name", COMMON)
def test_more_of_a_lever_moves_its_outcome_as_declared(name):
    assert effect_of(name, seeds=2) > 0


@pytest.mark.slow
@pytest.mark.parametrize("name", RARE)
def test_a_lever_with_a_rare_outcome_shows_in_a_large_population(name):
    assert effect_of(name, seeds=8) > 0


def test_a_partnership_makes_readmission_return_more_people():
    """It has no direction alone: cooperation matters where an agreement is in force."""
    scale = {**SMALL, "persons_per_agent": 10}
    agreed = {"readmission_agreement": 1.0, "visa_facilitation": 1.0}
    alone = tuple(run(agreed, seed=s, **scale) for s in (1, 2))
    rows = compared({**agreed, "mobility_partnership": 1.0}, alone, "MDA", **scale)
    assert rows["returns.readmitted"].effect > 0
    assert rows["programme_cost"].effect > 0


def test_facilitation_lowers_refusals_and_raises_visits():
    rows = compared({"visa_facilitation": 1.0}, baseline("MDA", 2), "MDA", **SMALL)
    applied, refused = rows["visa_applications"], rows["visa_refusals"]
    assert refused.reform / applied.reform < refused.baseline / applied.baseline
    assert rows["visits"].effect > 0


def test_visa_free_travel_ends_most_visas():
    rows = compared({"visa_free": 1.0}, baseline("MDA", 2), "MDA", **SMALL)
    assert rows["visa_applications"].reform < 0.2 * rows["visa_applications"].baseline
    assert rows["refused_entry"].effect > 0


def test_cheaper_remittances_cost_senders_less_and_bring_more_home():
    rows = compared({"remittance_cost": 3.0}, baseline("MDA", 2), "MDA", **SMALL)
    assert rows["remittance_fees"].effect < 0
    assert rows["remittances_received"].effect > 0
    assert rows["poverty_headcount"].effect <= 0


def test_recognition_raises_what_graduates_earn_and_send():
    rows = compared({"qualification_recognition": 1.0}, baseline("MDA", 2), "MDA", **SMALL)
    assert rows["overqualified_share"].effect < 0
    assert rows["remittances_sent"].effect > 0
