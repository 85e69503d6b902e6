"""Calendars of transit states and states of refuge: from the command to the results."""

import json

import numpy as np
import pytest
import xarray as xr

from sim.levers.origins import as_met
from sim.run.api import plan_for
from sim.run.command import main

SMALL = [
    "+scenario=rpp_north_africa", "+package=none", "origins=[SYR]", "horizon.end=2013-12",
    "population.persons_per_agent=200", "replicates=1", "engine.threads=1",
    "baseline.levers.transit_cooperation=0",
]  # fmt: skip
RUNS = {
    "nothing": ["levers.transit_cooperation=0"],
    "turkey": ["levers.transit_cooperation={default: 0, TUR: {2012-07: 1.0}}"],
    "all": ["levers.transit_cooperation={2012-07: 1.0}"],
    "by default": ["levers.transit_cooperation={default: {2012-07: 1.0}, TUR: {2012-07: 1.0}}"],
    "reception": [
        "levers.transit_cooperation=1",
        "levers.transit_reception={TUR: 1, LBY: 1}",
        "parameters.journey.repeat=0.3",
    ],
}
FINER = [word.replace("persons_per_agent=200", "persons_per_agent=50") for word in SMALL]
REFUGE = [
    "levers.transit_cooperation=0",
    "levers.regional_protection={TUR: 1, JOR: 1}",
    "levers.partner_asylum={TUR: 1, JOR: 1}",
]
EAST, CENTRE = "eastern_mediterranean", "central_mediterranean"


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Folders of runs that differ in who controls the way, receives or protects."""
    place = tmp_path_factory.mktemp("transit")
    for name, words in RUNS.items():
        assert main([*SMALL, *words, "checks=true", f"hydra.run.dir={place / name}"]) == 0
    return place


def reform_of(folder):
    with xr.open_dataset(folder / "results.nc") as results:
        return results.sel(policy="reform", replicate=results.replicate[0], origin="SYR").load()


def stopped(data, since=None):
    """Pull-backs over attempts by route [1]."""
    total = data.sel(time=slice(since, None)).sum("time")
    return {r: float(total["pull_backs"].sel(route=r) / total["attempts"].sel(route=r))
            for r in (EAST, CENTRE)}  # fmt: skip


def test_only_routes_through_a_state_read_its_terms(runs):
    turkey = stopped(reform_of(runs / "turkey"), "2012-07")
    everywhere = stopped(reform_of(runs / "all"), "2012-07")
    assert turkey[EAST] > 0.2
    assert turkey[CENTRE] == 0.0 < everywhere[CENTRE]
    assert turkey[EAST] < everywhere[EAST] * 1.1
    assert stopped(reform_of(runs / "nothing")) == {EAST: 0.0, CENTRE: 0.0}


def test_a_state_acts_from_its_own_date(runs):
    before = reform_of(runs / "turkey").sel(time=slice(None, "2012-06"))
    assert before["attempts"].sum() > 0 == before["pull_backs"].sum()


def test_one_calendar_written_by_state_gives_the_same_bits(runs):
    one, other = reform_of(runs / "all"), reform_of(runs / "by default")
    assert all(np.array_equal(one[n], other[n]) for n in one if one[n].dtype.kind in "if")


def test_reception_in_transit_states_helps_the_stranded(runs):
    assert reform_of(runs / "reception")["referred"].sum() > 0
    assert reform_of(runs / "all")["referred"].sum() == 0


def test_protection_in_a_state_holds_back_those_who_found_refuge_there(tmp_path):
    for name, words in (("refuge", REFUGE), ("nothing", REFUGE[:1])):
        assert main([*FINER, *words, "checks=true", f"hydra.run.dir={tmp_path / name}"]) == 0
    one, none = (reform_of(tmp_path / name)["departures"].sel(channel="asylum").sum("time")
                 for name in ("refuge", "nothing"))  # fmt: skip
    for states, held in ((["TUR", "JOR"], 0.9), (["LBN", "IRQ", "EGY"], None)):
        here, there = float(one.sel(place=states).sum()), float(none.sel(place=states).sum())
        assert here < held * there if held else here == there


def test_the_run_says_in_which_state_a_lever_holds(runs):
    told = json.loads((runs / "turkey" / "run.json").read_text())
    (entry,) = [e for e in told["calendar"] if e["states"] and e["policy"] == "reform"]
    assert (entry["lever"], entry["date"], entry["origins"]) == (
        "transit_cooperation",
        "2012-07",
        [],
    )
    assert entry["states"] == ["TUR"]
    assert f"({entry['whose']})</td>" in (runs / "turkey" / "report.html").read_text()
    again = told["configuration"]["levers"]["transit_cooperation"]
    assert again == {"default": 0.0, "TUR": {"2012-07": 1.0}}


def test_a_state_on_the_way_is_not_taken_for_an_origin():
    made = plan_for("western_balkans_turkey", overrides=["levers.transit_cooperation.SRB=0.5"])[0]
    assert as_met(made.reform, "TUR")["transit_cooperation"] == ()
    assert as_met(made.reform, "SRB")["transit_cooperation"] == ()
    assert set(made.reform["transit_cooperation"].own) == {"TUR", "SRB"}


def test_scenarios_hold_what_transit_states_did():
    for name in ("western_balkans_turkey", "rpp_north_africa"):
        made = plan_for(name)[0]
        for policy in (made.baseline, made.reform):
            assert policy["transit_cooperation"].own["TUR"] == ((2016 * 12 + 2, 1.0),)
