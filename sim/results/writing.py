"""What a run leaves in its folder: every file is written aside and renamed when whole."""

import contextlib
import json
import math
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import xarray as xr

from sim.errors import InputError
from sim.results.beside import beside
from sim.results.dataset import LEADING, encoding
from sim.results.negotiation import steps_to_csv
from sim.results.report import REPORT as TEMPLATE
from sim.results.report import ReportContext, render, templates
from sim.results.story import Story
from sim.results.summary import Row, to_csv
from sim.results.unit_costs import to_csv as unit_costs_to_csv
from sim.results.unit_costs import unit_costs

RESULTS, SUMMARY, DASHBOARD, REPORT, RUN = (
    "results.nc", "summary.csv", "dashboard.png", "report.html", "run.json",
)  # fmt: skip
HINDCAST = "hindcast.png"
NEGOTIATION = "negotiation.csv"
UNIT_COSTS = "unit_costs.csv"


def make_ready() -> None:
    """Import what writing needs, which takes a second: to be called while others work.

    xarray imports more with its first Dataset; templates are compiled when first asked for.
    """
    import sim.results.hindcast_plots
    import sim.results.plots  # noqa: F401

    xr.Dataset({"nothing": ("nobody", [])}, {"nobody": []})
    templates().get_template(TEMPLATE)


def write_run(
    folder: Path, dataset: xr.Dataset, run_info: Mapping[str, Any], context: ReportContext
) -> list[Row]:
    """Write results.nc, summary.csv, dashboard.png, report.html and run.json; give the summary.

    Where agreements were negotiated, negotiation.csv holds every step; where the reform costs
    money and something clearly gets better by it, unit_costs.csv what a unit of that costs.

    All files are made aside first and renamed at the end, run.json last: a folder that holds it
    is complete. The context of the report is kept in run.json under `report`.
    """
    story = Story(dataset, run_info.get("calendar", ()))
    rows = list(story.rows.values())
    with staged(folder) as aside:
        dashboard = beside(_dashboard(story, context))  # takes as long as all the others
        _store(dataset, aside(RESULTS))
        aside(SUMMARY).write_text(to_csv(rows), encoding="utf-8")
        if context.negotiation:
            aside(NEGOTIATION).write_text(steps_to_csv(context.negotiation), encoding="utf-8")
        costs = unit_costs(dataset, rows)
        if costs:
            aside(UNIT_COSTS).write_text(unit_costs_to_csv(costs), encoding="utf-8")
        _pictures(aside, dashboard, story, run_info, context)
        kept = plain({**run_info, "report": context.to_json()})
        text = json.dumps(kept, indent=2, ensure_ascii=False, allow_nan=False)
        aside(RUN).write_text(text + "\n", encoding="utf-8")
    return rows


def write_netcdf(dataset: xr.Dataset, path: Path) -> None:
    """Write a Dataset aside, then give it its name."""
    with staged(path.parent) as aside:
        _store(dataset, aside(path.name))


def rebuild(folder: Path) -> list[Path]:
    """Make dashboard.png and report.html again from results.nc and run.json; no simulation."""
    run_info = read_run(folder)
    dataset = read_result(folder)
    picture = folder / HINDCAST
    context = ReportContext.from_json(
        run_info.get("report", {}), picture.read_bytes() if picture.is_file() else None
    )
    try:
        story = Story(dataset, run_info.get("calendar", ()))
    except KeyError as error:
        raise InputError(f"{folder / RESULTS}: variable {error} is missing") from error
    with staged(folder) as aside:
        dashboard = beside(_dashboard(story, context))
        _pictures(aside, dashboard, story, run_info, context)
    return [folder / DASHBOARD, folder / REPORT]


def read_result(folder: Path) -> xr.Dataset:
    """The whole Dataset of a run's folder; what is not netCDF is refused."""
    try:
        with xr.open_dataset(folder / RESULTS, engine="netcdf4") as stored:
            loaded = stored.load()
    except (OSError, ValueError, RuntimeError) as error:
        raise InputError(f"{folder / RESULTS}: not a readable result, expected netCDF") from error
    missing = [dim for dim in LEADING if dim not in loaded.dims]
    if missing:
        raise InputError(f"{folder / RESULTS}: no result of this program, has no {missing[0]}")
    return loaded


def read_run(folder: Path) -> dict[str, Any]:
    """The run.json of a folder that holds a whole result; anything else is refused."""
    for name in (RESULTS, RUN):
        if not (folder / name).is_file():
            what = f"no {name} in it" if folder.is_dir() else "no such folder"
            raise InputError(f"{folder}: {what}; expected the folder of a finished run")
    try:
        found = json.loads((folder / RUN).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{folder / RUN}: not readable as JSON") from error
    if not isinstance(found, dict):
        raise InputError(f"{folder / RUN}: expected a JSON object")
    return found


class Aside:
    """Names for files that are not whole yet."""

    def __init__(self, folder: Path) -> None:
        """Files will end up in `folder`."""
        self.folder = folder
        self.names: list[str] = []

    def __call__(self, name: str) -> Path:
        """Where to write the file that will be called `name`."""
        if name not in self.names:
            self.names.append(name)
        return self.folder / f".{name}.{os.getpid()}.part"


@contextlib.contextmanager
def staged(folder: Path) -> Iterator[Aside]:
    """Files written aside; all get their names at the end, or none is left."""
    aside = Aside(folder)
    new = not folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield aside
        for name in aside.names:
            aside(name).replace(folder / name)
    except OSError as error:
        raise InputError(f"{folder}: cannot be written ({error.strerror or error})") from error
    finally:
        for name in aside.names:
            with contextlib.suppress(OSError):
                aside(name).unlink(missing_ok=True)
        if new:
            with contextlib.suppress(OSError):
                folder.rmdir()  # only goes if nothing is in it


def plain(value: Any) -> Any:
    """The value as JSON knows it; a number that is not finite becomes null."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def _store(dataset: xr.Dataset, path: Path) -> None:
    """The Dataset as compressed netCDF-4."""
    try:
        dataset.to_netcdf(path, engine="netcdf4", encoding=encoding(dataset))
    except RuntimeError as error:  # what the HDF5 library says when the disk is full
        raise InputError(f"{path.parent}: the result cannot be written ({error})") from error


def _dashboard(story: Story, context: ReportContext) -> Callable[[], bytes]:
    """What draws the dashboard."""
    from sim.results.plots import dashboard  # matplotlib is slow to import

    return lambda: dashboard(story.dataset, title=context.title, story=story).to_png()


def _pictures(
    aside: Aside,
    dashboard: Callable[[], bytes],
    story: Story,
    run_info: Mapping[str, Any],
    context: ReportContext,
) -> None:
    """Report, hindcast, and what `dashboard` gives."""
    aside(REPORT).write_text(render(story, run_info, context), encoding="utf-8")
    if hindcast := context.picture():
        aside(HINDCAST).write_bytes(hindcast)
    aside(DASHBOARD).write_bytes(dashboard())
