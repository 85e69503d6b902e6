"""Shocks: dated numbers of a scenario that no policy sets (ODD 7.9).

A scenario writes them as parameters `shock.<kind>.<ISO3>`, dated, each with its source and range:

drought  1       share of their earnings that those whom it hits lose in an origin
pay      1       change of pay in a place (at an origin of output too), over that of the tables
jobs     %       points of unemployment added to those of the tables
flight   year-1  hazard with which an origin's people leave a place for home at once
"""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.errors import InputError
from sim.params.parameters import Parameters
from sim.params.reader import choices
from sim.world.checks import unknown_place

if TYPE_CHECKING:
    from sim.world.tables import World

KINDS = ("drought", "flight", "jobs", "pay")
MOST_JOBLESS = 95.0
"""Largest unemployment that a shock may lead to [%]."""


class Shocks:
    """The shocks of a run: which parameter tells what of which place."""

    def __init__(self, parameters: Parameters, world: "World") -> None:
        """Find the shocks among the parameters; those of places that do not stand apart rest.

        Raises:
            InputError: a shock of an unknown kind or place.
        """
        self.parameters = parameters
        self.places = len(world.places)
        self._names = {
            kind: {
                place: f"shock.{kind}.{iso3}"
                for place, iso3 in enumerate(world.places)
                if f"shock.{kind}.{iso3}" in parameters
            }
            for kind in KINDS
        }
        for name in parameters:
            if name.startswith("shock."):
                _check_name(name, world)

    def at(self, kind: str, now: dict[str, float]) -> NDArray[np.float64]:
        """Size of one kind in force, by place (places,); 0 without a shock."""
        sizes = np.zeros(self.places)
        for place, name in self._names[kind].items():
            sizes[place] = now[name]
        return sizes

    def of(self, kind: str, place: int, now: dict[str, float]) -> float:
        """Size of one kind in force in a place; 0 without a shock."""
        name = self._names[kind].get(place)
        return now[name] if name else 0.0

    def worst(self, kind: str) -> NDArray[np.float64]:
        """Largest size of one kind at any date, by place (places,): a bound of the world."""
        sizes = np.zeros(self.places)
        for place, name in self._names[kind].items():
            sizes[place] = max(value for _, value in self.parameters.quantity(name).values)
        return sizes


def _check_name(name: str, world: "World") -> None:
    """Refuse a shock of an unknown kind or place."""
    _, kind, *rest = name.split(".")
    if kind not in KINDS:
        raise InputError(f"parameter {name}: no kind of shock; {choices(kind, KINDS)}")
    iso3, known = ".".join(rest), world.facts.archive.places
    if iso3 not in known:
        raise InputError(f"parameter {name}: place {iso3}: {unknown_place(iso3, known)}")
