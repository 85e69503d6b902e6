"""What a hindcast compares, year by year: observed figures, and those of the simulated past."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.results.dataset import EU27
from sim.results.observed import EUROPEAN_UNION, EVERYWHERE, HOME, REPORTING, Observable
from sim.vocabulary import MONTHS_PER_YEAR

EU28 = EU27 | {"GBR"}
LAST_SCORED = 2015
"""What was observed later is held back for some origins, so it is scored for none."""

GROUP_NAMES = {EUROPEAN_UNION: "European Union", EVERYWHERE: "all countries"}
"""What groups of fixed states are called."""


class Target(Protocol):
    """One observed figure; `sim.world.targets.Target` is one."""

    @property
    def series(self) -> str:
        """Name of the series."""

    @property
    def dest(self) -> str:
        """ISO 3166-1 alpha-3 code of the place, or a group."""

    @property
    def year(self) -> int:
        """Year of the figure."""

    @property
    def value(self) -> float:
        """The figure."""

    @property
    def source(self) -> str:
        """Key of the source."""


@dataclass(frozen=True)
class Choice:
    """A series to be scored.

    series  an id of OBSERVABLES
    place   ISO 3166-1 alpha-3 code, EU, WLD, REPORTING or HOME
    panel   number of its picture, 0 for none; series of one number share a picture
    origin  code of an origin, or ALL: the sum over origins; "" for the only one
    """

    series: str
    place: str
    panel: int = 0
    origin: str = ""


class Observations:
    """Observed figures by series, place and year."""

    def __init__(
        self, targets: Iterable[Target], places: Iterable[str] = (), origin: str = ""
    ) -> None:
        """Sort them; of several sources of one figure the first counts.

        A series that is zero in every year that may be scored or known is one that nobody
        measured: it is left out.

        places  states that REPORTING may hold; none: all
        origin  whose figures they are; it never reports on its own people
        """
        self.states = frozenset(places)
        self.origin = origin
        self.values: dict[str, dict[str, dict[int, float]]] = {}
        self.sources: dict[str, str] = {}
        for target in targets:
            places = self.values.setdefault(target.series, {})
            places.setdefault(target.dest, {}).setdefault(target.year, target.value)
            self.sources.setdefault(target.series, target.source)
        for series, by_place in list(self.values.items()):
            measured = {place: years for place, years in by_place.items() if _measured(years)}
            self.values[series] = measured
            if not measured:
                del self.values[series]

    def series(self) -> tuple[str, ...]:
        """Names of all series."""
        return tuple(self.values)

    def places(self, series: str) -> tuple[str, ...]:
        """Places with a figure."""
        return tuple(self.values.get(series, {}))

    def years(self, choice: Choice) -> dict[int, float]:
        """Year -> figure of a place; for REPORTING the sum over those with every year."""
        places = self.values.get(choice.series, {})
        if choice.place != REPORTING:
            place = self.origin if choice.place == HOME else choice.place
            return dict(places.get(place, {}))
        members = [places[place] for place in self.reporting(choice.series)]
        years = sorted(self.years_reported(choice.series)) if members else []
        return {year: sum(member[year] for member in members) for year in years}

    def reporting(self, series: str) -> tuple[str, ...]:
        """States with a figure for every year that counts, see `years_reported`."""
        places, years = self._states(series), self.years_reported(series)
        return tuple(sorted(p for p, known in places.items() if years and years <= known.keys()))

    def years_reported(self, series: str) -> set[int]:
        """Years up to the last scored with a third as many states as the fullest one, or more."""
        states = self._states(series).values()
        counts = Counter(year for years in states for year in years if year <= LAST_SCORED)
        return {year for year, count in counts.items() if 3 * count >= max(counts.values())}

    def _states(self, series: str) -> dict[str, dict[int, float]]:
        """Figures by single state that may report."""
        return {
            place: years
            for place, years in self.values.get(series, {}).items()
            if place not in (*GROUP_NAMES, self.origin)
            and (not self.states or place in self.states)
        }


def _measured(figures: Mapping[int, float]) -> bool:
    """Whether anything but zero was observed up to the last scored year."""
    return any(value for year, value in figures.items() if year <= LAST_SCORED)


class Simulated:
    """Yearly figures of the simulated past."""

    def __init__(self, dataset: xr.Dataset, origin: str, policy: str) -> None:
        """Read from `dataset`, one origin under the policy that is history."""
        self.dataset = dataset.sel(policy=policy, origin=origin)
        self.origin = origin
        self.first = first_month(dataset)
        self.places = [str(place) for place in dataset["place"].values]
        self.kept: dict[str, NDArray[Any]] = {}

    def name(self, place: str) -> str:
        """English name of a place or group."""
        if place in GROUP_NAMES:
            return GROUP_NAMES[place]
        if place in self.places:
            return str(self.dataset["place_name"].values[self.places.index(place)])
        return place

    def members(self, place: str) -> frozenset[str]:
        """Places of the model that a code stands for; none if the model has no such place."""
        if place == EUROPEAN_UNION:
            return frozenset(EU28.intersection(self.places)) - {self.origin}
        if place == EVERYWHERE:
            return frozenset(self.places) - {self.origin}
        if place == HOME:
            return frozenset({self.origin})
        return frozenset({place}.intersection(self.places))

    def yearly(
        self, observable: Observable, places: frozenset[str], years: Iterable[int]
    ) -> dict[int, NDArray[np.float64]]:
        """Year -> figure of each replicate (replicates,), for the years simulated whole."""
        monthly = self._monthly(observable.outcome, observable, places)
        if observable.minus:
            monthly = monthly - self._monthly(observable.minus, observable, places)
        found = {}
        for year in years:
            january = year * MONTHS_PER_YEAR - self.first
            start, end = january + observable.span[0], january + observable.span[1]
            if start < 0 or end > monthly.shape[1]:
                continue
            part = monthly[:, start:end]
            folded = {"sum": part.sum(axis=1), "mean": part.mean(axis=1), "last": part[:, -1]}
            found[year] = folded[observable.fold]
        return found

    def _monthly(
        self, outcome: str, observable: Observable, places: frozenset[str]
    ) -> NDArray[np.float64]:
        """Monthly values of an outcome (replicates, months), the rest added up."""
        if outcome not in self.kept:
            self.kept[outcome] = self.dataset[outcome].values
        values = self.kept[outcome]
        dims = [str(dim) for dim in self.dataset[outcome].dims[2:]]
        for axis, dim in enumerate(dims, start=2):
            wanted = observable.select.get(dim)
            if dim == "place" and not observable.everywhere:
                wanted = tuple(places)
            if wanted is not None:
                keep = np.isin(self.dataset[dim].values.astype(str), wanted)
                values = np.compress(keep, values, axis=axis)
        return np.asarray(values.sum(axis=tuple(range(2, values.ndim))), dtype=np.float64)


def first_month(dataset: xr.Dataset) -> int:
    """Month index of the first month of a result."""
    return (
        int(dataset["time"].values[0].astype("datetime64[M]").astype(int)) + 1970 * MONTHS_PER_YEAR
    )
