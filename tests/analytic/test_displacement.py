"""Displacement as it was observed: new refugees of a year, and what a run makes of them."""

import numpy as np
import pytest

import sim
from sim.model.simulation import run_policy
from sim.params.parameters import load_parameters
from sim.world.tables import load_world
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


def test_refugees_at_the_start_are_counted_once():
    """The table of stocks of 2010 holds the refugees of the region; a group of their own too."""
    coarse = ["population.persons_per_agent=2000", "horizon.end=2010-01", "engine.threads=1"]
    run = sim.simulate("silk_routes", replicates=1, overrides=["origins=[AFG]", *coarse])
    world = load_world(("AFG",))
    persons = run.results["persons_at_start"].sel(policy="baseline").squeeze()
    for place in ("PAK", "IRN"):
        observed = world.stock("AFG", 2010)[world.index(place)]
        assert world.refugees("AFG", 2010)[world.index(place)] > 0.3 * observed
        there = persons.sel(place=place)
        assert float(there.sum("status")) == pytest.approx(observed, rel=0.02)
