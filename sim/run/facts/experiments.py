"""The runs behind the facts: every case of a replicate with the same persons and the same luck.

One task is one replicate under one set of parameters: it runs all cases that are asked for, one
after the other, measures every fact and keeps only the numbers.
"""

import gc
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.errors import InputError
from sim.levers.calendar import read_policy
from sim.levers.registry import standard_registry
from sim.params.parameters import Parameters, load_parameters
from sim.params.quantity import ALWAYS, Quantity
from sim.results.outcomes import BY_NAME
from sim.run.draws import why_held
from sim.run.facts.bench import Numbers
from sim.run.facts.measures import MEASURES, Observed
from sim.run.facts.partnerships import facilitation_alone
from sim.run.facts.reading import Case, Catalogue, Fact
from sim.run.plan import Plan
from sim.run.pool import MonthOver
from sim.vocabulary import Route, label
from sim.world.schema import ROW

if TYPE_CHECKING:
    from sim.model.migration_model import MigrationModel
    from sim.model.origin_side import OriginSide
    from sim.world.tables import World

INCOME = "gdp_per_capita_ppp"
NORTHERN = ("europe", "northern_america", "australia_and_new_zealand")
"""Ends of the names of subregions that are more developed (UN M49)."""
NORTH = ("JPN", ROW)


@dataclass(frozen=True)
class Laboratory:
    """What every task is told.

    parameters  one set for each draw; the first is the plan's own
    scale       persons per simulated person in all cases; None: as the catalogue says
    pooled      look at all origins together, not at the first alone
    """

    plan: Plan
    world: "World"
    catalogue: Catalogue
    facts: Sequence[Fact]
    parameters: Sequence[Parameters]
    scale: int | None
    pooled: bool = False

    @property
    def cases(self) -> list[Case]:
        """Cases that the facts need."""
        return self.catalogue.cases_of(self.facts)

    @property
    def variants(self) -> int:
        """Sets of parameters."""
        return len(self.parameters)

    def months_of(self, _draw: int) -> int:
        """Months that one task simulates."""
        return sum(case.months for case in self.cases)

    def measure(self, draw: int, number: int, month_over: MonthOver) -> Numbers:
        """Every fact of one replicate under one set of parameters."""
        runs = run_cases(self, self.cases, self.parameters[draw], number, month_over)
        found: Numbers = {}
        for fact in self.facts:
            broken = [run for name in fact.cases if isinstance(run := runs[name], str)]
            found[fact.id] = broken[0] if broken else measure(self.plan, fact, runs)
        return found


def run_cases(
    lab: Laboratory,
    cases: Sequence[Case],
    parameters: Parameters,
    number: int,
    month_over: MonthOver,
) -> dict[str, Any]:
    """What was observed of each case of one replicate, or why it cannot be run, as text."""
    observed: dict[str, Any] = {}
    for case in cases:
        try:
            observed[case.name] = run_case(lab, parameters, case, number, month_over)
        except InputError as error:
            observed[case.name] = f"{case.name}: {error}"
    gc.collect()  # models and their parts point to each other
    return observed


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
    month_over: MonthOver,
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
    where = f"case {case.name}"
    policy = plan.baseline | read_policy(case.levers, standard_registry(), where)
    model = MigrationModel(settings, world, changed, policy)
    watchers = {name: WATCHERS[name](model) for name in case.watch}
    for _ in range(case.months):
        model.step()
        for watcher in watchers.values():
            watcher.look()
        month_over(1)
    seen = {name: watcher.result() for name, watcher in watchers.items()}
    model.release()
    return observe(model, case, seen, len(model.sides) if lab.pooled else 1)


def observe(model: "MigrationModel", case: Case, seen: Mapping[str, Any], origins: int) -> Observed:
    """What a finished run left behind, of its first origins together."""
    side, settings, world = model.sides[0], model.settings, model.world
    data = {
        name: pooled(name, values[: case.months, :origins])
        for name, values in model.record().data.items()
    }
    groups = [groups_of(model, each) for each in model.sides[:origins]]
    joined = {name: np.concatenate([each[name] for each in groups]) for name in groups[0]}
    return Observed(data, seen, joined, dict(model.now), income_of(
        world, side.iso3, settings.start) if case.income is None else case.income)  # fmt: skip


def pooled(name: str, values: NDArray[Any]) -> NDArray[Any]:
    """An outcome (months, origins, ...) of all origins: places of one after those of another.

    Where it has no places, levels are averaged over origins and everything else is added up.
    """
    if values.shape[1] == 1:
        return values[:, 0]
    if BY_NAME[name].dims[:1] == ("place",):
        return values.reshape(values.shape[0], -1, *values.shape[3:])
    if BY_NAME[name].kind == "level":
        return np.asarray(np.nanmean(values, axis=1))
    return np.asarray(values.sum(axis=1))


def groups_of(model: "MigrationModel", side: "OriginSide") -> dict[str, Any]:
    """Groups of places as seen from an origin, each (places,) of bool."""
    from sim.model.start import REGION

    world = model.world
    abroad = np.arange(len(world.places)) != side.home
    union = (model.eu_member | model.visa_area) & abroad
    free = (side.terms.places["free"] == 1) & abroad
    near = np.asarray(world.distances(side.iso3)) < REGION
    south = np.array([is_south(world, place) for place in world.places])
    return {
        "union": union,
        "free": free,
        "restricted": ~free & abroad,
        "region": near & ~union & abroad,
        "south": south & abroad,
    }


def is_south(world: "World", place: str) -> bool:
    """Whether the United Nations count a place as less developed (M49).

    More developed: Europe, Northern America, Australia and New Zealand, Japan. The rest of the
    world, where it is one place, is neither.
    """
    return place not in NORTH and not world.subregion(place).endswith(NORTHERN)


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
