"""The picture of a hindcast: small panels, observed as points, model as line with its band.

Drawn on a `Page`, which alone knows the drawing library.
"""

import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from sim.results import style
from sim.results.hindcast import Hindcast
from sim.results.hindcast_tables import percent
from sim.results.observed import ALL
from sim.results.page import Box, Page, Plot
from sim.results.plots import value_ticks, year_ticks
from sim.results.scoring import Line, Score
from sim.results.words import MINUS

COLUMNS = 4
PAGE_WIDTH = 16.0  # [inch]
MARGIN, GAP, AXIS_LEFT = 0.45, 0.42, 0.62
PANEL_HEIGHT, AXES_HEIGHT = 2.9, 1.72
TOP, FOOT = 1.62, 0.66  # above and below the panels
TITLE_CHARACTERS = 42
MODEL, PERSISTENCE, TREND = style.REFORM, "#7f7f7f", "#d55e00"
DRAWS_BAND = "#e3edf6"
LOSES = style.UNWANTED
FIRST_DRAWN = 2005
MOST_HEADROOM = 1.6  # of the axis over observed, model and persistence; the trend may leave it


def hindcast_png(hindcast: Hindcast) -> bytes:
    """The picture as PNG."""
    return hindcast_page(hindcast).to_png()


def hindcast_page(hindcast: Hindcast) -> Page:
    """One panel for each group of series that the choices number, in order."""
    groups = panels(hindcast)
    rows = max(1, math.ceil(len(groups) / COLUMNS))
    page = Page(PAGE_WIDTH, TOP + rows * PANEL_HEIGHT + FOOT)
    _header(page, hindcast)
    _footer(page, TOP + rows * PANEL_HEIGHT + 0.02, hindcast)
    step = (page.width - 2 * MARGIN + GAP) / COLUMNS
    first, last = _years(hindcast)
    for i, scores in enumerate(groups):
        row, column = divmod(i, COLUMNS)
        x, y = MARGIN + column * step, TOP + row * PANEL_HEIGHT
        panel = Panel(page, scores, (first, last), hindcast.window[0] - 1, hindcast.origins)
        _panel(panel, x, y, step - GAP)
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
    first, last = hindcast.window
    return max(FIRST_DRAWN, min(years, default=first)), last


def _header(page: Page, hindcast: Hindcast) -> None:
    origin = f"{hindcast.origin}: " if hindcast.origin else ""
    page.text(
        MARGIN, 0.35, f"{origin}the past, as simulated and as observed", size=style.TITLE_SIZE,
        bold=True,
    )  # fmt: skip
    fitted = _fitted(hindcast) if hindcast.tally()["scored"] else ""
    said = textwrap.wrap(f"{hindcast.headline()}. {fitted}", 170)
    page.text(MARGIN, 0.84, "\n".join(said), size=11.5, spacing=1.35)
    y = 0.9 + 0.22 * len(said)
    _legend(page, y, hindcast)


def _footer(page: Page, y: float, hindcast: Hindcast) -> None:
    """How to read a panel."""
    said = (
        "Under each title: mean absolute error over the scored years in % of the mean observed, of "
        "the model, then of the naive forecasts. Blue: the model is better than both; orange: it "
        "is not. Grey upright line: naive forecasts know what was observed up to "
        f"{hindcast.window[0] - 1}, or the first figure. States are those with a figure for every "
        "year."
    )
    if not hindcast.draws:
        said += " The band shows chance only."
    said += " *: helped to calibrate a parameter. †: the model uses a figure of the scored years."
    text = "\n".join(textwrap.wrap(said, 215))
    page.text(MARGIN, y, text, size=9, color=style.MUTED, spacing=1.3)


def _fitted(hindcast: Hindcast) -> str:
    tally = hindcast.tally()
    fitted = int(tally["scored"] or 0) - int(tally["not_calibrated"] or 0)
    said = f"{fitted or 'None'} of them helped to calibrate a parameter (*)"
    if tally["foreseen"]:
        said += f", {tally['foreseen']} are partly an input of the model (†)"
    return f"{said}."


def _legend(page: Page, y: float, hindcast: Hindcast) -> None:
    """The marks with their meaning, in one line."""
    count, drawn = hindcast.replicates, hindcast.draws
    runs = f"mean and 90 % band of {count} replicates" if count > 1 else "one replicate"
    if drawn:
        runs += f"; pale: {drawn} draws of parameters"
    at, middle = MARGIN, y + 0.15
    for text, face in (("observed, known", style.PAPER),
                       ("observed, scored", style.INK)):  # fmt: skip
        page.marks([at + 0.18], [middle], "o", 5.5, style.INK, face)
        at = _named(page, at, middle, text)
    for text, colour, width, dashes in (
        (f"model: {runs}", MODEL, 2.2, ""),
        ("persistence: last known value", PERSISTENCE, 1.3, "--"),
        ("trend of the known values", TREND, 1.3, ":"),
    ):
        page.line((at + 0.05, at + 0.31), (middle, middle), colour, width, dashes=dashes)
        at = _named(page, at, middle, text)


def _named(page: Page, x: float, y: float, text: str) -> float:
    """What a mark of the legend means, beside it; where the next mark goes."""
    page.text(x + 0.42, y, text, va="center", size=9.5, color=style.MUTED)
    return x + 0.72 + len(text) * 0.0745


@dataclass(frozen=True)
class Panel:
    """What a panel shows.

    scores  of its series
    years   first and last year drawn
    known   last year that naive forecasts know
    origins how many the run has
    """

    page: Page
    scores: Sequence[Score]
    years: tuple[int, int]
    known: int
    origins: int


def _panel(panel: Panel, x: float, y: float, width: float) -> None:
    """One panel: its title says who is nearer to the observed."""
    page, scores, years = panel.page, panel.scores, panel.years
    first = scores[0]
    title = first.line.label if len(scores) == 1 else _shared(scores)
    page.text(x, y, textwrap.shorten(title, TITLE_CHARACTERS, placeholder="…"),
              size=style.PANEL_SIZE + 0.5, bold=True)  # fmt: skip
    for i, score in enumerate(scores[:2]):
        ink = MODEL if _wins(score) else LOSES if score.scorable else style.MUTED
        text = _verdict(score, len(scores) > 1)
        page.text(x, y + 0.21 + 0.165 * i, text, size=8.6, color=ink)
    lines = [score.line for score in scores]
    factor, unit = _unit(lines)
    if first.line.choice.origin == ALL and len(first.line.members) < panel.origins:
        unit += f", {len(first.line.members)} of {panel.origins} origins"
    page.text(x, y + 0.56, unit, size=style.TICK_SIZE, color=style.MUTED)
    box = (x + AXIS_LEFT, y + 0.76, width - AXIS_LEFT, AXES_HEIGHT)
    plot = _frame(panel, box, lines, factor)
    _bands(plot, first.line, factor, years)
    for line in lines:
        _forecasts(plot, line, factor)
    _model(plot, first.line, factor, years)
    for i, line in enumerate(lines):
        _points(plot, line, factor, years, "D" if i else "o")


def _wins(score: Score) -> bool:
    return score.beats_persistence and score.beats_trend


def _shared(scores: Sequence[Score]) -> str:
    """What series of one panel have in common."""
    return scores[0].line.label.partition(" (")[0] + ", two sources"


def _verdict(score: Score, several: bool) -> str:
    """Errors of model and naive forecasts, in per cent of the observed."""
    if not score.scorable:
        years = score.line.observed
        if score.years:
            return "not scorable: none observed"
        return f"not scorable: observed {'to' if len(years) > 1 else 'in'} {max(years)} only"
    source = score.line.label.partition(" (")[2].rstrip(")")
    before = f"{source}: " if several and source else ""
    won = (score.beats_persistence, score.beats_trend)
    word = "better" if all(won) else "between" if any(won) else "worse"
    naive = f"persistence {percent(score.mae_persistence)}"
    if len(score.line.known) > 1:
        naive += f", trend {percent(score.mae_trend)}"
    star = " *" if score.line.calibrated else ""
    star += " †" if score.line.observable.foreseen else ""
    if before:  # two lines of text: the colour says who is nearer
        return f"{before}{percent(score.mae)}{star}; {naive}"
    return f"{word}{star}: {percent(score.mae)}; {naive}"


def _forecasts(plot: Plot, line: Line, factor: float) -> None:
    """The naive forecasts of a series."""
    for forecast, colour, dashes in (
        (line.persistence, PERSISTENCE, "--"), (line.trend, TREND, ":")
    ):  # fmt: skip
        if len(forecast) > 1 and (len(line.known) > 1 or dashes == "--"):
            ahead = sorted(forecast)
            values = [forecast[year] * factor for year in ahead]
            plot.line(ahead, values, colour, 1.3, dashes=dashes)


def _bands(plot: Plot, line: Line, factor: float, years: tuple[int, int]) -> None:
    """What the runs with other parameters span, and those with other seeds."""
    at = sorted(year for year in line.model if years[0] <= year <= years[1])
    if line.draws:
        low, high = ([line.draws[year][end] * factor for year in at] for end in (0, 1))
        plot.band(at, low, high, DRAWS_BAND)
    if line.low:
        low, high = ([ends[year] * factor for year in at] for ends in (line.low, line.high))
        plot.band(at, low, high, style.REFORM_BAND)


def _model(plot: Plot, line: Line, factor: float, years: tuple[int, int]) -> None:
    """What the model says of a series."""
    at = sorted(year for year in line.model if years[0] <= year <= years[1])
    values = [line.model[year] * factor for year in at]
    plot.line(at, values, MODEL, 2.2, cap="round")
    if len(at) == 1:
        plot.marks(at, values, "o", 6, MODEL, MODEL)


def _points(plot: Plot, line: Line, factor: float, years: tuple[int, int], shape: str) -> None:
    """What was observed of a series."""
    for drawn, face in ((line.known, style.PAPER), (line.scored, style.INK)):
        known = [year for year in drawn if years[0] <= year <= years[1]]
        values = [line.observed[year] * factor for year in known]
        plot.marks(known, values, shape, 4.6 if shape == "D" else 5.2, style.INK, face)


def _frame(panel: Panel, box: Box, lines: Sequence[Line], factor: float) -> Plot:
    """Axes from zero (or below it), a few round ticks, years in full."""
    years = panel.years
    lowest, highest = _limits(lines, factor, years)
    limits = (lowest * 1.08, highest * 1.08 if highest > 0 else -0.02 * lowest)
    plot = Plot(panel.page, box, (years[0] - 0.4, years[1] + 0.4), limits)
    plot.upright([panel.known + 0.5], style.RULE, 1.0)
    ticks = _ticks(lowest, highest)
    plot.left(ticks, [f"{MINUS if tick < 0 else ''}{abs(tick):,.10g}" for tick in ticks])
    shown = year_ticks(*years) or list(years)
    plot.bottom(shown, [str(year) for year in shown])
    return plot


def _ticks(lowest: float, highest: float) -> list[float]:
    """Round numbers at equal steps from the lower to the upper end, zero among them."""
    up = value_ticks(max(highest, -lowest))
    step = up[1] if len(up) > 1 else 1.0
    return [
        number * step
        for number in range(-math.floor(-lowest / step), math.floor(highest / step) + 1)
    ]


def _limits(lines: Sequence[Line], factor: float, years: tuple[int, int]) -> tuple[float, float]:
    """Ends of the axis: trend and draws as far as there is headroom, all the rest."""
    drawn = range(years[0], years[1] + 1)
    values = [
        part[year] * factor
        for line in lines
        for part in (line.observed, line.model, line.low, line.high, line.persistence)
        for year in part.keys() & drawn
    ]
    ahead = [value * factor for line in lines for value in line.trend.values()]
    ahead += [end * factor for line in lines for ends in line.draws.values() for end in ends]
    lowest, highest = min(0.0, *values), max(0.0, *values)
    if lowest == highest:
        highest = 1.0
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
