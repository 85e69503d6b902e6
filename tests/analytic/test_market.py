"""Recruiters: who leaves the market, and who is hired (ODD 7.4, 7.10)."""

import numpy as np
import pytest

from sim.model.migration_model import MigrationModel
from sim.model.processes.act import recruiters_trade
from sim.vocabulary import Channel, RecruiterKind, Status
from tests.helpers import always, parameters_of, settings_of, world_of


def market(policy=None, **values):
    """A model of Moldova with some parameters changed."""
    parameters = parameters_of("MDA").replace(
        {name.replace("__", "."): value for name, value in values.items()}
    )
    return MigrationModel(settings_of(months=36), world_of("MDA"), parameters, always(policy or {}))


def active_by_niche(model):
    counts = dict.fromkeys((r.niche for r in model.sides[0].recruiters), 0)
    for recruiter in model.sides[0].recruiters:
        counts[recruiter.niche] += recruiter.active
    return counts


def test_one_of_each_kind_and_route_stays_when_all_would_leave_in_one_month():
    model = market(market__leaves=1.0)
    for recruiter in model.sides[0].recruiters:
        recruiter.active, recruiter.losses = True, 10_000
    recruiters_trade(model)
    assert set(active_by_niche(model).values()) == {1}


def test_who_is_out_of_patience_leaves_by_and_by():
    model = market(market__leaves=0.25)
    for recruiter in model.sides[0].recruiters:
        recruiter.active, recruiter.losses = True, 10_000
    before = sum(active_by_niche(model).values())
    recruiters_trade(model)
    left = before - sum(active_by_niche(model).values())
    assert 0.05 * before < left < 0.5 * before


def test_the_police_never_close_the_last_smuggler_of_a_route():
    model = market({"crime_information_exchange": 1.0}, crime_information_exchange__closed=0.15)
    side = model.sides[0]
    for recruiter in side.recruiters:
        recruiter.active = recruiter.kind == RecruiterKind.SMUGGLER
    for _ in range(24):
        model.step()
        smugglers = {n: c for n, c in active_by_niche(model).items() if n[0] == 2}
        assert min(smugglers.values()) >= 1
    assert min(smugglers.values()) == 1  # and some were closed


@pytest.mark.parametrize("cost", [300.0, 3000.0])
def test_nobody_hires_a_recruiter_whom_they_cannot_pay(cost):
    model = market(
        departure__debt=0.0, departure__credit=0.0, market__cost_licensed=cost,
        market__cost_unlicensed=cost, departure__reconsider=1.0,
    )  # fmt: skip
    for _ in range(36):
        model.step()
    people = model.sides[0].population.people
    on_the_way = (people["status"] >= Status.PREPARING) & (people["status"] <= Status.STRANDED)
    people = people[on_the_way]  # who have a use for a recruiter
    owing = people[people["savings"] < 0]
    kinds = model.sides[0].terms.recruiters["kind"]
    hired = owing[owing["recruiter"] > 0]
    at_work = np.isin(hired["channel"], (Channel.LABOUR, Channel.SEASONAL))
    labour = kinds[hired["recruiter"] - 1] != RecruiterKind.SMUGGLER
    assert not (at_work & labour).any()
    users = people[(people["recruiter"] > 0) & (people["channel"] == Channel.LABOUR)]
    assert users.size > 0 or cost > 1000.0


def test_licensing_closes_no_broker_beyond_its_reach():
    model = market({"recruiter_licensing": 1.0}, market__closed=0.3, market__informal=0.25)
    brokers = [r for r in model.sides[0].recruiters if r.kind == RecruiterKind.UNLICENSED]
    hidden = [r for r in brokers if r.beyond_reach]
    assert len(hidden) == round(0.25 * len(brokers))
    for _ in range(24):
        model.step()
    assert {r.closed_until for r in hidden} == {-1}
    assert all(r.closed_until > 0 for r in brokers if not r.beyond_reach and not r.active)
    assert any(r.closed_until > 0 for r in brokers)
