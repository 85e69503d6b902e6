"""Ageing of the Union: what is foreseen after the last table of residents by age."""

import numpy as np
import pytest

from sim.world.impute import COHORTS_AHEAD, cohorts_ahead
from sim.world.schema import EUROPEAN_UNION
from sim.world.tables import load_world


def test_the_union_goes_on_ageing_after_the_last_table():
    world = load_world(("MDA",))
    years = (2010, 2020, 2025, 2028, 2030)
    sums = [np.sum([world.residents_by_age(i, y) for i in EUROPEAN_UNION], axis=0) for y in years]
    ratios = [old / working for working, old in sums]
    assert ratios == sorted(ratios)
    assert 0.39 < ratios[-1] < 0.45  # projections of Eurostat and the Commission: about 0.4
    assert any(COHORTS_AHEAD in line and "2030" in line for line in world.imputations)
    assert not any(COHORTS_AHEAD in line and "2020" in line for line in world.imputations)


def test_cohorts_that_change_alike_are_foreseen_to_the_person():
    """Half of each group is left five years on: after the tables too."""
    first = np.arange(21.0, 0.0, -1.0) * 1000.0
    tables = {2015: first, 2020: _aged(first)}
    foreseen = cohorts_ahead(tables)
    assert sorted(foreseen) == [2025, 2030, 2035]
    assert foreseen[2025][1:] == pytest.approx(_aged(tables[2020])[1:])
    assert foreseen[2035][3:] == pytest.approx(_aged(_aged(_aged(tables[2020])))[3:])
    assert cohorts_ahead({2010: first, 2020: first}) == {}


def _aged(groups):
    """A population five years older, of which half is left; 1,000 are born."""
    oldest = 0.5 * (groups[-2] + groups[-1])
    return np.concatenate(([1000.0], 0.5 * groups[:-2], [oldest]))


def test_what_is_foreseen_of_the_union_in_2020_came_near(whole_ages):
    """Cohorts of 2010 and 2015 carried on to 2020, against the table."""
    sums = np.zeros((2, 2))
    for tables in whole_ages.values():
        ahead = cohorts_ahead({y: tables[y] for y in (2010, 2015)})[2020]
        sums += [[t[4:13].sum(), t[13:].sum()] for t in (ahead, tables[2020])]
    foreseen, observed = sums[:, 1] / sums[:, 0]
    assert foreseen == pytest.approx(observed, rel=0.01)


@pytest.fixture
def whole_ages():
    """Residents of member states by five-year group (21,), by place and year."""
    facts = load_world(("MDA",)).facts
    return {iso3: tables for iso3, tables in facts.groups_of_age.items() if iso3 in EUROPEAN_UNION}
