"""Displacement as it was observed: new refugees of a year, and what a run makes of them."""

import numpy as np
import pytest

from sim.model.simulation import run_policy
from sim.params.parameters import load_parameters
from tests.helpers import settings_of, world_of

PER_AGENT = 500


def test_the_table_has_the_published_flights():
    world = world_of("SOM")
    refugees = [
        world.displacement("SOM", y) * world.value("population", "SOM", y) for y in (2010, 2011)
    ]
    assert refugees[1] > 2 * refugees[0] > 100_000  # the famine of 2011
    assert world.displacement("SOM", 2040) == world.displacement("SOM", 2024)
    assert any(line.startswith("displacement: new refugees") for line in world.imputations)


@pytest.mark.parametrize("origin", ["MDA", "SOM"])
def test_a_run_displaces_as_many_as_new_refugees_tell(origin):
    parameters = load_parameters().replace({"protection.observed": 1.0})
    settings = settings_of(origin, months=48, persons_per_agent=PER_AGENT)
    record = run_policy(settings, world_of(origin), parameters, {})
    yearly = record.data["displacements"][:, 0].reshape(4, 12).sum(axis=1)
    if origin == "MDA":
        assert not yearly.any()
        return
    home = record.data["persons"][:, 0, 0].sum(axis=1).reshape(4, 12).mean(axis=1)
    settled = home - record.data["idps"][:, 0].reshape(4, 12).mean(axis=1)
    hazard = [world_of(origin).displacement(origin, 2008 + y) / 0.2 for y in range(4)]
    expected = settled * -np.expm1(-np.array(hazard))
    assert yearly == pytest.approx(expected, rel=0.12)


def test_without_the_switch_the_intensity_rules():
    base = load_parameters()
    calm, wild = (
        run_policy(
            settings_of("SOM", months=12), world_of("SOM"),
            base.replace({"protection.intensity": value}), {},
        ).data["displacements"].sum()
        for value in (0.0, 2.0)
    )  # fmt: skip
    assert calm == 0 < wild
