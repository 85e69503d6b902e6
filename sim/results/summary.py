"""The summary: one line per measure, with its effect and the interval of the mean effect."""

import csv
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.results.draws import SUMMARY, effects_by_draw, range_of
from sim.results.measures import Measure, Reader, Series, measures
from sim.results.words import NBSP, amount, span
from sim.vocabulary import MONTHS_PER_YEAR

HEADER = (
    "outcome", "unit", "pillar", "baseline", "reform", "effect", "low", "high", "replicates",
)  # fmt: skip
DRAWN = ("draws", "draw_low", "draw_high")
"""Columns of a result whose parameters were drawn, too."""
CONFIDENCE = 0.90
CHANCE_MAY = 1.5  # times its own standard deviation, in a dozen draws
EXACT = 1e-12  # differences below this share of the level are rounding of floats


@dataclass(frozen=True)
class Row:
    """One measure condensed: means over replicates, mean effect and its 90 % interval.

    effect     mean over replicates of reform minus baseline, pairs of the same luck
    low, high  t interval of that mean; not a number with one replicate
    replicates pairs that both have a number
    empty      zero in both worlds, every month and replicate
    draws      effect under each set of drawn parameters (draw,); empty where none was drawn
    chance     spread that chance alone gives one draw, one standard deviation
    """

    measure: Measure
    baseline: float
    reform: float
    effect: float
    low: float
    high: float
    replicates: int
    empty: bool = False
    draws: tuple[float, ...] = ()
    chance: float = math.nan

    @property
    def unit(self) -> str:
        """Unit of every number in the row."""
        return self.measure.unit

    @property
    def share(self) -> bool:
        """A share of one, written in per cent."""
        return self.measure.share

    @property
    def known(self) -> bool:
        """Both worlds have a number."""
        return math.isfinite(self.baseline) and math.isfinite(self.reform)

    @property
    def clear(self) -> bool:
        """The interval excludes zero; with one replicate: there is a difference."""
        if not self.known or self.same:
            return False
        return True if self.replicates < 2 else self.low > 0 or self.high < 0

    @property
    def same(self) -> bool:
        """No difference at all, in any replicate: effects that cancel out are no clear change."""
        least = EXACT * max(abs(self.baseline), 1e-300)
        return self.known and not any(abs(x) > least for x in (self.effect, self.low, self.high))

    @property
    def drawn(self) -> tuple[float, float]:
        """Range of the effect over draws of parameters; not a number without draws."""
        return range_of(np.array(self.draws))

    @property
    def within_chance(self) -> bool:
        """Draws spread no further than chance at their scale may: they show no ignorance."""
        if len(self.draws) < 2 or not math.isfinite(self.chance):
            return False
        return float(np.std(self.draws, ddof=1)) <= CHANCE_MAY * self.chance

    @property
    def agreeing(self) -> int:
        """Draws whose effect has the sign of the mean effect."""
        return sum(effect * self.effect > 0 for effect in self.draws)

    @property
    def relative(self) -> float:
        """Effect over the baseline [1]; infinite where there was nothing."""
        if self.effect == 0.0 or self.same:
            return 0.0
        return self.effect / abs(self.baseline) if self.baseline else math.inf * self.effect

    @property
    def direction(self) -> str:
        """Wanted or unwanted, as the Communication has it; words, not colours."""
        if not self.known:
            return "not computed"
        if self.same:
            return "no difference"
        if not self.clear:
            return "no clear change"
        if not self.measure.good:
            return "not judged"
        return "wanted" if self.effect * self.measure.good > 0 else "unwanted"

    @property
    def period(self) -> str:
        """What the number covers, in words."""
        return "whole period" if self.measure.headline == "sum" else "mean, last year"

    def sizes(self) -> tuple[str, str, str, str]:
        """Baseline, reform, effect and interval in words."""
        if not self.known:
            return "not computed", "not computed", "", ""
        effect, interval = span(self.effect, self.low, self.high, self)
        return amount(self.baseline, self), amount(self.reform, self), effect, interval

    def drawn_in_words(self) -> str:
        """Range over draws of parameters in words; empty without draws."""
        if not self.known or len(self.draws) < 2:
            return ""
        low, high = self.drawn
        return span(self.effect, low, high, self)[1]


def summarise(dataset: xr.Dataset, reader: Reader | None = None) -> list[Row]:
    """One row per measure of a Dataset; effects pair the replicates."""
    reader = reader or Reader(dataset)
    drawn = Drawn(dataset)
    return [row_of(measure, reader.measured(measure), drawn) for measure in measures(reader)]


class Drawn:
    """Effects under drawn parameters, as a Dataset holds them."""

    def __init__(self, dataset: xr.Dataset) -> None:
        """Read them once; there are none in a result without draws."""
        self.effects = effects_by_draw(dataset)
        scale = dataset.attrs.get("persons_per_agent", 1)
        coarser = dataset[SUMMARY].attrs["persons_per_agent"] / scale if self.effects else 1.0
        self.noise = math.sqrt(coarser)

    def of(self, measure: Measure, effects: NDArray[np.float64]) -> dict[str, Any]:
        """What a row says of draws; `effects` are those of the replicates.

        Chance falls with the root of the number of simulated persons.
        """
        found = self.effects.get(measure.name)
        if found is None:
            return {}
        spread = float(np.std(effects, ddof=1)) if effects.size > 1 else math.nan
        return {"draws": tuple(found.tolist()), "chance": spread * self.noise}


def row_of(measure: Measure, series: Series, drawn: Drawn | None = None) -> Row:
    """A measure condensed to one row; `series` by (policy, replicate, time)."""
    numbers = condense(series, measure.headline)
    numbers = numbers[:, np.isfinite(numbers).all(axis=0)]  # pairs that both have a number
    effects = numbers[1] - numbers[0]
    effect, low, high = interval(effects)
    return Row(
        measure=measure,
        baseline=_mean(numbers[0]),
        reform=_mean(numbers[1]),
        effect=effect,
        low=low,
        high=high,
        replicates=numbers.shape[1],
        empty=not np.any(series),
        **(drawn.of(measure, effects) if drawn else {}),
    )


def condense(series: Series, headline: str) -> NDArray[np.float64]:
    """One number per policy and replicate: the sum, the mean, or the mean of the last year.

    Months that are missing (not a number) are left out of a mean; a sum needs them all.
    """
    if headline == "sum":
        return np.asarray(series.sum(axis=2))
    months = series[:, :, -MONTHS_PER_YEAR:] if headline == "last" else series
    known = np.isfinite(months)
    total = np.where(known, months, 0.0).sum(axis=2)
    count = known.sum(axis=2)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def interval(effects: NDArray[np.float64]) -> tuple[float, float, float]:
    """Mean of paired effects and its 90 % interval (t distribution over replicates)."""
    mean = _mean(effects)
    count = effects.size
    if count < 2 or not math.isfinite(mean):
        return mean, math.nan, math.nan
    from scipy.special import stdtrit  # slow to import, and of no use to one replicate

    error = float(np.std(effects, ddof=1)) / math.sqrt(count)
    reach = float(stdtrit(count - 1, (1.0 + CONFIDENCE) / 2.0)) * error
    return mean, mean - reach, mean + reach


def intervals(samples: NDArray[np.float64], axis: int) -> tuple[NDArray[np.float64], ...]:
    """`interval` of many cells at once: mean, low and high over `axis`, what is unknown left out.

    Low and high are not a number where fewer than two are known.
    """
    from scipy.special import stdtrit

    known = np.isfinite(samples)
    count = known.sum(axis=axis)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(known, samples, 0.0).sum(axis=axis) / count
        gaps = np.where(known, samples - np.expand_dims(mean, axis), 0.0)
        error = np.sqrt((gaps**2).sum(axis=axis) / (count - 1) / count)
        reach = np.where(count > 1, stdtrit(count - 1, (1.0 + CONFIDENCE) / 2.0) * error, np.nan)
    return mean, mean - reach, mean + reach


def to_csv(rows: Sequence[Row]) -> str:
    """The rows as comma-separated text; what is unknown is empty.

    Where parameters were drawn, three columns follow: how many sets, and the range over them.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    drawn = any(row.draws for row in rows)
    writer.writerow((*HEADER, *DRAWN) if drawn else HEADER)
    for row in rows:
        numbers = (row.baseline, row.reform, row.effect, row.low, row.high)
        line = [row.measure.name, row.unit, row.measure.pillar, *map(_plain, numbers)]
        more = [len(row.draws), *map(_plain, row.drawn)] if drawn else []
        writer.writerow([*line, row.replicates, *more])
    return text.getvalue()


def to_text(rows: Sequence[Row]) -> str:
    """The wholes that are not zero as a table for a terminal."""
    drawn = max((len(row.draws) for row in rows), default=0)
    extra = [f"over {drawn} draws"] if drawn > 1 else []
    table = [["outcome", "baseline", "reform", "effect", "90 % interval", *extra, "direction"]]
    for row in rows:
        if row.measure.whole and row.known and not row.empty:
            ranges = [row.drawn_in_words()] if extra else []
            cells = (row.measure.name, *row.sizes(), *ranges, row.direction)
            table.append([cell.replace(NBSP, " ") for cell in cells])
    widths = [max(len(line[i]) for line in table) for i in range(len(table[0]))]
    lines = [
        "  ".join(
            cell.ljust(width) if i in (0, len(line) - 1) else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in table
    ]
    lines.insert(1, "-" * max(map(len, lines)))
    if rows and rows[0].replicates < 2:
        lines.append("One replicate: no interval can be given.")
    lines.append(said_of_draws(rows) if extra else CHANCE_ALONE)
    return "\n".join(lines)


CHANCE_ALONE = (
    "Intervals are of chance alone; uncertainty.draws=20 adds what is not known of the parameters."
)


def said_of_draws(rows: Sequence[Row]) -> str:
    """What intervals and ranges mean, in a sentence."""
    drawn = max(len(row.draws) for row in rows)
    share = "nine in ten of" if drawn >= 19 else "the lowest and the highest of"
    return (
        f"The interval is of chance; the range, {share} {drawn} draws of all unknown parameters, "
        "is of ignorance."
    )


def _mean(values: NDArray[np.float64]) -> float:
    return float(values.mean()) if values.size else math.nan


def _plain(value: float) -> str:
    return "" if not math.isfinite(value) else f"{value:.12g}"
