"""Colours, sizes and fonts of every picture; safe for the colour-blind (after Okabe and Ito)."""

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

AXIS_WIDTH = 0.8  # of lines [point]
GRID_WIDTH = 0.6
BAND_ALPHA = 0.65
