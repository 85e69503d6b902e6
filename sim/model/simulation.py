"""One policy, from the first month to the last."""

from collections.abc import Callable

from sim.model.migration_model import MigrationModel
from sim.model.settings import Policy, Settings
from sim.params.parameters import Parameters
from sim.results.record import Record
from sim.world.tables import World


def run_policy(
    settings: Settings,
    world: World,
    parameters: Parameters,
    policy: Policy,
    progress: Callable[[int], None] | None = None,
) -> Record:
    """Simulate all months of one policy.

    Args:
        settings: Origins, horizon, scale, seed and engine.
        world: Tables with all origins loaded.
        parameters: Values in force.
        policy: Lever calendars; absent levers are neutral.
        progress: Called after each month with 1.
    """
    model = MigrationModel(settings, world, parameters, policy)
    for _ in range(settings.months):
        model.step()
        if progress is not None:
            progress(1)
    return model.record()
