"""Colours, sizes and fonts of every picture; safe for the colour-blind (after Okabe and Ito)."""

from typing import Any

BASELINE = "#7f7f7f"
BASELINE_BAND = "#c9c9c9"
REFORM = "#0a5c9e"
REFORM_BAND = "#9cc6e6"
WANTED = "#0a5c9e"
UNWANTED = "#d55e00"
NEUTRAL = "#5f5f5f"
INK = "#1c1c1c"
MUTED = "#5f6670"
RULE = "#d9dce0"
EVENT = "#b08a2e"
PAPER = "#ffffff"

FONT = "DejaVu Sans"  # ships with matplotlib: the same picture on any machine
TITLE_SIZE = 20
HEADING_SIZE = 13
TEXT_SIZE = 10.5
PANEL_SIZE = 10
TICK_SIZE = 8.5

WIDTH = 16.0  # of the dashboard [inch]
DPI = 100  # 1600 pixels wide

RC: dict[Any, Any] = {
    "font.family": FONT,
    "font.size": TEXT_SIZE,
    "text.color": INK,
    "axes.edgecolor": RULE,
    "axes.labelcolor": MUTED,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.axisbelow": True,
    "axes.unicode_minus": True,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelsize": TICK_SIZE,
    "ytick.labelsize": TICK_SIZE,
    "xtick.major.size": 3,
    "ytick.major.size": 0,
    "figure.facecolor": PAPER,
    "axes.facecolor": PAPER,
    "svg.fonttype": "path",
    "svg.hashsalt": "sim",
}
