"""What a unit of an outcome costs: public money of the reform over its effect (ODD 5.2)."""

import csv
import io
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr

from sim.results.summary import Row
from sim.results.words import number, step_for

HEADER = (
    "outcome", "unit", "effect", "effect_low", "effect_high", "cost", "cost_low", "cost_high",
    "per_unit", "per_unit_low", "per_unit_high",
)  # fmt: skip
COSTS = ("programme_cost", "programme_cost_low", "programme_cost_high")
"""Outcomes: at the prices of the run, all at the cheap end of their ranges, all at the dear end."""


@dataclass(frozen=True)
class UnitCost:
    """Cost of one outcome as if all the money had been spent for it alone.

    row        of the summary;  cost: of the reform over that of the baseline, cheap and dear [EUR]
    per_unit   [EUR per unit of the outcome]
    low, high  cheap prices over the far end of the effect's interval, dear ones over the near end
    """

    row: Row
    cost: tuple[float, float, float]
    per_unit: float
    low: float
    high: float

    def as_words(self) -> tuple[str, str, str, str]:
        """Outcome, effect, cost of a unit and its range, for a table."""
        _, _, effect, _ = self.row.sizes()
        ends = f"{_euro(self.low)} to {_euro(self.high)}"
        return self.row.measure.label, effect, f"EUR {_euro(self.per_unit)}", ends


def _euro(value: float) -> str:
    return number(value, step_for(abs(value), 2)) if value else "0"


def costs_of(dataset: xr.Dataset) -> tuple[float, float, float] | None:
    """Public cost that the reform adds: as priced, cheap, dear [EUR]; None where not recorded."""
    if any(name not in dataset for name in COSTS):
        return None
    sums = (dataset[name].sum(("time", "origin")).mean("replicate").values for name in COSTS)
    told, cheap, dear = (float(np.diff(values)[0]) for values in sums)
    return told, cheap, dear


def unit_costs(dataset: xr.Dataset, rows: Iterable[Row]) -> list[UnitCost]:
    """A line for each outcome in persons, cases or EUR that the reform clearly betters."""
    cost = costs_of(dataset)
    if cost is None or cost[0] <= 0.0:
        return []
    return [_unit_cost(row, cost) for row in rows if _bought(row)]


def _bought(row: Row) -> bool:
    measure = row.measure
    counted = measure.integer or measure.unit == "EUR"
    mine = counted and not measure.per_movers and measure.name.split(".")[0] not in COSTS
    return mine and row.direction == "wanted"


def _unit_cost(row: Row, cost: tuple[float, float, float]) -> UnitCost:
    told, cheap, dear = cost
    ends = [abs(end) for end in (row.low, row.high) if math.isfinite(end)] or [abs(row.effect)]
    return UnitCost(row, cost, told / abs(row.effect), cheap / max(ends), dear / min(ends))


def to_csv(lines: Sequence[UnitCost]) -> str:
    """The lines as CSV, with a header."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    for line in lines:
        row = line.row
        numbers = (row.effect, row.low, row.high, *line.cost, line.per_unit, line.low, line.high)
        writer.writerow([row.measure.name, row.unit, *(f"{value:.6g}" for value in numbers)])
    return out.getvalue()
