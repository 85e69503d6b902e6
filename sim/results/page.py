"""A page measured in inches from the top left, plots on it, and how it becomes PNG or SVG.

What is drawn goes straight to a renderer of matplotlib, in the order in which it is given. A page
holds some seventy small plots; figures, axes and ticks would take far longer than their drawing.
"""

import io
import math
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.backend_bases import GraphicsContextBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.colors import to_rgba
from matplotlib.font_manager import FontProperties
from matplotlib.markers import MarkerStyle
from matplotlib.path import Path
from matplotlib.transforms import Affine2D, Bbox, IdentityTransform
from numpy.typing import ArrayLike, NDArray
from PIL import Image

from sim.results import style

POINTS = 72  # in an inch
ASCENT = 0.76  # of the font, above the baseline [font size]
DIGIT = 0.73  # height of a digit [font size]
TICK = 3.0  # length of a tick [point]
PAD = 3.5  # from a tick to its label [point]
DASHES = {"--": (3.7, 1.6), ":": (1.0, 1.65)}  # drawn and left out [line width]

Box = tuple[float, float, float, float]
"""Left, top, width, height [inch]."""


class Pen:
    """Draws on one renderer, `scale` units of which are an inch."""

    def __init__(self, renderer: Any, scale: float, height: float) -> None:
        """Draw on a page of this height [inch]."""
        self.renderer, self.scale, self.height = renderer, scale, height
        self._widths: dict[tuple[str, float, bool], float] = {}

    def place(self, x: ArrayLike, y: ArrayLike) -> NDArray[np.float64]:
        """Points (n, 2) in units of the renderer, which counts from the bottom left."""
        points = np.column_stack((x, self.height - np.asarray(y, float)))
        return np.asarray(points * self.scale)

    def ink(self, color: str, width: float, clip: Box | None = None) -> GraphicsContextBase:
        """Colour and width [point] of a stroke that ends at the edges of `clip`."""
        ink: GraphicsContextBase = self.renderer.new_gc()
        ink.set_foreground(color)
        ink.set_linewidth(width)
        if clip is not None:
            x, y, wide, high = clip
            ink.set_clip_rectangle(Bbox(self.place((x, x + wide), (y + high, y))))
        return ink

    def width(self, text: str, size: float, bold: bool) -> float:
        """Width of a line of text, in units of the renderer."""
        key = (text, size, bold)
        if key not in self._widths:
            extent = self.renderer.get_text_width_height_descent(text, font(size, bold), False)
            self._widths[key] = float(extent[0])
        return self._widths[key]


class Page:
    """A sheet of paper: holds what is drawn on it, in order. Lengths are in inches."""

    def __init__(self, width: float, height: float) -> None:
        """An empty page."""
        self.width, self.height = width, height
        self._drawn: list[Callable[[Pen], None]] = []

    def line(
        self,
        x: ArrayLike,
        y: ArrayLike,
        color: str,
        width: float,
        *,
        alpha: float = 1.0,
        cap: str = "projecting",
        dashes: str = "",
        clip: Box | None = None,
        split: bool = False,
    ) -> None:
        """A line through points, of a width in points; with `split` one from each to its next."""

        def draw(pen: Pen) -> None:
            ink = pen.ink(color, width, clip)
            ink.set_alpha(alpha)
            ink.set_joinstyle("round")
            ink.set_capstyle("butt" if dashes else cap)  # type: ignore[arg-type]
            if dashes:
                ink.set_dashes(0, [part * width for part in DASHES[dashes]])
            points = pen.place(x, y)
            codes = np.tile((Path.MOVETO, Path.LINETO), len(points) // 2) if split else None
            pen.renderer.draw_path(ink, Path(points, codes), IdentityTransform())

        self._drawn.append(draw)

    def area(
        self, x: ArrayLike, y: ArrayLike, color: str, alpha: float = 1.0, clip: Box | None = None
    ) -> None:
        """The inside of a closed line."""

        def draw(pen: Pen) -> None:
            ink = pen.ink(color, 0.0, clip)
            ink.set_alpha(alpha)
            outline = Path(pen.place(x, y), closed=False)
            pen.renderer.draw_path(ink, outline, IdentityTransform(), to_rgba(color))

        self._drawn.append(draw)

    def marks(
        self, x: ArrayLike, y: ArrayLike, shape: str, size: float, color: str, face: str
    ) -> None:
        """A mark of a size in points on each point."""

        def draw(pen: Pen) -> None:
            mark = MarkerStyle(shape)
            ink = pen.ink(color, 1.0)
            ink.set_joinstyle(mark.get_joinstyle())
            ink.set_capstyle(mark.get_capstyle())
            width = size * pen.scale / POINTS
            ink.set_snap(width >= (mark.get_snap_threshold() or math.inf))
            pen.renderer.draw_markers(
                ink,
                mark.get_path(),
                mark.get_transform() + Affine2D().scale(width),
                Path(pen.place(x, y)),
                IdentityTransform(),
                to_rgba(face),
            )

        self._drawn.append(draw)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = style.TEXT_SIZE,
        color: str = style.INK,
        bold: bool = False,
        ha: str = "left",
        va: str = "top",
        spacing: float = 1.0,
    ) -> None:
        """Lines of text, `spacing` font sizes apart.

        (x, y) is where `ha` (left, center, right) and `va` (top, center, baseline) say.
        """
        lines = text.split("\n")
        top = {"top": 0.0, "center": -len(lines) * spacing / 2.0}.get(va, -ASCENT)
        first = top + ASCENT + (spacing - 1.0) / 2.0
        share = {"left": 0.0, "center": 0.5, "right": 1.0}[ha]

        def draw(pen: Pen) -> None:
            ink = pen.ink(color, 1.0)
            for number, line in enumerate(lines):
                baseline = y + (first + number * spacing) * size / POINTS
                at = x * pen.scale
                if share:
                    at -= share * pen.width(line, size, bold)
                pen.renderer.draw_text(ink, at, baseline * pen.scale, line, font(size, bold), 0.0)

        self._drawn.append(draw)

    def rule(self, y: float, margin: float) -> None:
        """A thin line across the page."""
        self.line((margin, self.width - margin), (y, y), style.RULE, 0.8)

    def head(
        self, lines: tuple[str, str], margin: float, top: float, columns: Mapping[str, float]
    ) -> None:
        """Headline and what is shown, then titles of columns (text -> x) over a line at `top`."""
        self.text(margin, 0.4, lines[0], size=style.TITLE_SIZE, bold=True)
        self.text(margin, 0.85, lines[1], color=style.MUTED)
        for title, x in columns.items():
            self.text(x, top - 0.3, title, size=style.PANEL_SIZE, bold=True)
        self.rule(top - 0.06, margin)

    def to_png(self) -> bytes:
        """The page as PNG, `style.DPI` pixels an inch."""
        size = int(self.width * style.DPI), int(self.height * style.DPI)
        renderer: Any = RendererAgg(*size, style.DPI)  # type: ignore[no-untyped-call]
        self._draw(Pen(renderer, style.DPI, size[1] / style.DPI))
        out = io.BytesIO()
        picture = Image.frombuffer("RGBA", size, renderer.buffer_rgba(), "raw", "RGBA", 0, 1)
        picture.convert("RGB").save(out, "png", dpi=(style.DPI, style.DPI), compress_level=2)
        return out.getvalue()

    def to_svg(self) -> str:
        """The page as an SVG element to stand inside HTML."""
        out = io.StringIO()
        nameless = {"Date": None, "Creator": None, "Format": None, "Type": None}
        with mpl.rc_context({"svg.fonttype": "path", "svg.hashsalt": "sim"}):
            size = self.width * POINTS, self.height * POINTS
            renderer: Any = RendererSVG(  # type: ignore[no-untyped-call]
                *size, out, metadata=nameless
            )
            self._draw(Pen(renderer, POINTS, self.height))
            renderer.finalize()
        text = out.getvalue()
        return text[text.index("<svg") :]

    def _draw(self, pen: Pen) -> None:
        """Paper, then everything on it."""
        paper = Page(self.width, self.height)
        paper.area((0, 0, self.width, self.width), (0, self.height, self.height, 0), style.PAPER)
        for draw in (*paper._drawn, *self._drawn):
            draw(pen)


class Plot:
    """A rectangle of a page with scales of its own; what leaves it is cut off."""

    def __init__(
        self, page: Page, box: Box, x_limits: tuple[float, float], y_limits: tuple[float, float]
    ) -> None:
        """Scales run from left to right and from bottom to top."""
        self.page, self.box = page, box
        self.x_limits, self.y_limits = x_limits, y_limits

    def x(self, value: ArrayLike) -> Any:
        """Where a value lies on the page [inch]."""
        low, high = self.x_limits
        return self.box[0] + (np.asarray(value, float) - low) / (high - low) * self.box[2]

    def y(self, value: ArrayLike) -> Any:
        """Where a value lies on the page [inch]."""
        low, high = self.y_limits
        return self.box[1] + (high - np.asarray(value, float)) / (high - low) * self.box[3]

    def line(self, x: ArrayLike, y: ArrayLike, color: str, width: float, **how: Any) -> None:
        """A line through values; what is not a number interrupts it."""
        self.page.line(self.x(x), self.y(y), color, width, clip=self.box, **how)

    def band(self, x: ArrayLike, low: ArrayLike, high: ArrayLike, color: str) -> None:
        """The space between two lines, where both are numbers."""
        x, low, high = (np.asarray(values, float) for values in (x, low, high))
        known = np.flatnonzero(np.isfinite(high - low))
        for part in np.split(known, np.flatnonzero(np.diff(known) > 1) + 1):
            around = np.concatenate((x[part], x[part][::-1]))
            ends = np.concatenate((low[part], high[part][::-1]))
            self.page.area(self.x(around), self.y(ends), color, style.BAND_ALPHA, self.box)

    def marks(
        self, x: ArrayLike, y: ArrayLike, shape: str, size: float, color: str, face: str
    ) -> None:
        """A mark on each value; those at the edge are drawn whole."""
        self.page.marks(self.x(x), self.y(y), shape, size, color, face)

    def upright(self, x: Sequence[float], color: str, width: float, **how: Any) -> None:
        """Lines from bottom to top."""
        bottom, top = self.y_limits
        ends = np.tile((bottom, top), len(x))
        self.line(np.repeat(x, 2), ends, color, width, split=True, **how)

    def level(self, y: Sequence[float], color: str, width: float, **how: Any) -> None:
        """Lines from left to right."""
        ends = np.tile(self.x_limits, len(y))
        self.line(ends, np.repeat(y, 2), color, width, split=True, **how)

    def bottom(self, ticks: Sequence[float], labels: Sequence[str], line: bool = True) -> None:
        """Numbers below the plot, with a line and ticks unless it is to go without."""
        left, top, width, height = self.box
        foot = top + height
        length = TICK / POINTS if line else 0.0
        if line:
            at = np.repeat(self.x(ticks), 2)
            down = np.tile((foot, foot + length), len(ticks))
            self.page.line(at, down, style.MUTED, style.AXIS_WIDTH, cap="butt", split=True)
            self.page.line((left, left + width), (foot, foot), style.RULE, style.AXIS_WIDTH)
        for x, label in zip(self.x(ticks), labels, strict=True):
            self.page.text(x, foot + length + PAD / POINTS, label, size=style.TICK_SIZE,
                           color=style.MUTED, ha="center")  # fmt: skip

    def left(self, ticks: Sequence[float], labels: Sequence[str]) -> None:
        """Numbers to the left of the plot, with thin lines across it."""
        self.level(ticks, style.RULE, style.GRID_WIDTH)
        drop = DIGIT / 2.0 * style.TICK_SIZE / POINTS
        for y, label in zip(self.y(ticks), labels, strict=True):
            self.page.text(self.box[0] - PAD / POINTS, y + drop, label, size=style.TICK_SIZE,
                           color=style.MUTED, ha="right", va="baseline")  # fmt: skip


@lru_cache(maxsize=64)
def font(size: float, bold: bool) -> FontProperties:
    """The font of all texts in one size [point]."""
    return FontProperties(family=style.FONT, size=size, weight="bold" if bold else "normal")
