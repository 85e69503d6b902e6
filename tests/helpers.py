"""What the tests of the model share: short ways to run it, and to let a crowd of equals live."""

from functools import cache
from pathlib import Path

import numpy as np

import sim
from sim.equations.traits import FIRST
from sim.levers.origins import Calendar
from sim.levers.registry import standard_registry
from sim.model.migration_model import MigrationModel
from sim.model.origin_side import OriginSide
from sim.model.processes.act import states_decide
from sim.model.processes.open_month import open_month
from sim.model.settings import Settings, month_index
from sim.model.simulation import run_policy
from sim.model.start import margins_of
from sim.params.parameters import Parameters, load_parameters
from sim.params.quantity import ALWAYS
from sim.population.schema import RECORD, WAKE
from sim.population.synthesis import Margins, Population
from sim.results.dataset import build_dataset
from sim.results.record import Record
from sim.results.summary import summarise
from sim.run.api import Run, plan_for
from sim.vocabulary import NEVER, NO_CHANNEL, NO_PLACE
from sim.world.tables import World, load_world

ROOT = Path(__file__).parent.parent
SIM = ROOT / "sim"
REGISTRY = standard_registry()
START = month_index(2008)
SCENARIOS = {"MDA": "mp_moldova", "SOM": "horn_of_africa", "NER": "climate_sahel"}

SMALL = (
    "population.persons_per_agent=2000", "horizon.end=2009-12", "engine.threads=1",
    "uncertainty.draws=0",
)  # fmt: skip
"""Two years of some two thousand persons, with the parameters as they are."""


@cache
def world_of(origin: str) -> World:
    """Tables of one origin, loaded once."""
    return load_world((origin,))


@cache
def parameters_of(origin: str) -> Parameters:
    """Parameters of the scenario of an origin, or those that hold anywhere."""
    return plan_for(SCENARIOS[origin])[0].parameters if origin in SCENARIOS else load_parameters()


def settings_of(origin: str = "MDA", **changes) -> Settings:
    """Settings of a short, small run; `changes` replace single ones."""
    values = {
        "start": START, "months": 24, "persons_per_agent": 2000, "seed": 1, "threads": 1,
    }  # fmt: skip
    return Settings("test", (origin,), **(values | changes))


def run(policy: dict[str, float], origin: str = "MDA", **changes) -> Record:
    """One policy of levers that hold from the start."""
    settings = settings_of(origin, **changes)
    return run_policy(settings, world_of(origin), parameters_of(origin), always(policy))


@cache
def small_run(*overrides: str, replicates: int = 1) -> Run:
    """`mp_moldova`, two years of some two thousand persons, changed by words."""
    return sim.simulate("mp_moldova", replicates=replicates, overrides=[*SMALL, *overrides])


def differing(one: Record, other: Record) -> list[str]:
    """Names of the outcomes whose bits differ."""
    return [
        name
        for name in one.data
        if np.asarray(one.data[name]).tobytes() != np.asarray(other.data[name]).tobytes()
    ]


def always(settings: dict[str, float]) -> dict[str, Calendar]:
    """A policy of levers that hold from the start."""
    return {name: ((ALWAYS, setting),) for name, setting in settings.items()}


def model_of(origin: str = "MDA", **changes) -> MigrationModel:
    """A model without policy, ready for its first month."""
    return MigrationModel(
        settings_of(origin, **changes), world_of(origin), parameters_of(origin), {}
    )


def model_under(
    policy: dict[str, float], origin: str = "MDA", parameters: Parameters | None = None
) -> MigrationModel:
    """A model whose first month is opened under levers, before persons act."""
    model = MigrationModel(
        settings_of(origin), world_of(origin), parameters or parameters_of(origin), always(policy)
    )
    open_month(model)
    states_decide(model)
    return model


def crowd(count: int, **columns: int) -> np.ndarray:
    """`count` persons of 40, each a household of one, who will not die; `columns` set the rest."""
    people = np.zeros(count, RECORD)
    standard = {
        "birth": -40 * 12, "dies": NEVER, "due": NEVER, "seen": 255, "arrived": -24, "belief": 200,
        "target": NO_PLACE, "channel": NO_CHANNEL, "history": FIRST,
    }  # fmt: skip
    for name, value in (standard | columns).items():
        people[name] = value
    return people


def settle_crowd(model: MigrationModel, people: np.ndarray) -> None:
    """Put a crowd in the place of the population of the model's first origin; start the clocks."""
    side = model.sides[0]
    cuts = np.linspace(0, people.size, 5).astype(np.int64)
    side.population = Population(people, np.full(people.size, NEVER, WAKE), cuts)
    for book in (side.stock, side.gauges):
        book[:] = 0
    side.start_clocks()


def live(model: MigrationModel, months: int, after=None) -> np.ndarray:
    """Let the first origin's people live under unchanged terms; flows by place, summed.

    after  called with (people, tick) at the end of each month
    """
    side = model.sides[0]
    total = np.zeros_like(side.flows)
    for tick in range(months):
        side.visit(tick)
        side.collect()
        total += side.flows
        if after is not None:
            after(side.population.people, tick)
    return total


def sigmas(observed: float, trials: float, chance: float) -> float:
    """Distance of a count from what `trials` of `chance` give, in standard deviations."""
    return (observed - trials * chance) / np.sqrt(trials * chance * (1.0 - chance))


def compared(
    policy: dict[str, float], baseline: tuple[Record, ...], origin: str, **changes
) -> dict:
    """Rows of the summary by name: `policy` against runs of the `baseline`, seeds 1, 2, …"""
    reform = [run(policy, origin, seed=seed, **changes) for seed in range(1, len(baseline) + 1)]
    records = {"baseline": list(baseline), "reform": reform}
    settings = settings_of(origin, **changes)
    dataset = build_dataset(
        records, world_of(origin), settings, {"version": "", "configuration": ""}
    )
    return {row.measure.name: row for row in summarise(dataset)}


def margins_for(side: OriginSide) -> Margins:
    """What the synthesis of an origin's population is told."""
    settings = side.model.settings
    return margins_of(
        side.world, side.iso3, settings, side.model.parameters, side.pay_start, side.rank
    )
