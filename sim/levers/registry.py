"""All levers in one registry, and how their settings become terms."""

from collections.abc import Collection, Iterable, Mapping
from functools import cache
from importlib import import_module
from types import ModuleType

from sim.errors import InputError
from sim.levers.lever import Effect, Lever
from sim.params.parameters import Parameters
from sim.params.reader import choices

PILLAR_MODULES = (
    "mobility", "irregular", "protection", "development", "horizontal", "directives",
    "partnership", "agencies",
)  # fmt: skip
ORDER = ("set", "scale", "add")
"""A term is first set, then scaled, then added to, so the order of pillars does not matter."""

Registry = Mapping[str, Lever]


def join(levers: Iterable[Lever], terms: Collection[str]) -> dict[str, Lever]:
    """Levers by id; refuses a repeated id, an unknown term, one that acts when neutral."""
    registry: dict[str, Lever] = {}
    for lever in levers:
        if lever.id in registry:
            raise InputError(f"lever {lever.id!r} is declared twice")
        for effect in lever.effects:
            if effect.term not in terms:
                near = choices(effect.term, terms)
                raise InputError(f"lever {lever.id!r}: unknown term {effect.term!r}; {near}")
        acting = lever.acts_at_neutral()
        if acting:
            raise InputError(
                f"lever {lever.id!r}: moves {acting!r} at its neutral setting {lever.neutral:g}"
            )
        registry[lever.id] = lever
    return registry


def gather(plugins: Iterable[str | ModuleType] = ()) -> dict[str, Lever]:
    """The `LEVERS` of every pillar module, then of each plugin (a module or its dotted name)."""
    from sim.levers.terms import TERMS

    modules: list[str | ModuleType] = [f"sim.levers.{name}" for name in PILLAR_MODULES]
    modules.extend(plugins)
    levers: list[Lever] = []
    for module in modules:
        loaded = import_module(module) if isinstance(module, str) else module
        levers.extend(loaded.LEVERS)
    return join(levers, TERMS)


@cache
def standard_registry() -> Registry:
    """The registry of the levers that come with the simulator."""
    return gather()


def find(registry: Registry, name: str, where: str) -> Lever:
    """The lever of that name, or a complaint that names the nearest ones."""
    if name not in registry:
        near = choices(name, registry)
        raise InputError(f"{where}: lever {name!r} does not exist; nearest are {near}")
    return registry[name]


def apply(
    registry: Registry,
    settings: Mapping[str, float],
    terms: Mapping[str, float],
    parameters: Parameters | None = None,
    month_index: int | None = None,
) -> dict[str, float]:
    """Terms of one period: `terms`, moved by every lever that is not at its neutral setting.

    Args:
        registry: All levers; their order is the order of floating-point operations.
        settings: Setting by lever id [unit of the lever]; a lever that is absent is neutral.
        terms: Values to start from, by name of term.
        parameters: Strengths of the effects; needed as soon as an effect names one.
        month_index: Month whose strengths hold.
    """
    active: dict[str, list[tuple[Effect, float]]] = {how: [] for how in ORDER}
    for name in settings:
        find(registry, name, "levers")
    for lever in registry.values():
        setting = settings.get(lever.id, lever.neutral)
        if setting == lever.neutral:
            continue
        lever.check(setting, f"levers.{lever.id}")
        for effect in lever.effects:
            active[effect.how].append((effect, setting))
    moved = dict(terms)
    for how in ORDER:
        for effect, setting in active[how]:
            result = effect.response(setting, _strength(effect, parameters, month_index))
            moved[effect.term] = effect.moved(moved[effect.term], result)
    return moved


def _strength(effect: Effect, parameters: Parameters | None, month_index: int | None) -> float:
    """How strong an effect is, from its parameter."""
    if effect.strength is None:
        return 1.0
    if parameters is None:
        raise InputError(f"term {effect.term!r}: its strength {effect.strength!r} is not given")
    return parameters.value(effect.strength, month_index)
