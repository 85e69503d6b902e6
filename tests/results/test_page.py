"""Pages: what is drawn lies where it was put, in both formats, and the same every time."""

import io
import xml.dom.minidom

import numpy as np
import pytest
from PIL import Image

from sim.results import style
from sim.results.page import Page, Plot
from sim.results.plots import percent_ticks

BLUE = (10, 92, 158)  # style.REFORM


def pixels(page):
    return np.asarray(Image.open(io.BytesIO(page.to_png())))


def test_a_page_has_the_size_it_was_given():
    assert pixels(Page(3.0, 2.0)).shape == (2 * style.DPI, 3 * style.DPI, 3)


def test_lengths_count_from_the_top_left():
    page = Page(2.0, 2.0)
    page.area((0.0, 0.5, 0.5, 0.0), (0.0, 0.0, 0.5, 0.5), style.REFORM)
    drawn = (pixels(page) == BLUE).all(axis=2)
    assert drawn[: style.DPI // 2, : style.DPI // 2].all()
    assert drawn.sum() == (style.DPI // 2) ** 2


def test_a_plot_cuts_off_what_leaves_it_and_is_interrupted_by_what_is_unknown():
    page = Page(2.0, 2.0)
    plot = Plot(page, (0.5, 0.5, 1.0, 1.0), (0.0, 1.0), (0.0, 1.0))
    plot.line([-1.0, 0.25, np.nan, 0.75, 2.0], [0.5] * 5, style.REFORM, 2.0, cap="butt")
    columns = (pixels(page) == BLUE).all(axis=2).any(axis=0)
    assert not columns[: style.DPI // 2].any()
    assert not columns[int(0.8 * style.DPI) : int(1.2 * style.DPI)].any()
    assert not columns[int(1.5 * style.DPI) :].any()
    assert columns[int(0.6 * style.DPI)]
    assert columns[int(1.3 * style.DPI)]


def test_a_band_has_a_gap_where_an_end_is_unknown():
    page = Page(2.0, 2.0)
    plot = Plot(page, (0.0, 0.0, 2.0, 2.0), (0.0, 5.0), (0.0, 1.0))
    plot.band(range(6), [0.2, 0.2, np.nan, 0.2, 0.2, np.nan], [0.8] * 6, style.REFORM)
    columns = (pixels(page)[:, :, 0] < 200).any(axis=0)
    assert columns[5:35].all()
    assert not columns[50:110].any()
    assert columns[125:155].all()


def test_nothing_to_draw_is_drawn():
    page = Page(1.0, 1.0)
    plot = Plot(page, (0.0, 0.0, 1.0, 1.0), (0.0, 1.0), (0.0, 1.0))
    plot.upright([], style.EVENT, 1.0)
    plot.marks([], [], "o", 5.0, style.INK, style.PAPER)
    plot.line([], [], style.INK, 1.0)
    plot.band([], [], [], style.REFORM_BAND)
    assert (pixels(page) == 255).all()
    assert page.to_svg().startswith("<svg")


def test_an_svg_is_whole_and_the_same_every_time():
    page = Page(2.0, 1.0)
    page.text(1.0, 0.5, "5 < 6 & 7", ha="center", va="center", bold=True)
    page.line((0.0, 1.0), (0.0, 1.0), style.EVENT, 1.0)
    text = page.to_svg()
    assert xml.dom.minidom.parseString(text).documentElement.tagName == "svg"
    assert text == page.to_svg()


@pytest.mark.parametrize(
    ("reach", "ticks"),
    [(108.0, [-100, -50, 0, 50, 100]), (5.4, [-5, -2.5, 0, 2.5, 5]), (32.4, [-20, 0, 20])],
)
def test_ticks_of_the_effect_picture_are_round(reach, ticks):
    assert percent_ticks(reach) == pytest.approx(ticks)
