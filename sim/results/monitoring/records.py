"""The machine-readable side: one row for each number, and the schema that explains the columns."""

import csv
import io
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from sim.results.monitoring.book import WORLDS
from sim.results.monitoring.deliveries import DELIVERIES
from sim.results.monitoring.edition import Edition, Shown
from sim.results.monitoring.goals import goal_of
from sim.results.monitoring.indicators import INDICATORS, Indicator
from sim.results.monitoring.texts import FEWEST

SCHEMA_VERSION = "1.2"
"""Raised by one after the point when columns or indicators are added, before it when any changes
its meaning or goes."""

COLUMNS: tuple[tuple[str, str], ...] = (
    ("schema", "version of this schema"),
    ("edition", "public or internal"),
    ("scenario", "name of the scenario"),
    ("origin", "ISO 3166-1 alpha-3 code of the country of origin; several joined by +"),
    ("theme", "section of the profile"),
    ("pillar", "1 legal migration and mobility, 2 irregular migration and trafficking, "
               "3 protection and asylum, 4 development, 0 horizontal"),
    ("indicator", "stable id; after a point the label of a part (a place as ISO 3166-1 alpha-3)"),
    ("label", "the indicator in words"),
    ("unit", "1: persons or cases, of flows a year; EUR: of 2015, of flows a year; %; others"),
    ("world", "baseline, reform, or effect (reform minus baseline)"),
    ("first_year", "first calendar year of the period"),
    ("last_year", "last calendar year of the period"),
    ("value", "mean over replicates: flows per year, stocks at the end, levels as mean"),
    ("low", "lower end of the 90 % interval of the mean over replicates"),
    ("high", "upper end"),
    ("replicates", "replicates that know the value"),
    ("note", "suppressed: rests on too few simulated persons; not computed: no number exists"),
    ("nominal", "mean setting of the lever in the period, where the row is its delivery"),
    ("change", "change since the period before, pairs of the same luck"),
    ("change_low", "lower end of its 90 % interval"),
    ("change_high", "upper end"),
    ("since_start", "change since the first period"),
    ("since_start_low", "lower end of its 90 % interval"),
    ("since_start_high", "upper end"),
    ("wanted", "+1 more, -1 less, 0 not stated: what the Communication wants"),
    ("target", "number to reach, in the unit of the row, where one is stated"),
    ("verdict", "since the start, or of the effect: as wanted, against the goal, "
                "no clear change, not judged, ..."),
    ("target_reached", "met, not met, not clear; empty without a target"),
    ("by_replicate", "internal edition: the value of each replicate, in order"),
)  # fmt: skip
"""Columns of every CSV file, with what they hold."""

HEADER = [name for name, _ in COLUMNS]
Nominal = Callable[[str, str, int], float]
"""(indicator id, world, period) -> setting of the lever; not a number where there is none."""


def no_nominal(_indicator: str, _world: str, _period: int) -> float:
    """Of what is no delivery."""
    return math.nan


def to_csv(
    edition: Edition,
    indicators: Sequence[Indicator],
    targets: Mapping[str, Any],
    nominal: Nominal = no_nominal,
) -> str:
    """Every line of the indicators, by world and period, as comma-separated text."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    for indicator in indicators:
        for shown in edition.lines(indicator):
            writer.writerows(_rows(edition, shown, targets, nominal))
    return text.getvalue()


def _rows(
    edition: Edition, shown: Shown, targets: Mapping[str, Any], nominal: Nominal
) -> Iterator[list[Any]]:
    """Rows of one line."""
    book, line, indicator = edition.book, shown.line, shown.line.indicator
    goal = goal_of(indicator, targets)
    before = np.maximum(np.arange(len(book.periods)) - 1, 0)
    views = (shown, shown.change(before), shown.change(0))
    numbers = np.stack([part for v in views for part in (v.mean, v.low, v.high)], -1).tolist()
    hidden, hidden_start = views[0].hidden.tolist(), views[2].hidden.tolist()
    known = np.isfinite(line.samples).sum(axis=1).tolist()
    each = np.moveaxis(line.samples, 1, 2).tolist()
    head = [SCHEMA_VERSION, edition.name, book.dataset.attrs.get("scenario", ""),
            "+".join(book.origins), indicator.theme, indicator.pillar, line.id, line.label,
            indicator.unit]  # fmt: skip
    target = "" if goal.target is None else plain(goal.target)
    for w, world in enumerate(WORLDS):
        effect = world == "effect"
        for p, period in enumerate(book.periods):
            cell, first = numbers[w][p], p == 0
            mean, low, high = cell[:3]
            judged = (*cell[:3], hidden[w][p]) if effect else (*cell[6:], hidden_start[w][p])
            yield [
                *head, world, period.first, period.last, *map(plain, cell[:3]), known[w][p],
                _note(hidden[w][p], mean), plain(nominal(line.id, world, p)),
                *([""] * 6 if first else map(plain, cell[3:])), goal.good,
                "" if effect else target,
                "" if first and not effect else goal.verdict(*judged),
                "" if effect or not target else goal.reached(mean, low, high, hidden[w][p]),
                "" if edition.public else " ".join(plain(x) or "nan" for x in each[w][p]),
            ]  # fmt: skip


def _note(hidden: bool, value: float) -> str:
    if hidden:
        return "suppressed"
    return "" if math.isfinite(value) else "not computed"


def plain(value: float) -> str:
    """A number for machines; empty where there is none."""
    return f"{value:.10g}" if math.isfinite(value) else ""


def schema() -> dict[str, Any]:
    """What the columns hold and how each indicator is computed, as plain data."""
    deliveries = [d.indicator for d in DELIVERIES]
    return {
        "schema": SCHEMA_VERSION,
        "columns": [{"name": name, "description": text} for name, text in COLUMNS],
        "suppression": f"public edition: cells that rest on fewer than {FEWEST} simulated persons "
        "or cases per replicate, and a second part where one alone would follow from the total",
        "indicators": [
            {
                "id": indicator.id,
                "label": indicator.label,
                "unit": indicator.unit,
                "theme": indicator.theme,
                "pillar": indicator.pillar,
                "split": indicator.by,
                "wanted": indicator.good,
                "target": indicator.target,
                "method": indicator.method,
                "rows": list(indicator.rows),
                "biennial": indicator.main,
            }
            for indicator in (*INDICATORS, *deliveries)
        ],
    }
