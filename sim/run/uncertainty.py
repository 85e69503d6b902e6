"""Ignorance beside luck: both policies under sets of parameters drawn from their ranges (ODD 5).

Every set is run with the luck of the first replicate, so that sets differ by parameters alone, at
a coarser scale, so that many fit into the time of a run.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.errors import InputError
from sim.levers.origins import Policy
from sim.model.settings import Settings
from sim.params.parameters import Parameters
from sim.run.draws import latin_hypercube, unknown
from sim.run.plan import Plan
from sim.run.pool import MonthOver, run_tasks
from sim.run.progress import Progress
from sim.vocabulary import POLICIES

if TYPE_CHECKING:
    import xarray as xr

    from sim.results.draws import Draws
    from sim.results.measures import Measure
    from sim.world.tables import World

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Case:
    """One comparison: a set of parameters, and the two policies."""

    parameters: Parameters
    policies: dict[str, Policy]


@dataclass(frozen=True)
class Found:
    """Summaries of cases (policy, case, measure), NaN where a case could not be run, and why."""

    summary: NDArray[np.float64]
    failed: dict[int, str]


def simulate_draws(
    plan: Plan, world: "World", dataset: "xr.Dataset", progress: Progress
) -> "Draws | None":
    """Run every set of parameters of a plan; None if none is asked for.

    `dataset` is the result of the plan: it says which measures there are.
    """
    asked = plan.uncertainty
    if asked.draws == 0:
        return None
    from sim.results.draws import Draws
    from sim.results.measures import Reader, measures

    names, held = unknown(plan)
    values = latin_hypercube(plan.parameters, names, plan.settings.seed, asked.draws)
    cases = [
        Case(plan.parameters.replace(dict(zip(names, row, strict=True))), plan.policies)
        for row in values.tolist()
    ]
    chosen = measures(Reader(dataset))
    settings = draw_settings(plan)
    progress.begin(f"{asked.draws} draws of parameters")
    found = evaluate(settings, world, cases, chosen, progress, plan.settings.threads)
    return Draws(
        tuple(names), values, chosen, found.summary, settings.persons_per_agent, settings.seed,
        held, found.failed,
    )  # fmt: skip


def draw_settings(plan: Plan) -> Settings:
    """Settings of a draw: those of the first replicate, coarser and on one thread."""
    scale = plan.uncertainty.persons_per_agent
    return replace(plan.replicate(0), persons_per_agent=scale, threads=1)


def evaluate(
    settings: Settings,
    world: "World",
    cases: Sequence[Case],
    measures: "Sequence[Measure]",
    progress: Progress,
    processes: int,
) -> Found:
    """The summary of every case, as many side by side as there are processes."""
    failed: dict[int, str] = {}
    summary = np.full((len(POLICIES), len(cases), len(measures)), np.nan)

    def work(number: int, month_over: MonthOver) -> NDArray[np.float64] | str:
        try:
            return summary_of(settings, world, cases[number], measures, month_over)
        except InputError as error:
            return str(error)

    answers = run_tasks(
        work, range(len(cases)), processes, progress, "uncertainty.persons_per_agent"
    )
    for number, answer in answers.items():
        if isinstance(answer, str):
            failed[number] = answer
            log.warning("set %d of parameters cannot be run: %s", number + 1, answer)
        else:
            summary[:, number] = answer
    return Found(summary, failed)


def summary_of(
    settings: Settings,
    world: "World",
    case: Case,
    measures: "Sequence[Measure]",
    month_over: MonthOver,
) -> NDArray[np.float64]:
    """One number for each policy and measure (policy, measure), as in the summary of a run."""
    from sim.results.measures import Reader
    from sim.results.summary import condense

    reader = Reader(dataset_of(settings, world, case, month_over))
    numbers = [condense(reader.measured(each), each.headline)[:, 0] for each in measures]
    return np.array(numbers).T


def dataset_of(
    settings: Settings, world: "World", case: Case, month_over: MonthOver
) -> "xr.Dataset":
    """Both policies of a case, one replicate."""
    from sim.model.simulation import run_policy
    from sim.results.dataset import build_dataset

    records = {
        name: [run_policy(settings, world, case.parameters, policy, month_over)]
        for name, policy in case.policies.items()
    }
    return build_dataset(records, world, settings, {"version": "", "configuration": ""})
