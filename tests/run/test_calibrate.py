"""`task=calibrate`: what it aims at, and what it leaves behind."""

import csv
import math

import numpy as np
import pytest

from sim.errors import InputError
from sim.params.reader import read_yaml
from sim.run import calibrate, calibrate_parts
from sim.run.api import plan_for
from sim.run.command import main
from sim.world.tables import load_world
from tests.helpers import parameters_of, world_of


def flow(origin: str, dest: str, measure: str, year: int) -> float:
    """One figure of the table of flows (a year)."""
    (row,) = [
        row
        for row in world_of("MDA").rows("flows")
        if (row["origin"], row["dest"], row["measure"], row["year"])
        == (origin, dest, measure, year)
    ]
    return row["value"] / row["years"]


def estimates(dest: str) -> list[float]:
    """What the two sources estimate of the first years (a year)."""
    yearly = sum(flow("MDA", dest, "flow", y) for y in (2008, 2009, 2010)) / 3
    return [flow("MDA", dest, "da_pb_closed", 2005), yearly]


def test_the_target_of_a_flow_is_the_geometric_mean_of_both_estimates():
    found = calibrate.target_flows(world_of("MDA"), "MDA")
    assert found["RUS"] == pytest.approx(math.prod(estimates("RUS")) ** (1 / 2))


def test_what_a_state_reports_is_a_third_estimate():
    world = world_of("MDA")
    reported = [
        t.value
        for t in world.targets("MDA")
        if (t.series, t.dest) == ("immigration", "ITA") and t.year in (2008, 2009, 2010)
    ]
    found = calibrate.target_flows(world, "MDA")
    three = [*estimates("ITA"), sum(reported) / 3]
    assert found["ITA"] == pytest.approx(math.prod(three) ** (1 / 3))


def test_going_home_is_turned_to_the_growth_of_those_abroad():
    world = world_of("MDA")
    knobs = {k.parameter: k for k in calibrate.make_knobs(world, "MDA", parameters_of("MDA"))}
    stock = {t.year: t.value for t in world.targets("MDA")
             if (t.series, t.dest) == ("stock", "RUS") and t.year in (2005, 2010)}  # fmt: skip
    russia = knobs["return.place.RUS"]
    assert russia.target == pytest.approx((stock[2010] / stock[2005]) ** (3 / 5))
    assert knobs["return.base"].target > 1.0  # the Union, where they became more
    assert "return.place.ITA" not in knobs


def test_asylum_in_the_union_and_elsewhere_are_targets_apart():
    knobs = {
        k.parameter: k for k in calibrate.make_knobs(world_of("GEO"), "GEO", parameters_of("GEO"))
    }
    asked = [t for t in world_of("GEO").targets("GEO")
             if t.series == "asylum_unhcr" and t.year in (2008, 2009, 2010)]  # fmt: skip
    both = knobs["choice.channel_asylum"].target + knobs["protection.elsewhere"].target
    assert both == pytest.approx(sum(t.value for t in asked) / 3)


def test_the_task_leaves_parameters_that_can_be_read_and_how_near_they_came(
    monkeypatch, tmp_path, capsys
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(calibrate, "ROUNDS", 3)
    words = ["task=calibrate", "+scenario=mp_moldova", "population.persons_per_agent=1000"]
    assert main([*words, "engine.threads=1", f"hydra.run.dir={tmp_path / 'run'}"]) == 0
    written = read_yaml(tmp_path / "run" / "calibrated.yaml")
    assert written["return.base"]["status"] == "calibrated"
    low, high = written["return.base"]["bounds"]
    assert low <= written["return.base"]["values"] <= high
    with (tmp_path / "run" / "calibration.csv").open(newline="") as stream:
        rows = {row["parameter"]: row for row in csv.DictReader(stream)}
    assert set(rows) == set(written)
    wish = rows["visit.wish"]
    gap = [abs(math.log(float(wish[key]) / float(wish["observed"]))) for key in wish if key in
           ("before", "simulated")]  # fmt: skip
    assert gap[1] < max(0.1, gap[0])
    assert "remit.share" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["mp_armenia", "horn_of_africa", "eastern_partnership"])
def test_the_policy_that_happened_is_what_is_calibrated(name, monkeypatch, tmp_path):
    met = []

    def note(settings, world, policy, parameters, progress):
        met.append(policy)
        raise InputError("enough")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(calibrate, "simulate", note)
    monkeypatch.setattr(calibrate_parts, "watch", note)
    assert main(["task=calibrate", f"+scenario={name}"]) == 2
    plan = plan_for(name)[0]
    assert met == [plan.reform if name == "mp_armenia" else plan.baseline]


ALL_ABROAD = ("stock", "WLD")


def two_origins():
    """Knobs of Morocco and Gambia together, by parameter, and the world they come from."""
    world = load_world(("MAR", "GMB"))
    knobs = calibrate_parts.knobs_of_parts(world, parameters_of("MDA"))
    return {knob.parameter: knob for knob in knobs}, world


def test_a_large_origin_is_held_to_its_own_growth_and_returns_from_anywhere():
    knobs, world = two_origins()
    stock = {t.year: t.value for t in world.targets("MAR") if (t.series, t.dest) == ALL_ABROAD}
    assert knobs["choice.stay.MAR"].target == pytest.approx(stock[2010] / stock[2005])
    back = [
        row["value"] / row["years"]
        for row in load_world(("FRA",)).rows("flows")
        if (row["dest"], row["measure"], row["year"]) == ("MAR", "pb_return", 2005)
    ]
    assert knobs["return.base.MAR"].target > sum(back) > 0.0
    assert knobs["return.base.MAR"].target == pytest.approx(57_239, rel=0.001)


def test_a_destination_stands_alone_from_one_in_a_hundred_of_those_who_left():
    knobs, _ = two_origins()
    places = {name: knob for name, knob in knobs.items() if name.startswith("place.")}
    assert {"place.ESP", "place.FRA", "place.northern_europe"} <= set(places)
    assert "place.LTU" not in places
    assert all(knob.target >= 0.01 for knob in places.values())
    assert sum(knob.target for knob in places.values()) == pytest.approx(1.0, abs=0.05)


def test_several_origins_are_turned_towards_their_growth(monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(calibrate, "ROUNDS", 4)
    words = ["task=calibrate", "+scenario=south_south", "population.persons_per_agent=4000"]
    words += ["engine.threads=1", "origins=[NPL,HTI]", f"hydra.run.dir={tmp_path / 'run'}"]
    assert main(words) == 0
    with (tmp_path / "run" / "calibration.csv").open(newline="") as stream:
        rows = {row["parameter"]: row for row in csv.DictReader(stream)}
    turned = [f"{name}.{of}" for name in ("choice.stay", "return.base") for of in ("NPL", "HTI")]
    observed, before, simulated = (
        np.log([float(rows[name][key]) for name in turned])
        for key in ("observed", "before", "simulated")
    )
    assert abs(simulated - observed).sum() < 0.6 * abs(before - observed).sum()
