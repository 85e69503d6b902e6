"""The picture of the stylised facts: each number on a track of its own, with its band.

Tracks are stretched so that bands of numbers of any unit look alike: what matters is whether the
interval meets the band. Drawn on a `Page`, which alone knows the drawing library.
"""

import math
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from sim.results import style
from sim.results.page import Box, Page
from sim.results.words import MINUS, OPEN

WIDTH = 16.0  # of the page [inch]
MARGIN = 0.45
ROW = 0.29  # height of a part [inch]
GAP = 0.11  # between facts [inch]
TOP, FOOT = 1.5, 0.75
KIND, CHANGE, PART, TRACK, VALUE, BAND, UNIT = 1.0, 1.5, 5.3, 7.6, 11.6, 13.8, 15.1
TRACK_WIDTH = 3.6
CHARACTERS = 50
HOLDS, FAILS = style.WANTED, style.UNWANTED
MIDDLE = (0.3, 0.7)
"""Where on its track a closed band begins and ends [track]."""

Row = Mapping[str, Any]

COLUMNS = {
    "Fact": MARGIN,
    "Type": KIND,
    "Change": CHANGE,
    "Outcome": PART,
    "Value and band": TRACK,
    "Value (90 % interval)": VALUE,
    "Band": BAND,
    "Unit": UNIT,
}


def facts_png(facts: Sequence[Row], headline: str, scenario: str) -> bytes:
    """The facts as they stand in stylised_facts.json, as PNG."""
    return facts_page(facts, headline, scenario).to_png()


def facts_page(facts: Sequence[Row], headline: str, scenario: str) -> Page:
    """One row for each part of each fact, in order."""
    rows = sum(len(fact["parts"]) for fact in facts)
    page = Page(WIDTH, TOP + rows * ROW + len(facts) * GAP + FOOT)
    _header(page, headline, scenario)
    y = TOP
    for fact in facts:
        _fact(page, fact, y)
        y += len(fact["parts"]) * ROW + GAP
        page.rule(y - GAP / 2.0, MARGIN)
    _footer(page, y + 0.1)
    return page


def _header(page: Page, headline: str, scenario: str) -> None:
    lead = (
        f"{scenario}: the mean over replicates and its 90 % interval, on the band that the "
        "literature allows. Tracks are stretched so that closed bands have one width."
    )
    page.head((headline, lead), MARGIN, TOP, COLUMNS)


def _footer(page: Page, y: float) -> None:
    page.area((MARGIN, MARGIN + 0.3, MARGIN + 0.3, MARGIN), (y, y, y + 0.14, y + 0.14),
              style.REFORM_BAND, style.BAND_ALPHA)  # fmt: skip
    page.text(MARGIN + 0.4, y, "band", size=style.TICK_SIZE, color=style.MUTED)
    for x, color, text in (
        (1.6, HOLDS, "holds"),
        (2.7, FAILS, "fails: off the band, wrong sign in over a tenth of the replicates, or not "
                     "measured"),
    ):  # fmt: skip
        page.marks((x,), (y + 0.07,), "o", 6.0, color, color)
        page.text(x + 0.15, y, text, size=style.TICK_SIZE, color=style.MUTED)
    page.text(MARGIN, y + 0.25, "An arrow: beyond the track. A fact holds if all its parts do; "
              "types: E emergent, P close to an input, S structural.",
              size=style.TICK_SIZE, color=style.MUTED)  # fmt: skip


def _fact(page: Page, fact: Row, y: float) -> None:
    color = HOLDS if fact["pass"] else FAILS
    page.text(MARGIN, y + ROW / 2, fact["id"], bold=True, color=color, va="center")
    page.text(KIND, y + ROW / 2, fact["type"], size=style.TICK_SIZE, color=style.MUTED, va="center")
    what = fact["change"] if fact["change"] != "Baseline" else f"Baseline: {fact['outcome']}"
    what = "at the default only: " * bool(fact["fragile"]) + what
    shown = textwrap.shorten(what, CHARACTERS, placeholder=" …")
    page.text(CHANGE, y + ROW / 2, shown, size=style.PANEL_SIZE, va="center")
    for number, part in enumerate(fact["parts"]):
        _part(page, part, y + number * ROW)


def _part(page: Page, part: Row, y: float) -> None:
    middle = y + ROW / 2
    color = HOLDS if part["pass"] else FAILS
    page.text(PART, middle, part["part"], size=style.PANEL_SIZE, va="center")
    page.text(BAND, middle, _band(part), size=style.PANEL_SIZE, va="center", color=style.MUTED)
    page.text(UNIT, middle, part["unit"], size=style.PANEL_SIZE, va="center", color=style.MUTED)
    if part["value"] is None:
        page.text(TRACK, middle, textwrap.shorten(part["reason"], 95), size=style.TICK_SIZE,
                  color=FAILS, va="center")  # fmt: skip
        return
    track(page, part, (TRACK, y + 0.05, TRACK_WIDTH, ROW - 0.1), color)
    said = f"{number(part['value'])} ({number(part['low'])} to {number(part['high'])})"
    page.text(VALUE, middle, said, size=style.PANEL_SIZE, color=color, va="center")


def track(page: Page, part: Row, box: Box, color: str) -> None:
    """The band as an area, the interval as a line, the mean as a dot."""
    left, top, width, height = box
    middle, (low, high) = top + height / 2, limits(part)

    def at(value: float) -> float:
        return left + min(max((value - low) / (high - low), 0.0), 1.0) * width

    ends = [at(part[key]) for key in ("band_low", "band_high")]
    ends[1] = max(ends[1], ends[0] + 0.02)  # a band of one value is seen too
    page.area((ends[0], ends[1], ends[1], ends[0]), (top, top, top + height, top + height),
              style.REFORM_BAND, style.BAND_ALPHA)  # fmt: skip
    page.line((left, left + width), (middle, middle), style.RULE, style.AXIS_WIDTH)
    page.line((at(part["low"]), at(part["high"])), (middle, middle), color, 2.2, cap="butt")
    outside = (part["value"] > high) - (part["value"] < low)
    shape = {-1: "<", 0: "o", 1: ">"}[outside]
    page.marks((at(part["value"]),), (middle,), shape, 7.0, color, color)


def limits(part: Row) -> tuple[float, float]:
    """Values at the ends of the track of a part."""
    low, high, value = part["band_low"], part["band_high"], part["value"]
    if low <= -OPEN and high >= OPEN:
        return value - 1.0, value + 1.0
    if low <= -OPEN or high >= OPEN:
        edge = low if high >= OPEN else high
        reach = max(abs(value - edge), abs(part["high"] - edge), abs(part["low"] - edge)) or 1.0
        return edge - 1.2 * reach, edge + 1.2 * reach
    width = high - low or max(1.0, abs(high))
    scale = width / (MIDDLE[1] - MIDDLE[0])
    return low - MIDDLE[0] * scale, low + (1.0 - MIDDLE[0]) * scale


def _band(part: Row) -> str:
    low, high = part["band_low"], part["band_high"]
    if high >= OPEN:
        return f"at least {number(low)}"
    if low <= -OPEN:
        return f"at most {number(high)}"
    return f"{number(low)} to {number(high)}"


def number(value: float) -> str:
    """Three digits that count."""
    if not math.isfinite(value):
        return "–"
    text = f"{abs(value):,.0f}" if abs(value) >= 1000 else f"{abs(value):.3g}"
    return (MINUS if value < 0 and float(text.replace(",", "")) else "") + text
