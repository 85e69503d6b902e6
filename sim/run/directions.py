"""Where each lever moves its outcome, measured: `python -m sim.levers --directions`."""

import math
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.errors import InputError
from sim.levers.origins import Policy
from sim.levers.registry import standard_registry
from sim.levers.trials import (
    NOTHING,
    OPEN,
    OPPOSITE,
    SHOWN,
    Direction,
    Trial,
    read_directions,
    trials,
    write_directions,
)
from sim.params.listing import Parser, table
from sim.params.quantity import ALWAYS
from sim.params.reader import choices
from sim.run import provenance
from sim.run.progress import Progress
from sim.run.schema import MOST_REPLICATES

if TYPE_CHECKING:
    from sim.model.settings import Settings
    from sim.params.parameters import Parameters
    from sim.results.measures import Measure
    from sim.results.record import Record
    from sim.world.tables import World

TO = Path("outputs/directions.jsonl")
Month = Callable[[int], None]
CROWDS_KEPT = 4
"""Sets of runs at the lower setting that are kept: levers tried alike share them."""


@dataclass(frozen=True, order=True)
class Crowd:
    """What runs of different seeds share."""

    scenario: str
    persons_per_agent: int
    start: int
    months: int

    @classmethod
    def of(cls, trial: Trial) -> "Crowd":
        """The crowd of a trial."""
        return cls(trial.scenario, trial.persons_per_agent, trial.start, trial.months)


@lru_cache(maxsize=8)
def setting_of(crowd: Crowd) -> "tuple[Settings, World, Parameters]":
    """Settings, tables and parameters: the first origin of a scenario, alone."""
    from sim.model.settings import Settings
    from sim.run.plan import scenario_parameters
    from sim.run.scenarios import read_scenario
    from sim.world.tables import load_world

    scenario = read_scenario(crowd.scenario)
    origins = scenario.origins[:1]
    settings = Settings(
        crowd.scenario, origins, crowd.start, crowd.months, crowd.persons_per_agent, threads=1
    )
    return settings, load_world(origins), scenario_parameters(scenario.folder)


def run_one(crowd: Crowd, policy: Mapping[str, float], seed: int, month: Month | None) -> "Record":
    """One run under levers that hold from the start."""
    from sim.model.simulation import run_policy

    settings, world, parameters = setting_of(crowd)
    dated: Policy = {name: ((ALWAYS, value),) for name, value in policy.items()}
    return run_policy(replace(settings, seed=seed), world, parameters, dated, month)


_KEPT: dict[tuple[Crowd, tuple[tuple[str, float], ...]], list["Record"]] = {}


def lower_runs(trial: Trial, replicates: int, month: Month | None) -> list["Record"]:
    """Runs at the lower setting, seeds 1, 2, …; kept, as many levers share them."""
    key = (Crowd.of(trial), tuple(sorted(trial.before.items())))
    while len(_KEPT) >= CROWDS_KEPT and key not in _KEPT:
        _KEPT.pop(next(iter(_KEPT)))
    kept = _KEPT.setdefault(key, [])
    for seed in range(1, replicates + 1):
        if seed > len(kept):
            kept.append(run_one(key[0], trial.before, seed, month))
        elif month is not None:
            for tick in range(trial.months):
                month(tick)
    return kept[:replicates]


def numbers_of(
    trial: Trial, replicates: int, month: Month | None = None
) -> "Iterator[tuple[Measure, NDArray[np.float64]]]":
    """What is told of a trial: measure, and numbers at both settings (2, replicates) [its unit].

    First the measure that the lever is expected to move, then the ledger of rights.
    """
    from sim.results.dataset import build_dataset
    from sim.results.measures import Reader, measures
    from sim.results.summary import condense

    before = lower_runs(trial, replicates, month)
    crowd = Crowd.of(trial)
    after = [run_one(crowd, trial.after, seed, month) for seed in range(1, replicates + 1)]
    settings, world, _ = setting_of(crowd)
    told = {"version": "", "configuration": ""}
    reader = Reader(build_dataset({"baseline": before, "reform": after}, world, settings, told))
    by_name = {measure.name: measure for measure in measures(reader)}
    measure = by_name.get(trial.lever.outcome)
    if measure is None:
        raise InputError(f"lever {trial.lever.id!r}: no measure is called {trial.lever.outcome!r}")
    for told_of in (measure, *(m for m in by_name.values() if m.per_movers and m.whole)):
        yield told_of, condense(reader.measured(told_of), told_of.headline)


def direction_of(trial: Trial, replicates: int, month: Month | None = None) -> Direction:
    """What paired runs of a trial give."""
    (measure, numbers), *ledger = numbers_of(trial, replicates, month)
    changes = numbers[1] - numbers[0]
    mean, low, high = effect_of(numbers)
    return Direction(
        lever=trial.lever.id,
        outcome=measure.name,
        expected=trial.lever.direction,
        unit=measure.unit,
        baseline=float(numbers[0].mean()),
        effect=mean,
        low=low,
        high=high,
        right=float(np.mean(np.sign(changes) == trial.lever.direction)),
        replicates=replicates,
        verdict=verdict(low, high, trial.lever.direction),
        scenario=trial.scenario,
        persons_per_agent=trial.persons_per_agent,
        months=trial.months,
        settings=(trial.low, trial.high),
        commit=provenance.commit(),
        rights={harm.name: (float(cases[0].mean()), *effect_of(cases)) for harm, cases in ledger},
    )


def effect_of(numbers: "NDArray[np.float64]") -> tuple[float, float, float]:
    """Mean change between two settings (2, replicates), with its 90 % interval."""
    from sim.results.summary import interval

    mean, low, high = interval(numbers[1] - numbers[0])
    return (mean, low, high) if math.isfinite(low) else (mean, mean, mean)


def verdict(low: float, high: float, expected: int) -> str:
    """Whether an interval lies on the declared side of zero."""
    if low == high == 0.0:
        return NOTHING
    if low <= 0.0 <= high:
        return OPEN
    return SHOWN if low * expected > 0.0 else OPPOSITE


def measure_all(
    wanted: Mapping[str, Trial], replicates: int, file: Path, progress: Progress
) -> list[Direction]:
    """Directions of all trials, each written to `file` as soon as it is known.

    A line of the file that answers a trial as it is asked for now, the ledger of rights with it,
    is kept, not measured again.
    """
    known = read_directions(file)
    kept = {n for n, t in wanted.items() if n in known and known[n].of(t, replicates)}
    missing = [t for n, t in wanted.items() if n not in kept or not known[n].rights]
    progress.total = max(1, sum(2 * trial.months * replicates for trial in missing))
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        for trial in sorted(
            missing, key=lambda t: (t.scenario, t.persons_per_agent, t.lever.needs)
        ):
            progress.begin(f"{trial.lever.id} ({trial.scenario})")
            found = direction_of(trial, replicates, progress.step)
            known[found.lever] = found
            with file.open("a", encoding="utf-8") as lines:
                lines.write(found.line())
    finally:
        progress.close()
    known = read_directions(file)  # another process may have added to it
    write_directions(file, (known[name] for name in sorted(known)))
    return [known[name] for name in wanted]


def main(arguments: Sequence[str]) -> int:
    """Measure what is asked for and print it; 2 when something asked for does not exist."""
    asked = parser().parse_args(arguments)
    try:
        wanted = chosen(asked.only)
        if not 2 <= asked.replicates <= MOST_REPLICATES:
            raise InputError(
                f"--replicates {asked.replicates}: must be a whole number from 2 to "
                f"{MOST_REPLICATES}"
            )
        from sim.run.one_run import allow_threads

        allow_threads(1)
        found = measure_all(wanted, asked.replicates, asked.to, Progress(0))
    except InputError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except KeyboardInterrupt:
        sys.stderr.write(f"\nstopped; {asked.to} holds what is known, the same command goes on\n")
        return 130
    sys.stdout.write(f"{to_text(found)}\n{asked.to}\n")
    return 0


def parser() -> Parser:
    """What the command takes."""
    made = Parser(
        prog="python -m sim.levers --directions",
        description="Measure in paired runs where each lever moves its outcome. Stopped, it goes "
        "on with the next lever when it is called again; remove the file to begin anew.",
    )
    made.add_argument("--replicates", type=int, default=20, help="pairs of runs of each (20)")
    made.add_argument("--only", default="", metavar="A,B", help="some levers, by id")
    made.add_argument("--to", type=Path, default=TO, help=f"file with a line for each ({TO})")
    return made


def chosen(only: str) -> dict[str, Trial]:
    """Trials of the levers named; of all that declare a direction if none is."""
    every = trials(standard_registry())
    names = [name for name in only.split(",") if name]
    for name in names:
        if name in standard_registry() and name not in every:
            raise InputError(f"--only {name}: declares no direction, so none can be shown")
        if name not in every:
            raise InputError(f"--only {name}: no such lever; nearest are {choices(name, every)}")
    return {name: trial for name, trial in every.items() if not names or name in names}


def to_text(found: Sequence[Direction]) -> str:
    """The table for a terminal."""
    rows = [
        {
            "lever": one.lever,
            "outcome": one.outcome,
            "declared": "up" if one.expected > 0 else "down",
            "baseline": one.baseline,
            "effect": one.effect,
            "90 % interval": f"{one.low:.4g} to {one.high:.4g}",
            "unit": one.unit,
            "right": f"{one.right:.0%}",
            "verdict": one.verdict,
        }
        for one in found
    ]
    counts = Counter(one.verdict for one in found)
    said = ", ".join(f"{count} {name}" for name, count in counts.items())
    return f"{table(rows, list(rows[0]))}\n{len(found)} directions: {said}"
