"""Runs side by side: each policy of each replicate is one task, spread over processes.

Tasks share nothing but what was read before, so any number of processes gives the same bits. On one
thread, or where a process cannot be forked, tasks run one after the other, each on all threads.
"""

import multiprocessing
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sim.errors import InputError
from sim.run.plan import Plan
from sim.run.progress import Progress

if TYPE_CHECKING:
    from sim.results.record import Record
    from sim.world.tables import World

Task = tuple[int, str]
"""Number of the replicate, policy."""

_child: dict[str, Any] = {}
"""What a worker process was started with."""


def workers_for(plan: Plan, tasks: int) -> int:
    """Processes that work side by side: at most one per thread asked for and per task."""
    if "fork" not in multiprocessing.get_all_start_methods():
        return 1
    return max(1, min(plan.settings.threads, tasks))


def simulate_tasks(
    plan: Plan,
    world: "World",
    tasks: list[Task],
    progress: Progress,
    done: Callable[[Task, "Record"], None],
) -> int:
    """Run all tasks, call `done` for each as it ends; how many processes worked side by side."""
    from sim.model.simulation import run_policy

    workers = workers_for(plan, len(tasks))
    if workers == 1:
        for number, policy in tasks:
            progress.begin(f"replicate {number + 1} of {plan.replicates}, {policy}")
            record = run_policy(
                plan.replicate(number), world, plan.parameters, plan.policies[policy], progress.step
            )
            done((number, policy), record)
        return 1
    context = multiprocessing.get_context("fork")
    months = context.Value("q", 0)
    each = max(1, plan.settings.threads // workers)
    progress.begin(f"{len(tasks)} runs on {workers} processes")
    with ProcessPoolExecutor(workers, context, _start, (plan, world, months, each)) as pool:
        waiting: dict[Future[Record], Task] = {pool.submit(_work, t): t for t in tasks}
        import_the_rest()
        try:
            while waiting:
                ended, _ = wait(waiting, timeout=0.2, return_when=FIRST_COMPLETED)
                progress.reach(months.value)
                for future in ended:
                    done(waiting.pop(future), future.result())
        except BrokenProcessPool:
            raise InputError(
                "engine.threads: a worker process was killed, most likely for want of memory; "
                "raise population.persons_per_agent or set engine.threads=1"
            ) from None
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return workers


def import_the_rest() -> None:
    """Import, while the workers simulate, what the results will need: it takes seconds."""
    import sim.results.dataset
    import sim.results.plots
    import sim.results.writing  # noqa: F401


def _start(plan: Plan, world: "World", months: Any, threads: int) -> None:
    _child.update(plan=plan, world=world, months=months, threads=threads)


def _work(task: Task) -> "Record":
    from sim.model.simulation import run_policy

    number, policy = task
    plan: Plan = _child["plan"]
    settings = replace(plan.replicate(number), threads=_child["threads"])
    return run_policy(
        settings, _child["world"], plan.parameters, plan.policies[policy], _month_over
    )


def _month_over(_months: int) -> None:
    counter = _child["months"]
    with counter.get_lock():
        counter.value += 1
