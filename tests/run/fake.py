"""A model that answers at once with whole numbers of the right shapes; for tests of the frame."""

import sys
import types

import numpy as np
import pytest

from sim.levers.origins import as_met
from sim.results.outcomes import OUTCOMES
from sim.results.record import Record
from sim.vocabulary import HARMS, LIVING, AsylumOutcome, BudgetLine, Channel, Group, Route, Skill

SIZES = {
    "status": len(LIVING),
    "channel": len(Channel),
    "skill": len(Skill),
    "route": len(Route),
    "return_kind": 5,
    "asylum_outcome": len(AsylumOutcome),
    "budget_line": len(BudgetLine),
    "group": len(Group),
    "harm": len(HARMS),
}


def compilation_problem():
    """Nothing is compiled."""
    return ""


def shared_past(settings, world, parameters, policies, progress=None):
    """No past: every policy begins anew."""
    return None


def run_policy(settings, world, parameters, policy, progress=None, past=None):
    """Counts that depend on the seed, on the levers and on nothing else."""
    met = as_met(policy, settings.origins[0])
    shift = sum(int(100 * value) + month for line in met.values() for month, value in line)
    random = np.random.default_rng([settings.seed, shift % 2**32])
    sizes = SIZES | {"place": len(world.places)}
    data = {}
    for outcome in OUTCOMES:
        shape = (settings.months, len(settings.origins), *(sizes[dim] for dim in outcome.dims))
        values = random.integers(0, 1000, shape)
        data[outcome.name] = values if outcome.integer else values / 7.0
    for month in range(settings.months):
        if progress is not None:
            progress(month)
    start = random.integers(0, 9, (len(settings.origins), sizes["place"], sizes["status"]))
    return Record(data, start, 1000, 1000 * settings.months, 50, 0.01, 24.0, ["a note"], ["a rule"])


def install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the fake in the place of the model."""
    module = types.ModuleType("sim.model.simulation")
    module.compilation_problem = compilation_problem
    module.run_policy = run_policy
    module.shared_past = shared_past
    monkeypatch.setitem(sys.modules, "sim.model.simulation", module)
