"""The picture of RESULTS.md: a month against persons, visits, and kernels under their roofs."""

from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np

mpl.use("agg")
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.ticker import NullFormatter
from sections import crowd_values, instruction_limits
from targets import Results

from sim.population.schema import BYTES_PER_PERSON, WAKE
from sim.results import style

THREADS = "2"


def draw(results: Results, file: Path) -> None:
    """Draw what has been measured; a panel whose parts are missing says so."""
    with plt.rc_context({"font.family": style.FONT, "font.size": style.TEXT_SIZE}):
        picture, panels = plt.subplots(1, 3, figsize=(16, 5.2), layout="constrained")
        against_persons(panels[0], results)
        against_events(panels[1], results)
        roofline(panels[2], results)
        for panel in panels:
            panel.set_xscale("log")
            panel.set_yscale("log")
            for axis in (panel.xaxis, panel.yaxis):
                axis.set_minor_formatter(NullFormatter())
            panel.grid(color=style.RULE, linewidth=style.GRID_WIDTH)
            panel.spines[["top", "right"]].set_visible(False)
        picture.savefig(file, dpi=style.DPI)
        plt.close(picture)


def against_persons(panel: Axes, results: Results) -> None:
    """A month against persons, above what memory alone would take."""
    measured = results["scaling"]["values"]["persons"]
    persons = [each["persons"] for each in measured]
    panel.plot(
        persons, [each["seconds"]["median"] for each in measured], "o-", color=style.REFORM,
        label="mp_moldova",
    )  # fmt: skip
    crowds = crowd_values(results)
    if crowds:
        panel.plot(
            [each["persons"] for each in crowds],
            [np.median(each["month_seconds"]) for each in crowds],
            "s-", color=style.UNWANTED, label="many origins",
        )  # fmt: skip
        persons += [each["persons"] for each in crowds]
    if "machine" in results:
        values = results["machine"]["values"]
        ends = np.array([min(persons), max(persons)])
        for bytes_each, roof, label in (
            (BYTES_PER_PERSON, "update", f"read and write all columns, {BYTES_PER_PERSON} B"),
            (WAKE.itemsize, "read", f"read the clocks, {WAKE.itemsize} B"),
        ):
            seconds = ends * bytes_each / values[roof][THREADS]["median"]
            if roof == "update":
                seconds = seconds * 2  # the bandwidth counts both ways
            panel.plot(ends, seconds, "--", color=style.MUTED, linewidth=1)
            panel.annotate(
                label, (ends[1], seconds[1]), textcoords="offset points", xytext=(-4, -12),
                ha="right", color=style.MUTED, fontsize=style.TICK_SIZE,
            )  # fmt: skip
    panel.set_title("A month against persons, two threads", loc="left")
    panel.set_xlabel("persons")
    panel.set_ylabel("seconds")
    panel.legend(frameon=False, loc="upper left")


def against_events(panel: Axes, results: Results) -> None:
    """The loop over persons against visits, with its fitted line."""
    values = results["scaling"]["values"]["events"]
    events = np.array(values["events"][1:])
    line = values["line"]
    for name, look in (("min", "v"), ("max", "^"), ("median", "o")):
        seconds = [each[name] for each in values["seconds"][1:]]
        fill = style.REFORM if name == "median" else "none"
        panel.plot(events, seconds, look, color=style.REFORM, markerfacecolor=fill, label=name)
    ends = np.geomspace(events[0], events[-1], 50)
    label = f"{1e3 * line['intercept']:.2g} ms + {1e9 * line['slope']:.3g} ns a visit"
    panel.plot(
        ends, line["intercept"] + line["slope"] * ends, "-", color=style.INK, linewidth=1,
        label=f"{label}, R² {line['r2']:.4f}",
    )  # fmt: skip
    asleep = values["seconds"][0]["median"]
    panel.axhline(asleep, color=style.MUTED, linestyle="--", linewidth=1)
    panel.annotate(
        "everybody asleep", (events[-1], asleep), textcoords="offset points", xytext=(0, 4),
        ha="right", color=style.MUTED, fontsize=style.TICK_SIZE,
    )  # fmt: skip
    panel.set_title("The loop over persons against visits, one thread", loc="left")
    panel.set_xlabel("visits")
    panel.set_ylabel("seconds")
    panel.legend(frameon=False, loc="upper left", fontsize=style.TICK_SIZE)


def roofline(panel: Axes, results: Results) -> None:
    """Kernels by instructions per byte and per second, under the roofs of the machine."""
    panel.set_title("Kernels under their roofs, one thread", loc="left")
    panel.set_xlabel("instructions per byte that must move")
    panel.set_ylabel("instructions per second [10⁹]")
    limits = instruction_limits(results)
    if not limits or "kernels" not in results:
        panel.set_xlim(0.1, 100)
        panel.set_ylim(0.1, 10)
        panel.text(0.5, 0.5, "not measured", transform=panel.transAxes, ha="center")
        return
    machine = results["machine"]["values"]
    x = np.geomspace(0.1, 2000, 100)
    for name in ("read", "update"):
        roof = np.minimum(x * machine[name]["1"]["median"], limits["1"]) / 1e9
        panel.plot(x, roof, "-", color=style.INK, linewidth=1)
        at = machine[name]["1"]["median"] * 0.12 / 1e9
        shift = (6, 4) if name == "update" else (14, -10)
        panel.annotate(
            f"{name}: {machine[name]['1']['median'] / 1e9:.0f} GB/s", (0.12, at),
            textcoords="offset points", xytext=shift, fontsize=style.TICK_SIZE,
        )  # fmt: skip
    panel.annotate(
        f"{limits['1'] / 1e9:.1f} G instructions/s", (x[-1], limits["1"] / 1e9), ha="right",
        textcoords="offset points", xytext=(0, 4), fontsize=style.TICK_SIZE,
    )  # fmt: skip
    counts = results["instructions"]["values"]["per_item"]
    for name, kernel in results["kernels"]["values"]["kernels"].items():
        spot(panel, name, kernel, counts[name], x[-1])


def spot(panel: Axes, name: str, kernel: dict[str, Any], count: float, right: float) -> None:
    """One kernel; those that need no memory stand hollow at the right edge."""
    traffic = kernel["read"] + kernel["written"]
    at = (count / traffic if traffic else right, count * kernel["rate"]["1"]["median"] / 1e9)
    face = style.REFORM if traffic else "none"
    panel.plot(*at, "o", color=style.REFORM, markerfacecolor=face, clip_on=False)
    panel.annotate(
        name, at, textcoords="offset points", xytext=(-6, -3) if not traffic else (6, -3),
        ha="right" if not traffic else "left", fontsize=style.TICK_SIZE,
    )  # fmt: skip
