"""Pictures of the monitoring pages: small plots of yearly numbers, and sparklines."""

import math
from collections.abc import Sequence

import numpy as np

from sim.results import style
from sim.results.monitoring.book import Period
from sim.results.monitoring.edition import Shown
from sim.results.monitoring.figures import fit
from sim.results.page import Page, Plot
from sim.results.plots import value_ticks, year_ticks

COLUMNS, WIDTH, HEIGHT = 3, 10.4, 1.95
GAP, LEFT, RIGHT = 0.2, 0.56, 0.18  # between panels; room for numbers of axes [inch]
TITLE = 38  # characters
SPARK = (112, 30)  # [pixel]


def panels(shown: Sequence[Shown], periods: Sequence[Period]) -> str:
    """Up to three lines side by side: grey baseline, blue reform, bands of the mean; as SVG."""
    page = Page(WIDTH, HEIGHT)
    step = (WIDTH + GAP) / COLUMNS
    for i, one in enumerate(shown[:COLUMNS]):
        _panel(page, one, periods, i * step, step - GAP)
    return page.to_svg()


def _panel(page: Page, shown: Shown, periods: Sequence[Period], x: float, width: float) -> None:
    """One indicator by year."""
    cells = [np.nan_to_num(part[:2]) for part in (shown.mean, shown.high, shown.low)]
    scale = fit(shown.line.indicator, (*shown.mean[:2].flat, *shown.high[:2].flat))
    page.text(x, 0.02, shown.line.label[:TITLE], size=style.PANEL_SIZE, bold=True)
    page.text(x, 0.22, scale.unit, size=style.TICK_SIZE, color=style.MUTED)
    highest = max(float(part.max()) for part in cells) * scale.factor
    below = min(0.0, float(cells[0].min()), float(cells[2].min()))
    lowest = below * scale.factor if cells[0].min() < 0 else 0.0
    top = highest * 1.1 if highest > 0 else 0.0 if lowest < 0 else 1.0
    first, last = periods[0].first, periods[-1].last
    box = (x + LEFT, 0.46, width - LEFT - RIGHT, HEIGHT - 0.8)
    plot = Plot(page, box, (first - 0.3, max(last, first + 1) + 0.3), (lowest * 1.1, top))
    ticks = [*(-tick for tick in reversed(value_ticks(-lowest)[1:])), *value_ticks(highest)]
    plot.left(ticks, [f"{tick:,.10g}".replace("-", "\u2212") for tick in ticks])
    when = [period.last for period in periods]
    shades = ((style.BASELINE, style.BASELINE_BAND, 1.5), (style.REFORM, style.REFORM_BAND, 2.0))
    for world, (_, band, _) in enumerate(shades):
        plot.band(when, shown.low[world] * scale.factor, shown.high[world] * scale.factor, band)
    for world, (colour, _, wide) in enumerate(shades):
        values = shown.mean[world] * scale.factor
        plot.line(when, values, colour, wide, cap="round")
        if np.isfinite(values).sum() == 1:
            plot.marks(when, values, "o", 4.0, colour, colour)
    years = year_ticks(first, max(last, first + 1))
    plot.bottom(years, [str(year) for year in years])


def spark(shown: Shown) -> str:
    """Both worlds by period as two thin lines from zero, without numbers; as SVG."""
    values = shown.mean[:2]
    known = values[np.isfinite(values)]
    if not known.size:
        return ""
    low, high = min(0.0, float(known.min())), max(0.0, float(known.max()))
    wide, tall = SPARK
    high = high if high > low else low + 1.0
    reach = high - low
    count = max(values.shape[1] - 1, 1)

    def path(line: Sequence[float]) -> str:
        points, pen = [], "M"
        for i, value in enumerate(line):
            if not math.isfinite(value):
                pen = "M"
                continue
            x, y = 3 + i / count * (wide - 6), 3 + (high - value) / reach * (tall - 6)
            points.append(f"{pen}{x:.1f} {y:.1f}")
            pen = "L"
        return " ".join(points)

    zero = 3 + high / reach * (tall - 6)
    drawn = "".join(
        f'<path d="{path(line.tolist())}" fill="none" stroke="{colour}" stroke-width="{width}"/>'
        for line, colour, width in zip(
            values, (style.BASELINE, style.REFORM), (1.4, 2), strict=True
        )
    )
    return (
        f'<svg class="spark" width="{wide}" height="{tall}" viewBox="0 0 {wide} {tall}" '
        f'aria-hidden="true"><path d="M3 {zero:.1f} L{wide - 3} {zero:.1f}" '
        f'stroke="{style.RULE}" stroke-width="1"/>{drawn}</svg>'
    )
