"""Emigrants at the start: who holds a permit, who is a citizen there (ODD 4); visits (ODD 7.4)."""

import math

import pytest

from sim.model.start import emigrants_of
from tests.helpers import model_of, parameters_of, settings_of, world_of


def there(origin: str, place: str):
    """The group of an origin's emigrants in a place."""
    groups = emigrants_of(world_of(origin), origin, settings_of(origin), parameters_of(origin))
    return next(g for g in groups if g.place == world_of(origin).index(place))


def test_whom_permits_leave_over_are_citizens_where_they_live():
    greece = there("GEO", "GRC")
    (permits,) = [
        t.value for t in world_of("GEO").targets("GEO")
        if (t.series, t.dest, t.year) == ("valid_permits", "GRC", 2008)
    ]  # fmt: skip
    persons = greece.women + greece.men
    without = greece.irregular * 0.45  # of the others, by population.labour_share
    assert persons * (1 - greece.citizens) * (1 - without) == pytest.approx(permits, rel=0.001)
    assert greece.labour == pytest.approx(0.45 * (1 - greece.citizens))


def test_outside_the_union_nobody_is_taken_for_a_citizen():
    assert there("GEO", "RUS").citizens == 0.0
    assert there("GEO", "RUS").labour == 0.45


def test_visits_grow_with_income_and_the_common_trend():
    model = model_of(origin="GEO")
    side = model.sides[0]
    world, p = model.world, model.now
    income = [world.value("gdp_per_capita_ppp", "GEO", year) for year in (2008, 2009, 2010)]
    ratio = income[0] / ((income[1] + income[2]) / 2)
    expected = p["visit.income"] * math.log(ratio) - 1.5 * p["visit.trend"]
    assert side.visit_growth() == pytest.approx(math.exp(expected))
