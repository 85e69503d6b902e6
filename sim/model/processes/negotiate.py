"""3.2 Where agreements are negotiated, each origin and the Union talk (ODD 7.12)."""

from typing import TYPE_CHECKING

from sim.model.negotiation import Talks
from sim.model.processes.open_month import put_in_force

if TYPE_CHECKING:
    from sim.model.migration_model import MigrationModel


def negotiate(model: "MigrationModel") -> None:
    """Every partner in turn; what they agree is in force this month."""
    trust = {side.iso3: side.talks.trust for side in model.sides if side.talks}
    for side in model.sides:
        if side.policy_terms["negotiation.open"] <= 0.0:
            side.talks = None
            continue
        side.talks = side.talks or Talks(side)
        side.talks.meet(trust)
        side.talks.step()
        settings = side.talks.settings(side.calendar)
        if settings != side.settings or side.policy_terms["budget.cap"] >= 0.0:
            put_in_force(model, side, settings)
