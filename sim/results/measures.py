"""What is compared: each outcome as a whole and in its useful parts, as series of numbers.

A measure picks labels of some dimensions of one variable and adds up the rest, origins included
(levels: the mean over origins). Tables, pictures and sentences all read measures, so they agree.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.results.outcomes import BY_NAME, OUTCOMES, Outcome
from sim.results.words import LABELS, SINGULAR, tidy
from sim.vocabulary import HARMS, WAYS_OUT

Series = NDArray[np.float64]
"""Numbers by (policy, replicate, time)."""

IN_EU = ("arrivals", "visits", "irregular_stock", "overstays", "asylum_applications", "emigrants")
MAIN_DESTINATIONS = 6
TOLD_ELSEWHERE = ("cost_by_line",)
"""Outcomes whose sum is an outcome of its own: `programme_cost`."""
MOVERS = 1000
"""Persons who moved per whom the ledger of rights counts harms, in the whole horizon."""


@dataclass(frozen=True)
class Measure:
    """One comparable series.

    name      "arrivals" or, for a part, "arrivals.labour"
    label     what it is called in a sentence; `part` is what a picture calls the part
    select    dimension -> labels that count; dimensions not named are added up
    integer   counts of persons or cases
    per_movers  in cases per `MOVERS` arrivals abroad of the whole horizon, those of the selected
                group if there is one, so that the sum over months is the rate
    """

    name: str
    label: str
    part: str
    variable: str
    select: Mapping[str, tuple[str, ...]]
    unit: str
    kind: str
    pillar: int
    headline: str
    good: int
    integer: bool
    plural: bool = True
    per_movers: bool = False

    @property
    def share(self) -> bool:
        """A share of one, written in per cent."""
        return self.unit == "1" and not self.integer

    @property
    def whole(self) -> bool:
        """Not a part of another measure."""
        return "." not in self.name


class Selection(Protocol):
    """What is added up: some labels of one variable."""

    @property
    def variable(self) -> str:
        """An outcome, or "abroad": emigrants by place."""

    @property
    def select(self) -> Mapping[str, tuple[str, ...]]:
        """Dimension -> labels that count; dimensions not named are added up."""

    @property
    def kind(self) -> str:
        """Flow, stock or level."""


@dataclass
class Reader:
    """Reads measures from a Dataset; keeps what was added up, as many measures share it."""

    dataset: xr.Dataset
    kept: dict[tuple[str, tuple[str, ...]], NDArray[Any]] = field(default_factory=dict)
    known: dict[str, NDArray[np.str_]] = field(default_factory=dict)

    def series(self, measure: Selection) -> Series:
        """What is selected, by month (policy, replicate, time)."""
        dims = tuple(dim for dim in self._dims(measure.variable) if dim in measure.select)
        values = self._added_up(measure.variable, dims, measure.kind)
        for axis, dim in enumerate(dims, start=3):
            wanted = np.isin(self.labels(dim), measure.select[dim])
            values = np.compress(wanted, values, axis=axis)
        axes = tuple(range(3, values.ndim))
        return np.asarray(values.sum(axis=axes) if axes else values, dtype=np.float64)

    def measured(self, measure: Measure) -> Series:
        """Monthly values of a measure (policy, replicate, time), per movers where it says so."""
        found = self.series(measure)
        if not measure.per_movers:
            return found
        return found * MOVERS / self._movers(measure.select.get("group"))[:, :, None]

    def _movers(self, group: tuple[str, ...] | None) -> NDArray[np.float64]:
        """Persons who moved abroad in the whole horizon, at least 1 (policy, replicate)."""
        if group:
            by_group = self._added_up("movers_by_group", ("group",), "flow")
            of_these = by_group[..., np.isin(self.labels("group"), group)]
            return np.asarray(np.maximum(1.0, of_these.sum(axis=(2, 3))))
        arrivals = self._added_up("arrivals", ("channel",), "flow")
        ways = np.isin(self.labels("channel"), WAYS_OUT)
        return np.asarray(np.maximum(1.0, arrivals[..., ways].sum(axis=(2, 3))))

    def labels(self, dim: str) -> NDArray[np.str_]:
        """Labels of a dimension, as text."""
        if dim not in self.known:
            self.known[dim] = self.dataset[dim].values.astype(str)
        return self.known[dim]

    def eu27(self) -> tuple[str, ...]:
        """Places that are members of the European Union."""
        inside = self.dataset["in_eu27"].values == 1
        return tuple(self.labels("place")[inside])

    def name_of(self, place: str) -> str:
        """English name of a place."""
        return str(self.dataset["place_name"].values[list(self.labels("place")).index(place)])

    def main_destinations(self, count: int) -> list[str]:
        """Places with most emigrants in the last year, both policies together."""
        abroad = self._added_up("abroad", ("place",), "stock")[:, :, -12:]
        order = np.argsort(-abroad.mean(axis=(0, 1, 2)), kind="stable")
        totals = abroad.sum(axis=(0, 1, 2))
        return [str(self.labels("place")[i]) for i in order[:count] if totals[i] > 0]

    def _dims(self, variable: str) -> tuple[str, ...]:
        if variable == "abroad":
            return ("place",)
        return tuple(str(dim) for dim in self.dataset[variable].dims[4:])

    def _added_up(self, variable: str, dims: tuple[str, ...], kind: str) -> NDArray[Any]:
        """Array (policy, replicate, time, *dims): origins and the other dimensions added up."""
        key = (variable, dims)
        if key not in self.kept:
            if variable == "abroad":
                self.kept[key] = self._abroad()
            else:
                values = self.dataset[variable].values
                everything = self._dims(variable)
                gone = tuple(i for i, dim in enumerate(everything, start=4) if dim not in dims)
                values = values.sum(axis=gone) if gone else values
                values = _over_origins(values, kind)
                self.kept[key] = values
        return self.kept[key]

    def _abroad(self) -> NDArray[Any]:
        """Persons living outside their origin (policy, replicate, time, place)."""
        persons = self.dataset["persons"].values.sum(axis=-1)
        origins, places = self.labels("origin"), self.labels("place")
        outside = origins[:, None] != places[None, :]
        return np.asarray((persons * outside).sum(axis=3))


def _over_origins(values: NDArray[Any], kind: str) -> NDArray[Any]:
    """Flows and stocks add up over origins; of levels the mean over known origins is taken."""
    if kind != "level":
        return np.asarray(values.sum(axis=3))
    if values.shape[3] == 1:
        return values[:, :, :, 0]
    known = np.isfinite(values)
    total = np.where(known, values, 0.0).sum(axis=3)
    count = known.sum(axis=3)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def measures(reader: Reader) -> tuple[Measure, ...]:
    """Every measure of the summary, in the order of the outcomes, parts after their whole."""
    found: list[Measure] = []
    for outcome in OUTCOMES:
        if outcome.headline and outcome.name in reader.dataset:
            found += _of_outcome(outcome, reader)
    return (*found, *ledger(reader))


def ledger(reader: Reader) -> list[Measure]:
    """The ledger of rights, a horizontal concern: harms per thousand movers, then by group."""
    known = [name for name in HARMS if name in reader.dataset and "arrivals" in reader.dataset]
    per = f"per {MOVERS:,} movers"
    found = [_measure(BY_NAME[name], f"_per_{MOVERS}", per, {}, per_movers=True) for name in known]
    if "harms_by_group" not in reader.dataset:  # a result of an earlier version
        return found
    groups = [str(group) for group in reader.labels("group")]
    return [line for whole in found for line in (whole, *_by_group(whole, groups))]


def _by_group(whole: Measure, groups: list[str]) -> list[Measure]:
    """A line of the ledger for each group: cases per thousand movers of that group."""
    harm = whole.name.removesuffix(f"_per_{MOVERS}")
    return [
        replace(
            whole,
            name=f"{whole.name}.{group}",
            label=f"{whole.label} ({tidy(group)})",
            part=tidy(group),
            variable="harms_by_group",
            select={"group": (group,), "harm": (harm,)},
        )
        for group in groups
    ]


def _of_outcome(outcome: Outcome, reader: Reader) -> list[Measure]:
    base: dict[str, tuple[str, ...]] = {}
    if outcome.name == "arrivals":
        base = {"channel": WAYS_OUT}
    split = [dim for dim in outcome.dims if dim != "place"]
    parts: list[Measure] = []
    for dim in split:
        for item in base.get(dim, tuple(reader.labels(dim))):
            parts.append(_measure(outcome, f".{item}", tidy(item), {**base, dim: (str(item),)}))
    if outcome.name in IN_EU:
        inside = {**base, "place": reader.eu27()}
        parts.append(_measure(outcome, ".eu27", tidy("eu27"), inside))
    if outcome.name == "emigrants":
        parts += [
            _measure(outcome, f".{place}", f"in {reader.name_of(place)}", {"place": (place,)})
            for place in reader.main_destinations(MAIN_DESTINATIONS)
        ]
    if (outcome.kind == "level" and split) or outcome.name in TOLD_ELSEWHERE:
        return parts  # a sum over education levels of a wage has no meaning
    return [_measure(outcome, "", "", base), *parts]


def _measure(
    outcome: Outcome,
    suffix: str,
    part: str,
    select: dict[str, tuple[str, ...]],
    per_movers: bool = False,
) -> Measure:
    whole = LABELS.get(outcome.name, tidy(outcome.name).capitalize())
    inside = part.startswith("in ") or per_movers
    text = f"{whole} {part}" if inside else f"{whole} ({part})" if part else whole
    variable = "abroad" if outcome.name == "emigrants" and suffix else outcome.name
    return Measure(
        name=outcome.name + suffix,
        label=text,
        part=part if suffix == ".eu27" else part.removeprefix("in "),
        variable=variable,
        select=select,
        unit=part if per_movers else outcome.unit,
        kind=outcome.kind,
        pillar=0 if per_movers else outcome.pillar,
        headline=outcome.headline,
        good=outcome.good,
        integer=outcome.integer and not per_movers,
        plural=outcome.name not in SINGULAR,
        per_movers=per_movers,
    )
