"""`task=stylised_facts`: the catalogue, the verdicts, the files, the refusals."""

import csv
import json
import math

import pytest

from sim.levers.registry import standard_registry
from sim.model.census import WATCHERS
from sim.params.parameters import load_parameters
from sim.results.words import OPEN
from sim.run.api import plan_for
from sim.run.command import main
from sim.run.facts.experiments import changed_quantity, drawn
from sim.run.facts.measures import MEASURES
from sim.run.facts.partnerships import accepted, facilitation_alone, is_alone
from sim.run.facts.reading import Part, read_catalogue
from sim.run.facts.verdicts import assess, judge

CATALOGUE = read_catalogue()
KEYS = {
    "id", "change", "outcome", "value", "low", "high", "band_low", "band_high", "pass",
}  # fmt: skip
COMMAND = [
    "task=stylised_facts", "+scenario=mp_moldova", "facts.replicates=2", "engine.threads=1",
    "facts.persons_per_agent=2000",
]  # fmt: skip


def part(band=(1.0, 3.0), sign=1):
    return Part("part", "change", {}, "%", band, sign)


def test_there_are_23_facts_in_order():
    assert list(CATALOGUE.facts) == [f"O{number:02}" for number in range(1, 24)]


def test_what_the_catalogue_names_exists():
    parameters = load_parameters()
    needed = {name for fact in CATALOGUE.facts.values() for name in fact.cases}
    assert needed == set(CATALOGUE.cases)
    for case in CATALOGUE.cases.values():
        assert set(case.levers) <= set(standard_registry())
        assert set(case.parameters) <= set(parameters)
        assert set(case.watch) <= set(WATCHERS)
        assert case.months <= CATALOGUE.horizons[case.scale]
    for fact in CATALOGUE.facts.values():
        assert set(fact.sources) <= set(parameters.sources())
        assert len({CATALOGUE.cases[name].scale for name in fact.cases}) <= 1
        for each in fact.parts:
            assert each.measure in MEASURES or not fact.cases


@pytest.mark.parametrize(
    ("values", "band", "sign", "passes"),
    [
        ((1.9, 2.0, 2.1), (1.0, 3.0), 1, True),
        ((0.8, 0.9, 1.0), (0.95, 3.0), 1, True),  # the interval overlaps, the mean does not
        ((3.9, 4.0, 4.1), (1.0, 3.0), 1, False),
        ((-4.1, -4.0, -3.9), (-3.0, -1.0), -1, False),
        ((-0.5, 2.0, 4.0), (1.0, 3.0), 1, False),  # wrong sign in a third
        ((-0.5, 2.0, 4.0), (-3.0, 3.0), 0, False),  # a null whose interval leaves the band
        ((-0.1, 0.0, 0.1), (-3.0, 3.0), 0, True),
        ((7.0, 8.0, 9.0), (1.0, math.inf), 1, True),
        ((1.0, math.nan, 2.0), (1.0, 3.0), 1, False),
    ],
)
def test_a_number_passes_by_interval_and_sign(values, band, sign, passes):
    result = assess(part(band, sign), values)
    assert result.passes is passes
    assert bool(result.reason) is not passes


def test_one_replicate_is_judged_by_its_value():
    result = assess(part(), (2.0,))
    assert (result.low, result.high, result.passes) == (2.0, 2.0, True)


def test_a_fact_that_cannot_run_says_why_and_does_not_pass():
    fact = CATALOGUE.facts["O01"]
    (verdict,) = judge([fact], [[{"O01": "dear_remittances: too many"}]])
    told = verdict.to_json()
    assert told["pass"] is False
    assert "too many" in told["reason"]
    assert math.isnan(told["value"])


def test_a_fact_that_holds_only_at_the_default_is_fragile():
    fact = CATALOGUE.facts["O10"]
    good, bad = {"share": 43.0, "over nationals": 2.1}, {"share": 90.0, "over nationals": 4.4}
    draws = [[{"O10": good}] * 2, [{"O10": bad}] * 2, [{"O10": bad}] * 2]
    assert judge([fact], draws)[0].fragile
    draws[2] = [{"O10": good}] * 2
    (verdict,) = judge([fact], draws)
    assert not verdict.fragile
    assert verdict.to_json()["draws_passed"] == 1


def test_drawn_parameters_stay_in_their_ranges_and_leave_what_is_known():
    before = plan_for("mp_moldova")[0].parameters
    after = drawn(before, seed=1, draw=1)
    moved = [name for name in before if after.value(name) != before.value(name)]
    assert len(moved) > 100
    assert not [name for name in moved if before.quantity(name).status == "observed"]
    assert not [name for name in moved if name.startswith(("place.", "experiment."))]
    assert after.digest() == drawn(before, seed=1, draw=1).digest()
    assert after.digest() != drawn(before, seed=1, draw=2).digest()


def test_a_case_changes_a_parameter_as_it_says():
    quantity = load_parameters().quantity("permit.wait")
    start = 24096
    assert changed_quantity(quantity, "permit.wait", 5, start).on(start) == 5
    doubled = changed_quantity(quantity, "permit.wait", {"times": 2}, start)
    assert doubled.on(start) == 2 * quantity.on(start)
    dated = changed_quantity(quantity, "permit.wait", {"0": 3, "2": 4}, start)
    assert [dated.on(start + month) for month in range(4)] == [3, 3, 4, 4]


def test_no_policy_that_a_run_accepts_facilitates_without_readmission():
    plan = plan_for("mp_moldova")[0]
    assert facilitation_alone(plan) == 0
    alone = {"mobility_partnership": ((0, 1.0),), "visa_facilitation": ((24100, 1.0),)}
    assert is_alone(alone)
    assert not accepted(alone)
    assert not is_alone(alone | {"readmission_agreement": ((24000, 1.0),)})


def test_the_task_leaves_facts_table_and_picture(monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)
    assert main([*COMMAND, "facts.only=[O01,O16,O20]"]) == 0
    (folder,) = tmp_path.glob("outputs/mp_moldova/*")
    assert folder.name.startswith("stylised_facts_")
    facts = json.loads((folder / "stylised_facts.json").read_text())
    assert [fact["id"] for fact in facts] == ["O01", "O16", "O20"]
    for fact in facts:
        assert set(fact) >= KEYS
        assert fact["low"] <= fact["value"] <= fact["high"]
        assert fact["pass"] is True
    assert facts[1]["value"] == pytest.approx(100 * (0.9**-0.35 - 1), abs=0.1)
    assert facts[0]["parts"][2]["band_high"] == OPEN
    with (folder / "stylised_facts.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 5
    assert (folder / "stylised_facts.png").read_bytes().startswith(b"\x89PNG")
    assert json.loads((folder / "run.json").read_text())["persons_per_agent"]["short"] == 2000
    assert "3 of 3 stylised facts hold" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("facts.only=[O99]", "there is no fact 'O99'; nearest are O19"),
        ("facts.replicates=0", "facts.replicates=0: allowed is a whole number from 1"),
        ("facts.draws=-1", "facts.draws=-1: allowed is a whole number from 0"),
        ("facts.persons_per_agent=0", "facts.persons_per_agent=0: allowed is"),
        ("facts.seeds=3", "there is no key 'facts.seeds'"),
    ],
)
def test_what_cannot_be_asked_for_is_refused_in_one_line(monkeypatch, tmp_path, capsys, word, said):
    monkeypatch.chdir(tmp_path)
    words = [w for w in COMMAND if not word.startswith(w.partition("=")[0])]
    assert main([*words, word]) == 2
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1
    assert not list(tmp_path.glob("outputs/mp_moldova/*"))


@pytest.mark.slow
def test_any_number_of_processes_gives_the_same_facts(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    found = []
    for threads in (1, 2):
        words = [*COMMAND[:3], COMMAND[4], f"engine.threads={threads}"]
        folder = tmp_path / str(threads)
        assert main([*words, "facts.only=[O05,O13,O22]", f"hydra.run.dir={folder}"]) == 0
        found.append((folder / "stylised_facts.json").read_text())
    assert found[0] == found[1]
