"""Causal claims of COM(2011)743, reproduced or refuted: `task=causal_claims` (ODD 5)."""

import csv
import io
import json
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import InputError
from sim.run import provenance
from sim.run.plan import Plan
from sim.run.progress import Progress

if TYPE_CHECKING:
    from sim.run.claims.experiments import Theatre

JSON, TABLE, PICTURE, REPORT, NOTE, RUN = (
    "causal_claims.json", "causal_claims.csv", "causal_claims.png", "report.html", "CLAIMS.md",
    "run.json",
)  # fmt: skip
COLUMNS = (
    "id", "verdict", "change", "scenario", "outcome", "unit", "wanted", "value", "low", "high",
    "right", "supports", "reason",
)  # fmt: skip

Told = Mapping[str, Any]
"""A claim as it stands in causal_claims.json."""


def perform(plan: Plan, folder: Path, progress: Progress) -> str:
    """Run every experiment, judge every claim, write all; the table for the terminal."""
    from sim.run.one_run import allow_threads

    clock = time.perf_counter()
    if plan.facts.draws:
        raise InputError("facts.draws: is of task=stylised_facts; claims have draws of their own")
    allow_threads(1)
    from sim.results.writing import plain
    from sim.run.claims.experiments import theatre
    from sim.run.claims.reading import read_claims
    from sim.run.claims.verdicts import judge
    from sim.run.facts.bench import run_all

    catalogue = read_claims()
    progress.begin("tables")
    stages = theatre(plan, catalogue, catalogue.chosen(plan.facts.only))
    label = f"{len(stages.claims)} claims in {stages.variants} settings"
    try:
        numbers = run_all(stages, plan.facts.replicates, plan.settings.threads, progress, label)
    finally:
        progress.close()
    claims = [plain(verdict.to_json()) for verdict in judge(stages, numbers)]
    write(folder, claims, information(plan, stages, time.perf_counter() - clock))
    return to_text(claims)


def information(plan: Plan, stages: "Theatre", seconds: float) -> dict[str, Any]:
    """What made the table."""
    settings = plan.settings
    return {
        "version": provenance.version(),
        "commit": provenance.commit(),
        "scenario": settings.scenario,
        "task": plan.task,
        "command": command(plan),
        "seed": settings.seed,
        "replicates": plan.facts.replicates,
        "engine": settings.engine,
        "total_seconds": seconds,
        "hashes": {
            "data": stages.stages[0].lab.world.digest(),
            "parameters": plan.parameters.digest(),
        },
        "configuration": plan.configuration(),
        "settings": {
            stage.setting.name: {
                "about": stage.setting.about,
                "scenario": stage.lab.plan.scenario.name,
                "words": list(stage.setting.words),
                "cases": [case.name for case in stage.cases],
            }
            for stage in stages.stages
        },
    }


def command(plan: Plan) -> str:
    """The command that makes this result again."""
    words = [word for word in plan.overrides if not word.startswith(("+scenario=", "task="))]
    return " ".join(
        ("python -m sim", f"+scenario={plan.scenario.name}", "task=causal_claims", *words)
    )


def write(folder: Path, claims: Sequence[Told], info: dict[str, Any]) -> None:
    """The list, the table, the picture, the page, the note and what made them."""
    from sim.results.claims_plots import claims_png
    from sim.results.claims_report import render_claims, to_markdown
    from sim.results.writing import plain, staged

    picture = claims_png(claims, headline(claims), info["scenario"])
    with staged(folder) as aside:
        for name, content in ((JSON, claims), (RUN, plain(info))):
            text = json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False)
            aside(name).write_text(text + "\n", encoding="utf-8")
        aside(TABLE).write_text(to_csv(claims), encoding="utf-8")
        aside(PICTURE).write_bytes(picture)
        page = render_claims(claims, picture, headline(claims), info)
        aside(REPORT).write_text(page, encoding="utf-8")
        aside(NOTE).write_text(to_markdown(claims, headline(claims), info), encoding="utf-8")


def to_csv(claims: Sequence[Told]) -> str:
    """A line for each experiment of each claim; what is unknown is empty."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    for claim in claims:
        for row in claim["experiments"]:
            line = {**claim, **row}
            writer.writerow({key: "" if value is None else value for key, value in line.items()})
    return text.getvalue()


def headline(claims: Sequence[Told]) -> str:
    """How many claims got which verdict."""
    counts = Counter(claim["verdict"] for claim in claims)
    said = {"reproduced": "reproduced", "refuted": "refuted", "depends on": "depend on a condition"}
    parts = [f"{counts[key]} {words}" for key, words in said.items() if counts[key]]
    return f"Of {len(claims)} causal claims {', '.join(parts)}"


def to_text(claims: Sequence[Told]) -> str:
    """The claims as a table for a terminal."""
    from sim.params.listing import table

    rows = [
        {
            "claim": claim["id"],
            "verdict": claim["verdict"],
            "scenario": row["scenario"],
            "outcome": row["outcome"],
            "value": number(row["value"]),
            "90 % interval": f"{number(row['low'])} to {number(row['high'])}",
            "unit": row["unit"],
            "wanted": row["wanted"],
            "": row["reason"],
        }
        for claim in claims
        for row in claim["experiments"]
    ]
    return f"{table(rows, list(rows[0]))}\n{headline(claims)}."


def number(value: float | None) -> str:
    """Three digits that count; a dash where nothing is known."""
    return "–" if value is None else f"{value:.3g}"
