"""The ladder of partnership: what its rungs are called and ask for (ODD 7.12)."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sim.vocabulary import Rung

if TYPE_CHECKING:
    from sim.model.migration_model import MigrationModel

THRESHOLDS = {
    Rung.MOBILITY_PARTNERSHIP: "talks.threshold_partnership",
    Rung.VISA_ROADMAP: "talks.threshold_roadmap",
    Rung.VISA_FREE_TRAVEL: "talks.threshold_visa_free",
}
"""Compliance that a rung asks for [1]."""
NAMES = {
    Rung.DIALOGUE: "dialogue",
    Rung.COMMON_AGENDA: "Common Agenda",
    Rung.MOBILITY_PARTNERSHIP: "mobility partnership",
    Rung.VISA_ROADMAP: "roadmap to visa-free travel",
    Rung.VISA_FREE_TRAVEL: "visa-free travel",
}
AGREED = (0.0, 0.0, 1.0, 1.0, 1.0)
"""Is readmission agreed on a rung, and places for workers with it? By rung."""
REFORMS = (0.0, 0.0, 1.0 / 3.0, 2.0 / 3.0, 1.0)
"""Share of the reforms for visa-free travel that a rung asks for [1]: a Common Agenda none."""
STEPS_NAME = "facilitation and readmission, by common steps"
"""Name of the second rung outside a mobility partnership."""


def rung_in_force(settings: Mapping[str, float]) -> Rung:
    """The rung that a setting of the levers amounts to."""
    if settings.get("visa_free", 0.0) > 0.0:
        return Rung.VISA_FREE_TRAVEL
    if min(settings.get(n, 0.0) for n in ("visa_facilitation", "readmission_agreement")) > 0.0:
        return Rung.MOBILITY_PARTNERSHIP
    return Rung.COMMON_AGENDA if settings.get("common_agenda", 0.0) > 0.0 else Rung.DIALOGUE


def rung_before(model: "MigrationModel", iso3: str) -> Rung:
    """The rung that agreements reached before this month, as the table of policies dates them."""
    known = {
        event.instrument
        for event in model.world.policy_events(iso3)
        if event.month < model.month and event.event == "entry_into_force"
    }
    named = {"visa_free_short_stay": "visa_free"}
    return rung_in_force({named.get(instrument, instrument): 1.0 for instrument in known})
