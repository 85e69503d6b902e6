"""A plan: everything that one run needs, checked, as plain frozen objects."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from omegaconf import DictConfig, OmegaConf

from sim.errors import InputError
from sim.levers.calendar import check_partnership, read_policy
from sim.levers.conflicts import conflict_lines
from sim.levers.lever import Lever
from sim.levers.origins import DEFAULT, ByState, Calendar, Policy, Setting, within
from sim.levers.packages import NONE, add_package, find_package
from sim.levers.partnership import NEGOTIATION, negotiated
from sim.levers.registry import standard_registry
from sim.model.settings import Settings
from sim.model.transit import passages
from sim.params.parameters import Parameters, load_parameters
from sim.params.quantity import ALWAYS, format_month, parse_month
from sim.params.reader import choices
from sim.run.scenarios import Scenario, read_scenario
from sim.run.schema import (
    ALLOWED,
    ENGINES,
    LATER_TASKS,
    MOST_DRAWS,
    MOST_MONTHS,
    MOST_PERSONS_PER_AGENT,
    MOST_REPLICATES,
    MOST_SEED,
    MOST_SETS,
    MOST_THREADS,
    TASKS,
    draw_scale,
    draws_of,
    scale,
)
from sim.vocabulary import MONTHS_PER_YEAR

SEEDS_APART = MOST_REPLICATES


@dataclass(frozen=True)
class FactsPlan:
    """What stylised facts and causal claims are asked for; see `schema.FactsConfig`."""

    replicates: int = 20
    draws: int = 0
    only: tuple[str, ...] = ()
    persons_per_agent: int | None = None


@dataclass(frozen=True)
class DrawsPlan:
    """Sets of parameters to draw, and the scale of their runs; see `schema.UncertaintyConfig`."""

    draws: int = 0
    persons_per_agent: int = 1


@dataclass(frozen=True)
class SensitivityPlan:
    """What `task=sensitivity` is asked for; see `schema.SensitivityConfig`."""

    trajectories: int = 4
    only: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """One run.

    settings     of the whole run; `replicate` gives those of one replicate
    replicates   how many
    baseline     policy compared against
    reform       policy under study
    overrides    words of the command that made it
    checkpoint_every  months between checkpoints; 0: none
    monitor      write the migration profiles and the biennial report too
    """

    task: str
    scenario: Scenario
    settings: Settings
    replicates: int
    package: str | None
    baseline: Policy
    reform: Policy
    parameters: Parameters
    changed_parameters: Mapping[str, float]
    overrides: tuple[str, ...] = ()
    monitor: bool = False
    facts: FactsPlan = FactsPlan()
    uncertainty: DrawsPlan = DrawsPlan()
    checkpoint_every: int = 0
    sensitivity: SensitivityPlan = SensitivityPlan()

    def replicate(self, number: int) -> Settings:
        """Settings of one replicate: they differ in nothing but the seed."""
        return replace(self.settings, seed=self.seed_of(number))

    def seed_of(self, number: int) -> int:
        """Seed of one replicate."""
        return self.settings.seed * SEEDS_APART + number

    @property
    def policies(self) -> dict[str, Policy]:
        """Both policies by name."""
        return {"baseline": self.baseline, "reform": self.reform}

    @property
    def history(self) -> Policy:
        """The policy that is what really happened, as this run has it."""
        return self.policies[self.scenario.history]

    @property
    def conflicts(self) -> tuple[str, ...]:
        """A line for each pair of levers that stand against each other, baseline first."""
        registry, settings = standard_registry(), self.settings
        lines: list[str] = []
        for where, policy in (("baseline.levers", self.baseline), ("levers", self.reform)):
            horizon = (settings.start, settings.months)
            lines += conflict_lines(policy, registry, *horizon, where, settings.origins)
        return tuple(lines)

    def configuration(self) -> dict[str, Any]:
        """The resolved configuration: every number that this run was made with, levers by date."""
        settings = self.settings
        return {
            "task": self.task,
            "scenario": self.scenario.name,
            "title": self.scenario.title,
            "origins": list(settings.origins),
            "places": None if settings.places is None else list(settings.places),
            "seed": settings.seed,
            "replicates": self.replicates,
            "checks": settings.checks,
            "package": self.package,
            "horizon": {
                "start": format_month(settings.start),
                "end": format_month(settings.start + settings.months - 1),
            },
            "population": {"persons_per_agent": settings.persons_per_agent},
            "engine": {"name": settings.engine, "threads": settings.threads},
            "states": {"negotiate": NEGOTIATION in self.reform},
            "baseline": {
                "levers": plain_policy(self.baseline),
                "states": {"negotiate": NEGOTIATION in self.baseline},
            },
            "levers": plain_policy(self.reform),
            "parameters": dict(self.changed_parameters),
            "uncertainty": asdict(self.uncertainty),
        }


def plain_policy(policy: Policy) -> dict[str, Any]:
    """A policy as it would be written in YAML."""
    return {name: _plain_setting(setting, name) for name, setting in policy.items()}


def _plain_setting(setting: Setting, name: str) -> Any:
    """One lever's setting: a number, dates with numbers, or either by state."""
    if isinstance(setting, ByState):
        rest = setting.rest or ((ALWAYS, standard_registry()[name].neutral),)
        return {code: _plain_calendar(c) for code, c in {DEFAULT: rest, **setting.own}.items()}
    return _plain_calendar(setting)


def _plain_calendar(calendar: Calendar) -> Any:
    """A calendar: a number where it holds from the start, else dates with numbers."""
    if len(calendar) == 1 and calendar[0][0] == ALWAYS:
        return calendar[0][1]
    return {"0001-01" if m == ALWAYS else format_month(m): value for m, value in calendar}


def make_plan(configuration: DictConfig, overrides: tuple[str, ...] = ()) -> Plan:
    """The plan that a composed configuration describes; refuses what could not be run."""
    content = {key: configuration[key] for key in configuration if key != "hydra"}
    config: dict[str, Any] = OmegaConf.to_container(OmegaConf.create(content), resolve=True)  # type: ignore[assignment]
    scenario = read_scenario(config["scenario"])
    task = _task(config["task"])
    replicates = _whole(config["replicates"], "replicates", 1, MOST_REPLICATES)
    start, end = (_month(config["horizon"][key], f"horizon.{key}") for key in ("start", "end"))
    changed = _flat(config["parameters"])
    parameters = scenario_parameters(scenario.folder).replace(changed)
    check_goals(scenario, parameters)
    baseline, reform = policies(scenario, config, parameters)
    for name in (*baseline, *reform):
        check_strengths(standard_registry()[name], parameters)
    persons_per_agent = _scale(config["population"]["persons_per_agent"], replicates)
    return Plan(
        task=task,
        scenario=scenario,
        settings=Settings(
            scenario=scenario.name,
            origins=tuple(config["origins"]),
            start=start,
            months=_length(start, end),
            persons_per_agent=persons_per_agent,
            seed=_whole(config["seed"], "seed", 0, MOST_SEED),
            engine=_engine(config["engine"]["name"]),
            threads=_whole(config["engine"]["threads"], "engine.threads", 1, MOST_THREADS),
            checks=bool(config["checks"]),
            places=None if config["places"] is None else tuple(config["places"]),
        ),
        replicates=replicates,
        package=config["package"],
        baseline=baseline,
        reform=reform,
        parameters=parameters,
        changed_parameters=changed,
        overrides=overrides,
        monitor=_monitor(bool(config["monitor"]), start, end),
        facts=_facts(config["facts"]),
        checkpoint_every=_whole(config["checkpoint"]["every"], "checkpoint.every", 0, MOST_MONTHS),
        sensitivity=SensitivityPlan(
            _whole(
                config["sensitivity"]["trajectories"],
                "sensitivity.trajectories",
                2,
                MOST_REPLICATES,
            ),
            tuple(config["sensitivity"]["only"]),
        ),
        uncertainty=_uncertainty(config["uncertainty"], replicates, persons_per_agent, task),
    )


def policies(
    scenario: Scenario, config: Mapping[str, Any], parameters: Parameters
) -> tuple[Policy, Policy]:
    """Baseline and reform: the scenario's, then the package, then the changes of the command.

    The package `none` starts the reform from the baseline, so that a lever can be moved alone.
    Origins of the scenario that are not in the run are left out of its calendars.
    """
    registry = standard_registry()
    there = states_of_levers(parameters, config["places"] or ())
    theirs, ours = ({"origin": o, **there} for o in (scenario.origins, config["origins"]))
    base = read_policy(scenario.baseline, registry, f"{scenario.file}: baseline.levers", theirs)
    base = _changed(base, config["baseline"], "baseline.levers", ours)
    reform = read_policy(scenario.levers, registry, f"{scenario.file}: levers", theirs)
    if config["package"] == NONE:
        reform = dict(base)
    elif config["package"] is not None:
        reform = add_package(reform, find_package(config["package"]), registry)
    return base, _changed(reform, config, "levers", ours)


def states_of_levers(parameters: Parameters, places: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Codes that levers by state may name: states on a route, and those or places of refuge."""
    transit = tuple(passages(parameters))
    return {"transit": transit, "host": tuple(dict.fromkeys((*transit, *places)))}


def _changed(
    policy: Policy, block: Mapping[str, Any], where: str, states: Mapping[str, Sequence[str]]
) -> Policy:
    """A policy with the changes of a block of the configuration, for the origins of the run."""
    origins = states["origin"]
    found = read_policy(block["levers"], standard_registry(), where, states, policy)
    found = within(found, origins)
    check_partnership(found, where, origins)
    if block["states"]["negotiate"]:
        found = negotiated(found, block["levers"], where)
    return found


def check_strengths(lever: Lever, parameters: Parameters) -> None:
    """Refuse a lever whose effects name a parameter that does not exist."""
    for effect in lever.effects:
        if effect.strength is not None and effect.strength not in parameters:
            near = choices(effect.strength, parameters)
            raise InputError(
                f"lever {lever.id!r}: its strength {effect.strength!r} is no parameter; "
                f"nearest are {near}"
            )


def check_goals(scenario: Scenario, parameters: Parameters) -> None:
    """Refuse a target whose source nobody wrote up."""
    known = parameters.sources()
    for name, goal in scenario.goals.items():
        if goal["source"] not in known:
            near = choices(goal["source"], known)
            raise InputError(
                f"{scenario.file}: goals.{name}.source: {goal['source']} is in no sources.yaml; "
                f"nearest are {near}"
            )


@lru_cache(maxsize=8)
def scenario_parameters(folder: Path) -> Parameters:
    """Parameters of a scenario, read once."""
    return load_parameters(folder)


def _task(name: str) -> str:
    if name in LATER_TASKS:
        raise InputError(f"task={name}: comes in a later version; allowed is {ALLOWED['task']}")
    if name not in TASKS:
        raise InputError(f"task={name}: does not exist; allowed is {choices(name, TASKS)}")
    return name


def _engine(name: str) -> str:
    if name not in ENGINES:
        raise InputError(f"engine.name={name}: does not exist; allowed is {choices(name, ENGINES)}")
    return name


def _whole(value: int, key: str, low: int, high: int) -> int:
    if not low <= value <= high:
        raise InputError(f"{key}={value}: allowed is {ALLOWED[key]}")
    return value


def _scale(persons_per_agent: int | None, replicates: int) -> int:
    chosen = scale(persons_per_agent, replicates)
    return _whole(chosen, "population.persons_per_agent", 1, MOST_PERSONS_PER_AGENT)


def _facts(config: Mapping[str, Any]) -> FactsPlan:
    key, scale = "facts.persons_per_agent", config["persons_per_agent"]
    return FactsPlan(
        _whole(config["replicates"], "facts.replicates", 1, MOST_REPLICATES),
        _whole(config["draws"], "facts.draws", 0, MOST_DRAWS),
        tuple(config["only"]),
        None if scale is None else _whole(scale, key, 1, MOST_PERSONS_PER_AGENT),
    )


def _uncertainty(
    config: Mapping[str, Any], replicates: int, persons_per_agent: int, task: str
) -> DrawsPlan:
    key = "uncertainty.persons_per_agent"
    chosen = draw_scale(config["persons_per_agent"], persons_per_agent)
    draws = draws_of(config["draws"], replicates, task)
    return DrawsPlan(
        _whole(draws, "uncertainty.draws", 0, MOST_SETS),
        _whole(chosen, key, 1, MOST_PERSONS_PER_AGENT),
    )


def _month(text: str | None, key: str) -> int:
    """A month; a bare year is its first month as a start and its last as an end."""
    try:
        month = parse_month(text)
    except ValueError:
        raise InputError(f"{key}={text}: allowed is {ALLOWED[key]}") from None
    whole_year = key == "horizon.end" and str(text).isdigit()
    return month + MONTHS_PER_YEAR - 1 if whole_year else month


def _monitor(wanted: bool, start: int, end: int) -> bool:
    """Whether to write the monitoring outputs; they need a calendar year from end to end."""
    first = -(-start // MONTHS_PER_YEAR) * MONTHS_PER_YEAR
    if wanted and end < first + MONTHS_PER_YEAR - 1:
        raise InputError(
            f"monitor=true: {format_month(start)} to {format_month(end)} holds no whole calendar "
            "year; choose a longer horizon"
        )
    return wanted


def _length(start: int, end: int) -> int:
    """Months from start to end, both included."""
    months = end - start + 1
    if not 1 <= months <= MOST_MONTHS:
        raise InputError(
            f"horizon.end={format_month(end)}: must lie 1 to {MOST_MONTHS} months "
            f"from horizon.start={format_month(start)}"
        )
    return months


def _flat(values: Mapping[str, Any], prefix: str = "") -> dict[str, float]:
    """Nested `parameters` with their keys joined by dots."""
    flat: dict[str, float] = {}
    for key, value in values.items():
        if isinstance(value, Mapping):
            flat |= _flat(value, f"{prefix}{key}.")
        else:
            flat[f"{prefix}{key}"] = value
    return flat
