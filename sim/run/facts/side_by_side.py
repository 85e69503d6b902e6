"""Tasks of experiments in processes side by side.

Tasks share nothing, so that any number of processes gives the same numbers.
"""

import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import Any, Protocol

from sim.errors import InputError
from sim.run.progress import Progress

Numbers = dict[str, dict[str, float] | str]
"""Id of a fact or claim -> its parts by name, or why it could not be measured."""
Task = tuple[int, int]
"""Variant and replicate."""


class Bench(Protocol):
    """Where experiments are made: some variants of a world, each in many replicates."""

    @property
    def variants(self) -> int:
        """How many variants there are."""

    def months_of(self, variant: int) -> int:
        """Months that one task simulates."""

    def measure(self, variant: int, number: int, month_over: Callable[[], None]) -> Numbers:
        """One task: everything that is to be measured of one replicate of a variant."""


def run_all(
    bench: Bench, replicates: int, processes: int, progress: Progress, label: str
) -> list[list[Numbers]]:
    """Numbers by variant and replicate."""
    tasks = [(variant, n) for variant in range(bench.variants) for n in range(replicates)]
    progress.total = max(1, sum(bench.months_of(variant) for variant, _ in tasks))
    progress.begin(label)
    processes = min(processes, len(tasks))
    if processes == 1 or "fork" not in multiprocessing.get_all_start_methods():
        found = {task: bench.measure(*task, progress.step) for task in tasks}
    else:
        found = side_by_side(bench, tasks, processes, progress)
    return [[found[variant, n] for n in range(replicates)] for variant in range(bench.variants)]


_SHARED: dict[str, Any] = {}
"""What forked workers find in their memory: the bench and the count of months."""


def side_by_side(
    bench: Bench, tasks: Sequence[Task], processes: int, progress: Progress
) -> dict[Task, Numbers]:
    """The same in forked processes."""
    context = multiprocessing.get_context("fork")
    _SHARED.update(bench=bench, months=context.Value("q", 0))
    found: dict[Task, Numbers] = {}
    pool = ProcessPoolExecutor(processes, mp_context=context)
    try:
        running: dict[Future[Numbers], Task] = {pool.submit(_work, *task): task for task in tasks}
        while running:
            for future in wait(running, timeout=0.2, return_when=FIRST_COMPLETED).done:
                found[running.pop(future)] = future.result()
            progress.reach(_SHARED["months"].value)
    except BrokenProcessPool:
        raise InputError(
            "engine.threads: a worker process was killed, most likely for want of memory; "
            "raise facts.persons_per_agent or set engine.threads=1"
        ) from None
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
        _SHARED.clear()
    return found


def _work(variant: int, number: int) -> Numbers:
    """In the child: one task."""
    found: Numbers = _SHARED["bench"].measure(variant, number, _count_month)
    return found


def _count_month() -> None:
    with _SHARED["months"].get_lock():
        _SHARED["months"].value += 1
