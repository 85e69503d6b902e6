"""The picture of the causal claims: each outcome on a track, shaded on the side that is claimed."""

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from sim.results import style
from sim.results.facts_plots import number, track
from sim.results.page import Page
from sim.results.words import OPEN

WIDTH = 16.0  # of the page [inch]
MARGIN = 0.45
ROW = 0.27  # height of an outcome [inch]
HEAD = 0.34  # height of a claim's own line [inch]
GAP = 0.14  # between claims [inch]
TOP, FOOT = 1.5, 0.75
SETTING, OUTCOME, TRACK, VALUE, UNIT = 0.75, 6.0, 9.5, 12.6, 15.1
TRACK_WIDTH = 2.9
LONGEST = 62
COLORS = {True: style.WANTED, False: style.UNWANTED, None: style.NEUTRAL}
VERDICTS = {"reproduced": True, "refuted": False, "depends on": None}

Row = Mapping[str, Any]

COLUMNS = {
    "Claim": MARGIN,
    "Outcome": OUTCOME,
    "Value": TRACK,
    "Value (90 % interval)": VALUE,
    "Unit": UNIT,
}


def claims_png(claims: Sequence[Row], headline: str, scenario: str) -> bytes:
    """The claims as they stand in causal_claims.json, as PNG."""
    rows = sum(len(claim["experiments"]) for claim in claims)
    page = Page(WIDTH, TOP + rows * ROW + len(claims) * (HEAD + GAP) + FOOT)
    _header(page, headline, scenario)
    y = TOP
    for claim in claims:
        y = _claim(page, claim, y) + GAP
        page.rule(y - GAP / 2.0, MARGIN)
    _footer(page, y + 0.1)
    return page.to_png()


def _header(page: Page, headline: str, scenario: str) -> None:
    lead = (
        f"{scenario} and others: the mean over replicates of paired runs and its 90 % interval. "
        "Shaded: the side that the claim wants."
    )
    page.head((headline, lead), MARGIN, TOP, COLUMNS)


def _footer(page: Page, y: float) -> None:
    for x, supports, text in (
        (MARGIN, True, "as claimed"), (2.2, False, "the other way, or nothing moves"),
        (5.6, None, "open: the interval holds both, or draws of parameters disagree"),
    ):  # fmt: skip
        page.marks((x + 0.05,), (y + 0.07,), "o", 6.0, COLORS[supports], COLORS[supports])
        page.text(x + 0.2, y, text, size=style.TICK_SIZE, color=style.MUTED)
    page.text(MARGIN, y + 0.25, "An arrow: beyond the track. A claim holds in a world if all its "
              "outcomes do; where worlds differ, it depends.",
              size=style.TICK_SIZE, color=style.MUTED)  # fmt: skip


def _claim(page: Page, claim: Row, y: float) -> float:
    """One claim from `y` down; where it ends."""
    color = COLORS[VERDICTS[claim["verdict"]]]
    page.text(MARGIN, y + HEAD / 2, f"{claim['id']}  {claim['claim']}", bold=True, va="center")
    page.text(WIDTH - MARGIN, y + HEAD / 2, claim["verdict"], bold=True, color=color, va="center",
              ha="right")  # fmt: skip
    y += HEAD
    for row in claim["experiments"]:
        _row(page, row, y)
        y += ROW
    return y


def _row(page: Page, row: Row, y: float) -> None:
    middle, color = y + ROW / 2, COLORS[row["supports"]]
    said = textwrap.shorten(row["scenario"], LONGEST, placeholder=" …")
    page.text(SETTING, middle, said, size=style.PANEL_SIZE, va="center")
    page.text(OUTCOME, middle, row["outcome"], size=style.PANEL_SIZE, va="center")
    page.text(UNIT, middle, row["unit"], size=style.PANEL_SIZE, va="center", color=style.MUTED)
    if row["value"] is None:
        page.text(TRACK, middle, textwrap.shorten(row["reason"], 80), size=style.TICK_SIZE,
                  color=color, va="center")  # fmt: skip
        return
    side, than = row["wanted"].split()
    low, high = (float(than), OPEN) if side == "above" else (-OPEN, float(than))
    band = {**row, "band_low": low, "band_high": high}
    track(page, band, (TRACK, y + 0.05, TRACK_WIDTH, ROW - 0.1), color)
    said = f"{number(row['value'])} ({number(row['low'])} to {number(row['high'])})"
    page.text(VALUE, middle, said, size=style.PANEL_SIZE, color=color, va="center")
