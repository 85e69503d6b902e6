"""The extended migration profile of one country of origin: yearly tables, both worlds."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from sim.results.monitoring.edition import Edition, Shown
from sim.results.monitoring.figures import Figure, fit
from sim.results.monitoring.indicators import (
    BY_ID,
    EU_PLACES,
    INDICATORS,
    MAIN_PLACES,
    THEMES,
    Indicator,
)
from sim.results.monitoring.pictures import panels
from sim.results.monitoring.texts import GAPS
from sim.results.words import lower_first

GLANCE = (
    "residents", "emigrants", "arrivals", "visits", "returns", "irregular_stock",
    "asylum_applications", "idps", "refugees_in_region", "employment_abroad", "overqualified",
    "remittances_received", "remittance_price", "remittance_dependency", "gdp_per_capita",
    "poverty", "skilled_emigration", "left_behind_children", "harm_rate",
)  # fmt: skip
"""The page in one table."""

FRAME_AFTER = "cooperation"
"""Theme after which the legal and policy frame stands."""

HALF = 0.5  # of the cells must be told to make a picture
WIDEST, SPLIT_WIDEST = 5, 6
"""Indicators beside each other in a table, each with two worlds."""


@dataclass(frozen=True)
class Column:
    """One line of the book as a double column."""

    label: str
    unit: str
    cells: tuple[tuple[Figure, Figure], ...]


@dataclass(frozen=True)
class Group:
    """Yearly tables under one caption. `folded`: long detail that the reader unfolds."""

    caption: str
    tables: tuple[tuple[Column, ...], ...]
    folded: bool = False


@dataclass(frozen=True)
class Section:
    """A theme with its picture and its tables.

    silent  lines that are zero throughout; few: kept back throughout; gaps: what is not known
    """

    name: str
    title: str
    picture: str
    groups: tuple[Group, ...]
    silent: tuple[str, ...]
    few: tuple[str, ...]
    gaps: tuple[str, ...]


@dataclass(frozen=True)
class GlanceRow:
    """A line of the first table: both worlds in the first and last year, and the effect."""

    label: str
    unit: str
    levels: tuple[Figure, ...]
    effect: Figure


def sections(edition: Edition) -> list[Section]:
    """Every theme."""
    return [_section(edition, theme, title) for theme, title in THEMES.items()]


def glance(edition: Edition) -> list[GlanceRow]:
    """The main indicators that are not zero throughout."""
    rows = []
    for name in GLANCE:
        shown = edition.one(BY_ID[name])
        if not shown.line.empty:
            scale = fit(shown.line.indicator, shown.mean[:2].flat)
            levels = tuple(
                Figure(scale.figure(shown.mean[w, p], hidden=bool(shown.hidden[w, p])).value)
                for p in (0, -1)
                for w in (0, 1)
            )
            mean, low, high = (float(x[2, -1]) for x in (shown.mean, shown.low, shown.high))
            effect = scale.change(mean, low, high, bool(shown.hidden[2, -1]))
            rows.append(GlanceRow(shown.line.label, scale.unit, levels, effect))
    return rows


def _section(edition: Edition, theme: str, title: str) -> Section:
    mine = [indicator for indicator in INDICATORS if indicator.theme == theme]
    whole = [edition.one(indicator) for indicator in mine if not indicator.by]
    alive = [shown for shown in whole if _told(shown) > 0]
    groups = [Group("", _tables(alive, WIDEST))]
    groups += [_split(indicator, edition.lines(indicator)) for indicator in mine if indicator.by]
    pictured = [shown for shown in alive if _told(shown) > HALF]
    return Section(
        name=theme,
        title=title,
        picture=panels(pictured, edition.book.periods) if pictured else "",
        groups=tuple(group for group in groups if group.tables),
        silent=tuple(lower_first(s.line.label) for s in whole if s.line.empty),
        few=tuple(lower_first(s.line.label) for s in whole if not (s.line.empty or _told(s))),
        gaps=GAPS.get(theme, ()),
    )


def _told(shown: Shown) -> float:
    """Share of the cells of both worlds that hold a number; 0 where all are zero."""
    return 0.0 if shown.line.empty else float(np.isfinite(shown.mean[:2]).mean())


BY = {
    MAIN_PLACES: "place",
    EU_PLACES: "member state",
    "return_kind": "kind",
    "budget_line": "payer",
    "skill": "education",
}


def _split(indicator: Indicator, lines: Sequence[Shown]) -> Group:
    """The parts of an indicator, all in one unit."""
    alive = [shown for shown in lines if _told(shown) > 0]
    by = BY.get(indicator.places or indicator.by, indicator.by)
    caption = f"{indicator.label.partition(', ')[0]}, by {by}"
    factor = fit(indicator, [x for shown in alive for x in shown.mean[:2].flat]).factor
    return Group(caption, _tables(alive, SPLIT_WIDEST, factor), len(lines) > SPLIT_WIDEST)


def _tables(
    items: Sequence[Shown], most: int, factor: float = 0.0
) -> tuple[tuple[Column, ...], ...]:
    """Lines in as few tables as needed, of nearly equal width."""
    count = -(-len(items) // most)
    cuts = [round(i * len(items) / count) for i in range(count + 1)] if count else [0]
    columns = [_column(shown, factor) for shown in items]
    return tuple(tuple(columns[a:b]) for a, b in pairwise(cuts))


def _column(shown: Shown, factor: float) -> Column:
    scale = fit(shown.line.indicator, shown.mean[:2].flat, factor)

    def cell(world: int, period: int) -> Figure:
        at = world, period
        return scale.figure(float(shown.mean[at]), float(shown.high[at]), bool(shown.hidden[at]))

    cells = tuple((cell(0, p), cell(1, p)) for p in range(shown.mean.shape[1]))
    part = shown.line.part
    label = part[:1].upper() + part[1:] if part else shown.line.label
    return Column(label, scale.unit, cells)


def context(edition: Edition) -> dict[str, Any]:
    """What the template of the profile needs of the numbers."""
    periods = edition.book.periods
    return {
        "sections": sections(edition),
        "glance": glance(edition),
        "periods": periods,
        "frame_after": FRAME_AFTER,
    }
