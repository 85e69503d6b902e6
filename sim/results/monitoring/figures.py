"""Numbers as the monitoring pages write them: scaled to their column, with the unit above."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from sim.results.monitoring.indicators import Indicator
from sim.results.words import NBSP, number, step_for

HIDDEN, UNKNOWN = "few", "\u2013"
DIGITS = 3
FINEST = 0.01  # of counts in thousands or millions


@dataclass(frozen=True)
class Figure:
    """A number and half its interval, as text; `half` is empty where there is none."""

    value: str
    half: str = ""


@dataclass(frozen=True)
class Fit:
    """How the numbers of a column are written: times `factor`, rounded to `step`, in `unit`."""

    factor: float
    step: float
    unit: str

    def figure(self, mean: float, high: float = math.nan, hidden: bool = False) -> Figure:
        """A level with half its interval."""
        if hidden or not math.isfinite(mean):
            return Figure(HIDDEN if hidden else UNKNOWN)
        if mean == 0.0 and not high > 0.0:
            return Figure("0")
        half = f"±{number((high - mean) * self.factor, self.step)}" if math.isfinite(high) else ""
        return Figure(number(mean * self.factor, self.step), half)

    def text(self, mean: float) -> str:
        """A level alone."""
        return self.figure(mean).value

    def change(self, mean: float, low: float, high: float, hidden: bool = False) -> Figure:
        """A change with its sign, and its interval from low to high."""
        if hidden or not math.isfinite(mean):
            return Figure(HIDDEN if hidden else UNKNOWN)
        size = max(abs(x) for x in (mean, low, high) if math.isfinite(x)) * self.factor
        step = min(self.step, step_for(size, 2)) if size > 0 else self.step
        step = max(step, 1.0) if self.whole else step
        value = number(mean * self.factor, step)
        sign = "+" if mean > 0 and float(value.replace(",", "")) != 0 else ""
        ends = [number(end * self.factor, step) for end in (low, high) if math.isfinite(end)]
        return Figure(f"{sign}{value}", f"{NBSP}to{NBSP}".join(ends))

    @property
    def whole(self) -> bool:
        """Counts that are not scaled have no decimals."""
        return self.factor == 1.0 and self.unit in (PERSONS, NUMBER)


PERSONS, NUMBER = "persons", "number a year"


def fit(indicator: Indicator, values: Iterable[float], factor: float = 0.0) -> Fit:
    """The fit of a column that holds `values`; `factor` holds it to that of other columns."""
    sizes = [abs(x) for x in values if math.isfinite(x)]
    top = max(sizes, default=0.0)
    if not (indicator.count or indicator.unit.startswith("EUR")):
        return Fit(1.0, _step(top), "per 1,000 movers" if indicator.unit == "per 1,000"
                   else indicator.unit)  # fmt: skip
    if indicator.unit not in ("1", "EUR"):
        return Fit(1.0, _step(top), indicator.unit)
    factor = factor or (1e-9 if top >= 1e10 else 1e-6 if top >= 2e6 else 1e-3 if top >= 2e4 else 1)
    words = {1e-9: "billion", 1e-6: "million", 1e-3: "thousand"}.get(factor, "")
    fine = min(_step(top * factor), 1.0)
    step = max(_step(top), 1.0) if factor == 1 else max(fine, FINEST) if indicator.count else fine
    return Fit(factor, step, _unit(indicator, words))


def _unit(indicator: Indicator, words: str) -> str:
    if indicator.unit == "EUR":
        return " ".join(filter(None, ("EUR", words, "a year" if indicator.flow else "")))
    if indicator.flow:
        return f"{words} a year" if words else NUMBER
    return f"{words} {PERSONS}" if words else PERSONS


def _step(top: float) -> float:
    return step_for(top, DIGITS) if top > 0 else 1.0
