"""Places in reception against asylum seekers who wait (ODD 7.9).

places   R = max(1, ρ·r·max(R0, B̄))   R0 need by the applications observed 2008–2010, ρ, r factors
waiting  B̄ ← B̄ + (B − B̄)/τ       B asylum seekers of the origin there
without  s = max(0, 1 − R/B)
"""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.params.parameters import Parameters
from sim.world.tables import World

if TYPE_CHECKING:
    from sim.model.origin_side import OriginSide

REFERENCE_YEARS = range(2008, 2011)
"""Years whose asylum applications the first places are made for."""

Numbers = NDArray[np.float64]


def reference_need(world: World, origin: str, parameters: Parameters) -> Numbers:
    """Asylum seekers of an origin who wait at a time, by observed applications (places,)."""
    years = [world.measured("new_applications", origin, year) for year in REFERENCE_YEARS]
    yearly = np.mean([np.nan_to_num(asked) for asked in years], axis=0)
    return np.asarray(yearly * parameters.value("protection.asylum_months") / 12.0)


def without_place(waiting: Numbers, places: Numbers) -> Numbers:
    """Share of those who wait for whom there is no place in reception [1]."""
    return np.maximum(0.0, 1.0 - places / np.maximum(waiting, 1.0)) * (waiting > 0.0)


def unhoused(side: "OriginSide", by_status: NDArray[np.int64]) -> NDArray[np.int64]:
    """Asylum seekers without a place (places,), of those who wait there (places,)."""
    return np.rint(by_status * side.terms.places["unhoused"]).astype(np.int64)
