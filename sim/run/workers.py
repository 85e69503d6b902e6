"""Runs side by side: each policy of each replicate is one task, spread over processes.

The policies of a replicate share their population and, until they first differ, their past: it is
simulated once, on all threads, and each policy goes on from there in a process forked from it.
Tasks share nothing else but what was read before, so any number of processes gives the same bits.
On one thread, where a process cannot be forked, or where memory would not hold a copy for each
policy, tasks run one after the other from their start, each on all threads.
"""

import multiprocessing
import signal
from collections.abc import Callable
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import InputError
from sim.run.plan import Plan
from sim.run.progress import Progress
from sim.vocabulary import POLICIES

if TYPE_CHECKING:
    from sim.model.migration_model import MigrationModel
    from sim.model.settings import Settings
    from sim.results.record import Record
    from sim.run.checkpoints import Checkpoints
    from sim.world.tables import World

Task = tuple[int, str]
"""Number of the replicate, policy."""
ENDS = {signal.SIGTERM, signal.SIGINT}
"""Signals that end a run."""
Done = Callable[[Task, "Record"], None]
COPIES = 3
"""Populations that memory must hold before two policies go on from one: the past and each."""


@dataclass
class Effort:
    """What a simulation took.

    processes       that worked side by side
    engine_seconds  wall time inside `step()`, tasks side by side counted once [s]
    person_months, events  simulated, a shared past counted once
    """

    processes: int = 1
    engine_seconds: float = 0.0
    person_months: int = 0
    events: int = 0

    def add(self, record: "Record", past: "MigrationModel | None" = None) -> None:
        """Count one task; of a task that went on from a past, only what came after."""
        before = past.engine_seconds if past else 0.0
        self.engine_seconds += (record.engine_seconds - before) / self.processes
        self.person_months += record.person_months - (past.person_months if past else 0)
        self.events += record.events - (past.events if past else 0)

    def add_past(self, past: "MigrationModel | None") -> None:
        """Count a past that tasks share, simulated on all threads."""
        if past is not None:
            self.engine_seconds += past.engine_seconds
            self.person_months += past.person_months
            self.events += past.events


def workers_for(plan: Plan, tasks: int) -> int:
    """Processes that work side by side: at most one per thread asked for and per task."""
    if "fork" not in multiprocessing.get_all_start_methods():
        return 1
    return max(1, min(plan.settings.threads, tasks))


def simulate_tasks(
    plan: Plan,
    world: "World",
    progress: Progress,
    done: Done,
    checkpoints: "Checkpoints | None" = None,
) -> Effort:
    """Run both policies of all replicates, and call `done` for each as it ends."""
    from sim.model.simulation import shared_past

    effort = Effort(workers_for(plan, plan.replicates * len(POLICIES)))
    if effort.processes == 1:
        for number in range(plan.replicates):
            _one_after_the_other(plan, world, number, progress, done, effort, None, checkpoints)
        return effort
    side_by_side = _SideBySide(plan, world, progress, done, effort, checkpoints)
    try:
        for number in range(plan.replicates):
            side_by_side.wait_for_room()
            progress.begin(f"replicate {number + 1} of {plan.replicates}")
            policies = [plan.policies[policy] for policy in POLICIES]
            past = None
            if checkpoints is None or not all(checkpoints.begun((number, p)) for p in POLICIES):
                past = shared_past(
                    plan.replicate(number), world, plan.parameters, policies,
                    side_by_side.month_over,
                )  # fmt: skip
            if past is not None and not memory_holds(COPIES * past.column_bytes):
                side_by_side.wait_for_all()
                _one_after_the_other(plan, world, number, progress, done, effort, past, checkpoints)
                continue
            effort.add_past(past)
            for policy in POLICIES:
                side_by_side.start((number, policy), past)
            if past is not None:
                past.leave_to_children()
            del past
        side_by_side.wait_for_all()
    finally:
        side_by_side.stop()
    return effort


def _one_after_the_other(
    plan: Plan,
    world: "World",
    number: int,
    progress: Progress,
    done: Done,
    effort: Effort,
    past: "MigrationModel | None",
    checkpoints: "Checkpoints | None",
) -> None:
    """Both policies of a replicate in this process; the baseline uses up a past, if there is one.

    The reform begins anew: making a population is cheaper than keeping a second one.
    """
    effort.processes = 1
    for policy in POLICIES:
        progress.begin(f"replicate {number + 1} of {plan.replicates}, {policy}")
        record = _simulate(
            plan, world, (number, policy), plan.replicate(number), progress.step, past, checkpoints
        )
        past = None
        effort.add(record)
        done((number, policy), record)


def _simulate(
    plan: Plan,
    world: "World",
    task: Task,
    settings: "Settings",
    month_over: Callable[[int], None],
    past: "MigrationModel | None",
    checkpoints: "Checkpoints | None",
) -> "Record":
    """Outcomes of a task, from its last checkpoint on if there is one, else from a past."""
    from sim.model.simulation import run_policy

    of_all = settings, world, plan.parameters, plan.policies[task[1]], month_over
    if checkpoints is None:
        return run_policy(*of_all, past)
    record = checkpoints.record(task)
    if record is None:
        record = run_policy(*of_all, checkpoints.model(task) or past, checkpoints.keeper(task))
        checkpoints.end(task, record)
    return record


def memory_holds(size: int) -> bool:
    """Is so much memory available [B]? True where the system does not say."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return True
    found = [line.split()[1] for line in lines if line.startswith("MemAvailable:")]
    return not found or size < 1024 * int(found[0])


class _SideBySide:
    """Tasks in forked processes, at most `effort.processes` at a time."""

    def __init__(
        self,
        plan: Plan,
        world: "World",
        progress: Progress,
        done: Done,
        effort: Effort,
        checkpoints: "Checkpoints | None",
    ) -> None:
        self.plan, self.world, self.progress, self.done, self.effort, self.checkpoints = (
            plan, world, progress, done, effort, checkpoints,
        )  # fmt: skip
        self.context = multiprocessing.get_context("fork")
        self.months = self.context.Value("q", 0)
        self.running: dict[Connection, tuple[Task, Any, MigrationModel | None]] = {}
        self.imported = False

    def month_over(self, _months: int) -> None:
        """Count a month, in whichever process it was simulated."""
        with self.months.get_lock():
            self.months.value += 1
        self.progress.reach(self.months.value)

    def start(self, task: Task, past: "MigrationModel | None") -> None:
        """Begin a task as soon as there is room."""
        self.wait_for_room()
        ours, theirs = self.context.Pipe(duplex=False)
        process = self.context.Process(target=self._work, args=(task, past, theirs), daemon=True)
        held = signal.pthread_sigmask(signal.SIG_BLOCK, ENDS)  # till the child handles them itself
        try:
            process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, held)
        theirs.close()
        self.running[ours] = (task, process, past)
        self.progress.begin(f"{len(self.running)} runs on {self.effort.processes} processes")

    def _work(self, task: Task, past: "MigrationModel | None", results: Connection) -> None:
        """In the child: simulate, send the record or what went wrong.

        The parent ends its children, also on Ctrl-C; a child has nothing to tidy up.
        """
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDS)
        each = max(1, self.plan.settings.threads // self.effort.processes)
        settings = replace(self.plan.replicate(task[0]), threads=each)
        try:
            if past is not None:
                past.leave_parent()
            results.send(
                _simulate(
                    self.plan, self.world, task, settings, self.month_over, past, self.checkpoints
                )
            )
        except BaseException as problem:
            results.send(problem)

    def wait_for_room(self) -> None:
        """Take in results until another task may start."""
        while len(self.running) >= self.effort.processes:
            self._take_in()

    def wait_for_all(self) -> None:
        """Take in the results of all tasks; import meanwhile what they will be written with."""
        if self.running and not self.imported:
            from sim.results.writing import make_ready

            make_ready()
            self.imported = True
        while self.running:
            self._take_in()

    def _take_in(self) -> None:
        for results in wait(list(self.running), timeout=0.2):
            assert isinstance(results, Connection)
            task, process, past = self.running.pop(results)
            try:
                found = results.recv()
            except EOFError:
                raise InputError(
                    "engine.threads: a worker process was killed, most likely for want of memory; "
                    "raise population.persons_per_agent or set engine.threads=1"
                ) from None
            process.join()
            if isinstance(found, BaseException):
                raise found
            self.effort.add(found, past)
            self.done(task, found)
        self.progress.reach(self.months.value)

    def stop(self) -> None:
        """End what still runs."""
        for _, process, _ in self.running.values():
            process.terminate()
        self.running.clear()
