"""The picture of a sensitivity analysis: what an effect hangs on, as dots of its share of mu*."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from sim.results import style
from sim.results.page import Page
from sim.results.words import LABELS

MARGIN, LEFT, TOP = 0.45, 3.6, 2.6
ROW, COLUMN = 0.3, 0.62
LARGEST = 16.0  # size of the dot of all of mu* [point]
MOST_COLUMNS = 18


def sensitivity_png(rows: Sequence[Mapping[str, Any]], scenario: str) -> bytes:
    """A row for each measure, a column for each of the strongest inputs, as PNG."""
    shares = shares_of(rows)
    inputs = strongest(shares)
    page = Page(LEFT + len(inputs) * COLUMN + 1.2, TOP + len(shares) * ROW + 0.5)
    page.text(MARGIN, 0.35, "What effects hang on", size=style.TITLE_SIZE, bold=True)
    page.text(
        MARGIN, 0.8,
        f"{scenario}: share of each input in the mean change of an effect (Morris; area of dots)",
        color=style.MUTED,
    )  # fmt: skip
    for column, name in enumerate(inputs):
        level = 1.25 + 0.2 * (column % 6)
        x = LEFT + (column + 0.5) * COLUMN
        page.text(x, level, name, size=9, ha="center")
        page.line((x, x), (level + 0.15, TOP + len(shares) * ROW), style.RULE, 0.6)
    for row, (measure, parts) in enumerate(shares.items()):
        y = TOP + (row + 0.5) * ROW
        page.text(MARGIN, y, LABELS.get(measure, measure), size=9.5, va="center")
        for column, name in enumerate(inputs):
            if parts.get(name, 0.0) > 0.0:
                size = LARGEST * math.sqrt(parts[name])
                x = LEFT + (column + 0.5) * COLUMN
                page.marks([x], [y], "o", size, style.REFORM, style.REFORM)
    return page.to_png()


def shares_of(rows: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, float]]:
    """Share of every input in the sum of mu* over inputs, by measure; of those that move at all."""
    found: dict[str, dict[str, float]] = {}
    for row in rows:
        found.setdefault(row["measure"], {})[row["input"]] = row["mu_star"]
    totals = {measure: sum(parts.values()) for measure, parts in found.items()}
    return {
        measure: {name: value / totals[measure] for name, value in parts.items()}
        for measure, parts in found.items()
        if totals[measure] > 0.0
    }


def strongest(shares: Mapping[str, Mapping[str, float]]) -> list[str]:
    """Inputs by their mean share over measures, the strongest first."""
    total: dict[str, float] = {}
    for parts in shares.values():
        for name, share in parts.items():
            total[name] = total.get(name, 0.0) + share
    return sorted(total, key=lambda name: -total[name])[:MOST_COLUMNS]
