"""The past, simulated and scored: `task=hindcast`, and the same for the years of a longer run."""

import csv
import io
import json
import re
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import InputError
from sim.params.parameters import Parameters
from sim.params.quantity import format_month
from sim.params.reader import choices, short_path
from sim.results.hindcast import (
    LAST_SCORED,
    WINDOW,
    Hindcast,
    covers,
    hindcast_of,
)
from sim.results.hindcast_series import Choice, Observations
from sim.results.hindcast_tables import (
    SCORE_COLUMNS,
    SERIES_COLUMNS,
    report_rows,
    score_rows,
    series_rows,
)
from sim.results.observed import BY_ID, REPORTING
from sim.results.report import ReportContext
from sim.run import provenance
from sim.run.plan import Plan
from sim.run.progress import Progress
from sim.vocabulary import MONTHS_PER_YEAR, POLICIES

if TYPE_CHECKING:
    import xarray as xr

    from sim.results.record import Record
    from sim.run.one_run import Outcome
    from sim.world.tables import World

TARGETS = "targets.csv"
COLUMNS = ("series", "place", "panel")
SERIES, SCORES, JSON, PICTURE, REPORT = (
    "hindcast.csv", "scores.csv", "hindcast.json", "hindcast.png", "report.html",
)  # fmt: skip
NOT_HISTORY = (
    "The command changed the policy that is history, so this is not what happened: scores are of a "
    "past that was not."
)


def perform(plan: Plan, folder: Path, progress: Progress) -> str:
    """Simulate what really happened up to the last scored year, score it, write it.

    Leaves hindcast.csv (every year of every series), scores.csv, hindcast.json, hindcast.png and
    report.html in `folder`; gives the table for the terminal.
    """
    from sim.run.one_run import allow_threads

    clock = time.perf_counter()
    past = shortened(plan)
    allow_threads(past.settings.threads)
    from sim.world.tables import load_world

    world = load_world(past.settings.origins, past.settings.places)
    chosen = {o: read_choices(past.scenario.folder, world, o) for o in past.settings.origins}
    try:
        records = _simulate(past, world, progress)
    finally:
        progress.close()
    dataset = _dataset(past, world, records)
    hindcasts = [_scored(past, world, dataset, origin, chosen[origin])
                 for origin in past.settings.origins]  # fmt: skip
    information = _information(past, world, records, time.perf_counter() - clock)
    _write(folder, past, hindcasts, information)
    return "\n".join(to_text(hindcast) for hindcast in hindcasts)


def with_hindcast(
    context: ReportContext, outcome: "Outcome", dataset: "xr.Dataset"
) -> ReportContext:
    """The context of a report with the hindcast of its first origin added.

    Unchanged where the horizon does not hold the scored years, where neither policy is what
    happened, or where the scenario wants nothing scored. Simulates nothing.
    """
    plan, origin = outcome.plan, outcome.plan.settings.origins[0]
    wanted = (plan.scenario.folder / TARGETS).exists()
    if not (wanted and covers(dataset) and is_history(plan)):
        return context
    chosen = read_choices(plan.scenario.folder, outcome.world, origin)
    hindcast = _scored(plan, outcome.world, dataset, origin, chosen)
    if not hindcast:
        return context
    from sim.results.hindcast_plots import hindcast_png

    return replace(
        context,
        hindcast=report_rows(hindcast),
        hindcast_note=hindcast.note(),
        hindcast_picture=hindcast_png(hindcast),
    )


def check_targets(plan: Plan, world: "World") -> None:
    """Refuse a targets.csv that could not be scored, before anything is simulated."""
    read_choices(plan.scenario.folder, world, plan.settings.origins[0])


def is_history(plan: Plan) -> bool:
    """Whether the policy that a scenario calls history is the scenario's own in this run."""
    from sim.run.plan import policies

    calendar: dict[str, Any] = {"levers": {}, "states": {"negotiate": False}}
    places, origins = plan.settings.places, plan.settings.origins
    untouched = {"baseline": calendar, **calendar, "package": None}
    untouched |= {"origins": origins, "places": places}
    own = dict(zip(POLICIES, policies(plan.scenario, untouched, plan.parameters), strict=True))
    return own[plan.scenario.history] == plan.history


def shortened(plan: Plan) -> Plan:
    """The plan, ended with the last scored year; refuses a horizon without the scored years."""
    settings = plan.settings
    end = (LAST_SCORED + 1) * MONTHS_PER_YEAR
    first = WINDOW[0] * MONTHS_PER_YEAR
    if settings.start > first or settings.start + settings.months < end:
        raise InputError(
            f"horizon {format_month(settings.start)} to "
            f"{format_month(settings.start + settings.months - 1)}: task=hindcast scores "
            f"{WINDOW[0]} to {WINDOW[1]}; it must start by {format_month(first)} and end in "
            f"{format_month(end - 1)} or later"
        )
    return replace(plan, settings=replace(settings, months=end - settings.start))


def calibrated_series(parameters: Parameters) -> dict[str, tuple[str, ...]]:
    """Series -> parameters of status calibrated whose note names it."""
    found: dict[str, list[str]] = {}
    for name in parameters:
        quantity = parameters.quantity(name)
        if quantity.status != "calibrated":
            continue
        words = set(re.findall(r"\w+", quantity.note))
        for series in BY_ID:
            if series in words:
                found.setdefault(series, []).append(name)
    return {series: tuple(names) for series, names in found.items()}


def read_choices(folder: Path, world: "World", origin: str) -> list[Choice] | None:
    """Series that a scenario wants scored, from its targets.csv; None if it has none.

    Columns: `series`, an id of OBSERVABLES; `place`, a code, EU, WLD or REPORTING; `panel`, the
    number of its picture or nothing.
    """
    file = folder / TARGETS
    if not file.exists():
        return None
    where = short_path(file)
    observed = Observations(world.targets(origin), world.places)
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{where}: cannot be read ({error})") from None
    reader = csv.DictReader(io.StringIO(text))
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise InputError(f"{where}: the first line must be {','.join(COLUMNS)}")
    found: list[Choice] = []
    for number, row in enumerate(reader, start=2):
        if None in row:
            raise InputError(f"{where}, line {number}: must have no more than {len(COLUMNS)} cells")
        choice = _choice(row, f"{where}, line {number}", observed)
        if any((choice.series, choice.place) == (other.series, other.place) for other in found):
            raise InputError(f"{where}, line {number}: {choice.series} {choice.place} stands twice")
        found.append(choice)
    return found


def _choice(row: Mapping[str, Any], where: str, observed: Observations) -> Choice:
    """One line of targets.csv, checked."""
    series, place, panel = (str(row[column] or "").strip() for column in COLUMNS)
    if series not in BY_ID:
        raise InputError(f"{where}: series {series!r} does not exist; {choices(series, BY_ID)}")
    places = (*observed.places(series), REPORTING)
    if place not in places:
        raise InputError(
            f"{where}: nothing was observed of {series} at {place!r}; {choices(place, places)}"
        )
    if panel and not panel.isdigit():
        raise InputError(f"{where}: panel is {panel!r}, must be a whole number or nothing")
    return Choice(series, place, int(panel or 0))


def _simulate(plan: Plan, world: "World", progress: Progress) -> "list[Record]":
    """The policy that is history, once for each seed."""
    from sim.model.simulation import run_policy

    progress.total = plan.replicates * plan.settings.months
    records = []
    for number in range(plan.replicates):
        progress.begin(f"replicate {number + 1} of {plan.replicates}")
        settings = plan.replicate(number)
        records.append(run_policy(settings, world, plan.parameters, plan.history, progress.step))
    return records


def _dataset(plan: Plan, world: "World", records: "Sequence[Record]") -> "xr.Dataset":
    """History as a Dataset; one is built of pairs, so it stands for both and half is left."""
    from sim.results.dataset import build_dataset

    attributes = {
        "version": provenance.version(),
        "configuration": json.dumps(plan.configuration()),
    }
    pairs = dict.fromkeys(POLICIES, records)
    both = build_dataset(pairs, world, plan.settings, attributes)
    return both.sel(policy=[plan.scenario.history])


def _scored(
    plan: Plan, world: "World", dataset: "xr.Dataset", origin: str, chosen: list[Choice] | None
) -> Hindcast:
    """A result held against what was observed of an origin."""
    calibrated = calibrated_series(plan.parameters)
    history = plan.scenario.history
    return hindcast_of(dataset, world.targets(origin), calibrated, chosen, origin, history)


def _information(
    plan: Plan, world: "World", records: "Sequence[Record]", seconds: float
) -> dict[str, Any]:
    """What made the scores."""
    settings = plan.settings
    return {
        "version": provenance.version(),
        "commit": provenance.commit(),
        "scenario": settings.scenario,
        "task": "hindcast",
        "policy": plan.scenario.history,
        "history": is_history(plan),
        "window": list(WINDOW),
        "seed": settings.seed,
        "seeds": [plan.seed_of(number) for number in range(plan.replicates)],
        "replicates": plan.replicates,
        "persons_per_agent": settings.persons_per_agent,
        "persons": records[0].persons,
        "engine": settings.engine,
        "threads": settings.threads,
        "engine_seconds": sum(record.engine_seconds for record in records),
        "total_seconds": seconds,
        "hashes": {"data": world.digest(), "parameters": plan.parameters.digest()},
        "configuration": plan.configuration(),
        "calibrated": {name: list(ids) for name, ids in calibrated_series(plan.parameters).items()},
    }


def _write(
    folder: Path, plan: Plan, hindcasts: Sequence[Hindcast], information: Mapping[str, Any]
) -> None:
    """All files of a hindcast; those of a second origin carry its name."""
    from sim.results.hindcast_plots import hindcast_png
    from sim.results.hindcast_report import render_hindcast
    from sim.results.writing import plain, staged

    remark = "" if information["history"] else NOT_HISTORY
    with staged(folder) as aside:
        scored: dict[str, Any] = {}
        pictures = []
        for origin, hindcast in zip(plan.settings.origins, hindcasts, strict=True):
            mark = "" if len(hindcasts) == 1 else f"_{origin}"
            rows = score_rows(hindcast)
            series = to_csv(series_rows(hindcast), SERIES_COLUMNS)
            pictures.append(hindcast_png(hindcast))
            aside(_marked(SERIES, mark)).write_text(series, encoding="utf-8")
            aside(_marked(SCORES, mark)).write_text(to_csv(rows, SCORE_COLUMNS), encoding="utf-8")
            aside(_marked(PICTURE, mark)).write_bytes(pictures[-1])
            scored[origin] = {
                "tally": hindcast.tally(),
                "note": hindcast.note(),
                "scores": rows,
                "not_compared": hindcast.not_compared,
            }
        page = render_hindcast(hindcasts, pictures, plan.scenario.title, information, remark)
        aside(REPORT).write_text(page, encoding="utf-8")
        text = json.dumps(
            plain({**information, "origins": scored}), indent=2, ensure_ascii=False, allow_nan=False
        )
        aside(JSON).write_text(text + "\n", encoding="utf-8")


def _marked(name: str, mark: str) -> str:
    stem, dot, suffix = name.partition(".")
    return f"{stem}{mark}{dot}{suffix}"


def to_csv(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> str:
    """Rows as comma-separated text; a number that is unknown is empty."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(row[column]) for column in columns])
    return text.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, float):
        return "" if value != value else f"{value:.12g}"
    return value


def to_text(hindcast: Hindcast) -> str:
    """The scores as a table for a terminal."""
    table = [["series", "scored", "model", "persistence", "trend", "result"]]
    for row in report_rows(hindcast):
        cells = (row["Series"], row["Scored"], row["Error of model"], row["of persistence"],
                 row["of trend"], row["Result"])  # fmt: skip
        table.append(["" if cell is None else str(cell) for cell in cells])
    widths = [max(len(line[i]) for line in table) for i in range(len(table[0]))]
    lines = [
        "  ".join(
            cell.ljust(width) if i in (0, 1, 5) else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in table
    ]
    lines.insert(1, "-" * max(map(len, lines)))
    return "\n".join((*lines, f"{hindcast.headline()} (mean absolute error)."))
