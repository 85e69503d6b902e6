"""The model with a door: `MigrationModel.from_scenario` builds it from a scenario's name."""

from collections.abc import Sequence
from typing import Self

from sim.model.migration_model import MigrationModel as BareModel
from sim.run.api import plan_for
from sim.world.tables import load_world


class MigrationModel(BareModel):
    """One simulated world under one policy, a `mesa.Model`: step it month by month."""

    @classmethod
    def from_scenario(
        cls,
        name: str,
        seed: int | None = None,
        overrides: Sequence[str] = (),
        policy: str = "reform",
    ) -> Self:
        """The first replicate of a scenario, 1:1 unless `overrides` say otherwise.

        Args:
            name: The scenario, as in `+scenario=`.
            seed: As in `seed=`.
            overrides: Further words as on the command line.
            policy: "reform" or "baseline".
        """
        plan, _ = plan_for(name, seed, 1, overrides)
        world = load_world(plan.settings.origins, plan.settings.places)
        return cls(plan.replicate(0), world, plan.parameters, plan.policies[policy])
