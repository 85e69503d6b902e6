"""Calendars of member states: from the command to the results."""

import pytest
import xarray as xr

from sim.run.command import main

SMALL = [
    "+scenario=horn_of_africa", "+package=none", "origins=[SOM]", "horizon.end=2010-12",
    "population.persons_per_agent=200", "replicates=1", "engine.threads=1", "checks=true",
]  # fmt: skip


def test_a_state_that_adds_places_in_reception_has_fewer_without_one(tmp_path):
    words = ["levers.reception_conditions={FRA: 1}", "parameters.reception.places=0.5"]
    assert main([*SMALL, *words, f"hydra.run.dir={tmp_path / 'run'}"]) == 0
    with xr.open_dataset(tmp_path / "run" / "results.nc") as results:
        found = results["without_reception"].sum(["replicate", "time", "origin"]).load()
    baseline, reform = found.sel(policy="baseline"), found.sel(policy="reform")
    assert float(reform.sel(place="FRA")) < 0.9 * float(baseline.sel(place="FRA"))
    assert float(reform.sel(place="AUT")) > 0.8 * float(baseline.sel(place="AUT")) > 0.0


@pytest.mark.parametrize(
    ("state", "said"),
    [("KEN", "KEN is no member state; nearest are"), ("FJI", "FJI is no place of this run")],
)
def test_a_state_that_is_no_member_is_refused(tmp_path, capsys, state, said):
    place = tmp_path / "run"
    words = [f"levers.detention_limit={{{state}: 3}}", f"hydra.run.dir={place}"]
    assert main([*SMALL, *words]) == 2
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert f"levers.detention_limit: {said}" in line
    assert not (place / "results.nc").exists()
