"""How states apply rules that they share: orders carried out, employers checked (ODD 7.11).

returns   a_s = (r_s/r)^κ over its mean over an origin's emigrants;  r_s returned per order observed
checks    c_s = 1 − σ·u_s        u_s a lasting draw of the state, 0 to 1
under supervision v: a_s + v·max(0, 1 − a_s), and c_s = 1 − (1 − v)·σ·u_s
"""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.equations.draws import Purpose, uniform
from sim.model.transit import in_places
from sim.world.tables import World

if TYPE_CHECKING:
    from sim.model.origin_side import OriginSide

RETURN_YEARS = range(2012, 2016)
"""Years in which both orders and returns are known by citizenship."""
FEW_ORDERS = 50.0
"""Orders to leave that the mean over states weighs as much as [persons]."""
LAPSES = 1 << 21
"""First identity of the draws of states, out of the way of recruiters and talks."""

Numbers = NDArray[np.float64]


def observed_application(world: World, origin: str, emigrants: Numbers, apart: float) -> Numbers:
    """Returned per order by place, over its mean over an origin's emigrants (places,) [1].

    1 where nothing is known.

    emigrants  at the start, by place (places,) [persons]
    apart      power κ of what is observed: 0 makes all states alike
    """
    alike = np.ones(len(world.places))
    ordered, returned = np.zeros_like(alike), np.zeros_like(alike)
    for year in RETURN_YEARS:
        told = world.measured("ordered_to_leave", origin, year)
        gone = world.measured("returned", origin, year)
        known = np.isfinite(told) & np.isfinite(gone)
        ordered += np.where(known, told, 0.0)
        returned += np.where(known, gone, 0.0)
    known = ordered > 0.0
    if apart <= 0.0 or not returned.any():
        return alike
    mean = returned.sum() / ordered.sum()
    rate = (returned + FEW_ORDERS * mean) / (ordered + FEW_ORDERS)
    found = np.power(rate / mean, apart)
    weight = np.where(known, emigrants + 1.0, 0.0)
    return np.where(known, found * weight.sum() / (found @ weight), alike)


def lapses(seed: int, places: int) -> Numbers:
    """How far each state falls short of what it could let slip (places,) [1], drawn once."""
    return np.array([uniform(seed, LAPSES + i, 0, Purpose.STATE.value) for i in range(places)])


def supervised(side: "OriginSide") -> Numbers:
    """Share of what a state lacks in applying the rules that supervision makes good (places,)."""
    share = np.minimum(1.0, in_places(side, "directives.supervised"))
    return np.where(side.model.eu_member, share, 0.0)


def orders_applied(side: "OriginSide") -> Numbers:
    """Factor on returned per order by how a state applies the rules (places,) [1]."""
    applied = side.corridors["applied"]
    return applied + supervised(side) * np.maximum(0.0, 1.0 - applied)


def checks_applied(side: "OriginSide") -> Numbers:
    """Share of the checks of employers that are due which a state makes (places,) [1]."""
    spread = side.model.now["sanctions.spread"]
    return 1.0 - spread * side.model.lapses * (1.0 - supervised(side))


def checks_in_union(side: "OriginSide") -> float:
    """The same, mean of the member states [1]."""
    made = checks_applied(side)[side.model.eu_member]
    return float(made.mean()) if made.size else 1.0
