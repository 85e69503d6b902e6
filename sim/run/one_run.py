"""One run: every replicate under the baseline and under the reform, then all that it leaves."""

import logging
import os
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from omegaconf import DictConfig, OmegaConf

from sim.errors import InputError
from sim.model.settings import Settings
from sim.run import provenance
from sim.run.checkpoints import Checkpoints
from sim.run.plan import Plan
from sim.run.progress import Progress
from sim.run.uncertainty import simulate_draws
from sim.run.workers import Effort, Task, memory_holds, simulate_tasks
from sim.vocabulary import POLICIES

if TYPE_CHECKING:
    import xarray as xr

    from sim.results.draws import Draws
    from sim.results.record import Record
    from sim.world.tables import World

log = logging.getLogger(__name__)
RESULTS_HELD = 3
"""Copies of the results at the end of a run: of the policies, joined, and being written."""


@dataclass
class Outcome:
    """What the simulation of a plan gave.

    records  policy -> one Record for each replicate, in the order of seeds
    timings  seconds spent, by part of the run
    effort   processes, engine time, person-months and events of the simulation
    draws    what sets of drawn parameters gave, where they were asked for
    checkpoints  from which it goes on if it is killed, where they were asked for
    """

    plan: Plan
    world: "World"
    records: dict[str, list["Record"]]
    timings: dict[str, float]
    effort: Effort
    started: str = field(default_factory=provenance.now)
    draws: "Draws | None" = None
    checkpoints: Checkpoints | None = None

    def all_records(self) -> list["Record"]:
        """Records of both policies."""
        return [record for policy in POLICIES for record in self.records[policy]]

    def dataset(self) -> "xr.Dataset":
        """The results as one Dataset."""
        from sim.results.dataset import build_dataset

        attributes = {
            "version": provenance.version(),
            "configuration": OmegaConf.to_yaml(OmegaConf.create(self.plan.configuration())),
        }
        return build_dataset(self.records, self.world, self.plan.settings, attributes)

    def draw(self, dataset: "xr.Dataset", progress: Progress) -> "xr.Dataset":
        """The Dataset of this outcome with draws of the parameters, where the plan asks for any."""
        clock = time.perf_counter()
        self.draws = simulate_draws(self.plan, self.world, dataset, progress)
        if self.draws is None:
            return dataset
        from sim.results.draws import with_draws

        self.timings["draws"] = time.perf_counter() - clock
        parameters = self.plan.parameters
        units = [parameters.quantity(name).unit for name in self.draws.parameters]
        return with_draws(dataset, self.draws, units)


def allow_threads(threads: int) -> None:
    """Let numba start as many threads as are asked for, be they more than the cores."""
    if "numba" not in sys.modules:
        cores = os.cpu_count() or 1
        os.environ.setdefault("NUMBA_NUM_THREADS", str(max(threads, cores)))


def simulate_plan(
    plan: Plan, progress: Progress | None = None, beside: Path | None = None
) -> Outcome:
    """Simulate baseline and reform of every replicate, with common random numbers.

    A reform that is the baseline is simulated all the same: that its effects are zero is a
    result, not a shortcut. Checkpoints, where asked for, lie beside the folder `beside`.
    """
    allow_threads(plan.settings.threads)
    from sim.model.simulation import compilation_problem
    from sim.model.transit import check_states
    from sim.run.hindcast import check_targets
    from sim.world.tables import load_world

    if problem := compilation_problem():
        log.warning(problem)
        sys.stderr.write(f"{problem}\n")
    clock = time.perf_counter()
    started = provenance.now()
    world = load_world(plan.settings.origins, plan.settings.places)
    check_states(plan.policies.values(), world, plan.settings)
    check_memory(plan, len(world.places))
    check_targets(plan, world)
    timings = {"tables": time.perf_counter() - clock}
    found: dict[Task, Record] = {}

    def keep(task: Task, record: "Record") -> None:
        found[task] = record
        log.info("replicate %d, %s: %d events", task[0] + 1, task[1], record.events)

    clock = time.perf_counter()
    checkpoints = Checkpoints.beside(beside, plan, world) if beside else None
    effort = simulate_tasks(plan, world, progress or Progress(0), keep, checkpoints)
    records = {policy: [found[n, policy] for n in range(plan.replicates)] for policy in POLICIES}
    timings["simulation"] = time.perf_counter() - clock
    timings["engine"] = effort.engine_seconds
    return Outcome(plan, world, records, timings, effort, started, checkpoints=checkpoints)


def check_memory(plan: Plan, places: int) -> None:
    """Refuse a run whose results would not fit in memory: they grow with origins and places."""
    settings, origins = plan.settings, len(plan.settings.origins)
    size = RESULTS_HELD * results_size(settings, places) * plan.replicates * len(POLICIES)
    if not memory_holds(size):
        raise InputError(
            f"horizon.end, origins, replicates: the results of {settings.months} months by "
            f"{origins} origins and {places} places, {plan.replicates} times under two policies, "
            f"take {size / 1e9:.0f} GB of memory, more than there is; choose less of one"
        )


def results_size(settings: Settings, places: int) -> int:
    """Memory of all outcomes of one policy and replicate [B]."""
    from sim.model.processes.record import empty_results

    month = sum(values.nbytes for values in empty_results(1, 1, places).values())
    return month * len(settings.origins) * settings.months


def run_information(outcome: Outcome, total_seconds: float) -> dict[str, Any]:
    """Content of `run.json`: what was run, on what, with which data, how long it took."""
    plan, settings = outcome.plan, outcome.plan.settings
    records = outcome.all_records()
    return {
        "version": provenance.version(),
        "commit": provenance.commit(),
        "scenario": settings.scenario,
        "task": plan.task,
        "started": outcome.started,
        "seed": settings.seed,
        "seeds": [plan.seed_of(number) for number in range(plan.replicates)],
        "replicates": plan.replicates,
        "persons_per_agent": settings.persons_per_agent,
        "persons": records[0].persons,
        "months": settings.months,
        "engine": settings.engine,
        "threads": settings.threads,
        "person_months": outcome.effort.person_months,
        "events": outcome.effort.events,
        "engine_seconds": outcome.effort.engine_seconds,
        "processes": outcome.effort.processes,
        "total_seconds": total_seconds,
        "timings": outcome.timings,
        "peak_memory_bytes": provenance.peak_memory(outcome.effort.processes),
        "bytes_per_person": max(record.bytes_per_person for record in records),
        "hashes": {
            "code": provenance.code_digest(),
            "data": outcome.world.digest(),
            "parameters": plan.parameters.digest(),
        },
        "configuration": plan.configuration(),
        "overrides": list(plan.overrides),
        "machine": provenance.machine(),
        "packages": provenance.packages(),
        "imputations": distinct(record.imputations for record in records),
        "conflicts": list(plan.conflicts),
        "notes": distinct(record.notes for record in records),
    } | ({"uncertainty": outcome.draws.to_json()} if outcome.draws else {})


def distinct(lists: Iterable[Iterable[str]]) -> list[str]:
    """Lines of several lists, each once, in the order of their first appearance."""
    return list(dict.fromkeys(line for lines in lists for line in lines))


def write_hydra_folder(folder: Path, configuration: DictConfig, overrides: list[str]) -> None:
    """Leave the composed configuration in `.hydra/`, as Hydra itself does."""
    target = folder / ".hydra"
    target.mkdir()
    task_keys = [str(key) for key in configuration if key != "hydra"]
    task = OmegaConf.masked_copy(configuration, task_keys)
    hydra = OmegaConf.masked_copy(configuration, ["hydra"])
    OmegaConf.save(task, target / "config.yaml")
    OmegaConf.save(hydra, target / "hydra.yaml")
    OmegaConf.save(OmegaConf.create(overrides), target / "overrides.yaml")


def log_to(file: Path) -> logging.Handler:
    """Send the log to a file; give the handler back to `stop_logging`."""
    handler = logging.FileHandler(file, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger("sim")
    root.setLevel(logging.INFO)
    root.propagate = False
    root.addHandler(handler)
    return handler


def stop_logging(handler: logging.Handler) -> None:
    """Close a log that `log_to` opened."""
    logging.getLogger("sim").removeHandler(handler)
    handler.close()
