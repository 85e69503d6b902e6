"""What effects hang on: Morris's elementary effects over the ranges of the parameters (ODD 5).

Trajectories walk through the ranges, moving one thing at a time: a group of parameters (what
stands before the dot of their names, all moved at random levels together) or, where groups are
named by `sensitivity.only`, each of their parameters alone. The mean size of the change of an
effect at a step, mu*, ranks them. All runs have one luck, as draws of parameters do.
"""

import csv
import io
import json
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.errors import InputError
from sim.params.reader import choices
from sim.run import provenance
from sim.run.draws import unknown
from sim.run.plan import Plan
from sim.run.progress import Progress
from sim.run.uncertainty import Case, Found, dataset_of, draw_settings, evaluate
from sim.vocabulary import POLICIES

if TYPE_CHECKING:
    from sim.results.measures import Measure

JSON, TABLE, PICTURE, RUN = (
    "sensitivity.json", "sensitivity.csv", "sensitivity.png", "run.json",
)  # fmt: skip
COLUMNS = ("measure", "unit", "input", "mu_star", "mu_star_conf", "mu", "sigma", "trajectories")
LEVELS = 4
RESAMPLES = 200


def perform(plan: Plan, folder: Path, progress: Progress) -> str:
    """Run all trajectories; leave table, picture and JSON; the strongest for the terminal."""
    if find_spec("SALib") is None:
        raise InputError(
            "task=sensitivity: needs SALib; pip install 'migration-policy-simulator[experiments]'"
        )
    from sim.run.one_run import allow_threads

    clock = time.perf_counter()
    allow_threads(1)
    problem = problem_of(plan)
    design = trajectories(problem, plan)
    try:
        measures, found, data = run_design(plan, problem["names"], design, progress)
    finally:
        progress.close()
    rows = analyse(problem, design, found, measures, plan.settings.seed)
    told = information(plan, problem, found, data, time.perf_counter() - clock)
    write(folder, rows, told)
    return to_text(rows)


def problem_of(plan: Plan) -> dict[str, Any]:
    """What is moved, as SALib wants it: names, ranges and, unless some are chosen, groups."""
    names, _ = unknown(plan)
    groups = list(dict.fromkeys(group_of(name) for name in names))
    only = plan.sensitivity.only
    for word in only:
        if word not in groups and word not in names:
            near = choices(word, [*groups, *names])
            raise InputError(f"sensitivity.only={word}: nothing of that name; nearest are {near}")
    if only:
        names = [name for name in names if name in only or group_of(name) in only]
    problem: dict[str, Any] = {
        "num_vars": len(names),
        "names": names,
        "bounds": [list(plan.parameters.quantity(name).bounds) for name in names],
    }
    return problem if only else problem | {"groups": [group_of(name) for name in names]}


def group_of(name: str) -> str:
    """The group of a parameter: what stands before its dot."""
    return name.split(".")[0]


def trajectories(problem: dict[str, Any], plan: Plan) -> NDArray[np.float64]:
    """Sets of parameters (set, parameter): for each trajectory one more than what is moved."""
    from SALib.sample.morris import sample

    design = sample(problem, plan.sensitivity.trajectories, LEVELS, seed=plan.settings.seed)
    low, high = np.array(problem["bounds"]).T
    return np.asarray(np.clip(design, low, high))  # scaling leaves the ends by a last digit


def run_design(
    plan: Plan, names: Sequence[str], design: NDArray[np.float64], progress: Progress
) -> "tuple[list[Measure], Found, str]":
    """The main measures, their effects in every set, and the digest of the tables."""
    from sim.results.measures import Reader, measures
    from sim.results.story import MAIN
    from sim.world.tables import load_world

    settings = draw_settings(plan)
    world = load_world(settings.origins, settings.places)
    progress.total = max(1, (len(design) + 1) * len(POLICIES) * settings.months)
    progress.begin(f"{len(design)} sets of parameters")
    middle = Case(plan.parameters, plan.policies)
    reader = Reader(dataset_of(settings, world, middle, progress.step))
    chosen = [measure for measure in measures(reader) if measure.name in MAIN]
    cases = [
        Case(plan.parameters.replace(dict(zip(names, row, strict=True))), plan.policies)
        for row in design.tolist()
    ]
    found = evaluate(settings, world, cases, chosen, progress, plan.settings.threads)
    return chosen, found, world.digest()


def analyse(
    problem: dict[str, Any],
    design: NDArray[np.float64],
    found: Found,
    measures: "Sequence[Measure]",
    seed: int,
) -> list[dict[str, Any]]:
    """A row for each measure and what is moved, the strongest first within a measure.

    A trajectory with a set that could not be run, or without a number, is left out.
    """
    from SALib.analyze.morris import analyze

    moved = len(dict.fromkeys(problem.get("groups", problem["names"])))
    effects = found.summary[1] - found.summary[0]
    rows: list[dict[str, Any]] = []
    for column, measure in enumerate(measures):
        effect = effects[:, column]
        whole = np.isfinite(effect).reshape(-1, moved + 1).all(axis=1)
        kept = np.repeat(whole, moved + 1)
        if not whole.any():
            continue
        told = analyze(
            problem, design[kept], effect[kept], RESAMPLES, num_levels=LEVELS, seed=seed
        )  # fmt: skip
        lines = [
            {
                "measure": measure.name, "unit": measure.unit, "input": str(told["names"][i]),
                **{key: float(told[key][i]) for key in COLUMNS[3:7]},
                "trajectories": int(whole.sum()),
            }
            for i in range(moved)
        ]  # fmt: skip
        rows += sorted(lines, key=lambda line: -line["mu_star"])
    return rows


def information(
    plan: Plan, problem: dict[str, Any], found: Found, data: str, seconds: float
) -> dict[str, Any]:
    """What made the table."""
    settings = plan.settings
    return {
        "version": provenance.version(),
        "commit": provenance.commit(),
        "scenario": settings.scenario,
        "task": plan.task,
        "seed": settings.seed,
        "trajectories": plan.sensitivity.trajectories,
        "sets": found.summary.shape[1],
        "persons_per_agent": plan.uncertainty.persons_per_agent,
        "total_seconds": seconds,
        "hashes": {
            "code": provenance.code_digest(),
            "data": data,
            "parameters": plan.parameters.digest(),
        },
        "configuration": plan.configuration(),
        "overrides": list(plan.overrides),
        "parameters": problem["names"],
        "failed": {str(number): reason for number, reason in found.failed.items()},
    }


def write(folder: Path, rows: list[dict[str, Any]], told: dict[str, Any]) -> None:
    """The list, the table, the picture and what made them."""
    from sim.results.sensitivity_plot import sensitivity_png
    from sim.results.writing import plain, staged

    with staged(folder) as aside:
        for name, content in ((JSON, plain(rows)), (RUN, plain(told))):
            text = json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False)
            aside(name).write_text(text + "\n", encoding="utf-8")
        aside(TABLE).write_text(to_csv(rows), encoding="utf-8")
        aside(PICTURE).write_bytes(sensitivity_png(rows, told["scenario"]))


def to_csv(rows: Sequence[dict[str, Any]]) -> str:
    """All rows as comma-separated text; a number that is unknown is empty."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({key: "" if value != value else value for key, value in row.items()})
    return text.getvalue()


def to_text(rows: Sequence[dict[str, Any]]) -> str:
    """The three strongest of each measure, for a terminal."""
    by_measure: dict[str, list[str]] = {}
    for row in rows:
        text = f"{row['input']} {row['mu_star']:.3g} (±{row['mu_star_conf']:.2g})"
        by_measure.setdefault(f"{row['measure']} [{row['unit']}]", []).append(text)
    lines = [f"{name:32} {'; '.join(texts[:3])}" for name, texts in by_measure.items()]
    head = "mean change of the effect (mu*) when one moves within its range, strongest first"
    return "\n".join([head, *lines])
