"""Public money (ODD 5): what policies cost by line, and what a budget leaves of them."""

from collections import ChainMap
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.levers.budget import prices
from sim.levers.registry import standard_registry
from sim.params.parameters import Parameters
from sim.vocabulary import MONTHS_PER_YEAR, BudgetLine, Flow

if TYPE_CHECKING:
    from sim.model.origin_side import OriginSide


def strengths(settings: Mapping[str, float]) -> dict[str, float]:
    """Setting above neutral of each lever that is not neutral [unit of the lever]."""
    levers = standard_registry()
    moved = ((name, setting - levers[name].neutral) for name, setting in settings.items())
    return {name: strength for name, strength in moved if strength != 0.0}


def cost_by_case(
    side: "OriginSide", flows: NDArray[np.int64], p: Mapping[str, float]
) -> NDArray[np.float64]:
    """What the month's cases cost by line (lines,) [EUR].

    flows  of all places, in persons;  p: values of parameters
    """
    terms = side.policy_terms
    cost = np.zeros(len(BudgetLine))
    trained = terms["work.preparation"] * flows[Flow.PERMITS_ISSUED]
    cost[BudgetLine.EXTERNAL] += p["cost.training"] * trained
    cost[BudgetLine.EXTERNAL] += p["cost.support"] / 12.0 * terms["support.package"]
    cost[BudgetLine.EXTERNAL] += p["cost.top_up"] * side.vehicle_investment
    helped = flows[Flow.ASSISTED_COST] if terms["return.assisted"] > 0 else 0
    cost[BudgetLine.ASYLUM_MIGRATION] += p["cost.assisted_return"] * helped
    cost[BudgetLine.ASYLUM_MIGRATION] += p["cost.resettlement"] * flows[Flow.RESETTLED]
    return cost


def public_cost(side: "OriginSide", flows: NDArray[np.int64]) -> NDArray[np.float64]:
    """What the levers in force cost this month by line of the budget (lines,) [EUR].

    Keeps what the cases of a year would cost uncut, from which the next budget is shared out.

    flows  cases of the month in all places, in persons (flows,)
    """
    now = side.model.now
    cost = cost_by_case(side, flows, now)
    usual = side.cases_year / MONTHS_PER_YEAR
    uncut = float(cost.sum()) / side.delivered if side.delivered > 0.0 else usual
    side.cases_year += uncut - usual
    return with_programmes(cost, side, now)


def with_programmes(
    cost: NDArray[np.float64], side: "OriginSide", p: Mapping[str, float]
) -> NDArray[np.float64]:
    """Cost of the month by line (lines,) [EUR], what does not go by case added to it."""
    for name, strength in strengths(side.settings).items():
        price = prices()[name]
        cost[price.line] += price.yearly(strength, p) / 12.0
    return cost


def cost_range(side: "OriginSide", flows: NDArray[np.int64]) -> tuple[float, float]:
    """Cost of the month if all prices were at the cheap, and at the dear end of their ranges [EUR].

    flows  cases of the month in all places, in persons (flows,)
    """
    cheap, dear = (
        with_programmes(cost_by_case(side, flows, p), side, p).sum()
        for p in (ChainMap(ends, side.model.now) for ends in side.model.price_ends)
    )
    return float(cheap), float(dear)


def price_ends(parameters: Parameters) -> tuple[dict[str, float], dict[str, float]]:
    """Parameters of prices at the cheap and the dear end; the longer a project, the cheaper."""
    ranges = {i: parameters.quantity(i).bounds for i in parameters.ids() if i.startswith("cost.")}
    cheap = {i: max(r) if i == "cost.project_months" else min(r) for i, r in ranges.items()}
    dear = {i: min(r) if i == "cost.project_months" else max(r) for i, r in ranges.items()}
    return cheap, dear


def within_budget(
    side: "OriginSide", settings: Mapping[str, float], cap: float
) -> dict[str, float]:
    """Settings of the levers that a budget of `cap` [EUR year-1] pays for.

    Programmes are cut alike, towards neutral; rules cost little and stay. What cases will cost is
    taken from the past year, as if nothing had been cut.

    writes  side.delivered: the share that is left [1]
    """
    now, moved = side.model.now, strengths(settings)
    yearly = {name: prices()[name].yearly(strength, now) for name, strength in moved.items()}
    fixed = sum(cost for name, cost in yearly.items() if not prices()[name].rationed)
    planned = sum(yearly.values()) - fixed + side.cases_year
    share = min(1.0, max(0.0, cap - fixed) / planned) if planned > 0.0 else 1.0
    side.delivered = share
    cut = {name: s for name, s in moved.items() if prices()[name].rationed}
    neutral = {name: settings[name] - s for name, s in cut.items()}
    return {**settings, **{name: neutral[name] + share * s for name, s in cut.items()}}
