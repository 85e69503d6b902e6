"""Facts that the simulator should reproduce: `task=stylised_facts` (ODD 5)."""

import csv
import io
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.run import provenance
from sim.run.plan import Plan
from sim.run.progress import Progress

if TYPE_CHECKING:
    from sim.run.facts.experiments import Laboratory
    from sim.run.facts.verdicts import Result, Verdict

JSON, TABLE, PICTURE, RUN = (
    "stylised_facts.json", "stylised_facts.csv", "stylised_facts.png", "run.json",
)  # fmt: skip
COLUMNS = (
    "id", "part", "type", "grade", "change", "outcome", "expected", "unit", "value", "low", "high",
    "band_low", "band_high", "pass", "reason",
)  # fmt: skip


def perform(plan: Plan, folder: Path, progress: Progress) -> str:
    """Run every experiment, judge every fact, write them; the table for the terminal."""
    from sim.run.one_run import allow_threads

    clock = time.perf_counter()
    allow_threads(1)
    from sim.run.facts.bench import run_all
    from sim.run.facts.experiments import Laboratory, drawn
    from sim.run.facts.reading import read_catalogue
    from sim.run.facts.verdicts import judge
    from sim.world.tables import load_world

    catalogue = read_catalogue()
    asked = plan.facts
    sets = [plan.parameters] + [
        drawn(plan.parameters, plan.settings.seed, draw) for draw in range(1, asked.draws + 1)
    ]
    lab = Laboratory(
        plan, load_world(plan.settings.origins, plan.settings.places), catalogue,
        catalogue.chosen(asked.only), sets, asked.persons_per_agent,
    )  # fmt: skip
    try:
        label = f"{len(lab.facts)} facts, {len(lab.cases)} runs in each replicate"
        numbers = run_all(lab, asked.replicates, plan.settings.threads, progress, label)
    finally:
        progress.close()
    verdicts = judge(lab.facts, numbers)
    write(folder, verdicts, information(lab, time.perf_counter() - clock))
    return to_text(verdicts, lab)


def information(lab: "Laboratory", seconds: float) -> dict[str, Any]:
    """What made the table."""
    plan, settings = lab.plan, lab.plan.settings
    return {
        "version": provenance.version(),
        "commit": provenance.commit(),
        "scenario": settings.scenario,
        "task": plan.task,
        "seed": settings.seed,
        "seeds": [plan.seed_of(number) for number in range(plan.facts.replicates)],
        "replicates": plan.facts.replicates,
        "draws": plan.facts.draws,
        "persons_per_agent": scales(lab),
        "engine": settings.engine,
        "total_seconds": seconds,
        "hashes": {"data": lab.world.digest(), "parameters": plan.parameters.digest()},
        "configuration": plan.configuration(),
        "drawn": [
            {
                name: parameters.value(name)
                for name in parameters
                if parameters.value(name) != plan.parameters.value(name)
            }
            for parameters in lab.parameters[1:]
        ],
    }


def scales(lab: "Laboratory") -> dict[str, int]:
    """Persons per simulated person by the name of the scale."""
    return {name: lab.scale or each for name, each in lab.catalogue.scales.items()}


def write(folder: Path, verdicts: "Sequence[Verdict]", info: dict[str, Any]) -> None:
    """The list, the table, the picture and what made them."""
    from sim.results.facts_plots import facts_png
    from sim.results.writing import plain, staged

    facts = [plain(verdict.to_json()) for verdict in verdicts]
    with staged(folder) as aside:
        for name, content in ((JSON, facts), (RUN, plain(info))):
            text = json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False)
            aside(name).write_text(text + "\n", encoding="utf-8")
        aside(TABLE).write_text(to_csv(verdicts), encoding="utf-8")
        aside(PICTURE).write_bytes(facts_png(facts, headline(verdicts), info["scenario"]))


def to_csv(verdicts: "Sequence[Verdict]") -> str:
    """A line for each part of each fact; a number that is unknown is empty."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for verdict in verdicts:
        fact = verdict.fact
        for result in verdict.results:
            line = {key: getattr(fact, key) for key in COLUMNS if hasattr(fact, key)}
            line |= {key: value for key, value in result.to_json().items() if key in COLUMNS}
            writer.writerow({key: "" if v != v else v for key, v in line.items()})
    return text.getvalue()


def headline(verdicts: "Sequence[Verdict]") -> str:
    """How many facts hold."""
    held = sum(verdict.passes for verdict in verdicts)
    fragile = sum(verdict.fragile for verdict in verdicts)
    text = f"{held} of {len(verdicts)} stylised facts hold"
    return text + (f", {fragile} of them at the default only" if fragile else "")


def to_text(verdicts: "Sequence[Verdict]", lab: "Laboratory") -> str:
    """The facts as a table for a terminal."""
    lines = [("fact", "type", "value", "90 % interval", "band", "unit", "result")]
    for verdict in verdicts:
        for number, result in enumerate(verdict.results):
            name = f"{verdict.fact.id} {result.part.name}"
            lines.append((name, "" if number else verdict.fact.type, *cells(result)))
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    rows = [
        "  ".join(
            cell.rjust(width) if 2 <= column <= 4 else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    ]
    rows.insert(1, "-" * max(map(len, rows)))
    least, most = min(scales(lab).values()), max(scales(lab).values())
    scale = f"{least}" if least == most else f"{least} to {most}"
    made = f"{lab.plan.facts.replicates} replicates, 1 agent for {scale} persons"
    return "\n".join((*rows, f"{headline(verdicts)} ({made})."))


def cells(result: "Result") -> tuple[str, str, str, str, str]:
    """Value, interval, band, unit and verdict of a part, as text."""
    low, high = result.part.band
    span = f"{number(result.low)} to {number(result.high)}" if result.value == result.value else ""
    said = "holds" if result.passes else f"fails: {result.reason}"
    return number(result.value), span, band_text(low, high), result.part.unit, said


def band_text(low: float, high: float) -> str:
    """A band in words."""
    if high == float("inf"):
        return f"at least {number(low)}"
    if low == -float("inf"):
        return f"at most {number(high)}"
    return f"{number(low)} to {number(high)}"


def number(value: float) -> str:
    """Three digits that count; a dash where nothing is known."""
    if value != value:
        return "–"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
