"""Talks month by month: what holds in every run, and how partners differ (ODD 7.12)."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.equations.negotiation import cooperation_after
from sim.levers.partnership import AGREEMENTS, DELIVERED, LEVERS
from sim.levers.registry import standard_registry
from sim.model.migration_model import MigrationModel
from sim.model.simulation import run_policy
from sim.model.states import State
from sim.params.parameters import load_parameters
from sim.results.record import Record
from sim.vocabulary import Rung
from sim.world.tables import load_world
from tests.helpers import START, always, differing, parameters_of, settings_of, world_of

REGISTRY = standard_registry()
TALKS = {"negotiation": 1.0}
SHAPING = [lever for lever in LEVERS if lever.needs or lever.id == "common_steps"]
PACKAGE = {"resource_centre": 1.0, "work_permit_quota": 2.0, "circular_migration": 0.5}
COARSE = {"persons_per_agent": 8000}
READY = {"readiness.MDA": 0.95}
UNREADY = {"readiness.MDA": 0.15}


def talking_model(policy=(), parameters=(), **changes) -> MigrationModel:
    """A model of Moldova whose agreements are negotiated."""
    return MigrationModel(
        settings_of(**(COARSE | changes)), world_of("MDA"),
        parameters_of("MDA").replace(dict(parameters)), always({**TALKS, **dict(policy)}),
    )  # fmt: skip


def months_of(model: MigrationModel) -> Iterator[MigrationModel]:
    """The model after each of its months."""
    for _ in range(model.settings.months):
        model.step()
        yield model


@cache
def talked(policy: tuple = (), parameters: tuple = (), **changes) -> Record:
    """A run of Moldova whose agreements are negotiated."""
    chosen = parameters_of("MDA").replace(dict(parameters))
    calendars = always({**TALKS, **dict(policy)})
    return run_policy(settings_of(**changes), world_of("MDA"), chosen, calendars)


def path(record: Record, what: str) -> np.ndarray:
    """One line of the talks over the months."""
    return record.data[f"partnership_{what}"][:, 0]


def check(model: MigrationModel, rungs: list[Rung]) -> None:
    """What holds in any month of any run."""
    side = model.sides[0]
    now, in_force = side.talks, side.settings
    assert (in_force["visa_facilitation"] > 0) <= (in_force["readmission_agreement"] > 0)
    assert (in_force["visa_free"] > 0) <= (in_force["readmission_agreement"] > 0)
    assert side.policy_terms["return.linked"] <= side.policy_terms["return.readmission"]
    for name in (*AGREEMENTS, *PACKAGE):
        REGISTRY[name].check(in_force[name], name)
    assert now.rung - rungs[-1] in (0, 1) or (rungs[-1], now.rung) == (0, 2)
    rungs.append(now.rung)
    for share in (now.trust, now.coverage, now.wanted, side.cooperation):
        assert 0.0 <= share <= 1.0
    assert 0.0 <= now.delivered <= 3.0 * 1.5
    assert not now.suspended or now.rung == Rung.VISA_FREE_TRAVEL


@pytest.mark.parametrize("seed", range(20, 32))
def test_facilitation_never_comes_without_readmission(seed):
    rungs = [Rung.DIALOGUE]
    for model in months_of(talking_model(PACKAGE, READY, seed=seed, months=60)):
        check(model, rungs)
    assert max(rungs) >= Rung.MOBILITY_PARTNERSHIP


@settings(max_examples=12)
@given(
    shaping=st.tuples(*(st.floats(*lever.bounds) for lever in SHAPING)),
    readiness=st.floats(0.1, 1.0),
    patience=st.floats(0.0, 1.0),
)
def test_facilitation_never_comes_without_readmission_whatever_shapes_the_talks(
    shaping, readiness, patience
):
    chosen = dict(zip((lever.id for lever in SHAPING), shaping, strict=True))
    parameters = {"readiness.MDA": readiness, "talks.prospect": patience}
    rungs = [Rung.DIALOGUE]
    for model in months_of(talking_model({**chosen, **PACKAGE}, parameters, months=36)):
        check(model, rungs)


def test_what_talks_deliver_are_levers():
    assert set(AGREEMENTS) | set(DELIVERED) <= set(REGISTRY)
    assert not set(AGREEMENTS) & set(DELIVERED)


def test_a_package_arrives_in_part_and_nothing_without_talks_concluded():
    model = talking_model(PACKAGE, READY, months=48)
    model.step()
    first = dict(model.sides[0].settings)
    assert all(first[name] == REGISTRY[name].neutral for name in PACKAGE)
    for _ in range(47):
        model.step()
    last = model.sides[0].settings
    for name, full in PACKAGE.items():
        assert min(REGISTRY[name].neutral, full) < last[name] < full


def test_a_ready_partner_climbs_to_visa_free_travel():
    record = talked(parameters=tuple(READY.items()), months=96)
    assert path(record, "rung")[-1] == Rung.VISA_FREE_TRAVEL
    assert record.data["visits"][-12:].sum() > 1.5 * record.data["visits"][:12].sum()
    assert [step.after for step in record.steps][-1] == "visa-free travel"


def test_an_unready_partner_ends_at_a_common_agenda():
    record = talked(parameters=tuple(UNREADY.items()), months=96)
    assert path(record, "rung")[-1] == Rung.COMMON_AGENDA
    assert path(record, "delivered")[-1] > 0.0


def test_who_finds_the_reforms_too_dear_declines_and_says_so():
    dear = (("talks.cost_domestic", 2.0), ("readiness.MDA", 0.5), ("talks.threshold_roadmap", 0.6))
    record = talked(parameters=dear, months=60)
    assert path(record, "rung").max() < Rung.VISA_ROADMAP
    assert any("declines" in step.reason for step in record.steps)


def test_a_roadmap_lasts_as_long_as_its_reforms_take():
    """Years of full effort, over the effort that is made."""
    lengths = {}
    for years in (1.0, 3.0):
        record = talked(parameters=(*READY.items(), ("talks.reform_years", years)), months=108)
        on_it = path(record, "rung") == Rung.VISA_ROADMAP
        effort = path(record, "effort")[on_it]
        assert path(record, "rung")[-1] == Rung.VISA_FREE_TRAVEL
        assert effort.sum() >= 12.0 * years - 1.0
        assert path(record, "reforms")[-1] == 1.0
        lengths[years] = int(on_it.sum())
    assert lengths[3.0] > 1.5 * lengths[1.0]


def test_linked_trade_is_worth_an_effort_and_unlinked_trade_is_not():
    def effort(**levers: float) -> float:
        record = talked(tuple(levers.items()), tuple(UNREADY.items()), months=24)
        return float(path(record, "effort")[-1])

    alone, linked = effort(trade_agreement=1.0), effort(trade_agreement=1.0, linked_trade=1.0)
    assert linked > alone + 0.01
    assert effort(linked_trade=1.0) == effort()


def test_policies_at_odds_with_the_talks_cost_effort_and_trust():
    usual = talked(parameters=tuple(READY.items()), months=60)
    at_odds = talked((("policies_at_odds", 1.0),), tuple(READY.items()), months=60)
    assert path(at_odds, "effort")[-1] < path(usual, "effort")[-1]
    assert path(at_odds, "trust")[-1] < path(usual, "trust")[-1]
    assert path(at_odds, "delivered")[-1] > 0.0


def test_visa_free_travel_is_suspended_when_misused_and_comes_back():
    misused = (
        *READY.items(),
        ("visit.overstay_free", 0.03),
        ("talks.months", 6.0),
        ("talks.reform_years", 1.0),
    )
    record = talked(parameters=misused, months=132)
    suspended = path(record, "suspended") > 0
    free = (path(record, "rung") == Rung.VISA_FREE_TRAVEL) & ~suspended
    begins = int(np.argmax(suspended))
    assert suspended.any()
    assert free[begins - 1]
    assert free[begins:].any()
    visits = record.data["visits"].sum(axis=2)[:, 0]
    assert visits[begins] < 0.8 * visits[begins - 6 : begins].mean()
    assert sum("suspended for 9 months" in step.reason for step in record.steps) >= 1


def test_visa_free_travel_without_misuse_is_not_suspended():
    kept = (*READY.items(), ("talks.suspends", 0.05))
    assert not path(talked(parameters=kept, months=96), "suspended").any()


def test_cooperation_decays_without_reward_and_rises_with_more_for_more():
    """With nothing ahead, no package and no aid a declaration binds nobody."""
    alone = (*READY.items(), ("talks.prospect", 0.0))
    start = (*alone, ("talks.effort", 0.5))
    nothing = talked((("support_package_size", 0.0),), start, months=48, **COARSE)
    effort = path(nothing, "effort")
    expected = 0.5
    for month in range(48):
        expected = cooperation_after(expected, 0.0, 0.3)
        assert effort[month] == pytest.approx(expected)
    low, middle, high = (
        path(talked((("more_for_more", x),), alone, months=48, **COARSE), "effort")[-1]
        for x in (0.0, 1.0, 2.0)
    )
    assert low < middle < high


PARTICULAR = """
talks.readiness: {label: x, unit: "1", status: assumed, source: own_assumption, bounds: [0, 1],
                  values: 0.95}
readiness.SOM: {label: x, unit: "1", status: assumed, source: own_assumption, bounds: [0, 1],
                values: 0.15}
"""


def test_two_partners_climb_each_at_its_own_pace(tmp_path):
    """One policy for both; the file of the scenario says what is particular to one of them."""
    (tmp_path / "parameters.yaml").write_text(PARTICULAR, encoding="utf-8")
    where = replace(settings_of(months=60, **COARSE), origins=("MDA", "SOM"))
    one, other = (
        run_policy(
            replace(where, threads=threads), load_world(where.origins), load_parameters(tmp_path),
            always({**TALKS, **PACKAGE}),
        )
        for threads in (1, 2)
    )  # fmt: skip
    rungs = one.data["partnership_rung"][-1]
    assert rungs[0] > rungs[1]
    assert {step.origin for step in one.steps} == {"MDA", "SOM"}
    assert differing(one, other) == []


class Aloof(State):
    """Takes part in no partnership."""

    @classmethod
    def would_join(cls, us, side, corridor, disposition):
        return np.zeros(us.place.size, bool)


class AloofWorld(MigrationModel):
    state_classes = dict.fromkeys(world_of("MDA").places, Aloof)


def test_without_member_states_there_is_no_partnership():
    usual = talked(parameters=tuple(READY.items()), months=60, **COARSE)
    assert path(usual, "members")[-1] > 3
    assert 0.3 < path(usual, "coverage")[-1] <= 1.0
    model = AloofWorld(
        settings_of(months=60, **COARSE), world_of("MDA"),
        parameters_of("MDA").replace(READY), always(TALKS),
    )  # fmt: skip
    for _ in months_of(model):
        pass
    assert path(model.record(), "rung").max() < Rung.MOBILITY_PARTNERSHIP


def test_talks_go_on_from_agreements_already_in_force():
    """From 2012 on visa facilitation and readmission are behind, whatever the calendar says."""
    later = replace(settings_of(**COARSE), start=START + 48)
    model = MigrationModel(later, world_of("MDA"), parameters_of("MDA"), always(TALKS))
    model.step()
    assert model.sides[0].talks.rung == Rung.MOBILITY_PARTNERSHIP


def test_common_steps_climb_without_a_partnership():
    for model in months_of(talking_model({"common_steps": 1.0, **PACKAGE}, READY, months=60)):
        in_force = model.sides[0].settings
        assert in_force["mobility_partnership"] == in_force["common_agenda"] == 0.0
        assert in_force["resource_centre"] == 0.0
        assert (in_force["visa_facilitation"] > 0) <= (in_force["readmission_agreement"] > 0)
    assert model.sides[0].talks.rung >= Rung.MOBILITY_PARTNERSHIP


def test_differentiation_gives_more_to_the_compliant_and_less_to_the_others():
    offers = {}
    for name, readiness in (("ready", READY), ("unready", UNREADY)):
        for setting in (0.0, 1.0):
            policy, parameters = (("differentiation", setting),), tuple(readiness.items())
            record = talked(policy, parameters, months=48, **COARSE)
            offers[name, setting] = path(record, "offer")[-1]
    assert offers["ready", 1.0] > offers["ready", 0.0]
    assert offers["unready", 1.0] < offers["unready", 0.0]


def test_trained_delegations_bring_more_of_an_offer_to_the_partner():
    usual, trained = (
        path(talked((("eu_delegations", x),), months=36, **COARSE), "delivered")[-1]
        for x in (0.0, 1.0)
    )
    assert trained > usual


def test_aid_at_stake_makes_a_partner_try_harder():
    usual, linked = (
        path(talked((("cotonou_readmission", x),), months=36, **COARSE), "effort")[-1]
        for x in (0.0, 1.0)
    )
    assert linked > usual
