"""The numbers behind the monitoring pages: every indicator by period, policy and replicate.

A book holds one origin, or all of them together. Periods are calendar years, or the two years
before the biennial report of June of each odd year; a year that is not whole is left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.errors import InputError
from sim.results.measures import Reader, Series
from sim.results.monitoring.indicators import (
    ABROAD,
    EU27,
    EU_PLACES,
    HOME,
    Indicator,
    Part,
    Parts,
)
from sim.results.summary import condense, intervals
from sim.results.words import tidy
from sim.vocabulary import MONTHS_PER_YEAR, POLICIES, WAYS_OUT

WORLDS = (*POLICIES, "effect")
"""First axis of every line: baseline, reform, and reform minus baseline."""

PLACES_SHOWN = 10
OTHER = "other"
FIRST_YEAR = 1970  # of datetime64


@dataclass(frozen=True)
class Period:
    """Some whole calendar years. `months` cut the time axis; `whole`: none of its years lacks."""

    first: int
    last: int
    months: slice
    whole: bool = True

    @property
    def years(self) -> int:
        """Its length [year]."""
        return self.last - self.first + 1

    @property
    def short(self) -> str:
        """Its years where room is scarce, "2009" or "2009-10"."""
        return str(self.first) if self.years == 1 else f"{self.first}\u2013{self.last % 100:02d}"

    @property
    def label(self) -> str:
        """Its years, "2009" or "2009-2010"."""
        return str(self.first) if self.years == 1 else f"{self.first}\u2013{self.last}"


def calendar_years(time: NDArray[np.datetime64]) -> list[Period]:
    """Calendar years of which all twelve months are there; refused if there is none."""
    month = time.astype("datetime64[M]").astype(int) + FIRST_YEAR * MONTHS_PER_YEAR
    start = -int(month[0]) % MONTHS_PER_YEAR
    starts = range(start, len(month) - MONTHS_PER_YEAR + 1, MONTHS_PER_YEAR)
    years = [(int(month[at]) // MONTHS_PER_YEAR, slice(at, at + MONTHS_PER_YEAR)) for at in starts]
    if not years:
        raise InputError("the result holds no whole calendar year; run a longer horizon")
    return [Period(year, year, months) for year, months in years]


def two_years(time: NDArray[np.datetime64]) -> list[Period]:
    """Years 2009 and 2010, 2011 and 2012, ...: what the report of the next June covers.

    At either end of the horizon one year may have to do for two; its flows are a year's all the
    same, so that it can be compared.
    """
    pairs: dict[int, list[Period]] = {}
    for year in calendar_years(time):
        pairs.setdefault((year.first + 1) // 2, []).append(year)
    return [
        Period(p[0].first, p[-1].last, slice(p[0].months.start, p[-1].months.stop), len(p) == 2)
        for p in pairs.values()
    ]


@dataclass(frozen=True)
class Line:
    """One indicator, or one label of it, by period.

    part     what the label is called; empty for a whole indicator
    samples  (world, replicate, period) in the unit of the indicator
    behind   (parts, policy, replicate, period): persons or cases that a cell rests on
    """

    id: str
    part: str
    indicator: Indicator
    samples: NDArray[np.float64]
    behind: NDArray[np.float64]
    kept: dict[bytes, tuple[NDArray[np.float64], ...]] = field(default_factory=dict)

    @cached_property
    def cells(self) -> tuple[NDArray[np.float64], ...]:
        """Mean, low and high over replicates, each (world, period)."""
        return intervals(self.samples, axis=1)

    def change(self, since: int | NDArray[np.int64]) -> tuple[NDArray[np.float64], ...]:
        """Change since an earlier period, with interval, each (world, period); pairs of one luck.

        since  index of the period compared with, or one for each period
        """
        key = np.broadcast_to(since, self.shape).tobytes()
        if key not in self.kept:
            then = self.samples[:, :, np.frombuffer(key, np.int64)]
            self.kept[key] = intervals(self.samples - then, axis=1)
        return self.kept[key]

    @property
    def shape(self) -> tuple[int]:
        """Number of periods."""
        return (self.samples.shape[2],)

    @property
    def empty(self) -> bool:
        """Zero or unknown everywhere."""
        return not np.nan_to_num(self.samples[:2]).any()

    @property
    def label(self) -> str:
        """Name of the line, in words."""
        return f"{self.indicator.label}, {self.part}" if self.part else self.indicator.label


class Book:
    """Lines of indicators, computed when asked for and kept."""

    def __init__(self, dataset: xr.Dataset, periods: Sequence[Period]) -> None:
        """Read from a Dataset of one origin or of several."""
        self.dataset, self.periods = dataset, list(periods)
        self.reader = Reader(dataset)
        self.origins = tuple(self.reader.labels("origin"))
        self.scale = int(dataset.attrs.get("persons_per_agent", 1))
        self.replicates = dataset.sizes["replicate"]
        self._kept: dict[str, list[Line]] = {}

    @property
    def names(self) -> list[str]:
        """Names of the origins."""
        return [self.reader.name_of(origin) for origin in self.origins]

    def lines(self, indicator: Indicator) -> list[Line]:
        """The lines of an indicator: one, or one for each label of its split."""
        if indicator.id not in self._kept:
            self._kept[indicator.id] = [
                self._line(indicator, name, part, labels)
                for name, part, labels in self._labels(indicator)
            ]
        return self._kept[indicator.id]

    def _labels(self, indicator: Indicator) -> list[tuple[str, str, tuple[str, ...]]]:
        """Name, words and labels of each line."""
        if not indicator.by:
            return [("", "", ())]
        if indicator.by != "place":
            known = self.reader.labels(indicator.by)
            wanted = [str(x) for x in known if indicator.by != "channel" or x in WAYS_OUT]
            return [(label, tidy(label), (label,)) for label in wanted]
        eu = indicator.places == EU_PLACES
        everywhere = self.reader.eu27() if eu else tuple(map(str, self.reader.labels("place")))
        shown = self._busiest(indicator, everywhere) if eu else self._destinations()
        found = [(place, self.reader.name_of(place), (place,)) for place in shown]
        rest = tuple(place for place in everywhere if place not in shown)
        return [*found, (OTHER, "other members" if eu else "other places", rest)]

    def _destinations(self) -> list[str]:
        return self.reader.main_destinations(PLACES_SHOWN)

    def _busiest(self, indicator: Indicator, places: Sequence[str]) -> list[str]:
        """Places with most cases over the whole horizon, at most ten."""
        parts = indicator.over or indicator.value
        size = {
            place: sum(self._total((part,), "place", (place,))[0].sum() for part in parts)
            for place in places
        }
        return sorted((p for p in places if size[p] > 0), key=lambda p: -size[p])[:PLACES_SHOWN]

    def _line(self, indicator: Indicator, name: str, part: str, labels: tuple[str, ...]) -> Line:
        by = indicator.by
        value, behind = self._total(indicator.value, by, labels)
        counts = [behind] if indicator.count and not indicator.base else []
        if indicator.over:
            over, behind_over = self._total(indicator.over, by, labels)
            counts += [behind, behind_over] if indicator.bases and not indicator.base else []
            value = self._spread(indicator) if indicator.spread else _ratio(value, over)
        if indicator.base:
            counts.append(self._total(indicator.base, by, labels)[1])
        if indicator.percent:
            value = value * 100.0
        samples = np.concatenate([value, value[1:] - value[:1]])
        return Line(
            id=f"{indicator.id}.{name}" if name else indicator.id,
            part=part,
            indicator=indicator,
            samples=samples,
            behind=np.stack(counts) if counts else np.empty((0, *value.shape)),
        )

    def _total(
        self, parts: Parts, by: str = "", labels: tuple[str, ...] = ()
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Parts added up (policy, replicate, period), and the cases they hold in the period."""
        total = cases = np.zeros(())
        years = np.array([period.years for period in self.periods])
        for part in parts:
            values = self._by_period(part, by, labels)
            total = total + part.times * values
            cases = cases + np.abs(values) * (years if part.kind == "flow" else 1.0)
        return total, cases

    def _by_period(self, part: Part, by: str, labels: tuple[str, ...]) -> NDArray[np.float64]:
        select = {dim: self._resolved(dim, wanted) for dim, wanted in part.select.items()}
        if by:
            select[by] = labels
        series = self.reader.series(Part(part.variable, select))
        return np.stack([_condensed(series, part.kind, p) for p in self.periods], axis=-1)

    def _resolved(self, dim: str, wanted: tuple[str, ...]) -> tuple[str, ...]:
        """Labels, with the groups of places spelt out."""
        if dim != "place":
            return wanted
        places = tuple(map(str, self.reader.labels("place")))
        groups = {
            HOME: self.origins,
            ABROAD: tuple(place for place in places if place not in self.origins),
            EU27: self.reader.eu27(),
        }
        return tuple(place for name in wanted for place in groups.get(name, (name,)))

    def _spread(self, indicator: Indicator) -> NDArray[np.float64]:
        """Weighted standard deviation of a ratio over places (policy, replicate, period)."""
        places = map(str, self.reader.labels("place"))
        pairs = [
            [self._total(parts, "place", (place,))[0]
             for parts in (indicator.value, indicator.over)]
            for place in places
        ]  # fmt: skip
        value, weight = (np.stack(side) for side in zip(*pairs, strict=True))
        mean = _ratio(value.sum(axis=0), weight.sum(axis=0))
        gaps = np.nan_to_num(_ratio(value, weight) - mean) ** 2
        return np.asarray(np.sqrt(_ratio((weight * gaps).sum(axis=0), weight.sum(axis=0))))


def _condensed(series: Series, kind: str, period: Period) -> NDArray[np.float64]:
    """One number per policy and replicate of the months of a period."""
    if kind == "stock":
        return np.asarray(series[:, :, period.months.stop - 1])
    months = series[:, :, period.months]
    if kind == "flow":
        return np.asarray(condense(months, "sum") / period.years)
    return condense(months, "mean")


def _ratio(value: NDArray[np.float64], over: NDArray[np.float64]) -> NDArray[np.float64]:
    """Quotient; not a number where there is nothing to divide by."""
    unknown = np.full(np.broadcast_shapes(value.shape, over.shape), np.nan)
    return np.asarray(np.divide(value, over, out=unknown, where=over != 0))
