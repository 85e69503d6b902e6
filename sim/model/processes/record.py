"""3.6 Record: the month's books become one line of every outcome (ODD 5)."""

from typing import TYPE_CHECKING

import numpy as np

from sim.results.outcomes import OUTCOMES, Outcome
from sim.vocabulary import (
    IRREGULAR,
    LIVING,
    RETURN_CHANNELS,
    AsylumOutcome,
    Channel,
    Flow,
    Gauge,
    RecruiterKind,
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
}
"""Outcomes that are one count by place."""


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
    }[dim]


def empty_results(months: int, origins: int, places: int) -> dict[str, np.ndarray]:
    """An array (months, origins, *dims) for every outcome."""

    def blank(outcome: Outcome) -> np.ndarray:
        shape = (months, origins, *(size_of(dim, places) for dim in outcome.dims))
        return np.zeros(shape, np.int64 if outcome.integer else np.float64)

    return {outcome.name: blank(outcome) for outcome in OUTCOMES}


def record(model: "MigrationModel") -> None:
    """Write the month of every origin; counts are scaled to persons."""
    for number, side in enumerate(model.sides):
        values = observe(model, side)
        for outcome in OUTCOMES:
            model.results[outcome.name][model.tick, number] = values[outcome.name]
        model.person_months += int(side.persons().sum())


def observe(model: "MigrationModel", side: "OriginSide") -> dict[str, np.ndarray | float]:
    """All outcomes of one origin this month, by name."""
    scale = model.settings.persons_per_agent
    flows = side.flows * scale
    values: dict[str, np.ndarray | float] = {name: flows[:, f] for name, f in FLOWS.items()}
    values |= moves(side, scale)
    values |= stocks(side, scale)
    values |= rights(side, scale)
    values |= money(model, side, flows)
    values |= development(model, side, scale)
    route = side.route_flows * scale
    values["deaths"] = flows[:, Flow.DEATHS]
    values["irregular_entries"] = route[:, :, RouteFlow.ENTRIES]
    for name, flow in (
        ("attempts", RouteFlow.ATTEMPTS),
        ("interceptions", RouteFlow.INTERCEPTIONS),
        ("deaths_in_transit", RouteFlow.DEATHS),
    ):
        values[name] = route[:, :, flow].sum(axis=0)
    kinds = slice(Flow.RETURNS, Flow.RETURNS_READMITTED + 1)
    values["returns"] = flows[:, kinds]
    values["asylum_decisions"] = flows[:, Flow.ASYLUM_RECOGNISED : Flow.ASYLUM_REFUSED + 1]
    values["displacements"] = flows[:, Flow.DISPLACEMENTS].sum()
    values["refoulements"] = flows[:, Flow.REFOULEMENTS].sum()
    values["firms_by_returnees"] = flows[:, Flow.FIRMS].sum()
    return values


def moves(side: "OriginSide", scale: int) -> dict[str, np.ndarray | float]:
    """Arrivals, departures, and their difference by channel."""
    arrivals = side.arrivals * scale
    departures = side.departures * scale
    return {"arrivals": arrivals, "departures": departures, "moves": arrivals - departures}


def stocks(side: "OriginSide", scale: int) -> dict[str, np.ndarray | float]:
    """Persons by status and by skill, and the stocks that follow from them."""
    stock = side.stock * scale
    gauges = side.gauges * scale
    by_status = stock.sum(axis=2)
    living = by_status[:, LIVING_CODES]
    region = stock[:, Status.REFUGEE_IN_REGION].sum(axis=1)
    displaced = by_status[side.home, Status.DISPLACED]
    return {
        "persons": living,
        "persons_by_skill": stock[:, LIVING_CODES].sum(axis=1),
        "emigrants": living.sum() - living[side.home].sum(),
        "irregular_stock": by_status[:, [int(s) for s in IRREGULAR]].sum(axis=1),
        "asylum_backlog": by_status[:, Status.ASYLUM_SEEKER],
        "visa_backlog": gauges[:, Gauge.VISA_PENDING],
        "idps": displaced,
        "refugees_in_region": region,
        "stateless": gauges[:, Gauge.STATELESS].sum(),
        "protracted": side.accounts["protracted"] * scale,
        "health_workers": gauges[side.home, Gauge.HEALTH_WORKERS],
        "left_behind_children": side.accounts["left_behind_children"] * scale,
    }


def rights(side: "OriginSide", scale: int) -> dict[str, np.ndarray | float]:
    """Shares that speak of rights and of the market for recruiters."""
    gauges = side.gauges.sum(axis=0)
    users = side.users_year
    smugglers = [r.fee for r in side.recruiters if r.kind == RecruiterKind.SMUGGLER and r.active]
    return {
        "overqualified_share": gauges[Gauge.OVERQUALIFIED]
        / max(1, gauges[Gauge.GRADUATES_IN_WORK]),
        "employment_rate": gauges[Gauge.IN_WORK] / max(1, gauges[Gauge.LABOUR_FORCE]),
        "unlicensed_share": users[1] / max(1.0, users[0]),
        "smuggler_price": float(np.mean(smugglers)) if smugglers else 0.0,
    }


def money(
    model: "MigrationModel", side: "OriginSide", flows: np.ndarray
) -> dict[str, np.ndarray | float]:
    """Remittances, fees, investment, public cost [EUR of 2015]."""
    p = model.now
    terms = side.policy_terms
    settings = model.lever_settings
    trained = terms["work.preparation"] * flows[:, Flow.PERMITS_ISSUED].sum()
    cost = p["cost.partnership"] / 12.0 * terms["cooperation.partnership"]
    cost += p["cost.centre"] / 12.0 * settings.get("resource_centre", 0.0)
    cost += p["cost.training"] * trained
    helped = flows[:, Flow.ASSISTED_COST].sum() if terms["return.assisted"] > 0 else 0
    cost += p["cost.assisted_return"] * helped
    cost += p["cost.resettlement"] * flows[:, Flow.RESETTLED].sum()
    cost += p["cost.top_up"] * side.vehicle_investment
    return {
        "remittances_sent": side.sent,
        "remittances_received": side.got,
        "remittance_fees": side.fees,
        "recruitment_fees": float(flows[:, Flow.RECRUITMENT_FEES].sum()),
        "smuggling_revenue": float(flows[:, Flow.SMUGGLING_FEES].sum()),
        "diaspora_investment": side.investment,
        "programme_cost": cost,
    }


def development(
    model: "MigrationModel", side: "OriginSide", scale: int
) -> dict[str, np.ndarray | float]:
    """Development at the origin (ODD 7.9)."""
    high = side.stock[:, :, Skill.HIGH].sum(axis=1)
    year = side.received[-12:]
    return {
        "gdp_per_capita": side.gdp_per_capita,
        "wage": side.terms.home_pay,
        "poverty_headcount": side.accounts["poverty_headcount"],
        "tertiary_share": side.accounts["tertiary_share"],
        "skilled_emigration_rate": 1.0 - high[side.home] / max(1, high.sum()),
        "remittance_dependency": side.accounts["remittance_dependency"],
        "remittances_to_gdp": sum(year) * 12.0 / len(year) / max(1.0, side.gdp),
    }
