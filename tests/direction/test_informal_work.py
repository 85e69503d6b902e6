"""Work without papers draws those who have none, and gives them work (ODD 7.3, 7.6)."""

from functools import cache

import numpy as np
import pytest

from sim.model.simulation import run_policy
from tests.helpers import parameters_of, settings_of, world_of

SCALE = {"persons_per_agent": 100, "months": 60}


@cache
def under(jobs: float, south: float = 1.0, seeds: int = 2):
    """Runs of Moldova with informal jobs, and exploitation in the south, times a factor."""
    changed = {"experiment.informal_jobs": jobs, "stay.exploitation_south": south}
    parameters = parameters_of("MDA").replace(changed)
    return [
        run_policy(settings_of(seed=seed + 1, **SCALE), world_of("MDA"), parameters, {})
        for seed in range(seeds)
    ]


def last_year(records, name):
    """Mean over runs of the last year's sum."""
    return np.mean([np.asarray(r.data[name], float)[-12:].sum() for r in records])


@pytest.mark.parametrize("name", ["irregular_stock", "irregular_workers", "pay_undercut"])
def test_irregular_stock_and_work_follow_informal_jobs(name):
    few, usual, many = (last_year(under(jobs), name) for jobs in (0.5, 1.0, 2.0))
    assert few < 0.95 * usual < usual < 0.95 * many


def test_a_larger_share_of_irregular_residents_works_where_jobs_are_many():
    shares = [
        last_year(under(jobs), "irregular_workers") / last_year(under(jobs), "irregular_stock")
        for jobs in (0.5, 1.0, 2.0)
    ]
    assert shares == sorted(shares)
    assert shares[2] > shares[0] + 0.05


def test_abuse_in_the_south_shows_in_exploitation_there():
    usual, more = under(1.0), under(1.0, south=3.0)
    ratio = last_year(more, "exploited_south") / last_year(usual, "exploited_south")
    assert 2.0 < ratio < 4.5
    elsewhere = [
        last_year(runs, "exploited") - last_year(runs, "exploited_south") for runs in (usual, more)
    ]
    assert elsewhere[1] == pytest.approx(elsewhere[0], rel=0.25)
    assert last_year(usual, "income_gain_south") > 0.0
