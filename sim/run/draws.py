"""Sets of parameters drawn from their ranges: what is not known, as against chance (ODD 5).

A range is a uniform prior. Draws are a Latin hypercube: each parameter takes a value from each of
as many equal slices of its range as there are draws, in an order of its own that hangs on the seed
and its name alone, so that two runs that share a parameter share its draws.
"""

import zlib
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sim.levers.origins import Policy
from sim.levers.registry import standard_registry
from sim.params.parameters import Parameters
from sim.params.quantity import Quantity
from sim.run.plan import Plan

CONSTANTS = ("choice.stay", "choice.channel_", "place.")
EVENTS = ("protection.intensity", "protection.observed")
COUNTS = ("market.licensed", "market.unlicensed", "market.smugglers")


def why_held(name: str, quantity: Quantity) -> str:
    """Why a parameter is not drawn; "" for one that is."""
    low, high = quantity.bounds
    reasons = {
        "observed": quantity.status == "observed",
        "fitted to what was observed": quantity.status == "calibrated",
        "a constant of choice, known through a fit only": name.startswith(CONSTANTS),
        "a share among shares that add up to one": name.startswith(("route.", "passage.")),
        "an instrument of experiments": name.startswith("experiment."),
        "a war or disaster, which a scenario sets": name in EVENTS,
        "a number of recruiters, limited together with others": name in COUNTS,
        "changes by date": len(quantity.values) > 1,
        "has no range": low == high,
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


def unknown(plan: Plan) -> tuple[list[str], dict[str, list[str]]]:
    """Parameters that are drawn for a plan, in their order, and those held, by reason.

    Held are also strengths of levers that neither policy sets, and what was set for this run.
    """
    unread = idle_strengths(plan.policies)
    drawn: list[str] = []
    held: dict[str, list[str]] = {}
    for name in plan.parameters:
        reason = why_held(name, plan.parameters.quantity(name))
        if name in plan.changed_parameters:
            reason = "set for this run"
        elif name in unread:
            reason = "the strength of a lever that is not set"
        if reason:
            held.setdefault(reason, []).append(name)
        else:
            drawn.append(name)
    return drawn, held


def idle_strengths(policies: Mapping[str, Policy]) -> set[str]:
    """Strengths of levers that no policy sets."""
    idle: set[str] = set()
    active: set[str] = set()
    for lever in standard_registry().values():
        is_set = any(lever.id in policy for policy in policies.values())
        for effect in lever.effects:
            (active if is_set else idle).add(effect.strength or "")
    return idle - active


def latin_hypercube(
    parameters: Parameters, names: list[str], seed: int, draws: int
) -> NDArray[np.float64]:
    """Values (draw, parameter), each in the unit of its parameter."""
    values = np.empty((draws, len(names)))
    for column, name in enumerate(names):
        random = np.random.default_rng([seed, zlib.crc32(name.encode())])
        share = (random.permutation(draws) + random.random(draws)) / draws
        low, high = parameters.quantity(name).bounds
        values[:, column] = np.minimum(low + (high - low) * share, high)
    return values
