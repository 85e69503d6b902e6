"""Pictures of a result: the dashboard, and its parts as single figures for the report.

Grey is the baseline, blue the reform; bands hold 90 % of the replicates; axes start at zero; thin
lines mark the dates on which the reform changes something. Titles say what was found, in words.
"""

import math
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import xarray as xr

from sim.results import style
from sim.results.page import Box, Page, Plot
from sim.results.story import PILLARS, STRIPS, Curve, Story, Strip
from sim.results.summary import Row
from sim.results.words import MINUS, SHORT, number, span

EVENTS_SHOWN = 8
ROW_HEIGHT = 0.27  # of a line of the effect picture [inch]
STRIP_HEIGHT = 2.65
LIMIT = 100.0  # of the relative effect on the axis [%]
PANEL_HEIGHT = 2.02
AXIS_LEFT = 0.56  # room for the numbers of an axis
GAP = 0.28  # between small pictures
REPORT_WIDTH, REPORT_COLUMNS = 10.4, 3
MARGIN = 0.45
LONGEST_TITLE, LONGEST_VERDICT, LONGEST_SIZE = 84, 34, 15  # characters that fit at full size
CHARACTERS_PER_INCH = 12.6  # of small text
SHORTEST_ROLLING = 24  # months below which flows are drawn month by month


def dashboard(
    dataset: xr.Dataset,
    calendar: Sequence[Mapping[str, Any]] = (),
    title: str = "",
    story: Story | None = None,
) -> Page:
    """The whole result on one page, 1600 pixels wide."""
    story = story or Story(dataset, calendar)
    lines = sum(len(rows) + 1 for rows in story.main().values())
    block = max(lines * ROW_HEIGHT + 1.5, 3.2)
    answer = ["\n".join(textwrap.wrap(line, 180)) for line in story.answer()]
    top = 1.5 + sum(0.22 * (line.count("\n") + 1) + 0.07 for line in answer)
    page = Page(style.WIDTH, top + block + len(STRIPS) * STRIP_HEIGHT + 0.1)
    _header(page, story, title, answer)
    page.rule(top - 0.14, MARGIN)
    _effects(page, story, MARGIN, top)
    _beside(page, story, 11.95, top, style.WIDTH - 11.95 - MARGIN, block)
    y = top + block
    for strip in STRIPS:
        page.rule(y, MARGIN)
        _strip(page, story, strip, y + 0.12)
        y += STRIP_HEIGHT
    return page


def effect_page(story: Story) -> Page:
    """Main outcomes with their relative effect and 90 % interval, by pillar."""
    lines = sum(len(rows) + 1 for rows in story.main().values())
    page = Page(11.2, lines * ROW_HEIGHT + 1.05)
    _effects(page, story, 0.05, -0.32, heading=False)
    return page


def strip_page(story: Story, strip: Strip) -> Page:
    """One row of small pictures, without its heading."""
    rows = math.ceil(len(story.panels(strip)) / REPORT_COLUMNS)
    page = Page(REPORT_WIDTH, rows * PANEL_HEIGHT)
    _panels(page, story, strip, 0.03, REPORT_COLUMNS, margin=0.02)
    return page


def _header(page: Page, story: Story, title: str, answer: Sequence[str]) -> None:
    scenario = str(story.dataset.attrs.get("scenario", ""))
    shown = title or f"{story.origins}: what the reform changes ({scenario})"
    size = _fitting(style.TITLE_SIZE, shown, LONGEST_TITLE)
    page.text(MARGIN, 0.35, shown, size=size, bold=True)
    y = 0.83
    for x, text, colour in (
        (0.0, "Grey: baseline, without the reform.", style.BASELINE),
        (3.4, "Blue: reform.", style.REFORM),
    ):
        page.text(MARGIN + x, y, text, color=colour, size=11.5, bold=True)
    count = story.replicates
    runs = f"{count} replicates" if count > 1 else "1 replicate, so no intervals"
    page.text(
        MARGIN + 4.75,
        y,
        f"{story.years}, {runs}; same persons and same luck in both. "
        "Compares policies; does not predict arrivals.",
        color=style.MUTED,
        size=11.5,
    )
    y = 1.22
    for sentence in answer:
        page.text(MARGIN, y, sentence, size=11.5, spacing=1.35)
        y += 0.22 * (sentence.count("\n") + 1) + 0.07


def _fitting(size: float, text: str, longest: int) -> float:
    """Size of type at which a text takes no more room than its `longest` characters would."""
    return size * min(1.0, longest / max(1, len(text)))


def _how_to_read(story: Story) -> list[str]:
    """What the numbers and lines mean, a paragraph each."""
    many = story.replicates > 1
    rolling = len(story.time) > SHORTEST_ROLLING
    flows = "are sums over 12 months" if rolling else "are monthly"
    said = [
        f"Effect: reform minus baseline. Flows over {story.years}; stocks and shares as the mean "
        f"of the last 12 months ({story.last_year}). Money in EUR of 2015.",
        f"Small pictures: flows {flows}; axes start at zero and differ in scale. Thin vertical "
        "lines: the dates above.",
    ]
    if many:
        said.append(
            "The interval holds the mean effect with 90 % confidence; bands hold 90 % of the "
            "replicates. Both show chance only, not what is unknown about a policy."
        )
        if any(row.draws for row in story.rows.values()):
            said.append(
                "Thin horizontal lines: range of the effect over draws of the parameters that are "
                "not known."
            )
    else:
        said.append("One replicate: no interval, and a small difference may be chance.")
    return said


def _beside(page: Page, story: Story, x: float, y: float, width: float, height: float) -> None:
    """Beside the effects: the dates of the reform, and how to read the page."""
    wide = int(width * CHARACTERS_PER_INCH)
    said = [textwrap.wrap(paragraph, wide) for paragraph in _how_to_read(story)]
    tall = 0.4 + sum(0.185 * len(lines) + 0.1 for lines in said)
    end = _dates(page, story, x, y, width, (height - tall - 0.6) / 0.185)
    y = end + 0.35
    page.text(x, y, "How to read", size=style.HEADING_SIZE, bold=True)
    y += 0.34
    for lines in said:
        page.text(x, y, "\n".join(lines), size=9.5, spacing=1.3, color=style.MUTED)
        y += 0.185 * len(lines) + 0.1


def _dates(page: Page, story: Story, x: float, y: float, width: float, budget: float) -> float:
    """The list of what the reform changes, and when, in `budget` lines; gives where it ends."""
    page.text(x, y, "Calendar of the reform", size=style.HEADING_SIZE, bold=True)
    y += 0.38
    turns = story.turns_shown(EVENTS_SHOWN)
    if not turns:
        page.text(x, y, "No dated change: the levers are equal.", size=9.5, color=style.MUTED)
        return y + 0.2
    room = max(1, min(5, int((budget - 4.0) / len(turns) - 1.7)))
    wide = int(width * CHARACTERS_PER_INCH)
    for turn in turns:
        page.text(x, y, turn.day, size=style.TEXT_SIZE, bold=True, color=style.EVENT)
        text = "; ".join(turn.labels)
        lines = textwrap.wrap(text, wide)
        if len(lines) > room:
            shown, left = _fit(turn.labels, wide, room)
            more = f"; and {left} more" if left else ""
            lines = textwrap.wrap(f"{shown}{more}", wide)[:room]
        page.text(x, y + 0.2, "\n".join(lines), size=9.5, spacing=1.3)
        y += 0.3 + 0.185 * len(lines)
    hidden = len(story.turns) - len(turns)
    if hidden:
        page.text(x, y, f"{hidden} more dates are in the report.", size=9.5, color=style.MUTED)
        y += 0.2
    return y


def _fit(labels: Sequence[str], width: int, lines: int) -> tuple[str, int]:
    """As many labels as fit in `lines` of `width` characters, and how many are left."""
    for count in range(len(labels) - 1, 0, -1):
        text = "; ".join(labels[:count])
        if len(textwrap.wrap(f"{text}; and {len(labels) - count} more", width)) <= lines:
            return text, len(labels) - count
    return textwrap.shorten(labels[0], width * lines - 16), len(labels) - 1


def _effects(page: Page, story: Story, x: float, y: float, heading: bool = True) -> None:
    """Point and interval of the main outcomes in per cent of the baseline, numbers beside."""
    if heading:
        page.text(x, y, "What changes: effect of the reform", size=style.HEADING_SIZE,
                  bold=True)  # fmt: skip
    grouped = story.main()
    count = sum(len(rows) + 1 for rows in grouped.values())
    top = y + 0.62
    columns = (x + 7.0, x + 8.18, x + 9.62, x + 9.74)
    for at, text, side in zip(
        columns,
        ("baseline", "reform", "effect", "90 % interval" if story.replicates > 1 else ""),
        ("right", "right", "right", "left"),
        strict=True,
    ):
        page.text(at, y + 0.36, text, ha=side, color=style.MUTED, size=9)
    page.text(x + 4.4, y + 0.36, "change in % of the baseline", ha="center", color=style.MUTED,
              size=9)  # fmt: skip
    extent = _extent([row for rows in grouped.values() for row in rows])
    reach = extent * 1.08
    plot = Plot(page, (x + 2.95, top, 2.9, count * ROW_HEIGHT), (-reach, reach), (count, 0))
    ticks = percent_ticks(reach)
    plot.upright(ticks, style.RULE, style.GRID_WIDTH)
    plot.upright([0.0], style.MUTED, 0.9)
    line = 0
    for pillar, rows in grouped.items():
        page.text(x, top + (line + 0.62) * ROW_HEIGHT, PILLARS[pillar], va="center",
                  bold=True, size=style.PANEL_SIZE)  # fmt: skip
        line += 1
        for row in rows:
            _effect_line(plot, row, line + 0.5, extent)
            middle = top + (line + 0.5) * ROW_HEIGHT
            page.text(x + 0.12, middle, row.measure.label, va="center", size=9.5)
            for at, text, side, colour in zip(
                columns, row.sizes(), ("right", "right", "right", "left"),
                (style.MUTED, style.MUTED, style.INK, style.MUTED), strict=True,
            ):  # fmt: skip
                size = (
                    _fitting(9.0, text, LONGEST_SIZE)
                    if side == "right" and colour != style.INK
                    else 9.0
                )
                page.text(at, middle, text, va="center", ha=side, size=size, color=colour,
                          bold=colour == style.INK and row.clear)  # fmt: skip
            line += 1
    plot.bottom(ticks, [_signed(tick) for tick in ticks], line=False)
    _key(page, x, top + count * ROW_HEIGHT + 0.09, story)


def percent_ticks(reach: float) -> list[float]:
    """Zero and round numbers to both sides of it, at most five steps from end to end."""
    least = 2.0 * reach / 5.0
    power = 10.0 ** math.floor(math.log10(least))
    step = next(f * power for f in (1.0, 2.0, 2.5, 5.0, 10.0) if f * power >= least)
    most = math.floor(reach / step)
    return [number * step for number in range(-most, most + 1)]


def _signed(percent: float) -> str:
    return f"{'+' if percent > 0 else MINUS if percent < 0 else ''}{abs(percent):g} %"


def _extent(rows: Sequence[Row]) -> float:
    """Reach of the axis: the largest effect, no more than LIMIT [%]."""
    sizes = [abs(row.relative) * 100.0 for row in rows if math.isfinite(row.relative)]
    largest = max(sizes, default=1.0)
    return min(LIMIT, max(5.0, largest * 1.1))


MARKS = {
    "wanted": ("o", style.WANTED, style.WANTED),
    "unwanted": ("D", style.UNWANTED, style.UNWANTED),
    "not judged": ("s", style.NEUTRAL, style.NEUTRAL),
    "no clear change": ("o", style.NEUTRAL, style.PAPER),
    "no difference": ("o", style.NEUTRAL, style.PAPER),
}
"""Marker, edge and face by direction: shape and colour say the same thing."""


def _effect_line(plot: Plot, row: Row, line: float, extent: float) -> None:
    marker, colour, face = MARKS[row.direction]
    at = row.relative * 100.0
    if not math.isfinite(at) or abs(at) > extent * 1.05:
        side = math.copysign(extent, at)
        plot.marks([side], [line], ">" if at > 0 else "<", 6, colour, face)
        text = f"{number(abs(at), 1.0)} %" if math.isfinite(at) else "from none"
        plot.page.text(plot.x(side * 0.94), plot.y(line), text, size=8.5, color=colour,
                       ha="right" if at > 0 else "left", va="center")  # fmt: skip
        return
    low, high = row.drawn
    if math.isfinite(low) and row.baseline:
        span_ends = [max(-extent, min(extent, e / abs(row.baseline) * 100.0)) for e in (low, high)]
        plot.line(span_ends, [line, line], colour, 0.8, cap="butt")
    if math.isfinite(row.low) and row.baseline:
        ends = [max(-extent, min(extent, e / abs(row.baseline) * 100.0))
                for e in (row.low, row.high)]  # fmt: skip
        plot.line(ends, [line, line], colour, 2.2, cap="butt")
    plot.marks([at], [line], marker, 5.5, colour, face)


def _key(page: Page, x: float, y: float, story: Story) -> None:
    """What the marks mean, in a line of words; and what is zero in both worlds."""
    at, middle = x + 2.95, y + 0.3
    for name, width in (("wanted", 1.45), ("unwanted", 1.6), ("not judged", 1.2),
                        ("no clear change", 1.4)):  # fmt: skip
        marker, colour, face = MARKS[name]
        page.marks([at], [middle], marker, 5.5, colour, face)
        text = f"{name} direction" if name.endswith("wanted") else name
        page.text(at + 0.12, middle, text, va="center", size=8.5, color=style.MUTED)
        at += width
    silent = story.silent()
    if silent:
        text = textwrap.shorten(f"None in either world: {', '.join(silent)}.", 150)
        page.text(x + 0.12, y + 0.47, text, size=9, color=style.MUTED)


def _strip(page: Page, story: Story, strip: Strip, y: float) -> None:
    page.text(MARGIN, y, strip.subject, color=style.MUTED, size=style.PANEL_SIZE)
    heading = textwrap.shorten(story.heading(strip), 150, placeholder=" …")
    page.text(MARGIN, y + 0.2, heading, size=style.HEADING_SIZE, bold=True)
    _panels(page, story, strip, y + 0.55)


def _panels(
    page: Page, story: Story, strip: Strip, y: float, columns: int = 6, margin: float = MARGIN
) -> None:
    """Small pictures side by side, in as many rows as they need."""
    step = (page.width - 2 * margin + GAP) / columns
    for i, name in enumerate(story.panels(strip)):
        row, column = divmod(i, columns)
        _panel(page, story, name, margin + column * step, y + row * PANEL_HEIGHT, step - GAP)


def _panel(page: Page, story: Story, name: str, x: float, y: float, width: float) -> None:
    """One measure, baseline and reform, with its effect in the title."""
    row = story.rows[name]
    title = row.measure.part or SHORT.get(name, row.measure.label.removeprefix("The "))
    title = title[:1].upper() + title[1:]
    curve = story.curve(name) if row.known and not row.empty else None
    factor, unit = _unit(row, curve) if curve else (1.0, "")
    room = 28 - len(unit)
    title = textwrap.shorten(title, room, placeholder="…") if len(title) > room else title
    page.text(x, y, title, size=style.PANEL_SIZE, bold=True)
    if unit:
        page.text(x + width, y + 0.02, unit, size=style.TICK_SIZE, color=style.MUTED, ha="right")
    verdict = _verdict(row)
    page.text(x, y + 0.2, verdict, size=_fitting(9.0, verdict, LONGEST_VERDICT), color=_ink(row))
    left, top, wide, high = x + AXIS_LEFT, y + 0.48, width - AXIS_LEFT, 1.12
    if curve is None:
        said = "None in either world,\nin any month" if row.known else "Not computed"
        page.text(left + 0.42 * wide, top + 0.5 * high, said, ha="center", va="center",
                  color=style.MUTED, size=9.5, spacing=1.2)  # fmt: skip
        return
    _curves(page, (left, top, wide, high), story, curve, factor)


def _curves(page: Page, box: Box, story: Story, curve: Curve, factor: float) -> None:
    highest = float(np.nanmax(curve.high)) * factor
    lowest = min(0.0, float(np.nanmin(curve.low)) * factor)
    first, last = (float(_years(story.time[end])) for end in (0, -1))
    limits = (lowest * 1.1, highest * 1.12 if highest > 0 else 1.0)
    plot = Plot(page, box, (first, last + 0.1), limits)
    ticks = value_ticks(highest)
    plot.left(ticks, [f"{tick:,.10g}" for tick in ticks])
    turns = [float(_years(turn.month)) for turn in story.turns_shown(EVENTS_SHOWN)]
    plot.upright(turns, style.EVENT, 0.7, alpha=0.6)
    when = _years(curve.month)
    shades = ((style.BASELINE, style.BASELINE_BAND, 1.5), (style.REFORM, style.REFORM_BAND, 2.0))
    if story.replicates > 1:
        for p, (_, band, _) in enumerate(shades):
            plot.band(when, curve.low[p] * factor, curve.high[p] * factor, band)
    for p, (colour, _, width) in enumerate(shades):
        plot.line(when, curve.mean[p] * factor, colour, width, cap="round")
    years = year_ticks(first, last)
    if len(years) > 1:
        plot.bottom(years, [str(year) for year in years])
    else:
        ends = (str(story.time[0]), str(story.time[-1]))
        plot.bottom((first, last), [f"{end[5:7]}/{end[:4]}" for end in ends])


def _years(month: Any) -> Any:
    """Months as years with fractions."""
    return np.asarray(month).astype("datetime64[M]").astype(int) / 12.0 + 1970.0


def value_ticks(highest: float) -> list[float]:
    """Zero and two or three round numbers up to the highest value."""
    if not highest > 0:
        return [0.0]
    power = 10.0 ** math.floor(math.log10(highest) - 1)
    for factor in (1.0, 2.0, 2.5, 5.0, 10.0, 20.0, 25.0, 50.0):
        count = math.floor(highest / (factor * power) + 1e-9)
        if count <= 3:
            return [i * factor * power for i in range(count + 1)]
    return [0.0]


def year_ticks(first: float, last: float) -> list[int]:
    """Round years to write under a small picture, four at the most."""
    for step in (1, 2, 5, 10, 20, 50):
        years = [y for y in range(math.ceil(first), math.floor(last) + 1) if y % step == 0]
        if len(years) <= 4:
            return years
    return []


def _unit(row: Row, curve: Curve) -> tuple[float, str]:
    """Factor on the axis and the words that name it."""
    if row.share:
        return 100.0, "%"
    highest = float(np.nanmax(np.abs(curve.high)))
    money = "EUR" if row.unit.startswith("EUR") else ""
    if highest >= 1e9:
        return 1e-9, f"{money} billion".strip()
    if highest >= 1e6:
        return 1e-6, f"{money} million".strip()
    return 1.0, money


def _verdict(row: Row) -> str:
    """The effect under the title of a small picture."""
    if not row.known:
        return ""
    if row.empty or row.same:
        return "no difference" if not row.empty else ""
    effect, interval = span(row.effect, row.low, row.high, row)
    return f"{effect} ({interval})" if interval else effect


def _ink(row: Row) -> str:
    return style.REFORM if row.known and row.clear else style.MUTED
