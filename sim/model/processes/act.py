"""3.2 to 3.4 States decide, recruiters trade, people live."""

from typing import TYPE_CHECKING

import numpy as np

from sim.equations.negotiation import cooperation_after
from sim.errors import InputError
from sim.model.agents import conditions_of
from sim.model.processes.open_month import set_choice
from sim.vocabulary import Flow, Gauge, RecruiterKind, Status

if TYPE_CHECKING:
    from sim.model.migration_model import MigrationModel
    from sim.model.origin_side import OriginSide


def states_decide(model: "MigrationModel") -> None:
    """3.2 Every state sets queues, chances, quotas and returns for the month (ODD 7.11)."""
    for states in model.states_by_rules:
        states.look()
        for side in model.sides:
            states.decide(side)
    refugees = sum(int(side.stock[:, Status.REFUGEE_IN_REGION].sum()) for side in model.sides)
    for side in model.sides:
        set_cooperation(model, side)
        set_resettlement(model, side, refugees)


def set_cooperation(model: "MigrationModel", side: "OriginSide") -> None:
    """A declaration is not enforceable: cooperation decays unless it is rewarded (C10, L36).

    The reward is what a partner in talks finds worth an effort, else the visas it was given.
    """
    terms, talks = side.policy_terms, side.talks
    rate = model.now["return.cooperation_decay"]
    if talks is not None:
        reward = talks.wanted
        rate = model.now["talks.effort_rise"] if reward > side.cooperation else rate
    elif terms["cooperation.partnership"] <= 0.0:
        side.cooperation = 1.0
        return
    else:
        reward = max(
            terms["return.linked"], 1.0 - terms["visa.required"], terms["cooperation.reward"]
        )
    side.cooperation = cooperation_after(side.cooperation, reward, rate)


def set_resettlement(model: "MigrationModel", side: "OriginSide", refugees: int) -> None:
    """The hazard of being resettled: places over refugees of all origins, by share of states."""
    quota = side.policy_terms["resettlement.places"] / model.settings.persons_per_agent
    hazard = quota / refugees if refugees > 0 else 0.0
    side.terms.places["resettle"] = side.resettlement_shares * hazard


def recruiters_trade(model: "MigrationModel") -> None:
    """3.3 Recruiters learn, enter, leave and set fees."""
    scale = model.settings.persons_per_agent
    for side in model.sides:
        kinds = side.terms.recruiters["kind"]
        clients = np.bincount(kinds, side.market[:, 0], len(RecruiterKind)) * scale
        side.clients += (clients - side.clients) / 6.0
        set_conditions(side)
        for recruiter in side.recruiters:
            recruiter.step()
        publish_offers(side)


def set_conditions(side: "OriginSide") -> None:
    """Tell every recruiter what those of its kind and route meet this month."""
    side.count_recruiters()
    niches = {recruiter.niche for recruiter in side.recruiters}
    conditions = {niche: conditions_of(side, *niche) for niche in niches}
    for recruiter in side.recruiters:
        recruiter.conditions = conditions[recruiter.niche]


def publish_offers(side: "OriginSide") -> None:
    """Write what persons see of the recruiters into the month's terms."""
    side.terms.recruiters[: len(side.recruiters)] = [r.offer() for r in side.recruiters]


def people_live(model: "MigrationModel") -> None:
    """3.4 The choice tables are filled; everyone awake lives this month (ODD 7.2 to 7.9).

    Origin by origin, since all use the same tables and tallies in turn: no origin reads what
    another's people did this month.
    """
    for side in model.sides:
        set_choice(model, side)
        if model.settings.engine == "mesa":
            side.visit_agents()
        else:
            side.visit(model.tick)
        side.collect()
        check_bounds(model, side)
        recent = side.flows.sum(axis=0)
        orders = float(recent[Flow.ORDERS])
        sent = float(recent[Flow.RETURNS_ASSISTED : Flow.RETURNS_READMITTED + 1].sum())
        sent += float(recent[Flow.DEPARTED])
        side.orders_year += orders - side.orders_year / 12.0
        side.returns_year += sent - side.returns_year / 12.0


def check_bounds(model: "MigrationModel", side: "OriginSide") -> None:
    """A hazard above its bound would be clipped: stop instead of a silent wrong result."""
    breaches = int(side.flows[:, Flow.BOUND_BREACHES].sum())
    if breaches:
        raise InputError(
            f"{model.settings.scenario}, month {model.tick}: {breaches} persons of {side.iso3} met "
            "a hazard above its bound; lower resettlement or the parameters of return and detection"
        )
    if side.flows[:, Flow.REFOULEMENTS].any():
        raise RuntimeError("a recognised refugee was returned: no run may do that")


def verify(model: "MigrationModel") -> None:
    """Accounts: the running books equal a full recount, and nobody appears or vanishes."""
    for side in model.sides:
        living, gauges = side.recounted()
        if not np.array_equal(living, side.stock):
            raise RuntimeError(f"{side.iso3}: the stocks of month {model.tick} do not add up")
        if not np.array_equal(gauges, side.gauges):
            wrong = [Gauge(g).name for g in np.flatnonzero((gauges != side.gauges).any(axis=0))]
            raise RuntimeError(f"{side.iso3}: gauges {wrong} of month {model.tick} do not add up")
