"""Nobody recognised is ever returned against their will, however hard policy tries."""

import numpy as np
import pytest

from sim.equations.traits import FORCED
from sim.model.migration_model import MigrationModel
from sim.vocabulary import Flow, Status
from tests.helpers import REGISTRY, always, parameters_of, run, settings_of, world_of

HARDEST = {
    "return_policy": 5.0, "readmission_agreement": 1.0, "visa_facilitation": 1.0,
    "mobility_partnership": 1.0, "partner_capacity": 1.0, "entry_exit_system": 1.0,
    "employer_sanctions": 1.0, "transit_cooperation": 1.0, "border_enforcement": 10.0,
    "asylum_support": 1.0, "victim_protection": 1.0, "resettlement": 20000.0,
}  # fmt: skip
"""Extreme return and readmission, and decisions on asylum at once."""

GREATEST = (
    "stay.detection", "stay.ordered", "stay.detained", "stay.detention_months", "return.rate",
    "return.readmitted", "stay.freed_protected", "protection.asylum_bid", "journey.trafficked",
    "entry_exit_system.detection", "partner_capacity.returns",
)  # fmt: skip
SAFE = (Status.PROTECTED, Status.RESETTLED)


def hardest_world(origin: str, seed: int) -> MigrationModel:
    """A world that finds, detains and returns as much as parameters and levers allow."""
    parameters = parameters_of(origin)
    values = {name: parameters.quantity(name).bounds[1] for name in GREATEST}
    values |= {"protection.asylum_months": 3.0, "protection.recognition": 0.5}
    settings = settings_of(origin, persons_per_agent=300, seed=seed, months=36)
    return MigrationModel(settings, world_of(origin), parameters.replace(values), always(HARDEST))


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("origin", ["SOM", "MDA"])
def test_the_recognised_never_appear_among_forced_returns(origin, seed):
    model = hardest_world(origin, seed)
    people = model.sides[0].population.people
    forced = safe = returned = 0
    for _ in range(36):
        before = people["status"].copy()
        model.step()
        protected = np.isin(before, SAFE)
        back = people["status"] == Status.RETURNED
        by_force = back & (people["history"] & FORCED != 0) & (before != Status.RETURNED)
        assert not (protected & by_force).any()
        flows = model.sides[0].flows
        forced += flows[:, [Flow.RETURNS_FORCED, Flow.RETURNS_READMITTED]].sum()
        assert not flows[:, Flow.REFOULEMENTS].any()
        safe += protected.sum()
        returned += by_force.sum()
    assert not model.record().data["refoulements"].any()
    assert forced > 20
    assert returned > 0.9 * forced  # those who died or left again in the same month apart
    assert safe > 20


@pytest.mark.parametrize("end", [0, 1], ids=["least", "greatest"])
@pytest.mark.parametrize("origin", ["SOM", "MDA"])
def test_no_lever_at_its_ends_lifts_a_hazard_above_the_clock(origin, end):
    """All at once: a hazard above its bound would stop the run."""
    policy = {name: lever.bounds[end] for name, lever in REGISTRY.items()}
    policy |= {"resettlement": min(policy["resettlement"], 20000.0)}
    record = run(policy, origin, persons_per_agent=500, months=36)
    assert record.data["persons"][-1].sum() > 0
