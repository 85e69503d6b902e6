"""One policy, from the first month to the last; two policies from the past they share."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from sim.equations.compiled import CACHE_PROBLEM
from sim.levers.calendar import first_difference
from sim.levers.origins import Policy
from sim.levers.registry import standard_registry
from sim.model.migration_model import MigrationModel
from sim.model.settings import Settings
from sim.params.parameters import Parameters
from sim.results.record import Record
from sim.world.tables import World


def compilation_problem() -> str:
    """Why compiled code is not kept for the next run; empty if it is."""
    return CACHE_PROBLEM


def shared_past(
    settings: Settings,
    world: World,
    parameters: Parameters,
    policies: Sequence[Policy],
    progress: Callable[[int], None] | None = None,
) -> MigrationModel:
    """A model at the last moment that all policies share: before the first month they differ in.

    Policies that never differ part at once: that their effects are zero is to be a result.

    Args:
        settings: Origins, horizon, scale, seed and engine.
        world: Tables with all origins loaded.
        parameters: Values in force.
        policies: Lever calendars; absent levers are neutral.
        progress: Called after each month with 1, once for every policy.
    """
    model = MigrationModel(settings, world, parameters, policies[0])
    horizon = (standard_registry(), settings.start, settings.months, settings.origins)
    parts = min(first_difference(policies[0], other, *horizon) for other in policies[1:])
    for _ in range(parts % settings.months):
        model.step()
        for _ in policies if progress is not None else ():
            progress(1)
    return model


def run_policy(
    settings: Settings,
    world: World,
    parameters: Parameters,
    policy: Policy,
    progress: Callable[[int], None] | None = None,
    past: MigrationModel | None = None,
    keep: Callable[[MigrationModel], None] | None = None,
) -> Record:
    """Simulate all months of one policy.

    Args:
        settings: Origins, horizon, scale, seed and engine.
        world: Tables with all origins loaded.
        parameters: Values in force.
        policy: Lever calendars; absent levers are neutral.
        progress: Called after each month with 1.
        past: A `shared_past` to go on from, on as many threads as `settings` has; it is used up.
        keep: Called with the model after each month but the last.
    """
    model = past or MigrationModel(settings, world, parameters, policy)
    model.policy = policy
    model.settings = replace(model.settings, threads=settings.threads)
    for _ in range(settings.months - model.tick):
        model.step()
        if progress is not None:
            progress(1)
        if keep is not None and model.tick < settings.months:
            keep(model)
    model.release()
    return model.record()
