"""Sectors of destinations that are short of people in spite of unemployment (ODD 7.4)."""

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.model.states import dependency

if TYPE_CHECKING:
    from sim.model.migration_model import MigrationModel

HEALTH, SCIENCE = SECTORS = ("health", "science")
"""Health and care; science and technology, where the highly skilled work."""


def sector_vacancies(model: "MigrationModel") -> dict[str, NDArray[np.float64]]:
    """Vacancies of each sector over those of all, post for post (places,) [1].

    From parameters `vacancies.<sector>`, or of one place `vacancies.<sector>.<ISO3>`; in health
    they rise with the ageing of the place since the first month.
    """
    p = model.now
    found = {
        sector: np.array(
            [p.get(f"vacancies.{sector}.{i}", p[f"vacancies.{sector}"]) for i in model.world.places]
        )
        for sector in SECTORS
    }
    if p["vacancies.ageing"] > 0.0:
        now, then = (dependency(*model.ages(m)) for m in (model.month, model.settings.start))
        found[HEALTH] = found[HEALTH] * (now / then) ** p["vacancies.ageing"]
    return found


def filled(
    there: NDArray[np.int64], at_start: NDArray[np.int64], growth: NDArray[np.float64]
) -> float:
    """Growth of an origin's people in a sector over that of its vacancies, summed over places [1].

    there, at_start  persons by place;  growth: of vacancies there since the start
    """
    return float(there.sum() / max(1.0, math.fsum(at_start * growth)))
