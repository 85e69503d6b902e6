"""The runs behind the facts: every case of a replicate with the same persons and the same luck.

One task is one replicate under one set of parameters: it runs all cases that are asked for, one
after the other, measures every fact and keeps only the numbers. Tasks share nothing, so any number
of processes gives the same numbers.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.errors import InputError
from sim.levers.calendar import read_policy
from sim.levers.registry import standard_registry
from sim.params.parameters import Parameters, load_parameters
from sim.params.quantity import ALWAYS, Quantity
from sim.run.draws import why_held
from sim.run.facts.measures import MEASURES, Observed
from sim.run.facts.partnerships import facilitation_alone
from sim.run.facts.reading import Case, Catalogue, Fact
from sim.run.plan import Plan
from sim.run.pool import run_tasks
from sim.run.progress import Progress
from sim.vocabulary import Route, label

if TYPE_CHECKING:
    from sim.model.migration_model import MigrationModel
    from sim.world.tables import World

Numbers = dict[str, dict[str, float] | str]
"""Fact id -> its parts by name, or why it could not be measured."""
INCOME = "gdp_per_capita_ppp"


@dataclass(frozen=True)
class Laboratory:
    """What every task is told.

    parameters  one set for each draw; the first is the plan's own
    scale       persons per simulated person in all cases; None: as the catalogue says
    """

    plan: Plan
    world: "World"
    catalogue: Catalogue
    facts: Sequence[Fact]
    parameters: Sequence[Parameters]
    scale: int | None

    @property
    def cases(self) -> list[Case]:
        """Cases that the facts need."""
        return self.catalogue.cases_of(self.facts)

    @property
    def months(self) -> int:
        """Months that one task simulates."""
        return sum(case.months for case in self.cases)


def measure_replicate(
    lab: Laboratory, draw: int, number: int, month_over: Callable[[int], None]
) -> Numbers:
    """Every fact of one replicate under one set of parameters."""
    observed: dict[str, Observed] = {}
    failed: dict[str, str] = {}
    for case in lab.cases:
        try:
            observed[case.name] = run_case(lab, lab.parameters[draw], case, number, month_over)
        except InputError as error:
            failed[case.name] = f"{case.name}: {error}"
    found: Numbers = {}
    for fact in lab.facts:
        broken = [failed[name] for name in fact.cases if name in failed]
        found[fact.id] = broken[0] if broken else measure(lab.plan, fact, observed)
    return found


def measure(plan: Plan, fact: Fact, observed: Mapping[str, Observed]) -> dict[str, float]:
    """The parts of a fact as numbers; NaN where there is nothing to measure."""
    runs = [observed[name] for name in fact.cases]
    numbers = {}
    for part in fact.parts:
        if not fact.cases:
            numbers[part.name] = float(facilitation_alone(plan))
        else:
            with np.errstate(all="ignore"):
                numbers[part.name] = float(MEASURES[part.measure](runs, **part.arguments))
    return numbers


def run_case(
    lab: Laboratory,
    parameters: Parameters,
    case: Case,
    number: int,
    month_over: Callable[[int], None],
) -> Observed:
    """Simulate one case of one replicate, and keep what measures read."""
    from sim.model.census import WATCHERS
    from sim.model.migration_model import MigrationModel

    plan, world = lab.plan, lab.world
    origin = plan.settings.origins[0]
    settings = replace(
        plan.replicate(number),
        months=lab.catalogue.horizons[case.scale],
        persons_per_agent=lab.scale or lab.catalogue.scales[case.scale],
        threads=1,
    )
    changed = changed_parameters(parameters, case, world, origin, settings.start)
    where = f"stylised facts, {case.name}"
    policy = plan.baseline | read_policy(case.levers, standard_registry(), where)
    model = MigrationModel(settings, world, changed, policy)
    watchers = {name: WATCHERS[name](model) for name in case.watch}
    for _ in range(case.months):
        model.step()
        for watcher in watchers.values():
            watcher.look()
        month_over(1)
    return observe(model, case, {name: watcher.result() for name, watcher in watchers.items()})


def observe(model: "MigrationModel", case: Case, seen: Mapping[str, Any]) -> Observed:
    """What a finished run left behind, of its first origin."""
    side, settings, world = model.sides[0], model.settings, model.world
    data = {name: values[: case.months, 0] for name, values in model.record().data.items()}
    return Observed(data, seen, groups_of(model), dict(model.now), income_of(
        world, side.iso3, settings.start) if case.income is None else case.income)  # fmt: skip


def groups_of(model: "MigrationModel") -> dict[str, Any]:
    """Groups of places as seen from the first origin, each (places,) of bool."""
    from sim.model.start import REGION

    side, world = model.sides[0], model.world
    abroad = np.arange(len(world.places)) != side.home
    union = (model.eu_member | model.visa_area) & abroad
    free = (side.terms.places["free"] == 1) & abroad
    near = np.asarray(world.distances(side.iso3)) < REGION
    return {
        "union": union,
        "free": free,
        "restricted": ~free & abroad,
        "region": near & ~union & abroad,
    }


def income_of(world: "World", origin: str, start: int) -> float:
    """GDP per head of an origin at the start [USD at purchasing power parity]."""
    return world.value(INCOME, origin, start // 12)


def changed_parameters(
    parameters: Parameters, case: Case, world: "World", origin: str, start: int
) -> Parameters:
    """Parameters of a case: those of the plan with its own changes."""
    quantities = {name: parameters.quantity(name) for name in parameters}
    for name, value in case.parameters.items():
        quantities[name] = changed_quantity(parameters.quantity(name), name, value, start)
    if case.route is not None:
        quantities |= only_route(parameters, origin, case.route)
    if case.income is not None:
        factor = case.income / income_of(world, origin, start)
        pay = quantities["experiment.home_pay"]
        quantities["experiment.home_pay"] = replace(pay, values=((ALWAYS, factor),))
    return Parameters(quantities, parameters.sources())


def changed_quantity(old: Quantity, name: str, value: Any, start: int) -> Quantity:
    """A parameter with the value that a case gives it."""
    if not isinstance(value, Mapping):
        return replace(old, values=((ALWAYS, float(value)),))
    if "times" in value:
        low, high = old.bounds
        times = [(m, min(max(v * value["times"], low), high)) for m, v in old.values]
        return replace(old, values=tuple(times))
    if "default" in value:
        return load_parameters().quantity(name)
    dated = [(start + int(month), float(number)) for month, number in value.items()]
    return replace(old, values=tuple(dated))


def only_route(parameters: Parameters, origin: str, route: str) -> dict[str, Quantity]:
    """All irregular journeys of an origin on one route."""
    found = {}
    for each in Route:
        name = f"route.{origin}.{label(each)}"
        value = float(label(each) == route)
        found[name] = Quantity(
            name, "1", "assumed", "own_assumption", (0.0, 1.0), ((ALWAYS, value),)
        )
    return found


def run_all(lab: Laboratory, replicates: int, progress: Progress) -> list[list[Numbers]]:
    """Numbers of every fact by draw and replicate."""
    tasks = [(draw, number) for draw in range(len(lab.parameters)) for number in range(replicates)]
    progress.total = max(1, lab.months * len(tasks))
    progress.begin(f"{len(lab.facts)} facts, {len(lab.cases)} runs in each replicate")
    found = run_tasks(
        lambda task, month_over: measure_replicate(lab, *task, month_over),
        tasks, lab.plan.settings.threads, progress, "facts.persons_per_agent",
    )  # fmt: skip
    return [[found[draw, n] for n in range(replicates)] for draw in range(len(lab.parameters))]


def drawn(parameters: Parameters, seed: int, draw: int) -> Parameters:
    """Parameters with all that are not known drawn from their ranges, uniformly."""
    random = np.random.default_rng([seed, draw])
    changes = {}
    for name in parameters:
        quantity = parameters.quantity(name)
        value = float(random.uniform(*quantity.bounds))
        if not why_held(name, quantity):
            changes[name] = value
    return parameters.replace(changes)
