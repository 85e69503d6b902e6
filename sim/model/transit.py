"""Transit states: which of them a route leads through, and their own terms (ODD 7.5)."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.errors import InputError
from sim.levers.origins import ByTransit, Setting
from sim.levers.registry import standard_registry
from sim.params.reader import choices
from sim.vocabulary import Route

if TYPE_CHECKING:
    from sim.model.origin_side import OriginSide
    from sim.model.settings import Settings
    from sim.params.parameters import Parameters
    from sim.world.tables import World


def passages(parameters: "Parameters") -> dict[str, NDArray[np.float64]]:
    """Share of the journeys of each route whose last state before the Union is this one (routes,).

    By transit state.

    Raises:
        InputError: shares of a route add up to more than 1.
    """
    found: dict[str, NDArray[np.float64]] = {}
    for route in Route:
        start = f"passage.{route.name.lower()}."
        for name in parameters:
            if name.startswith(start):
                shares = found.setdefault(name.removeprefix(start), np.zeros(len(Route)))
                shares[route] = parameters.value(name)
    _check(found.values())
    return found


def _check(shares: Iterable[NDArray[np.float64]]) -> None:
    """Refuse more journeys than there are."""
    sums = sum(shares, np.zeros(len(Route)))
    for route in np.flatnonzero(sums > 1.0 + 1e-9):
        raise InputError(
            f"passage.{Route(route).name.lower()}: shares of its transit states add up to "
            f"{sums[route]:g}; at most 1"
        )


def check_states(
    policies: Iterable[Mapping[str, Setting]], world: "World", settings: "Settings"
) -> None:
    """Refuse a calendar of a state that is none of those that the lever acts in.

    States of refuge stand apart in the run; member states are of the Union or the area of common
    visas in its first or last month.
    """
    months = settings.start, settings.start + settings.months - 1
    ours = [area(month) for month in months for area in (world.eu_member, world.visa_free_area)]
    members = {world.places[i] for i in np.flatnonzero(np.any(ours, axis=0))}
    allowed = {"host": set(world.places), "member": members}
    for policy in policies:
        for name, setting in policy.items():
            by = standard_registry()[name].by
            own = setting.own if isinstance(setting, ByTransit) and by in allowed else ()
            for state in own:
                if state not in world.places:
                    raise InputError(
                        f"levers.{name}: {state} is no place of this run; name it under places"
                    )
                if state not in allowed[by]:
                    there = choices(state, sorted(members))
                    raise InputError(
                        f"levers.{name}: {state} is no member state; nearest are {there}"
                    )


def on_routes(side: "OriginSide", term: str) -> NDArray[np.float64]:
    """A term by route (routes,): its transit states' own, for the share of journeys through them.

    The value common to all origins' ways holds for the rest, and alone where no state has its own.
    """
    common = side.policy_terms[term]
    found = np.full(len(Route), common)
    for state, terms in side.terms_there.items():
        if terms[term] != common and state in side.model.passages:
            found += side.model.passages[state] * (terms[term] - common)
    return found


def in_places(side: "OriginSide", term: str) -> NDArray[np.float64]:
    """A term by place (places,): that of a state of refuge or a member where it has its own."""
    found = np.full(len(side.world.places), side.policy_terms[term])
    for state, terms in side.terms_there.items():
        if state in side.world.places:
            found[side.world.index(state)] = terms[term]
    return found


def of_stopped(side: "OriginSide", values: NDArray[np.float64]) -> float:
    """Mean of values by route over those of an origin who are stopped on the way."""
    first = float(values[0])
    if (values == first).all():
        return first
    routes = side.terms.routes
    stopped = np.diff(routes["share"], prepend=0.0) * routes["interception"]
    return float(stopped @ values / max(stopped.sum(), 1e-12))
