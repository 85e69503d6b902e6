"""Work without papers draws those who have none, and gives them work (ODD 7.3, 7.6)."""

from functools import cache

import numpy as np
import pytest

from sim.model.simulation import run_policy
from sim.params.parameters import load_parameters
from tests.helpers import model_under, parameters_of, settings_of, world_of

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


ABUSE = """
exploitation.RUS:
  label: Exploitation in Russia over that in Europe
  unit: "1"
  status: assumed
  source: own_assumption
  bounds: [0.5, 5]
  values: {}
"""


def test_abuse_of_a_place_shows_in_exploitation_there_and_breaks_no_bound(tmp_path):
    place = world_of("MDA").index("RUS")
    found = []
    for factor in (1, 4):
        (tmp_path / "parameters.yaml").write_text(ABUSE.format(factor))
        parameters = load_parameters(tmp_path)
        record = run_policy(settings_of(**SCALE), world_of("MDA"), parameters, {})
        found.append(record.data["exploited"][:, 0, place].sum())
    assert 3.0 < found[1] / found[0] < 5.2


def test_inspection_reaches_seasonal_workers_too():
    usual, watched = (
        model_under(policy).sides[0].terms.places["exploit_season"].sum()
        for policy in ({}, {"labour_inspection": 1.0})
    )
    assert watched < 0.9 * usual
