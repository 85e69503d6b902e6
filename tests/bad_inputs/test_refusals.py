"""One test for each mistake a person can make: one clear line, exit code 2, nothing left."""

import subprocess
import sys

import pytest

from sim.run.command import main
from sim.run.scenarios import CHECKOUT

SCENARIO = "+scenario=mp_moldova"

COMMANDS = {
    "no scenario": (["seed=1"], "add +scenario=<name>, there are: "),
    "an unknown scenario": (["+scenario=mp_moldva"], "nearest first: mp_moldova"),
    "a misspelt key": ([SCENARIO, "sed=7"], "there is no key 'sed'; nearest are seed"),
    "a misspelt nested key": ([SCENARIO, "horizon.ends=2030-12"], "nearest are horizon.end"),
    "a lever as a key": ([SCENARIO, "remittance_cost=3"], "nearest are levers.remittance_cost"),
    "a key with a plus": ([SCENARIO, "+sed=7"], "nearest are seed"),
    "no value": ([SCENARIO, "seed"], "not of the form key=value"),
    "half a mapping": ([SCENARIO, "levers.visa_free={2014:"], "not of the form key=value"),
    "a deletion": ([SCENARIO, "~seed"], "write seed=value"),
    "a key twice": ([SCENARIO, "seed=1", "seed=2"], "seed is given twice"),
    "several values without -m": ([SCENARIO, "seed=1,2"], "add -m"),
    "an unknown flag": ([SCENARIO, "--fast"], "--fast: not understood"),
    "a seed that is text": ([SCENARIO, "seed=abc"], "seed=abc: allowed is a whole number from 0"),
    "a seed below zero": ([SCENARIO, "seed=-1"], "seed=-1: allowed is a whole number from 0"),
    "no replicate": ([SCENARIO, "replicates=0"], "allowed is a whole number from 1 to"),
    "half a replicate": ([SCENARIO, "replicates=1.5"], "allowed is a whole number from 1 to"),
    "no person": ([SCENARIO, "population.persons_per_agent=0"], "a whole number from 1 to"),
    "checks that are neither": ([SCENARIO, "checks=maybe"], "allowed is true or false"),
    "monitoring that is neither": ([SCENARIO, "monitor=maybe"], "allowed is true or false"),
    "monitoring of half a year": (
        [SCENARIO, "monitor=true", "horizon.start=2008-02", "horizon.end=2009-11"],
        "monitor=true: 2008-02 to 2009-11 holds no whole calendar year",
    ),
    "an unknown engine": ([SCENARIO, "engine=nunba"], "engine=nunba does not exist; numba, mesa"),
    "a later engine": ([SCENARIO, "engine=distributed"], "comes in a later version"),
    "no thread": ([SCENARIO, "engine.threads=0"], "engine.threads=0: allowed is"),
    "an unknown task": ([SCENARIO, "task=hindcats"], "allowed is hindcast"),
    "a later task": ([SCENARIO, "task=optimise"], "comes in a later version"),
    "a month that is none": ([SCENARIO, "horizon.end=2030-13"], "allowed is a month, as 2030-12"),
    "an end before the start": ([SCENARIO, "horizon.end=2007-12"], "horizon.start=2008-01"),
    "an unknown package": ([SCENARIO, "+package=visa_fre"], "nearest are visa_free"),
    "an unknown lever": ([SCENARIO, "levers.visa_fre=1"], "nearest are visa_free"),
    "an unknown lever in the baseline": (
        [SCENARIO, "baseline.levers.visa_fre=1"],
        "baseline.levers: lever 'visa_fre' does not exist; nearest are visa_free",
    ),
    "a setting out of bounds": (
        [SCENARIO, "levers.visa_free={2014-04-28: 1.4}"],
        "levers.visa_free on 2014-04-28: 1.4 [1] is outside [0, 1]",
    ),
    "a setting that is no number": ([SCENARIO, "levers.visa_free=nan"], "nan [1] is outside"),
    "a setting that is text": ([SCENARIO, "levers.visa_free=yes_please"], "is not a number"),
    "a date that is none": ([SCENARIO, "levers.visa_free={2014-02-30: 1}"], "is not a date"),
    "dates out of order": (
        [SCENARIO, "levers.visa_free={2014-04-28: 1, 2012-01-01: 0}"],
        "levers.visa_free on 2012-01-01: stands after 2014-04; dates must ascend",
    ),
    "facilitation without readmission": (
        [SCENARIO, "levers.readmission_agreement=0"],
        "visa facilitation needs readmission_agreement > 0",
    ),
    "facilitation before readmission": (
        [SCENARIO, "levers.readmission_agreement={2010-01-01: 1}"],
        "levers.visa_facilitation: 1 in 2008-06 without readmission_agreement",
    ),
    "a setting of an origin that is not in the run": (
        [SCENARIO, "levers.visa_free={GEO: 1}"],
        "levers.visa_free: GEO is none of the origins, which are MDA",
    ),
    "a setting of an origin in small letters": (
        [SCENARIO, "levers.visa_free.mda=1"],
        "levers.visa_free: mda is none of the origins, which are MDA",
    ),
    "an origin without a date or number": (
        [SCENARIO, "levers.visa_free={MDA: {}}"],
        "levers.visa_free.MDA: has no date",
    ),
    "an origin's setting out of bounds": (
        [SCENARIO, "baseline.levers.visa_free={default: {2014-04-28: 2}, MDA: 0}"],
        "baseline.levers.visa_free.default on 2014-04-28: 2 [1] is outside [0, 1]",
    ),
    "a dialogue without a member in the run": (
        [SCENARIO, "levers.dialogue={RABAT: 2}"],
        "levers.dialogue: RABAT has no member among the origins of this run",
    ),
    "control by a state that is on no route": (
        [SCENARIO, "levers.transit_cooperation={DEU: 1}"],
        "levers.transit_cooperation: DEU is none of the transit states, which are",
    ),
    "dates beside transit states": (
        [SCENARIO, "levers.transit_cooperation={TUR: 1, 2014-04-28: 1}"],
        "levers.transit_cooperation: '2014-04-28' stands beside codes of transit states",
    ),
    "protection in a state of the Union": (
        [SCENARIO, "levers.regional_protection={DEU: 1}"],
        "levers.regional_protection: DEU is none of the states of refuge, which are",
    ),
    "protection in a state that is no place of the run": (
        [SCENARIO, "levers.regional_protection={DZA: 1}", "horizon.end=2008-01"],
        "levers.regional_protection: DZA is no place of this run; name it under places",
    ),
    "more journeys through states than there are": (
        [
            SCENARIO,
            "parameters.passage.western_balkan.SRB=0.95",
            "parameters.passage.western_balkan.BIH=0.4",
        ],
        "passage.western_balkan: shares of its transit states add up to 1.35; at most 1",
    ),
    "dates beside origins": (
        [SCENARIO, "levers.visa_free={MDA: 1, 2014-04-28: 1}"],
        "levers.visa_free: '2014-04-28' stands beside codes of origins; put dates under default",
    ),
    "facilitation of one origin without readmission": (
        [SCENARIO, "origins=[MDA,GEO]", "levers.readmission_agreement.GEO=0"],
        "levers.visa_facilitation: 1 in 2008-06 for GEO without readmission_agreement",
    ),
    "talks that may be": ([SCENARIO, "states.negotiate=maybe"], "allowed is true or false"),
    "talks of nobody": ([SCENARIO, "state.negotiate=true"], "nearest are states.negotiate"),
    "an agreement set and negotiated": (
        [SCENARIO, "states.negotiate=true", "levers.visa_free=1"],
        "levers.visa_free: is settled by the talks under states.negotiate=true",
    ),
    "levers that are no mapping": ([SCENARIO, "levers=1"], "write levers.<name>=<number>"),
    "an unknown parameter": (
        [SCENARIO, "parameters={departure.reconsidr: 0.3}"],
        "nearest are departure.reconsider",
    ),
    "a parameter out of bounds": ([SCENARIO, "parameters.departure.reconsider=30"], "is outside"),
    "a parameter that is text": ([SCENARIO, "parameters.departure.reconsider=x"], "not a number"),
    "an unknown launcher": (["-m", SCENARIO, "hydra/launcher=slrum"], "submitit_slurm"),
    "an unknown key of Hydra": ([SCENARIO, "hydra.run.folder=x"], "hydra.run.folder"),
    "a bad value in a sweep": (["-m", SCENARIO, "seed=1,-1"], "seed=-1: allowed is"),
    "a sweep without values": (["-m", SCENARIO, "seed=interval(0,1)"], "list the values"),
    "a sweep over names of files": (
        ["-m", SCENARIO, "levers.visa_fee=glob(*)"],
        "list the values of a sweep",
    ),
    "an origin without data": ([SCENARIO, "origins=[XXX]"], "XXX"),
    "a folder that cannot be made": ([SCENARIO, "hydra.run.dir=/proc/none/x"], "cannot be written"),
}


@pytest.mark.parametrize(("words", "expected"), COMMANDS.values(), ids=COMMANDS)
def test_a_command_is_refused_for(words, expected, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(words) == 2
    refusal = capsys.readouterr()
    assert expected in refusal.err
    assert refusal.err.count("\n") == 1
    assert refusal.out == ""
    assert list(tmp_path.iterdir()) == []


WHOLE = """
scenario: mine
origins: [MDA]
horizon: {start: 2008-01, end: 2010-12}
baseline: {levers: {border_enforcement: 2}}
levers:
  visa_free: {2014-04-28: 1.0}
"""
SCENARIO_FILES = {
    "a misspelt key": ("origins:", "orgins:", "unknown key 'orgins'; known are origins"),
    "a misspelt nested key": ("{start:", "{begin:", "horizon: unknown key 'begin'"),
    "another name": ("scenario: mine", "scenario: yours", "must be 'mine'"),
    "no origins": ("origins: [MDA]\n", "", "origins is missing"),
    "origins that are no list": ("[MDA]", "MDA", "must be a list of country codes"),
    "a start that is no month": ("start: 2008-01", "start: soon", "horizon.start is 'soon'"),
    "an unknown lever": ("visa_free", "visa_fre", "levers: lever 'visa_fre' does not exist"),
    "a setting out of bounds": ("1.0", "1.4", "visa_free on 2014-04-28: 1.4 [1] is outside"),
    "a date twice": (": 1.0}", ": 1.0, 2014-04-28: 0}", "line 7: 2014-04-28 stands twice"),
    "levers that are no mapping": ("{border_enforcement: 2}", "[1]", "must be a mapping"),
    "broken YAML": ("[MDA]", "[MDA", "not readable as YAML"),
    "a goal without indicator": (
        "levers:\n",
        "goals: {remittance_pric: {target: 3, source: sdg_10c}}\nlevers:\n",
        "goals: remittance_pric takes no target; nearest that do are remittance_price",
    ),
    "a goal of which no direction is wanted": (
        "levers:\n",
        "goals: {emigrants: {target: 3, source: sdg_10c}}\nlevers:\n",
        "goals: emigrants takes no target",
    ),
    "a target that is text": (
        "levers:\n",
        "goals: {poverty: {target: low, source: sdg_10c}}\nlevers:\n",
        "goals.poverty.target: is 'low', must be a number",
    ),
    "a target without source": (
        "levers:\n",
        "goals: {poverty: {target: 5}}\nlevers:\n",
        "goals.poverty.source: is missing",
    ),
    "a target of an unknown source": (
        "levers:\n",
        "goals: {poverty: {target: 5, by: 2030, source: sdg_10}}\nlevers:\n",
        "goals.poverty.source: sdg_10 is in no sources.yaml; nearest are sdg_10c",
    ),
    "a lever of an origin that is not in the scenario": (
        "visa_free: {2014-04-28: 1.0}",
        "visa_free: {MDA: {2014-04-28: 1.0}, GEO: 1}",
        "levers.visa_free: GEO is none of the origins, which are MDA",
    ),
    "goals that are no mapping": (
        "levers:\n",
        "goals: [5]\nlevers:\n",
        "goals: must be a mapping of indicator",
    ),
    "a scale that is text": (
        "levers:\n",
        "population: {persons_per_agent: many}\nlevers:\n",
        "population.persons_per_agent is 'many', must be a whole number",
    ),
}


@pytest.mark.parametrize(("old", "new", "expected"), SCENARIO_FILES.values(), ids=SCENARIO_FILES)
def test_a_scenario_file_is_refused_for(old, new, expected, tmp_path, monkeypatch, capsys):
    (tmp_path / "scenarios" / "mine").mkdir(parents=True)
    (tmp_path / "work").mkdir()
    (tmp_path / "scenarios" / "mine" / "scenario.yaml").write_text(WHOLE.replace(old, new))
    monkeypatch.setattr("sim.run.scenarios.scenario_folder", lambda: tmp_path / "scenarios")
    monkeypatch.chdir(tmp_path / "work")
    assert main(["+scenario=mine"]) == 2
    refusal = capsys.readouterr().err
    assert expected in refusal
    assert refusal.count("\n") == 1
    assert list((tmp_path / "work").iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["sim", "--help"], 0),
        (["sim", SCENARIO, "sed=7"], 2),
        (["sim", SCENARIO, "levers.visa_free=2"], 2),
        (["sim.levers", "--json"], 0),
        (["sim.scenarios", "--json"], 0),
        (["sim.parameters", "--json"], 0),
        (["sim.levers", "--yaml"], 2),
    ],
    ids=str,
)
def test_short_answers_come_without_a_traceback(arguments, code, tmp_path):
    command = [sys.executable, "-m", *arguments]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={"PYTHONPATH": str(CHECKOUT), "PATH": "/usr/bin:/bin"},
        check=False,
    )
    assert done.returncode == code
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_heavy_packages_are_not_loaded_for_a_refusal():
    program = (
        "import sys; from sim.run.command import main; "
        "code = main(['+scenario=mp_moldova', 'levers.visa_free=2']); "
        "heavy = {'numba', 'xarray', 'matplotlib', 'mesa', 'pandas'} & set(sys.modules); "
        "sys.exit(f'{code} {heavy}' if code != 2 or heavy else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=CHECKOUT, check=False
    )
    assert done.returncode == 0, done.stderr
