"""Talks as a user meets them: one key, a file of steps, a section of the report, the same bits."""

import csv
from functools import cache

import pytest

import sim
from sim.model.simulation import shared_past
from sim.results.negotiation import reached
from sim.results.writing import rebuild
from sim.run.api import plan_for
from sim.run.command import main
from tests.helpers import small_run, world_of

TALKS = ("states.negotiate=true", "parameters.readiness.MDA=0.95", "parameters.talks.months=6")
LONGER = "horizon.end=2010-12"


def unlike(one, other) -> list[str]:
    return [
        str(name)
        for name, variable in one.data_vars.items()
        if variable.values.tobytes() != other[name].values.tobytes()
    ]


def negotiated(*words: str, replicates: int = 1):
    return small_run(*TALKS, *words, replicates=replicates)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """What a negotiating run leaves."""
    folder = tmp_path_factory.mktemp("outputs") / "run"
    words = ["+scenario=mp_moldova", *TALKS, LONGER, "population.persons_per_agent=2000",
             "replicates=2", "engine.threads=1", f"hydra.run.dir={folder}"]  # fmt: skip
    assert main(words) == 0
    return folder


def test_a_run_leaves_every_step_with_its_reason(folder):
    with (folder / "negotiation.csv").open(encoding="utf-8", newline="") as file:
        steps = list(csv.DictReader(file))
    assert {step["policy"] for step in steps} == {"reform"}
    assert {step["replicate"] for step in steps} == {"1", "2"}
    assert "mobility partnership" in {step["after"] for step in steps}
    assert all(step["reason"] and step["date"] >= "2008-01" for step in steps)
    signed = next(step for step in steps if step["after"] == "mobility partnership")
    assert 0.6 <= float(signed["compliance"]) <= 1.0
    assert 0.0 < float(signed["effort"]) <= 1.0
    assert {"ITA", "ROU"} <= set(signed["members"].split())
    months = [(step["replicate"], step["date"]) for step in steps]
    assert months == sorted(months)


def section_on_talks(folder) -> str:
    report = (folder / "report.html").read_text(encoding="utf-8")
    part = report[report.index('<section id="talks">') :]
    return part[: part.index("</section>")]


def test_the_report_tells_how_the_negotiation_went(folder):
    told = section_on_talks(folder)
    assert "How the negotiation went" in told
    assert "2 of 2" in told
    assert "<svg" in told
    rebuild(folder)
    assert section_on_talks(folder) == told


def test_rungs_are_listed_partner_by_partner_as_they_were_climbed():
    steps = [("GEO", "a", "b", 1, "2010-01"), ("GEO", "b", "c", 1, "2012-01"),
             ("ARM", "a", "b", 1, "2009-01"), ("GEO", "a", "c", 2, "2011-01"),
             ("ARM", "b", "c", 2, "2011-01")]  # fmt: skip
    rows = [
        {"policy": "reform", "origin": origin, "before": before, "after": after,
         "replicate": replicate, "date": date}
        for origin, before, after, replicate, date in steps
    ]  # fmt: skip
    found = [(row["origin"], row["rung"], row["count"]) for row in reached(rows, 2)]
    assert found == [("GEO", "b", 1), ("GEO", "c", 2), ("ARM", "b", 1), ("ARM", "c", 1)]


def test_without_talks_nothing_is_told(tmp_path):
    words = ["+scenario=mp_moldova", "horizon.end=2008-03", "population.persons_per_agent=8000",
             "replicates=1", "engine.threads=1", f"hydra.run.dir={tmp_path / 'run'}"]  # fmt: skip
    assert main(words) == 0
    assert not (tmp_path / "run" / "negotiation.csv").exists()
    assert "negotiation went" not in (tmp_path / "run" / "report.html").read_text(encoding="utf-8")


def test_talks_that_are_switched_off_change_no_bit():
    assert unlike(small_run().results, small_run("states.negotiate=false").results) == []


@cache
def three_years(*how: str):
    """Two replicates of negotiating Moldova, run as `how` says."""
    words = [*TALKS, LONGER, "population.persons_per_agent=4000", *how]
    return sim.simulate("mp_moldova", replicates=2, overrides=words)


@pytest.mark.parametrize("how", [("engine.threads=2",), ("engine=mesa", "engine.threads=1")])
def test_engines_threads_and_processes_negotiate_alike(how):
    one, other = three_years("engine.threads=1"), three_years(*how)
    assert unlike(one.results, other.results) == []
    steps = [[r.steps for r in run.outcome.records["reform"]] for run in (one, other)]
    assert steps[0] == steps[1]
    assert one.results["partnership_rung"].max() >= 2


def test_only_the_reform_negotiates_unless_the_baseline_asks():
    rung = negotiated().results["partnership_rung"].max(("time", "replicate", "origin"))
    assert rung[0] == 0 < rung[1]
    both = negotiated("baseline.states.negotiate=true").results["partnership_rung"]
    assert both[0].max() > 0


def test_no_reform_of_a_negotiating_world_has_no_effect():
    run = small_run("+package=none", "baseline.states.negotiate=true")
    assert [row.measure.name for row in run.summary if not row.same] == []
    assert run.results["partnership_rung"].max() > 0


def test_talks_take_the_place_of_the_calendars_of_agreements():
    plan, _ = plan_for("mp_moldova", overrides=["states.negotiate=true"])
    assert "visa_free" not in plan.reform
    assert "resource_centre" in plan.reform
    assert plan.configuration()["states"] == {"negotiate": True}
    assert plan.configuration()["baseline"]["states"] == {"negotiate": False}


def test_a_negotiating_reform_parts_from_its_baseline_in_the_first_month():
    plan, _ = plan_for(
        "mp_moldova",
        overrides=["+package=none", "states.negotiate=true", "population.persons_per_agent=8000"],
    )
    policies = list(plan.policies.values())
    past = shared_past(plan.replicate(0), world_of("MDA"), plan.parameters, policies)
    assert past.tick == 0
