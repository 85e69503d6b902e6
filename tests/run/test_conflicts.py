"""Levers that stand against each other are flagged; the run goes on."""

import subprocess
import sys

import pytest

from sim.errors import InputError
from sim.levers.conflicts import conflict_lines, conflicts
from sim.levers.packages import add_package, package_names, packages
from sim.levers.registry import standard_registry
from sim.params.quantity import ALWAYS
from sim.run.api import plan_for
from tests.helpers import ROOT, SMALL, START

REGISTRY = standard_registry()


def lines(policy, start=START, months=36):
    return conflict_lines(policy, REGISTRY, start, months, "levers")


@pytest.mark.parametrize("conflict", conflicts(), ids=lambda conflict: conflict.name)
def test_a_conflict_names_levers_that_exist_and_settings_they_can_take(conflict):
    assert len(conflict.conditions) >= 2
    policy = {}
    for lever, sign, bound in conflict.conditions:
        low, high = REGISTRY[lever].bounds
        assert low <= bound <= high
        policy[lever] = ((ALWAYS, {">": high, ">=": high, "<": low, "<=": low}[sign]),)
    assert any(conflict.why in line for line in lines(policy))
    assert lines({}) == ()


def test_a_conflict_is_dated_by_the_month_in_which_it_begins():
    policy = {
        "visa_free": ((START + 5, 1.0),),
        "visa_fee": ((START, 2.0),),
        "readmission_agreement": ((ALWAYS, 1.0),),
    }
    (line,) = lines(policy)
    assert line.startswith("levers: visa_free 1 against visa_fee 2 from 2008-06:")
    assert lines(policy, months=5) == ()


def test_settings_that_do_not_meet_in_time_are_no_conflict():
    policy = {
        "visa_free": ((START + 5, 1.0),),
        "visa_fee": ((START, 2.0), (START + 5, 1.0)),
        "readmission_agreement": ((ALWAYS, 1.0),),
    }
    assert lines(policy) == ()


@pytest.mark.parametrize("name", package_names())
def test_no_package_conflicts_with_itself(name):
    assert lines(add_package({}, packages()[name], REGISTRY)) == ()


def test_the_scenario_of_moldova_has_no_conflict():
    assert plan_for("mp_moldova")[0].conflicts == ()


def test_a_condition_that_is_none_is_refused(tmp_path):
    file = tmp_path / "conflicts.yaml"
    file.write_text("odd:\n  levers: {visa_free: about 1}\n  why: no\n  rows: [L54]\n")
    with pytest.raises(InputError, match=r"conflicts.yaml: odd: 'about 1' of visa_free"):
        conflicts(file)


@pytest.mark.slow
def test_a_run_with_a_conflict_says_so_everywhere_and_ends_well(tmp_path):
    words = ("+scenario=mp_moldova", *SMALL, "replicates=1", "levers.visa_fee=3")
    command = [sys.executable, "-m", "sim", *words, f"hydra.run.dir={tmp_path / 'run'}"]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
    said = "levers: visa_facilitation 1 against visa_fee 3 from 2008-01"
    assert said in answer.stdout
    for name in ("run.log", "report.html", "run.json"):
        assert said in (tmp_path / "run" / name).read_text(encoding="utf-8"), name
