"""`python -m sim.levers --directions`: what is tried, what is measured, how it goes on."""

import json
from dataclasses import replace

import pytest

from sim.levers import trials as data
from sim.levers.__main__ import covered, entries, run
from sim.levers.registry import standard_registry
from sim.levers.trials import MEASURED, read_directions, trials
from sim.params.reader import read_yaml
from sim.run import directions
from sim.run.directions import verdict
from sim.run.scenarios import scenario_names
from sim.vocabulary import HARMS

REGISTRY = standard_registry()
TRIALS = trials(REGISTRY)


@pytest.fixture
def quick(monkeypatch):
    """Trials of a year and some two thousand persons."""
    small = {
        name: replace(trial, persons_per_agent=2000, months=12) for name, trial in TRIALS.items()
    }
    monkeypatch.setattr(directions, "trials", lambda _: small)


def measure(file, *words):
    return run(["--directions", "--replicates", "2", "--to", str(file), *words])


def test_every_lever_with_a_direction_has_a_trial_in_a_scenario_that_exists():
    assert set(TRIALS) == {lever.id for lever in REGISTRY.values() if lever.direction}
    assert {trial.scenario for trial in TRIALS.values()} <= set(scenario_names())
    for trial in TRIALS.values():
        assert trial.low < trial.high or trial.lever.id == "remittance_cost"
        assert trial.before != trial.after


def test_a_trial_of_a_lever_that_does_not_exist_is_refused(tmp_path):
    file = tmp_path / "trials.yaml"
    file.write_text(data.FILE.read_text().replace("  visa_fee:", "  visa_fees:"))
    with pytest.raises(data.InputError, match="there is no lever 'visa_fees'; nearest are visa_f"):
        trials(REGISTRY, file)


@pytest.mark.parametrize(
    ("low", "high", "expected", "found"),
    [
        (1.0, 2.0, 1, "shown"),
        (1.0, 2.0, -1, "opposite"),
        (-2.0, -1.0, -1, "shown"),
        (-1.0, 1.0, 1, "not shown"),
        (0.0, 0.0, 1, "no effect"),
    ],
)
def test_a_direction_is_shown_by_an_interval(low, high, expected, found):
    assert verdict(low, high, expected) == found


def test_the_command_measures_and_goes_on_where_it_was_stopped(quick, tmp_path, capsys):
    file = tmp_path / "directions.jsonl"
    assert measure(file, "--only", "visa_free") == 0
    (first,) = file.read_text().splitlines()
    told = json.loads(first)
    assert (told["lever"], told["outcome"], told["expected"]) == ("visa_free", "visits", 1)
    assert told["low"] <= told["effect"] <= told["high"]
    assert (told["verdict"], told["right"], told["replicates"]) == ("shown", 1.0, 2)
    marked = json.dumps({**told, "baseline": -1.0})  # to see that it is not measured again
    file.write_text(marked + "\n")
    assert measure(file, "--only", "visa_free,visa_fee") == 0
    found = read_directions(file)
    assert found["visa_free"].baseline == -1.0
    assert found["visa_fee"].effect < 0
    shown = sum(line.verdict == "shown" for line in found.values())
    rest = ", 1 not shown" if shown == 1 else ""
    assert f"2 directions: {shown} shown{rest}" in capsys.readouterr().out


def test_a_line_for_another_trial_is_measured_again(quick, tmp_path):
    file = tmp_path / "directions.jsonl"
    assert measure(file, "--only", "visa_free") == 0
    told = json.loads(file.read_text())
    file.write_text(json.dumps({**told, "baseline": -1.0, "months": 13}) + "\n")
    assert measure(file, "--only", "visa_free") == 0
    assert read_directions(file)["visa_free"].baseline == told["baseline"]


def test_what_a_lever_does_to_rights_is_measured_and_listed(tmp_path, monkeypatch, capsys):
    trial = replace(TRIALS["labour_inspection"], persons_per_agent=200, months=24)
    monkeypatch.setattr(directions, "trials", lambda _: {"labour_inspection": trial})
    file = tmp_path / "directions.jsonl"
    assert measure(file, "--only", "labour_inspection") == 0
    told = read_directions(file)["labour_inspection"]
    assert set(told.rights) == {f"{harm}_per_1000" for harm in HARMS}
    before, effect, low, high = told.rights["exploited_per_1000"]
    assert before > 0
    assert low <= effect <= high
    assert told.effect < 0
    assert effect < 0  # of the same cases, over the same movers
    monkeypatch.setattr("sim.levers.__main__.MEASURED", file)
    capsys.readouterr()
    assert run(["--rights", "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert row["lever"] == "labour_inspection"
    assert row["exploited"] == pytest.approx([before, effect, low, high], rel=0.01)


def test_a_line_without_rights_is_measured_again(quick, tmp_path):
    file = tmp_path / "directions.jsonl"
    assert measure(file, "--only", "visa_free") == 0
    told = json.loads(file.read_text())
    file.write_text(json.dumps({**told, "baseline": -1.0, "rights": {}}) + "\n")
    assert measure(file, "--only", "visa_free") == 0
    assert read_directions(file)["visa_free"].baseline == told["baseline"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--only", "visa_fre"], "--only visa_fre: no such lever; nearest are visa_free"),
        (["--only", "mobility_partnership"], "declares no direction, so none can be shown"),
        (["--replicates", "1"], "--replicates 1: must be a whole number from 2 to"),
    ],
)
def test_the_command_refuses(words, expected, tmp_path, capsys):
    assert run(["--directions", "--to", str(tmp_path / "x"), *words]) == 2
    refusal = capsys.readouterr().err
    assert expected in refusal
    assert refusal.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_broken_file_of_directions_is_refused_by_line(quick, tmp_path, capsys):
    file = tmp_path / "directions.jsonl"
    file.write_text("{}\n")
    assert measure(file, "--only", "visa_free") == 2
    assert "directions.jsonl line 1: is no measured direction" in capsys.readouterr().err


def test_the_rows_say_whether_a_direction_was_measured():
    shipped = read_directions(MEASURED)
    assert shipped
    by_lever = {str(entry["id"]): entry["measured"] for entry in entries()}
    for name, lever in REGISTRY.items():
        found = shipped.get(name)
        same = found and (found.outcome, found.expected) == (lever.outcome, lever.direction)
        assert by_lever[name] == (found.verdict if same else "")
    row = next(row for row in covered() if row["levers"] and "shown" in row["measured"])
    assert any(", shown)" in text for text in row["answered_by"])


def test_what_was_shipped_was_measured_with_twenty_replicates():
    content = read_yaml(data.FILE)
    for found in read_directions(MEASURED).values():
        assert found.replicates == 20
        assert found.scenario in {run["scenario"] for run in content["runs"].values()}
