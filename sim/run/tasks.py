"""What a plan can be asked for: a comparison (`run`), a score of the past, a calibration."""

import importlib
import json
import logging
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, cast

from sim.errors import InputError
from sim.params.quantity import format_month
from sim.run.plan import Plan
from sim.run.progress import Progress
from sim.run.provenance import peak_memory
from sim.vocabulary import POLICIES

if TYPE_CHECKING:
    from sim.run.one_run import Outcome

log = logging.getLogger(__name__)

Task = Callable[[Plan, Path, Progress], str]
"""Does the work of a plan in a folder; gives the text to show at the end."""

MODULES = {
    "hindcast": "sim.run.hindcast",
    "calibrate": "sim.run.calibrate",
    "stylised_facts": "sim.run.stylised_facts",
    "sensitivity": "sim.run.sensitivity",
}


def perform(plan: Plan, folder: Path, clock: float, *, quiet: bool = False) -> str:
    """Do what the plan's task is, leave the files in `folder`; text for the terminal.

    Args:
        plan: What to do.
        folder: Empty but for the log and `.hydra`; whoever calls gives it its name.
        clock: `time.perf_counter()` at the start of the command.
        quiet: Draw no progress bar.
    """
    for line in plan.conflicts:
        log.warning(line)
    if plan.task == "run":
        return compare(plan, folder, clock, quiet=quiet)
    module = MODULES[plan.task]
    if find_spec(module) is None:
        raise InputError(f"task={plan.task}: comes in a later version; allowed is task=run")
    task = cast(Task, importlib.import_module(module).perform)
    progress = Progress(0)
    progress.shown = progress.shown and not quiet
    return task(plan, folder, progress)


def compare(plan: Plan, folder: Path, clock: float, *, quiet: bool = False) -> str:
    """Simulate baseline and reform and write everything a run leaves; the summary as text."""
    from sim.run.one_run import run_information, simulate_plan

    pairs = plan.replicates + plan.uncertainty.draws
    progress = Progress(pairs * len(POLICIES) * plan.settings.months)
    progress.shown = progress.shown and not quiet
    try:
        outcome = simulate_plan(plan, progress, folder)
        from sim.results.summary import to_text
        from sim.results.writing import RUN, read_run, write_run
        from sim.run.context import calendar_entries, goals_in_words, report_context
        from sim.run.hindcast import with_hindcast

        dataset = outcome.draw(outcome.dataset(), progress)
        progress.begin("results")
        writing = time.perf_counter()
        information = run_information(outcome, time.perf_counter() - clock)
        information["calendar"] = calendar_entries(plan, outcome.world.name)
        information["frame"] = calendar_entries(plan, outcome.world.name, shared=True)
        information["goals"] = goals_in_words(plan)
        context = with_hindcast(report_context(outcome), outcome, dataset)
        rows = write_run(folder, dataset, information, context)
        outcome.timings["writing"] = time.perf_counter() - writing
        _note_the_end(folder / RUN, outcome, time.perf_counter() - clock)
        if plan.monitor:
            from sim.results.monitoring.publish import Result, publish

            publish(folder, Result(dataset, read_run(folder), context))
        if outcome.checkpoints:
            outcome.checkpoints.clear()
    finally:
        progress.close()
    warnings = (f"conflict: {line}" for line in plan.conflicts)
    return "\n".join((headline(plan), *warnings, to_text(rows), closing(outcome.timings, clock)))


def _note_the_end(file: Path, outcome: "Outcome", total_seconds: float) -> None:
    """Complete `run.json` by what is known only when all files are written."""
    information = json.loads(file.read_text(encoding="utf-8"))
    information["timings"] = outcome.timings
    information["total_seconds"] = total_seconds
    information["peak_memory_bytes"] = peak_memory(outcome.effort.processes)
    text = json.dumps(information, indent=2, ensure_ascii=False)
    file.write_text(text + "\n", encoding="utf-8")


def headline(plan: Plan) -> str:
    """One line that says what was run, and at which scale."""
    settings = plan.settings
    end = format_month(settings.start + settings.months - 1)
    scale = settings.persons_per_agent
    stands = "every person simulated" if scale == 1 else f"1 agent for {scale} persons"
    return (
        f"{settings.scenario}: baseline and reform, {format_month(settings.start)} to {end}, "
        f"seed {settings.seed}, {plan.replicates} replicate{'s' * (plan.replicates > 1)}, {stands}"
    )


def closing(timings: dict[str, float], clock: float) -> str:
    """One line on the time it took."""
    total = time.perf_counter() - clock
    drawn = f", draws {timings['draws']:.1f} s" if "draws" in timings else ""
    return (
        f"{total:.1f} s, of which simulation {timings['simulation']:.1f} s{drawn} and files "
        f"{timings['writing']:.1f} s"
    )
