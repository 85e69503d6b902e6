"""What several origins are calibrated to, from the tables (decision 0024)."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.world.schema import ROW

if TYPE_CHECKING:
    from sim.world.tables import World

YEARS = 5
PERIOD = 2005
"""First year of the estimates that are targets."""
FEW_ORIGINS = 60
"""So many origins at the most have knobs of their own; of more, only parts of the world have."""
SMALLEST_SHARE = 0.01
"""Share of all emigrants that an origin has, or of all who left that come to a place or part of the
world, for it to have knobs of its own."""
FLIGHT = 0.5
"""Share of refugees among emigrants from which their number is not one of choice."""


def areas(
    world: "World", places: Sequence[str], persons: NDArray[np.float64]
) -> dict[str, list[int]]:
    """Positions of the places that share a knob, by code of the place or part of the world.

    persons  by which each place counts; one that has none has no knob
    Places of one in a hundred of all stand alone, where origins are few; the others go by their
    part of the world, if together they are as many.
    """
    alone = len(world.origins) <= FEW_ORIGINS
    least = SMALLEST_SHARE * persons.sum()
    found: dict[str, list[int]] = {}
    for at, iso3 in enumerate(places):
        own = alone and persons[at] >= least
        of = iso3 if own or iso3 == ROW else world.subregion(iso3)
        if of and persons[at] > 0.0:
            found.setdefault(of, []).append(at)
    return {of: at for of, at in found.items() if persons[at].sum() >= least}


def named(world: "World", area: str) -> str:
    """Name of a place or of a part of the world."""
    return world.name(area) if area in world.places else world.part(area)


def emigrants(world: "World", year: int) -> NDArray[np.float64]:
    """Emigrants of each origin in a year of the table of stocks (origins,); 0: unknown."""
    return by_origin(world, (row for row in world.rows("stocks") if row["year"] == year))


def fled(world: "World", *emigrants: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Origins whose emigrants at either end of the five years were refugees to a half or more.

    Their number says how they fled and were taken home, and not what they chose.
    """
    found = np.zeros(len(world.origins), bool)
    for year, everybody in zip((PERIOD, PERIOD + YEARS), emigrants, strict=True):
        rows = (
            r for r in world.rows("refugees") if (r["measure"], r["year"]) == ("refugees", year)
        )
        found |= by_origin(world, rows) > FLIGHT * everybody
    return found


def by_origin(world: "World", rows: Iterable[dict[str, Any]]) -> NDArray[np.float64]:
    """Sum of the values of rows by origin (origins,)."""
    found = dict.fromkeys(world.origins, 0.0)
    for row in rows:
        found[row["origin"]] += row["value"]
    return np.array(list(found.values()))


def estimated(
    world: "World", year: int, emigrants: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Persons a year in the five from `year` who left and who went back to their country of birth.

    emigrants  of each origin at the start
    Returns (origins, places) and (origins,). Who went back did so from anywhere, so the rows of
    all countries are looked through. Where the source has no returns, a mean share of emigrants.
    """
    left = np.zeros((len(world.origins), len(world.places)))
    returned = np.zeros(len(world.origins))
    origins = {iso3: at for at, iso3 in enumerate(world.origins)}
    places = {iso3: at for at, iso3 in enumerate(world.places)}
    for row in world.rows_of_all("flows"):
        if row["source"] != "abel_cohen_2022" or row["year"] != year:
            continue
        yearly = row["value"] / row["years"]
        if row["measure"] == "pb_outward" and row["origin"] in origins:
            place = places.get(row["dest"], len(world.places) - 1)
            left[origins[row["origin"]], place] += yearly
        elif row["measure"] == "pb_return" and row["dest"] in origins:
            returned[origins[row["dest"]]] += yearly
    known = returned > 0.0
    share = returned[known].sum() / max(1.0, emigrants[known].sum())
    return left, np.where(known, returned, share * emigrants)
