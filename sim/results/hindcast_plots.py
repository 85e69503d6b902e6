"""The picture of a hindcast: small panels, observed as points, model as line with its band.

Drawn on the page of `plots`, which alone knows the drawing library.
"""

import math
import textwrap
from collections.abc import Sequence
from typing import Any

from sim.results import style
from sim.results.hindcast import LAST_KNOWN, WINDOW, Hindcast, Line, Score
from sim.results.hindcast_tables import percent
from sim.results.plots import Page, styled, to_png, value_ticks, year_ticks
from sim.results.words import MINUS

COLUMNS = 4
PAGE_WIDTH = 16.0  # [inch]
MARGIN, GAP, AXIS_LEFT = 0.45, 0.42, 0.62
PANEL_HEIGHT, AXES_HEIGHT = 2.9, 1.72
TOP, FOOT = 1.62, 0.66  # above and below the panels
TITLE_CHARACTERS = 46
MODEL, PERSISTENCE, TREND = style.REFORM, "#7f7f7f", "#d55e00"
LOSES = style.UNWANTED
MOST_HEADROOM = 1.6  # of the axis over observed, model and persistence; the trend may leave it


def hindcast_png(hindcast: Hindcast) -> bytes:
    """The picture as PNG."""
    return to_png(hindcast_page(hindcast).figure)


def hindcast_page(hindcast: Hindcast) -> Page:
    """One panel for each group of series that the choices number, in order."""
    groups = panels(hindcast)
    rows = max(1, math.ceil(len(groups) / COLUMNS))
    with styled():
        page = Page(PAGE_WIDTH, TOP + rows * PANEL_HEIGHT + FOOT)
        _header(page, hindcast)
        _footer(page, TOP + rows * PANEL_HEIGHT + 0.02)
        step = (page.width - 2 * MARGIN + GAP) / COLUMNS
        first, last = _years(hindcast)
        for i, scores in enumerate(groups):
            row, column = divmod(i, COLUMNS)
            x, y = MARGIN + column * step, TOP + row * PANEL_HEIGHT
            _panel(page, scores, x, y, step - GAP, (first, last))
    return page


def panels(hindcast: Hindcast) -> list[list[Score]]:
    """Scores by panel, in order of the panels' numbers."""
    found: dict[int, list[Score]] = {}
    for score in hindcast.scores:
        if score.line.choice.panel:
            found.setdefault(score.line.choice.panel, []).append(score)
    return [found[number] for number in sorted(found)]


def _years(hindcast: Hindcast) -> tuple[int, int]:
    """First and last year drawn."""
    years = [year for line in hindcast.lines for year in (*line.observed, *line.model)]
    return max(2005, min(years, default=WINDOW[0])), WINDOW[1]


def _header(page: Page, hindcast: Hindcast) -> None:
    origin = f"{hindcast.origin}: " if hindcast.origin else ""
    page.text(
        MARGIN, 0.35, f"{origin}the past, as simulated and as observed", size=style.TITLE_SIZE,
        weight="bold",
    )  # fmt: skip
    said = textwrap.wrap(hindcast.headline() + ". " + _fitted(hindcast), 170)
    page.text(MARGIN, 0.84, "\n".join(said), size=11.5, linespacing=1.35)
    y = 0.9 + 0.22 * len(said)
    _legend(page, y, hindcast.replicates)


def _footer(page: Page, y: float) -> None:
    """How to read a panel."""
    said = (
        "Under each title: mean absolute error over the scored years in % of the mean observed, of "
        "the model, then of the naive forecasts. Blue: the model is better than both; orange: it "
        f"is not. Grey upright line: naive forecasts know what was observed up to {LAST_KNOWN}, or "
        "the first figure. N states: those with a figure for every year. The band shows chance "
        "only."
    )
    said += " *: helped to calibrate a parameter. †: the model uses a figure of the scored years."
    text = "\n".join(textwrap.wrap(said, 215))
    page.text(MARGIN, y, text, size=9, color=style.MUTED, linespacing=1.3)


def _fitted(hindcast: Hindcast) -> str:
    tally = hindcast.tally()
    fitted = int(tally["scored"] or 0) - int(tally["not_calibrated"] or 0)
    said = f"{fitted or 'None'} of them helped to calibrate a parameter (*)"
    if tally["foreseen"]:
        said += f", {tally['foreseen']} are partly an input of the model (†)"
    return f"{said}."


def _legend(page: Page, y: float, replicates: int) -> None:
    """The marks with their meaning, in one line."""
    axes = page.axes(MARGIN, y + 0.02, page.width - 2 * MARGIN, 0.26)
    axes.set_xlim(0, page.width - 2 * MARGIN)
    axes.set_ylim(0, 1)
    axes.axis("off")
    runs = f"mean and 90 % band of {replicates} replicates" if replicates > 1 else "one replicate"
    marks: Sequence[tuple[str, dict[str, Any]]] = (
        ("observed, known to the naive forecasts",
         {"marker": "o", "mfc": style.PAPER, "mec": style.INK, "ls": "none"}),
        ("observed, scored", {"marker": "o", "mfc": style.INK, "mec": style.INK, "ls": "none"}),
        (f"model: {runs}", {"color": MODEL, "lw": 2.2}),
        ("persistence: last known value", {"color": PERSISTENCE, "lw": 1.3, "ls": "--"}),
        ("trend of the known values", {"color": TREND, "lw": 1.3, "ls": ":"}),
    )  # fmt: skip
    at = 0.0
    for text, how in marks:
        axes.plot([at + 0.05, at + 0.18, at + 0.31], [0.5] * 3, ms=5.5, markevery=[1], **how)
        axes.text(at + 0.42, 0.5, text, va="center", size=9.5, color=style.MUTED)
        at += 0.72 + len(text) * 0.0745


def _panel(
    page: Page, scores: Sequence[Score], x: float, y: float, width: float, years: tuple[int, int]
) -> None:
    """One panel: its title says who is nearer to the observed."""
    first = scores[0]
    title = first.line.label if len(scores) == 1 else _shared(scores)
    page.text(x, y, textwrap.shorten(title, TITLE_CHARACTERS, placeholder="…"),
              size=style.PANEL_SIZE + 0.5, weight="bold")  # fmt: skip
    for i, score in enumerate(scores[:2]):
        ink = MODEL if _wins(score) else LOSES if score.scorable else style.MUTED
        text = _verdict(score, len(scores) > 1)
        page.text(x, y + 0.21 + 0.165 * i, text, size=8.6, color=ink)
    lines = [score.line for score in scores]
    factor, unit = _unit(lines)
    axes = page.axes(x + AXIS_LEFT, y + 0.76, width - AXIS_LEFT, AXES_HEIGHT)
    page.text(x, y + 0.56, unit, size=style.TICK_SIZE, color=style.MUTED)
    axes.axvline(LAST_KNOWN + 0.5, color=style.RULE, lw=1.0, zorder=0)
    for i, line in enumerate(lines):
        _draw(axes, line, factor, years, i)
    _frame(axes, lines, factor, years)


def _wins(score: Score) -> bool:
    return score.beats_persistence and score.beats_trend


def _shared(scores: Sequence[Score]) -> str:
    """What series of one panel have in common."""
    return scores[0].line.label.partition(" (")[0] + ", two sources"


def _verdict(score: Score, several: bool) -> str:
    """Errors of model and naive forecasts, in per cent of the observed."""
    if not score.scorable:
        return "not scorable: one year observed"
    source = score.line.label.partition(" (")[2].rstrip(")")
    before = f"{source}: " if several and source else ""
    won = (score.beats_persistence, score.beats_trend)
    word = "better" if all(won) else "between" if any(won) else "worse"
    naive = f"persistence {percent(score.mae_persistence)}"
    if len(score.line.known) > 1:
        naive += f", trend {percent(score.mae_trend)}"
    star = " *" if score.line.calibrated else ""
    star += " †" if score.line.observable.foreseen else ""
    return f"{before}{word}{star}: {percent(score.mae)}; {naive}"


def _draw(axes: Any, line: Line, factor: float, years: tuple[int, int], nth: int) -> None:
    """The curves of one series; series beyond the first add their points only, as diamonds."""
    marker = "D" if nth else "o"
    for drawn, face in ((line.known, style.PAPER), (line.scored or line.observed, style.INK)):
        known = [year for year in drawn if years[0] <= year <= years[1]]
        axes.plot(known, [line.observed[year] * factor for year in known], marker, mec=style.INK,
                  mfc=face, ms=4.6 if nth else 5.2, zorder=5, clip_on=False)  # fmt: skip
    for forecast, colour, dashes in (
        (line.persistence, PERSISTENCE, "--"), (line.trend, TREND, ":")
    ):  # fmt: skip
        ahead = sorted(forecast)
        if len(ahead) > 1 and (len(line.known) > 1 or dashes == "--"):
            axes.plot(ahead, [forecast[year] * factor for year in ahead], dashes, color=colour,
                      lw=1.3, zorder=2)  # fmt: skip
    if nth:
        return
    at = sorted(year for year in line.model if year >= years[0])
    if line.low:
        axes.fill_between(at, [line.low[year] * factor for year in at],
                          [line.high[year] * factor for year in at], color=style.REFORM_BAND,
                          lw=0, alpha=0.65, zorder=3)  # fmt: skip
    axes.plot(at, [line.model[year] * factor for year in at], color=MODEL, lw=2.2, zorder=4,
              marker="o" if len(at) == 1 else None, solid_capstyle="round")  # fmt: skip


def _frame(axes: Any, lines: Sequence[Line], factor: float, years: tuple[int, int]) -> None:
    """Axes from zero (or below it), a few round ticks, years in full."""
    lowest, highest = _limits(lines, factor)
    axes.set_ylim(lowest * 1.08, highest * 1.08 if highest > 0 else -0.02 * lowest)
    ticks = _ticks(lowest, highest)
    axes.set_yticks(ticks, [f"{MINUS if tick < 0 else ''}{abs(tick):,.10g}" for tick in ticks])
    axes.grid(axis="y", color=style.RULE, lw=0.6)
    axes.set_xlim(years[0] - 0.4, years[1] + 0.4)
    axes.set_xticks(year_ticks(*years) or list(years))


def _ticks(lowest: float, highest: float) -> list[float]:
    """Round numbers at equal steps from the lower to the upper end, zero among them."""
    up = value_ticks(max(highest, -lowest))
    step = up[1] if len(up) > 1 else 1.0
    return [
        number * step
        for number in range(-math.floor(-lowest / step), math.floor(highest / step) + 1)
    ]


def _limits(lines: Sequence[Line], factor: float) -> tuple[float, float]:
    """Ends of the axis: all but the trend fits in, the trend as far as there is headroom."""
    values = [
        value * factor
        for line in lines
        for part in (line.observed, line.model, line.low, line.high, line.persistence)
        for value in part.values()
    ]
    ahead = [value * factor for line in lines for value in line.trend.values()]
    lowest, highest = min(0.0, *values), max(0.0, *values)
    room = (MOST_HEADROOM - 1.0) * (highest - lowest)
    return (
        min(lowest, max(min(ahead, default=0.0), lowest - room)),
        max(highest, min(max(ahead, default=0.0), highest + room)),
    )


def _unit(lines: Sequence[Line]) -> tuple[float, str]:
    """Factor on the axis and the words that name it."""
    observable = lines[0].observable
    if observable.share:
        return 100.0, "%"
    money = "EUR " if observable.unit == "EUR" else ""
    largest = max(abs(v) for line in lines for v in (*line.observed.values(), *line.model.values()))
    for size, name in ((1e9, "billion"), (1e6, "million"), (1e4, "thousand")):
        if largest >= size:
            return 1.0 / (
                1e3 if name == "thousand" else size
            ), f"{money}{name}{'' if money else 's'}"
    return 1.0, money.strip() or "persons or cases"
