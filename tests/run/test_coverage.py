"""Every row of the list of instruments has its place, and claims no answer that does not exist."""

import importlib
import json
import subprocess
import sys
from collections import Counter

import pytest

from sim.errors import InputError
from sim.levers.coverage import coverage, tally, tally_of_directions
from sim.levers.packages import package_names
from sim.levers.registry import standard_registry
from sim.levers.terms import TERMS
from sim.params.parameters import load_parameters
from sim.results.measures import WAYS_OUT
from sim.results.outcomes import BY_NAME
from sim.results.writing import DASHBOARD, REPORT, RESULTS, RUN, SUMMARY, UNIT_COSTS
from sim.run.scenarios import scenario_names
from sim.run.schema import TASKS
from tests.helpers import ROOT

REGISTRY = standard_registry()
ROWS = coverage(REGISTRY)
EACH_ROW = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)


def is_outcome(name):
    whole, _, part = name.partition(".")
    return whole in BY_NAME and (not part or (whole == "arrivals" and part in WAYS_OUT))


def is_code(name):
    module, _, thing = name.rpartition(".")
    return hasattr(importlib.import_module(module), thing)


def is_command(text):
    words = text.split()
    found = importlib.util.find_spec(words[2]) if words[:2] == ["python", "-m"] else None
    settings = dict(word.split("=") for word in words[3:] if "=" in word)
    task, scenario = settings.get("task", "run"), settings.get("+scenario")
    return bool(found) and task in TASKS and (scenario is None or scenario in scenario_names())


EXISTS = {
    "outcome": is_outcome,
    "scenario": lambda name: name in scenario_names(),
    "parameter": lambda name: name in load_parameters(),
    "term": lambda name: name in TERMS,
    "package": lambda name: name in package_names(),
    "command": is_command,
    "output": lambda name: name in (RESULTS, SUMMARY, DASHBOARD, REPORT, RUN, UNIT_COSTS),
    "code": is_code,
}


def test_all_rows_of_the_list_are_there_by_type():
    counts = Counter(row.type for row in ROWS)
    assert counts == {
        "lever": 84, "concern": 34, "geography": 10, "monitoring": 8, "actor": 3,
    }  # fmt: skip
    assert len({row.item for row in ROWS}) == 139


@EACH_ROW
def test_a_row_claims_no_answer_that_does_not_exist(row):
    for thing, name in row.by:
        assert EXISTS[thing](name), f"{row.id}: there is no {thing} {name}"


@EACH_ROW
def test_a_row_is_answered_by_something_or_planned(row):
    assert (row.status == "planned") == (not row.levers and not row.by)
    assert row.status == "answered" or row.note or row.type == "lever"


@pytest.mark.parametrize("lever", REGISTRY.values(), ids=list(REGISTRY))
def test_every_lever_stands_for_at_least_one_row(lever):
    named = [row.id for row in ROWS if lever in row.levers]
    assert named
    assert set(lever.rows) == set(named)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("L01: {type: lever, answer: lever, by: [lamp post]}", "'lamp post'; write one of outcome"),
        ("L01: {type: candle, answer: lever}", "type 'candle'; lever"),
        ("L01: {type: lever, answer: lever, stat: planned}", "unknown key 'stat'"),
        ("L99: {type: lever, answer: lever}", "row 'L01' is not in"),
    ],
)
def test_a_table_that_cannot_be_meant_is_refused(tmp_path, text, complaint):
    file = tmp_path / "coverage.yaml"
    file.write_text(text + "\n")
    registry = {} if "L01" in text else {"visa_fee": REGISTRY["visa_fee"]}
    with pytest.raises(InputError, match=complaint):
        coverage(registry, file)


def listed(*arguments):
    command = [sys.executable, "-m", "sim.levers", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_command_prints_the_rows_and_how_many_are_planned():
    answer = listed("--coverage")
    assert answer.returncode == 0, answer.stderr
    lines = answer.stdout.splitlines()
    assert lines[-2] == tally(ROWS)
    assert lines[-1] == tally_of_directions(REGISTRY)
    assert len(lines) == 2 + 139 + 2
    rows = json.loads(listed("--coverage", "--json").stdout)
    assert [row["id"] for row in rows] == [row.id for row in ROWS]
    assert all(row["levers"] for row in rows if row["id"] == "L41")


def test_a_word_that_the_command_does_not_know_is_refused():
    answer = listed("--coverage", "--jsn")
    assert answer.returncode == 2
    assert "--jsn: not understood" in answer.stderr
