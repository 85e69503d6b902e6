"""What really happened, simulated: replicates for chance, and runs with other parameters.

Every run leaves behind only the yearly figures that are scored, so that many origins fit.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from sim.errors import InputError
from sim.model.settings import Settings
from sim.params.parameters import Parameters
from sim.results.hindcast_lines import Compared, compare, joined
from sim.results.hindcast_series import Choice, Observations
from sim.run.draws import latin_hypercube, unknown
from sim.run.plan import Plan
from sim.run.pool import MonthOver, run_tasks
from sim.run.progress import Progress

if TYPE_CHECKING:
    from sim.world.tables import World

log = logging.getLogger(__name__)
HELD = 3
"""Copies of the results of a run in memory: as recorded, as a Dataset, and in use."""
Scored = Callable[[Settings, Parameters, MonthOver], "Answer"]
"""Simulates once and reads off what is scored."""


@dataclass(frozen=True)
class Answer:
    """What one run gave: the scored series, simulated persons at its start, time of the engine."""

    compared: list[Compared]
    persons: int
    engine_seconds: float


@dataclass(frozen=True)
class Past:
    """What all runs gave.

    replicates  the scored series, a figure for each seed
    draws       the same for each set of parameters; empty where none were asked for
    drawn       sets that could be run
    failed      why the others could not
    """

    replicates: list[Compared]
    draws: list[Compared]
    drawn: int
    failed: tuple[str, ...]
    persons: int
    engine_seconds: float


def simulate_past(
    plan: Plan,
    world: "World",
    observations: Mapping[str, Observations],
    choices: Sequence[Choice],
    progress: Progress,
) -> Past:
    """Simulate the policy that is history for each seed and for each set of parameters."""
    asked = plan.uncertainty.draws
    progress.total = (plan.replicates + asked) * plan.settings.months
    score = partial(_score, plan, world, observations, choices)
    together = partial(_side_by_side, plan, len(world.places))
    answers = _replicates(plan, score, progress, together(plan.replicates))
    sets, failed = _draws(plan, score, progress, together(asked))
    return Past(
        joined([answer.compared for answer in answers]),
        joined([answer.compared for answer in sets]) if sets else [],
        len(sets),
        tuple(failed),
        answers[0].persons,
        sum(answer.engine_seconds for answer in (*answers, *sets)),
    )


def _score(
    plan: Plan,
    world: "World",
    observations: Mapping[str, Observations],
    choices: Sequence[Choice],
    settings: Settings,
    parameters: Parameters,
    month_over: MonthOver,
) -> Answer:
    """One run of the policy that is history, and what is scored of it."""
    from sim.model.simulation import run_policy
    from sim.results.dataset import build_dataset

    record = run_policy(settings, world, parameters, plan.history, month_over)
    attributes = {"version": "", "configuration": ""}
    policy = plan.scenario.history
    dataset = build_dataset({policy: [record]}, world, settings, attributes)
    compared = compare(dataset, policy, observations, choices)
    return Answer(compared, record.persons, record.engine_seconds)


def _replicates(plan: Plan, score: Scored, progress: Progress, processes: int) -> list[Answer]:
    """One answer for each seed."""
    threads = max(1, plan.settings.threads // processes)
    progress.begin(f"{plan.replicates} replicate{'s' * (plan.replicates > 1)}")

    def work(number: int, month_over: MonthOver) -> Answer:
        settings = replace(plan.replicate(number), threads=threads)
        return score(settings, plan.parameters, month_over)

    tasks = range(plan.replicates)
    remedy = "population.persons_per_agent"
    return list(run_tasks(work, tasks, processes, progress, remedy).values())


def _draws(
    plan: Plan, score: Scored, progress: Progress, processes: int
) -> tuple[list[Answer], list[str]]:
    """An answer for each set of parameters that can be run; why the others cannot."""
    asked = plan.uncertainty.draws
    if asked == 0:
        return [], []
    from sim.run.uncertainty import draw_settings

    settings = draw_settings(plan)
    only = replace(plan, baseline=plan.history, reform=plan.history)
    names, _ = unknown(only)
    values = latin_hypercube(plan.parameters, names, plan.settings.seed, asked).tolist()
    progress.begin(f"{asked} draws of parameters")

    def work(number: int, month_over: MonthOver) -> Answer | str:
        drawn = plan.parameters.replace(dict(zip(names, values[number], strict=True)))
        try:
            return score(settings, drawn, month_over)
        except InputError as error:
            return str(error)

    remedy = "uncertainty.persons_per_agent"
    answers = run_tasks(work, range(asked), processes, progress, remedy)
    for number, answer in answers.items():
        if isinstance(answer, str):
            log.warning("set %d of parameters cannot be run: %s", number + 1, answer)
    found = [answer for answer in answers.values() if isinstance(answer, Answer)]
    return found, [answer for answer in answers.values() if isinstance(answer, str)]


def _side_by_side(plan: Plan, places: int, tasks: int) -> int:
    """Processes: at most one per thread and task, and as many as memory holds the results of."""
    from sim.run.one_run import results_size
    from sim.run.workers import memory_holds

    size = HELD * results_size(plan.settings, places)
    count = max(1, min(plan.settings.threads, tasks))
    while count > 1 and not memory_holds(count * size):
        count -= 1
    return count
