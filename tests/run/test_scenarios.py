"""Every shipped scenario loads, runs through the command, and holds to the tables it speaks of."""

import json

import pytest
import xarray as xr

from sim.levers.calendar import PARTNERSHIP
from sim.levers.origins import as_met
from sim.levers.partnership import AGREEMENTS
from sim.params.quantity import format_month, parse_month
from sim.results.hindcast_choices import choices_for
from sim.run.api import plan_for
from sim.run.command import main
from sim.run.scenarios import read_scenario, scenario_names
from sim.run.targets import TARGETS, observed_in, read_choices, to_csv
from sim.world.tables import load_world

NAMES = scenario_names()
EACH = pytest.mark.parametrize("name", NAMES)
EACH_IN_TIME = pytest.mark.parametrize(
    "name", [pytest.param(n, marks=pytest.mark.slow if n == "world" else ()) for n in NAMES]
)
EACH_PARTNERSHIP = pytest.mark.parametrize("name", [n for n in NAMES if n.startswith("mp_")])
COARSE = ("population.persons_per_agent=20000", "replicates=1", "engine.threads=1")


def begins(lever: str) -> str:
    """Event of the policy table with which an agreement begins to hold."""
    return "signed" if lever == PARTNERSHIP else "entry_into_force"


@EACH_IN_TIME
def test_a_scenario_runs_two_months_with_its_accounts_checked(
    name, no_pictures, monkeypatch, tmp_path
):
    monkeypatch.chdir(tmp_path)
    scenario = read_scenario(name)
    end = format_month(parse_month(scenario.horizon["start"]) + 1)
    words = [f"+scenario={name}", f"horizon.end={end}", "checks=true", "hydra.run.dir=run"]
    assert main([*words, *COARSE]) == 0
    with xr.open_dataset(tmp_path / "run" / "results.nc") as results:
        assert results["origin"].values.tolist() == list(scenario.origins)
        assert results.sizes["time"] == 2
        assert (results["persons_at_start"].sum(["place", "status"]) > 0).all()
    configuration = json.loads((tmp_path / "run" / "run.json").read_text())["configuration"]
    assert set(configuration["levers"]) == set(scenario.levers)


@EACH
def test_a_scenario_asks_its_question_and_tells_its_command(name):
    scenario = read_scenario(name)
    readme = (scenario.folder / "README.md").read_text(encoding="utf-8")
    assert scenario.question.endswith("?")
    assert "**Question.** " in readme
    assert f"python -m sim +scenario={name}\n" in readme


@EACH
def test_a_picture_that_a_readme_shows_is_there(name):
    folder = read_scenario(name).folder
    shown = "](dashboard.png)" in (folder / "README.md").read_text(encoding="utf-8")
    assert shown == (folder / "dashboard.png").exists()


@EACH_IN_TIME
def test_series_that_a_scenario_wants_scored_are_those_of_the_tables(name):
    scenario, settings = read_scenario(name), plan_for(name)[0].settings
    world = load_world(settings.origins, settings.places)
    chosen = choices_for(observed_in(world))
    assert read_choices(scenario.folder, scenario.origins, world) == chosen
    assert (scenario.folder / TARGETS).read_text(encoding="utf-8") == to_csv(chosen)
    assert len(chosen) <= 70


def dated(world, origin: str, start: int) -> dict[str, int]:
    """First month of each agreement of an origin that the policy table knows."""
    found = {}
    for event in world.policy_events(origin):
        lever = event.instrument.removesuffix("_short_stay")
        if lever in AGREEMENTS and event.event == begins(lever):
            found[lever] = max(start, event.month)
    return found


def begun(policy, origin: str, start: int) -> dict[str, int]:
    """First month of each agreement of an origin that a policy knows."""
    return {
        lever: max(start, next(month for month, setting in calendar if setting > 0))
        for lever, calendar in as_met(policy, origin).items()
        if lever in AGREEMENTS and any(setting > 0 for _, setting in calendar)
    }


@EACH_PARTNERSHIP
def test_agreements_of_a_partnership_hold_from_the_dates_of_the_policy_table(name):
    plan = plan_for(name)[0]
    (origin,) = plan.settings.origins
    start = plan.settings.start
    known = dated(load_world((origin,)), origin, start)
    assert known == begun(plan.reform, origin, start) != {}


@pytest.mark.parametrize(
    ("name", "not_in_the_table"),
    [
        ("eastern_partnership", ()),
        ("southern_mediterranean", ()),
        ("western_balkans_turkey", ("visa_free",)),
    ],
)
def test_each_origin_has_its_own_dates_in_the_baseline(name, not_in_the_table):
    plan = plan_for(name)[0]
    start, world = plan.settings.start, load_world(plan.settings.origins)
    last = start + plan.settings.months
    for origin in plan.settings.origins:
        known = {k: m for k, m in dated(world, origin, start).items() if m < last}
        ours = begun(plan.baseline, origin, start)
        assert {k: m for k, m in ours.items() if k not in not_in_the_table} == known, origin
    met = [begun(plan.baseline, origin, start) for origin in plan.settings.origins]
    assert any(one != met[0] for one in met)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_calibrated_is_not_called_uncalibrated(name):
    scenario = read_scenario(name)
    folder = scenario.folder
    if (folder / "calibrated.yaml").exists():
        assert "not calibrated" not in scenario.title
        assert "is not calibrated to" not in (folder / "README.md").read_text(encoding="utf-8")
