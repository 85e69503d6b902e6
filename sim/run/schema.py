"""Shape of the configuration: every key that can be set, its type and what is allowed."""

from dataclasses import dataclass, field
from typing import Any

TASKS = ("run", "hindcast", "calibrate", "stylised_facts", "causal_claims", "sensitivity")
LATER_TASKS = ("optimise",)
ENGINES = ("numba", "mesa")
LATER_ENGINES = ("distributed",)

LATER = ("plugins",)
"""Keys that a later version will have."""

MOST_REPLICATES = 1000
"""Seeds of replicates are `seed * 1000 + replicate`, so they never meet those of another seed."""

MOST_DRAWS = 100
MOST_MONTHS = 1200
MOST_SETS = 10_000
DRAWS = 8
"""Sets of parameters drawn in a run of `ENOUGH` replicates or more, unless chosen."""
ENOUGH = 5
"""Replicates beside which parameters are drawn unasked: large scenarios have fewer."""
ENOUGH_FOR_THE_PAST = 2
"""The same of task=hindcast."""
DRAW_SCALE = 100
"""Persons per simulated person in draws, unless chosen or the run is coarser."""
MOST_THREADS = 256
MOST_PERSONS_PER_AGENT = 1_000_000
MOST_SEED = 2**31 - 1


@dataclass
class HorizonConfig:
    """First and last month, as 2008-01; None takes the scenario's."""

    start: str | None = None
    end: str | None = None


@dataclass
class PopulationConfig:
    """persons_per_agent: persons that one simulated person stands for; None: see `scale`."""

    persons_per_agent: int | None = None


@dataclass
class EngineConfig:
    """How to run; never changes a result."""

    name: str = "numba"
    threads: int = 2


@dataclass
class StatesConfig:
    """negotiate: agreements follow from talks between states, not from the calendar."""

    negotiate: bool = False


@dataclass
class BaselineConfig:
    """Changes to the world that the reform is compared with."""

    levers: dict[str, Any] = field(default_factory=dict)
    states: StatesConfig = field(default_factory=StatesConfig)


@dataclass
class FactsConfig:
    """Of task=stylised_facts and task=causal_claims.

    replicates         pairs of runs of every experiment
    draws              further sets of parameters, drawn from their ranges; of facts alone
    only               ids of the facts or claims to test; none: all
    persons_per_agent  of every experiment; None: as each needs
    """

    replicates: int = 20
    draws: int = 0
    only: list[str] = field(default_factory=list)
    persons_per_agent: int | None = None


@dataclass
class UncertaintyConfig:
    """Runs with parameters drawn from their ranges, beside the replicates.

    draws              sets of parameters; None: see `draws_of`
    persons_per_agent  of these runs; None: see `draw_scale`
    """

    draws: int | None = None
    persons_per_agent: int | None = None


@dataclass
class SensitivityConfig:
    """Of task=sensitivity; its runs have the scale of draws (`uncertainty.persons_per_agent`).

    trajectories  of Morris's method
    only          groups or parameters to move, each parameter alone; none: groups as a whole
    """

    trajectories: int = 4
    only: list[str] = field(default_factory=list)


@dataclass
class CheckpointConfig:
    """every: months after which a run is put aside, to go on from if it is killed; 0: never."""

    every: int = 0


@dataclass
class SweepConfig:
    """resume: go on with a sweep that was stopped; jobs that are done are kept."""

    resume: bool = False


@dataclass
class RunConfig:
    """All settings. `levers`, `baseline.levers` and `parameters` hold what is changed, no more."""

    task: str = "run"
    scenario: str | None = None
    title: str = ""
    question: str = ""
    origins: list[str] = field(default_factory=list)
    places: list[str] | None = None
    seed: int = 1
    replicates: int = 8
    checks: bool = False
    monitor: bool = False
    package: str | None = None
    horizon: HorizonConfig = field(default_factory=HorizonConfig)
    population: PopulationConfig = field(default_factory=PopulationConfig)
    engine: EngineConfig = field(default_factory=EngineConfig)
    states: StatesConfig = field(default_factory=StatesConfig)
    facts: FactsConfig = field(default_factory=FactsConfig)
    sensitivity: SensitivityConfig = field(default_factory=SensitivityConfig)
    checkpoint: CheckpointConfig = field(default_factory=CheckpointConfig)
    sweep: SweepConfig = field(default_factory=SweepConfig)
    uncertainty: UncertaintyConfig = field(default_factory=UncertaintyConfig)
    baseline: BaselineConfig = field(default_factory=BaselineConfig)
    levers: dict[str, Any] = field(default_factory=dict)
    parameters: dict[str, Any] = field(default_factory=dict)


ALLOWED = {
    "task": f"one of {', '.join(TASKS)}",
    "seed": f"a whole number from 0 to {MOST_SEED}",
    "replicates": f"a whole number from 1 to {MOST_REPLICATES}",
    "checks": "true or false",
    "states.negotiate": "true or false",
    "baseline.states.negotiate": "true or false",
    "monitor": "true or false",
    "horizon.start": "a month, as 2008-01",
    "horizon.end": "a month, as 2030-12",
    "population.persons_per_agent": f"a whole number from 1 to {MOST_PERSONS_PER_AGENT}",
    "engine.threads": f"a whole number from 1 to {MOST_THREADS}",
    "facts.replicates": f"a whole number from 1 to {MOST_REPLICATES}",
    "facts.draws": f"a whole number from 0 to {MOST_DRAWS}",
    "facts.only": "a list of facts, as [O01,O15], or of claims, as [C1,C5]",
    "facts.persons_per_agent": f"a whole number from 1 to {MOST_PERSONS_PER_AGENT}",
    "sensitivity.trajectories": f"a whole number from 2 to {MOST_REPLICATES}",
    "sensitivity.only": "a list of groups or parameters, as [choice,departure.reconsider]",
    "checkpoint.every": f"a whole number of months from 0 (never) to {MOST_MONTHS}",
    "sweep.resume": "true or false",
    "uncertainty.draws": f"a whole number from 0 to {MOST_SETS}",
    "uncertainty.persons_per_agent": f"a whole number from 1 to {MOST_PERSONS_PER_AGENT}",
    "origins": "a list of ISO 3166-1 alpha-3 codes, as [MDA]",
    "places": "a list of ISO 3166-1 alpha-3 codes, [all], or null for the usual ones",
}
"""What each key takes, for messages."""

KEYS = ("scenario", "package", "engine", "engine.name", *ALLOWED)
"""Keys that take one value each."""

OPEN_KEYS = ("levers", "baseline.levers", "parameters")
"""Keys under which any name of a lever or parameter may stand."""


def scale(persons_per_agent: int | None, replicates: int) -> int:
    """Persons that one simulated person stands for [1].

    Unless it is chosen, one replicate is run 1:1 and several are run 1:10, so that the default
    run ends in about a minute on two cores.
    """
    if persons_per_agent is not None:
        return persons_per_agent
    return 1 if replicates == 1 else 10


def draws_of(draws: int | None, replicates: int, task: str = TASKS[0]) -> int:
    """Sets of parameters drawn: unless chosen, `DRAWS` beside `ENOUGH` replicates, else none.

    Few replicates are a quick look, or a large scenario that should not take three times as long.
    A hindcast is one policy over few years, so that two replicates are enough.
    """
    if draws is not None:
        return draws
    return DRAWS if replicates >= (ENOUGH_FOR_THE_PAST if task == "hindcast" else ENOUGH) else 0


def draw_scale(chosen: int | None, persons_per_agent: int) -> int:
    """Persons per simulated person in draws [1].

    Unless chosen, ten times those of the run up to `DRAW_SCALE`, and never fewer than in the run.
    """
    if chosen is not None:
        return chosen
    return max(persons_per_agent, min(10 * persons_per_agent, DRAW_SCALE))
