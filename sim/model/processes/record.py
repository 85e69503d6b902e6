"""3.6 Record: the month's books become one line of every outcome (ODD 5)."""

from typing import TYPE_CHECKING

import numpy as np

from sim.model.budget import cost_range, public_cost
from sim.model.origin_side import LIVES
from sim.model.reception import unhoused
from sim.model.vacancies import SECTORS, filled
from sim.results.outcomes import OUTCOMES, Outcome
from sim.vocabulary import (
    HARMS,
    IRREGULAR,
    LIVING,
    RETURN_CHANNELS,
    AsylumOutcome,
    BudgetLine,
    Channel,
    Flow,
    Gauge,
    Group,
    Harm,
    Route,
    RouteFlow,
    Skill,
    Status,
)

if TYPE_CHECKING:
    from sim.model.migration_model import MigrationModel
    from sim.model.origin_side import OriginSide

LIVING_CODES = [int(status) for status in LIVING]

FLOWS = {
    "births": Flow.BIRTHS,
    "deaths": Flow.DEATHS,
    "visa_applications": Flow.VISA_APPLICATIONS,
    "visa_refusals": Flow.VISA_REFUSALS,
    "permit_applications": Flow.PERMIT_APPLICATIONS,
    "permits_issued": Flow.PERMITS_ISSUED,
    "permit_refusals": Flow.PERMIT_REFUSALS,
    "visits": Flow.VISITS,
    "refused_entry": Flow.REFUSED_ENTRY,
    "overstays": Flow.OVERSTAYS,
    "found_illegally_present": Flow.FOUND,
    "return_orders": Flow.ORDERS,
    "regularised": Flow.REGULARISED,
    "asylum_applications": Flow.ASYLUM_APPLICATIONS,
    "resettled": Flow.RESETTLED,
    "trafficked": Flow.TRAFFICKED,
    "exploited": Flow.EXPLOITED,
    "detained": Flow.DETAINED,
    "trafficked_women": Flow.TRAFFICKED_WOMEN,
    "trafficked_minors": Flow.TRAFFICKED_MINORS,
    "freed": Flow.FREED,
    "separated": Flow.SEPARATED,
    "unaccompanied_minors": Flow.UNACCOMPANIED,
    "referred": Flow.REFERRED,
    "graduations": Flow.GRADUATIONS,
    "detention_months_beyond": Flow.DETENTION_BEYOND,
    "onward_moves": Flow.ONWARD,
}
"""Outcomes that are one count by place."""

TALKS = tuple(
    f"partnership_{what}"
    for what in (
        "rung", "offer", "delivered", "effort", "compliance", "trust", "members", "coverage",
        "suspended", "reforms",
    )
)  # fmt: skip


def size_of(dim: str, places: int) -> int:
    """Length of a dimension of the results."""
    return {
        "place": places,
        "channel": len(Channel),
        "status": len(LIVING),
        "skill": len(Skill),
        "route": len(Route),
        "return_kind": len(RETURN_CHANNELS),
        "asylum_outcome": len(AsylumOutcome),
        "budget_line": len(BudgetLine),
        "group": len(Group),
        "harm": len(HARMS),
    }[dim]


def empty_results(months: int, origins: int, places: int) -> dict[str, np.ndarray]:
    """An array (months, origins, *dims) for every outcome; no count of persons passes 2³¹."""

    def blank(outcome: Outcome) -> np.ndarray:
        shape = (months, origins, *(size_of(dim, places) for dim in outcome.dims))
        whole = np.int64 if outcome.unit == "EUR" else np.int32
        return np.zeros(shape, whole if outcome.integer else np.float64)

    return {outcome.name: blank(outcome) for outcome in OUTCOMES}


def record(model: "MigrationModel") -> None:
    """Write the month of every origin; counts are scaled to persons."""
    for number, side in enumerate(model.sides):
        values = observe(model, side)
        for name, values_of_all in model.results.items():
            values_of_all[model.tick, number] = values[name]
        model.person_months += int(values["persons"].sum()) // model.settings.persons_per_agent


def observe(model: "MigrationModel", side: "OriginSide") -> dict[str, np.ndarray | float]:
    """All outcomes of one origin this month, by name."""
    scale = model.settings.persons_per_agent
    flows = side.flows * scale
    total = flows.sum(axis=0)
    values: dict[str, np.ndarray | float] = {name: flows[:, f] for name, f in FLOWS.items()}
    values |= moves(side, scale)
    values |= stocks(side, scale)
    values |= rights(side)
    values |= money(model, side, total)
    values |= development(side)
    values |= brain_drain(model, side)
    values |= informal_work(model, side)
    values |= ageing(model, side)
    values |= shortages(model, side)
    values |= talks(side)
    route = side.route_flows * scale
    by_route = route.sum(axis=0)
    values["irregular_entries"] = route[:, :, RouteFlow.ENTRIES]
    values["attempts"] = by_route[:, RouteFlow.ATTEMPTS]
    values["interceptions"] = by_route[:, RouteFlow.INTERCEPTIONS]
    values["pull_backs"] = by_route[:, RouteFlow.PULL_BACKS]
    values["deaths_in_transit"] = by_route[:, RouteFlow.DEATHS]
    values["returns"] = flows[:, Flow.RETURNS : Flow.RETURNS_READMITTED + 1]
    values["asylum_decisions"] = flows[:, Flow.ASYLUM_RECOGNISED : Flow.ASYLUM_REFUSED + 1]
    values["displacements"] = total[Flow.DISPLACEMENTS]
    values["refoulements"] = total[Flow.REFOULEMENTS]
    values["firms_by_returnees"] = total[Flow.FIRMS]
    values["re_emigrations"] = flows[side.home, Flow.RE_EMIGRATIONS]
    values["movers_by_group"] = side.ledger[:, Harm.MOVES] * scale
    values["harms_by_group"] = side.ledger[:, Harm.MOVES + 1 :] * scale
    values["school_leavers"] = flows[side.home, Flow.SCHOOL_LEAVERS]
    values["low_schooled"] = flows[side.home, Flow.LOW_SCHOOLED]
    return values


def moves(side: "OriginSide", scale: int) -> dict[str, np.ndarray | float]:
    """Arrivals, departures, and their difference by channel."""
    arrivals = side.arrivals * scale
    departures = side.departures * scale
    return {"arrivals": arrivals, "departures": departures, "moves": arrivals - departures}


def stocks(side: "OriginSide", scale: int) -> dict[str, np.ndarray | float]:
    """Persons by status and by skill, and the stocks that follow from them."""
    stock = side.stock * scale
    low, middle, high = (stock[:, :, skill] for skill in Skill)
    by_status = low + middle + high
    living = by_status[:, LIVING_CODES]
    gauges = side.gauges
    return {
        "persons": living,
        "persons_by_skill": LIVES @ stock,
        "emigrants": living.sum() - living[side.home].sum(),
        "irregular_stock": by_status[:, list(IRREGULAR)].sum(axis=1),
        "asylum_backlog": by_status[:, Status.ASYLUM_SEEKER],
        "visa_backlog": gauges[:, Gauge.VISA_PENDING] * scale,
        "detention_months": by_status[:, Status.DETAINED],
        "without_reception": unhoused(side, by_status[:, Status.ASYLUM_SEEKER]),
        "stranded": by_status[:, Status.STRANDED],
        "idps": by_status[side.home, Status.DISPLACED],
        "refugees_in_region": by_status[:, Status.REFUGEE_IN_REGION],
        "stateless": gauges[:, Gauge.STATELESS].sum() * scale,
        "protracted": side.accounts["protracted"] * scale,
        "health_workers": gauges[side.home, Gauge.HEALTH_WORKERS] * scale,
        "left_behind_children": side.accounts["left_behind_children"] * scale,
        "returnees": side.accounts["returnees"] * scale,
        "returnees_in_poverty": side.accounts["returnees_in_poverty"] * scale,
        "active_persons": side.active_by_skill() * scale,
    }


def rights(side: "OriginSide") -> dict[str, np.ndarray | float]:
    """Shares that speak of rights and of the market for recruiters."""
    below = side.overqualified_share()
    gauges = side.gauges.sum(axis=0)
    users = side.users_year
    fees = side.smugglers_fees()
    return {
        "overqualified_share": below,
        "overqualified_ratio": below / side.model.now["stay.overqualified_nationals"],
        "employment_rate": gauges[Gauge.IN_WORK] / max(1, gauges[Gauge.LABOUR_FORCE]),
        "unlicensed_share": users[1] / max(1.0, users[0]),
        "smuggler_price": fees.mean() if fees.size else 0.0,
    }


def money(
    model: "MigrationModel", side: "OriginSide", flows: np.ndarray
) -> dict[str, np.ndarray | float]:
    """Remittances, fees, investment, public cost [EUR of 2015]; `flows` of all places (flows,)."""
    cost = public_cost(side, flows)
    cheap, dear = cost_range(side, flows)
    return {
        "remittances_sent": side.sent,
        "remittances_received": side.got,
        "remittance_fees": side.fees,
        "recruitment_fees": flows[Flow.RECRUITMENT_FEES],
        "smuggling_revenue": flows[Flow.SMUGGLING_FEES],
        "diaspora_investment": side.investment,
        "programme_cost": cost.sum(),
        "cost_by_line": cost,
        "programme_cost_low": cheap,
        "programme_cost_high": dear,
        "budget_delivered": side.delivered,
    }


def development(side: "OriginSide") -> dict[str, np.ndarray | float]:
    """Development at the origin (ODD 7.9)."""
    return {
        "gdp_per_capita": side.gdp_per_capita,
        "wage": side.terms.home_pay,
        "earnings_lost": side.earnings_lost(),
        "price_level": side.prices,
        "poverty_headcount": side.accounts["poverty_headcount"],
        "returnees_at_work": side.accounts["returnees_at_work"],
        "tertiary_share": side.accounts["tertiary_share"],
        "skilled_emigration_rate": side.skilled_exit(),
        "remittance_dependency": side.accounts["remittance_dependency"],
        "remittances_to_gdp": side.remittances_to_gdp(),
        "poverty_gap": side.accounts["poverty_gap"],
        "remittance_share": side.accounts["remittance_share"],
        "employment_at_home": side.accounts["employment_at_home"],
    }


def brain_drain(model: "MigrationModel", side: "OriginSide") -> dict[str, np.ndarray | float]:
    """Health workers at home and abroad; trade and investment after the diaspora (ODD 7.9)."""
    p = model.now
    health = side.gauges[:, Gauge.HEALTH_WORKERS]
    home = float(health[side.home])
    ratio = max(1, side.graduates_abroad()) / max(1, side.diaspora_start)
    return {
        "health_workers_per_1000": 1000.0 * home / max(1, side.residents()),
        "health_workers_abroad": 1.0 - home / max(1.0, float(health.sum())),
        "diaspora_fdi": ratio ** p["origin.fdi_diaspora"],
        "diaspora_trade": ratio ** p["origin.trade_diaspora"],
    }


def informal_work(model: "MigrationModel", side: "OriginSide") -> dict[str, np.ndarray | float]:
    """Work without papers, pay kept from it, and what moving to the region brings (ODD 7.6)."""
    workers = side.gauges[:, Gauge.IRREGULAR_IN_WORK] * model.settings.persons_per_agent
    there = side.terms.places
    south = model.south & (np.arange(workers.size) != side.home)
    return {
        "irregular_workers": workers,
        "checked_workers": np.rint(workers * there["checked"]),
        "pay_undercut": workers * model.now["stay.irregular_loss"] * there["wage"][:, Skill.LOW],
        "income_gain": side.income_gain(~model.south),
        "income_gain_south": side.income_gain(south),
        "exploited_south": side.flows[south, Flow.EXPLOITED].sum()
        * model.settings.persons_per_agent,
    }


def ageing(model: "MigrationModel", side: "OriginSide") -> dict[str, np.ndarray | float]:
    """How many over 65 stand behind one person of 20 to 64 in the Union (ODD 7.6) [1]."""
    scale = model.settings.persons_per_agent
    member = model.eu_member & (np.arange(model.eu_member.size) != side.home)
    working, old = (ages[member].sum() for ages in model.ages(model.month))
    others = working - side.workers_start[member].sum() * scale
    migrants = side.workers_abroad()[member].sum() * scale
    return {
        "old_age_dependency": old / max(1.0, others + migrants),
        "old_age_dependency_without": old / max(1.0, others),
    }


def shortages(model: "MigrationModel", side: "OriginSide") -> dict[str, np.ndarray | float]:
    """How far the origin's people keep up with vacancies of short sectors in the Union [1]."""
    member = model.eu_member & (np.arange(model.eu_member.size) != side.home)
    now = side.short_sectors()
    return {
        f"{sector}_fill": filled(
            now[sector][member],
            side.short_start[sector][member],
            (model.vacancies[sector] / model.vacancies_start[sector])[member],
        )
        for sector in SECTORS
    }


def talks(side: "OriginSide") -> dict[str, np.ndarray | float]:
    """Where talks with the Union stand (ODD 7.12); 0 where agreements are not negotiated."""
    now = side.talks
    if now is None:
        return dict.fromkeys(TALKS, 0.0)
    values = (
        now.rung, now.offer, now.delivered, side.cooperation, now.compliance, now.trust,
        now.joined.sum(), now.coverage, now.suspended > 0, now.reforms,
    )  # fmt: skip
    return dict(zip(TALKS, map(float, values), strict=True))
