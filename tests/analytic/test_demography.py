"""Births and deaths of the first year come out as the tables have them."""

import numpy as np
import pytest

from sim.equations.demography import (
    MID_MONTHS,
    cumulative,
    fertility,
    mortality,
    mortality_level,
    rogers_castro,
)
from sim.vocabulary import Status
from tests.helpers import margins_for, model_of, run, world_of

SCALE = 10


@pytest.fixture(scope="module")
def model():
    return model_of(persons_per_agent=SCALE, months=24)


@pytest.fixture(scope="module")
def first_years():
    """Births and deaths in Moldova by year, persons."""
    record = run({}, persons_per_agent=SCALE, months=24)
    home = world_of("MDA").index("MDA")
    return {
        name: record.data[name][:, 0, home].reshape(2, 12).sum(axis=1)
        for name in ("births", "deaths")
    }


def test_gompertz_reaches_the_deaths_it_was_solved_for():
    persons = np.linspace(50_000, 500, 101)
    level = mortality_level(0.09, persons, 40_000.0)
    hazard = level * np.exp(0.09 * (np.arange(101) + 0.5))
    assert (hazard * persons).sum() == pytest.approx(40_000)
    assert mortality(level, 0.09)[5] == pytest.approx(hazard[0], rel=0.09 / 12)


def test_a_woman_who_lives_to_fifty_bears_the_total_fertility():
    assert cumulative(fertility(1.27, 26.0, 5.5))[-1] == pytest.approx(1.27, rel=0.03)
    young = MID_MONTHS < 15
    assert not fertility(1.27, 26.0, 5.5)[young].any()


def test_the_age_schedule_has_mean_one_over_working_ages():
    schedule = rogers_castro(0.02, 0.1, 0.06, 0.1, 20.0, 0.4, 0.003)
    adults = (MID_MONTHS >= 18) & (MID_MONTHS < 65)
    assert schedule[adults].mean() == pytest.approx(1.0)
    assert 19 < MID_MONTHS[adults][schedule[adults].argmax()] < 30


@pytest.mark.parametrize("months", [1, 12])
def test_deaths_by_age_follow_gompertz(model, months):
    side = model.sides[0]
    people = side.population.people
    alive = people[people["status"] != Status.UNBORN]
    hazard = cumulative(mortality(*margins_for(side).mortality))
    age = -alive["birth"].astype(int)
    dying = 1 - np.exp(hazard[age] - hazard[np.minimum(age + months, hazard.size - 1)])
    sigma = np.sqrt((dying * (1 - dying)).sum())
    assert abs((alive["dies"] < months).sum() - dying.sum()) < 4 * sigma


def test_deaths_of_the_first_year_are_those_of_the_tables(first_years):
    observed = world_of("MDA").value("deaths", "MDA", 2008) * 1000
    luck = 4 * np.sqrt(observed * SCALE)
    assert abs(first_years["deaths"][0] - observed) < luck + 0.01 * observed


def test_births_of_the_first_year_are_near_those_of_the_tables(first_years):
    """Within a tenth: mothers abroad bear no children here, and fertility is a mean of years."""
    observed = world_of("MDA").value("births", "MDA", 2008) * 1000
    assert first_years["births"][0] == pytest.approx(observed, rel=0.1)


def test_no_month_goes_without_births_and_deaths():
    record = run({}, persons_per_agent=100, months=12)
    for name in ("births", "deaths"):
        assert (record.data[name].reshape(12, -1).sum(axis=1) > 0).all()
