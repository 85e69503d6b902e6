"""Equal tasks side by side in forked processes: any number of them gives the same answers.

A forked process finds in its memory what every task is told; only the task goes to it, and only
its answer comes back.
"""

import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

from sim.errors import InputError
from sim.run.progress import Progress

Task = TypeVar("Task", int, tuple[int, int])
Answer = TypeVar("Answer")
MonthOver = Callable[[int], None]
"""Called by a task after each month that it simulated, with 1."""

_SHARED: dict[str, Any] = {}
"""What forked workers find in their memory: what to do, and the count of months."""


def run_tasks(
    work: Callable[[Task, MonthOver], Answer],
    tasks: Sequence[Task],
    processes: int,
    progress: Progress,
    remedy: str,
) -> dict[Task, Answer]:
    """The answer of every task.

    Args:
        work: What to do: (task, month_over) -> answer; tasks share nothing that they change.
        tasks: Each with an answer of its own.
        processes: At most so many side by side.
        progress: Counts months of all tasks.
        remedy: Key to set where memory is too small for a process.
    """
    count = min(processes, len(tasks))
    if count <= 1 or "fork" not in multiprocessing.get_all_start_methods():
        return {task: work(task, progress.step) for task in tasks}
    context = multiprocessing.get_context("fork")
    before = progress.done
    _SHARED.update(work=work, months=context.Value("q", 0))
    found: dict[Task, Answer] = {}
    pool = ProcessPoolExecutor(count, mp_context=context)
    try:
        running: dict[Future[Answer], Task] = {pool.submit(_work, task): task for task in tasks}
        while running:
            for future in wait(running, timeout=0.2, return_when=FIRST_COMPLETED).done:
                found[running.pop(future)] = future.result()
            progress.reach(before + _SHARED["months"].value)
    except BrokenProcessPool:
        raise InputError(
            "engine.threads: a worker process was killed, most likely for want of memory; "
            f"raise {remedy} or set engine.threads=1"
        ) from None
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
        _SHARED.clear()
    return {task: found[task] for task in tasks}


def _work(task: Any) -> Any:
    """In the child: one task."""
    return _SHARED["work"](task, _count_month)


def _count_month(_month: int = 1) -> None:
    with _SHARED["months"].get_lock():
        _SHARED["months"].value += 1
