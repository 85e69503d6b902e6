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
from sim.results.hindcast import (
    LAST_KNOWN,
    Hindcast,
    account,
    hindcast_of,
    in_words,
    not_compared,
    window_of,
    window_of_result,
)
from sim.results.hindcast_choices import choices_for
from sim.results.hindcast_series import LAST_SCORED
from sim.results.hindcast_tables import (
    SCORE_COLUMNS,
    SERIES_COLUMNS,
    origin_of,
    report_rows,
    score_rows,
    series_rows,
)
from sim.results.observed import BY_ID
from sim.results.report import ReportContext
from sim.run import provenance
from sim.run.plan import Plan
from sim.run.progress import Progress
from sim.run.targets import observed_in, read_choices
from sim.vocabulary import MONTHS_PER_YEAR, POLICIES

if TYPE_CHECKING:
    import xarray as xr

    from sim.run.one_run import Outcome
    from sim.run.past import Past
    from sim.world.tables import World

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
    plan = shortened(plan)
    allow_threads(plan.settings.threads)
    from sim.run.past import simulate_past
    from sim.world.tables import load_world

    settings = plan.settings
    world = load_world(settings.origins, settings.places)
    chosen = read_choices(plan.scenario.folder, plan.scenario.origins, world)
    observations = observed_in(world)
    chosen = choices_for(observations) if chosen is None else chosen
    try:
        past = simulate_past(plan, world, observations, chosen, progress)
    finally:
        progress.close()
    window = window_of(settings.start, settings.months)
    assert window is not None  # `shortened` refuses it
    hindcast = account(
        past.replicates, window, calibrated_series(plan.parameters), past.draws,
        replicates=plan.replicates,
        draws=past.drawn,
        scenario=settings.scenario,
        origin=in_words([world.name(origin) for origin in settings.origins]),
        origins=len(settings.origins),
        not_compared=not_compared(observations, chosen),
    )  # fmt: skip
    information = _information(plan, world, past, hindcast, time.perf_counter() - clock)
    _write(folder, plan, hindcast, information)
    return to_text(hindcast)


def with_hindcast(
    context: ReportContext, outcome: "Outcome", dataset: "xr.Dataset"
) -> ReportContext:
    """The context of a report with the hindcast added.

    Unchanged where the horizon ends before the last scored year, where neither policy is what
    happened, or where the scenario wants nothing scored. Simulates nothing.
    """
    plan, world = outcome.plan, outcome.world
    window = window_of_result(dataset)
    if window is None or window[1] < LAST_SCORED or not is_history(plan):
        return context
    chosen = read_choices(plan.scenario.folder, plan.scenario.origins, world)
    if chosen is None:
        return context
    targets = {origin: world.targets(origin) for origin in world.origins}
    calibrated = calibrated_series(plan.parameters)
    hindcast = hindcast_of(dataset, targets, calibrated, chosen, plan.scenario.history)
    if not hindcast:
        return context
    from sim.results.beside import beside
    from sim.results.hindcast_plots import hindcast_png

    return replace(
        context,
        hindcast=report_rows(hindcast),
        hindcast_note=f"The {plan.scenario.history} is what really happened, so it is held against "
        f"what was observed. {hindcast.note()}",
        hindcast_picture=beside(lambda: hindcast_png(hindcast)),
    )


def check_targets(plan: Plan, world: "World") -> None:
    """Refuse a targets.csv that could not be scored, before anything is simulated."""
    read_choices(plan.scenario.folder, plan.scenario.origins, world)


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
    """The plan, ended with the last scored year; refuses a horizon without any scored year."""
    settings = plan.settings
    if window_of(settings.start, settings.months) is None:
        raise InputError(
            f"horizon {format_month(settings.start)} to "
            f"{format_month(settings.start + settings.months - 1)}: task=hindcast scores "
            f"{LAST_KNOWN + 1} to {LAST_SCORED}; it must hold one of these years from January to "
            "December"
        )
    end = min(settings.start + settings.months, (LAST_SCORED + 1) * MONTHS_PER_YEAR)
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


def _information(
    plan: Plan, world: "World", past: "Past", hindcast: Hindcast, seconds: float
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
        "window": list(hindcast.window),
        "seed": settings.seed,
        "seeds": [plan.seed_of(number) for number in range(plan.replicates)],
        "replicates": plan.replicates,
        "persons_per_agent": settings.persons_per_agent,
        "draws": hindcast.draws,
        "draws_persons_per_agent": plan.uncertainty.persons_per_agent,
        "draws_failed": past.failed,
        "persons": past.persons,
        "engine": settings.engine,
        "threads": settings.threads,
        "engine_seconds": past.engine_seconds,
        "total_seconds": seconds,
        "hashes": {"data": world.digest(), "parameters": plan.parameters.digest()},
        "configuration": plan.configuration(),
        "calibrated": {name: list(ids) for name, ids in calibrated_series(plan.parameters).items()},
    }


def _write(folder: Path, plan: Plan, hindcast: Hindcast, information: Mapping[str, Any]) -> None:
    """All files of a hindcast."""
    from sim.results.hindcast_plots import hindcast_png
    from sim.results.hindcast_report import render_hindcast
    from sim.results.writing import plain, staged

    remark = "" if information["history"] else NOT_HISTORY
    rows = score_rows(hindcast)
    series = to_csv(series_rows(hindcast), SERIES_COLUMNS)
    picture = hindcast_png(hindcast)
    page = render_hindcast(hindcast, picture, plan.scenario.title, information, remark)
    told = {
        **information,
        "tally": hindcast.tally(),
        "note": hindcast.note(),
        "origins": _by_origin(hindcast, rows),
        "not_compared": hindcast.not_compared,
    }
    text = json.dumps(plain(told), indent=2, ensure_ascii=False, allow_nan=False)
    with staged(folder) as aside:
        aside(SERIES).write_text(series, encoding="utf-8")
        aside(SCORES).write_text(to_csv(rows, SCORE_COLUMNS), encoding="utf-8")
        aside(PICTURE).write_bytes(picture)
        aside(REPORT).write_text(page, encoding="utf-8")
        aside(JSON).write_text(text + "\n", encoding="utf-8")


def _by_origin(hindcast: Hindcast, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Scores and tally of each origin, and of the sums over them."""
    found: dict[str, Any] = {}
    for origin in dict.fromkeys(origin_of(line) for line in hindcast.lines):
        lines = tuple(line for line in hindcast.lines if origin_of(line) == origin)
        found[origin] = {
            "tally": replace(hindcast, lines=lines).tally(),
            "scores": [row for row in rows if row["origin"] == origin],
        }
    return found


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
