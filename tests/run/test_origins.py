"""Calendars for some origins only: from the command to the results, the report and the refusals."""

import json

import numpy as np
import pytest
import xarray as xr

from sim.levers.calendar import first_difference, read_policy
from sim.levers.origins import ByOrigin, as_met, within
from sim.levers.packages import add_package, packages
from sim.levers.registry import standard_registry
from sim.run.api import plan_for
from sim.run.command import main
from tests.helpers import START

REGISTRY = standard_registry()
PAIR = [
    "+scenario=mp_moldova", "+package=none", "origins=[MDA,GEO]", "horizon.end=2009-06",
    "population.persons_per_agent=4000", "replicates=1", "engine.threads=1",
]  # fmt: skip
OPEN = {
    "moldova": ["levers.visa_free={MDA: {2008-07: 1.0}}", "levers.readmission_agreement=1"],
    "both": ["levers.visa_free={2008-07: 1.0}", "levers.readmission_agreement=1"],
    "neither": ["levers.readmission_agreement=1"],
    "by default": [
        "levers.visa_free={default: {2008-07: 1.0}, GEO: {2008-07: 1.0}}",
        "levers.readmission_agreement=1",
    ],
}


def plan(*words):
    return plan_for("mp_moldova", overrides=["origins=[MDA,GEO,ARM]", *words])[0]


def policy(origins=None, **levers):
    return read_policy(levers, REGISTRY, "levers", origins)


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Folders of four runs of two origins, that differ in who is visa-free."""
    place = tmp_path_factory.mktemp("pair")
    for name, words in OPEN.items():
        assert main([*PAIR, *words, "checks=true", f"hydra.run.dir={place / name}"]) == 0
    return place


def reform_of(folder, origin):
    """All outcomes of one origin under the reform, as bytes by name."""
    with xr.open_dataset(folder / "results.nc") as results:
        mine = results.sel(policy="reform", origin=origin).load()
    return {name: np.asarray(v.values).tobytes() for name, v in mine.items() if "time" in v.dims}


def test_an_origin_meets_its_own_calendar_and_nobody_elses(runs):
    moldova, both, neither = (
        {o: reform_of(runs / name, o) for o in ("MDA", "GEO")}
        for name in ("moldova", "both", "neither")
    )
    assert moldova["MDA"] == both["MDA"] != neither["MDA"]
    assert moldova["GEO"] == neither["GEO"] != both["GEO"]


def test_one_calendar_written_by_origin_gives_the_same_bits(runs):
    for origin in ("MDA", "GEO"):
        assert reform_of(runs / "by default", origin) == reform_of(runs / "both", origin)


def test_the_run_says_whose_setting_it_is(runs):
    told = json.loads((runs / "moldova" / "run.json").read_text())
    assert told["configuration"]["levers"]["visa_free"] == {"default": 0.0, "MDA": {"2008-07": 1.0}}
    (entry,) = [e for e in told["calendar"] if e["lever"] == "visa_free"]
    assert (entry["date"], entry["origins"], entry["whose"]) == ("2008-07", ["MDA"], "Moldova")
    (shared,) = [e for e in told["calendar"] if e["lever"] == "readmission_agreement"]
    assert (shared["origins"], shared["whose"]) == ([], "")
    page = (runs / "moldova" / "report.html").read_text()
    assert "1 of them by state" in page
    assert "(Moldova)</td>" in page


def test_profiles_hold_the_levers_of_their_country(runs):
    from sim.monitor import main as monitor

    assert monitor([str(runs / "moldova"), "--edition", "public"]) == 0
    pages = {
        o: (runs / "moldova/monitoring" / f"migration_profile_{o}.html").read_text()
        for o in ("MDA", "GEO")
    }
    free, readmission = (
        REGISTRY[name].label.partition(":")[0] for name in ("visa_free", "readmission_agreement")
    )
    assert free in pages["MDA"]
    assert free not in pages["GEO"]
    assert all(readmission in page for page in pages.values())
    assert "by origin" in (runs / "moldova/monitoring/gamm_report.html").read_text()


def test_talks_open_with_those_for_whom_they_are_opened(tmp_path):
    words = ["levers.negotiation={GEO: 1}", f"hydra.run.dir={tmp_path / 'run'}"]
    assert main([*PAIR, *words]) == 0
    with xr.open_dataset(tmp_path / "run" / "results.nc") as results:
        trust = results["partnership_trust"].sel(policy="reform").max(["replicate", "time"])
    assert trust.sel(origin="GEO") > 0 == trust.sel(origin="MDA")


def test_origins_that_are_not_named_keep_what_they_have_unless_there_is_a_default():
    one = plan("levers.visa_free={GEO: {2017-03-28: 1.0}}")
    before = plan().reform["visa_free"]
    assert as_met(one.reform, "GEO")["visa_free"] == ((2017 * 12 + 2, 1.0),)
    assert (
        as_met(one.reform, "MDA")["visa_free"] == as_met(one.reform, "ARM")["visa_free"] == before
    )
    same = plan("levers.visa_free.GEO={2017-03-28: 1.0}")
    assert same.reform == one.reform
    none = plan("levers.visa_free={default: 0, GEO: {2017-03-28: 1.0}}")
    assert as_met(none.reform, "MDA")["visa_free"] == ()
    both = plan("levers.visa_free.GEO=1", "levers.visa_free.ARM=0.5")
    assert [as_met(both.reform, o)["visa_free"] for o in ("GEO", "ARM")] == [
        ((0, 1.0),), ((0, 0.5),),
    ]  # fmt: skip


def test_the_resolved_configuration_makes_the_same_policy_again():
    made = plan("levers.visa_free={GEO: {2017-03-28: 1.0}}", "levers.work_permit_quota.ARM=2")
    told = made.configuration()["levers"]
    assert told["work_permit_quota"] == {"default": 1.0, "ARM": 2.0}
    again = within(read_policy(told, REGISTRY, "levers"), made.settings.origins)
    assert again == made.reform


def test_an_origin_without_people_in_the_run_is_left_out():
    alone = plan_for("eastern_partnership", overrides=["origins=[UKR]"])[0]
    assert alone.baseline["visa_free"] == ((2017 * 12 + 5, 1.0),)
    assert "mobility_partnership" not in alone.baseline
    assert "MDA" not in json.dumps(alone.configuration()["baseline"])


def test_policies_part_in_the_first_month_in_which_anybody_meets_another_setting():
    one = policy(visa_free={"MDA": {"2009": 1}})
    other = policy(visa_free={"MDA": {"2009": 1}, "GEO": {"2010": 1}})
    assert first_difference(one, other, REGISTRY, START, 60, ("MDA", "GEO")) == 24
    assert first_difference(one, other, REGISTRY, START, 60, ("MDA", "ARM")) == 60
    assert first_difference(one, other, REGISTRY, START, 60) == 24
    assert first_difference({}, other, REGISTRY, START, 60, ("GEO", "MDA")) == 12


def test_a_package_multiplies_what_each_origin_has():
    (name, value), *_ = [
        (lever, value["times"])
        for lever, value in packages()["return_and_enforcement"].levers.items()
        if isinstance(value, dict) and "times" in value
    ]
    policy_ = {name: ByOrigin((), {"GEO": ((START, 0.5),)})}
    made = add_package(policy_, packages()["return_and_enforcement"], REGISTRY)[name]
    assert made.own["GEO"][-1] == (START, 0.5 * value)
    assert made.rest == ((0, REGISTRY[name].neutral * value),)


def test_a_conflict_names_the_origins_that_it_concerns():
    lines = plan(
        "+package=none", "levers.visa_fee={GEO: 2, ARM: {2012: 2}}", "levers.visa_free={GEO: 1}",
        "levers.readmission_agreement=1",
    ).conflicts  # fmt: skip
    assert len(lines) == 1
    assert lines[0].startswith("levers of GEO: visa_free 1 against visa_fee 2 from 2008-01")
