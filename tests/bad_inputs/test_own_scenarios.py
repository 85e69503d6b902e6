"""A scenario folder of one's own: it runs, and each mistake in it is answered with one line."""

import json

import pytest

from sim.run.command import main
from sim.run.scenarios import read_scenario, scenario_names

WHOLE = """\
scenario: mine
title: Mine
origins: [MDA]
places: [RUS, USA]
horizon: {start: 2008-01, end: 2009-12}
population: {persons_per_agent: 2000}
baseline: {levers: {border_enforcement: 2}}
levers:
  visa_free: {2008-06-01: 1.0}
"""
PARAMETERS = """\
departure.reconsider:
  value: 0.3
  status: assumed
  source: own_assumption
"""
FULL = ["+scenario=mine", "replicates=1", "engine.threads=1"]


def write(folder, files):
    """A scenario folder from texts or bytes by name of the file."""
    folder.mkdir(parents=True)
    for name, content in files.items():
        data = content if isinstance(content, bytes) else content.encode()
        (folder / name).write_bytes(data)


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A working directory with a `scenarios` folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path / "scenarios"


def refused(words, capsys, place):
    """The one line with which a command is refused; nothing may be left of it."""
    assert main(words) == 2
    told = capsys.readouterr()
    assert told.err.count("\n") == 1
    assert "Traceback" not in told.err
    assert told.out == ""
    assert [file.name for file in place.parent.iterdir()] == ["scenarios"]
    return told.err


def test_a_scenario_of_ones_own_runs(place, capsys):
    write(place / "mine", {"scenario.yaml": WHOLE, "parameters.yaml": PARAMETERS})
    assert "mine" in scenario_names()
    assert "mp_moldova" in scenario_names()
    assert main(FULL) == 0
    (folder,) = place.parent.glob("outputs/mine/*")
    told = json.loads((folder / "run.json").read_text())
    assert told["configuration"]["levers"] == {"visa_free": {"2008-06": 1.0}}
    assert "mine: baseline and reform" in capsys.readouterr().out


def test_a_date_before_the_start_holds_from_the_start(place):
    write(place / "mine", {"scenario.yaml": WHOLE.replace("2008-06-01", "2004-05-01")})
    assert main(FULL) == 0


SCENARIOS = {
    "an empty file": (None, "", "scenario is missing"),
    "text only": (None, "hello", "must hold `name: value` lines, not str"),
    "a list": (None, "- mine", "must hold `name: value` lines, not list"),
    "an unknown key": ("title:", "titel:", "unknown key 'titel'; known are title"),
    "a misspelt lever": ("visa_free", "visa_fre", "lever 'visa_fre' does not exist"),
    "a misspelt lever in the baseline": (
        "border_enforcement", "border_enforcment", "baseline.levers: lever 'border_enforcment'",
    ),
    "a date that is none": ("2008-06-01", "2014-02-30", "'2014-02-30' is not a date"),
    "a date in another style": ("2008-06-01", "1/6/2008", "'1/6/2008' is not a date"),
    "dates out of order": (
        ": 1.0}", ": 1.0, 2008-02-01: 0}", "visa_free on 2008-02-01: stands after 2008-06",
    ),
    "two dates in a month": (
        ": 1.0}", ": 1.0, 2008-06-20: 0}", "visa_free on 2008-06-20: a second value in 2008-06",
    ),
    "no date": ("{2008-06-01: 1.0}", "{}", "levers.visa_free: has no date"),
    "a setting out of bounds": ("1.0", "1.4", "visa_free on 2008-06-01: 1.4 [1] is outside [0, 1]"),
    "a setting that is text": ("1.0", "much", "'much' is not a number"),
    "a setting that is NaN": ("1.0", ".nan", "nan [1] is outside [0, 1]"),
    "a setting without end": ("1.0", ".inf", "inf [1] is outside [0, 1]"),
    "a setting that is yes": ("1.0", "yes", "True is not a number"),
    "no setting": ("1.0", "", "None is not a number"),
    "a list of settings": ("{2008-06-01: 1.0}", "[1.0]", "[1.0] is not a number"),
    "broken YAML": ("[MDA]", "[MDA", "not readable as YAML"),
    "a tab": ("  visa_free", "\tvisa_free", "line 9: not readable as YAML"),
    "a key twice": ("title: Mine", "title: Mine\ntitle: Yours", "line 3: title stands twice"),
    "a lever twice": ("levers:\n", "levers:\n  visa_free: 0\n", "line 10: visa_free stands twice"),
    "no scenario": ("scenario: mine\n", "", "scenario is missing"),
    "no origins": ("origins: [MDA]\n", "", "origins is missing"),
    "an empty list of origins": ("[MDA]", "[]", "origins must be a list of country codes"),
    "an origin that is a number": ("[MDA]", "[5]", "origins must be a list of country codes"),
    "an unknown origin": ("[MDA]", "[MDX]", "MDX"),
    "an origin in small letters": ("[MDA]", "[mda]", "mda"),
    "an origin twice": ("[MDA]", "[MDA, MDA]", "MDA"),
    "an unknown place": ("[RUS,", "[RUX,", "RUX"),
    "a place twice": ("[RUS,", "[RUS, RUS,", "RUS"),
    "a place that is the origin": ("[RUS,", "[MDA,", "MDA"),
    "places that are no list": ("[RUS, USA]", "RUS", "places must be a list of country codes"),
    "no horizon": ("horizon: {start: 2008-01, end: 2009-12}\n", "", "horizon is missing"),
    "no end": (", end: 2009-12", "", "horizon.end is None, must be a month"),
    "an end before the start": ("2009-12", "2007-12", "horizon.end=2007-12"),
    "a thirteenth month": ("2009-12", "2009-13", "horizon.end is '2009-13', must be a month"),
    "an end without end": ("2009-12", "2999-12", "horizon.end=2999-12"),
    "no person": (": 2000}", ": 0}", "persons_per_agent is 0, must be a whole number"),
    "less than no person": (": 2000}", ": -5}", "persons_per_agent is -5, must be a whole number"),
    "half a person": (": 2000}", ": 0.5}", "persons_per_agent is 0.5, must be a whole number"),
    "more persons than there are": (": 2000}", ": 900000000}", "persons_per_agent=900000000"),
    "no replicate": ("title: Mine", "replicates: 0", "replicates is 0, must be a whole number"),
    "too many replicates": ("title: Mine", "replicates: 5000", "replicates=5000"),
    "replicates in words": ("title: Mine", "replicates: few", "replicates is 'few', must be"),
    "a history that is no policy": (
        "title: Mine", "history: both", "history is 'both', must be baseline or reform",
    ),
    "a history that is a list": (
        "title: Mine", "history: [reform]", "history is ['reform'], must be baseline or reform",
    ),
    "an unknown goal": (
        "levers:\n", "goals: {happiness: {target: 3, source: sdg_10c}}\nlevers:\n",
        "goals: happiness takes no target; nearest",
    ),
    "facilitation in a partnership without readmission": (
        "levers:\n", "levers:\n  mobility_partnership: 1\n  visa_facilitation: 1\n",
        "visa_facilitation: 1 from the start without readmission_agreement",
    ),
    "a title that is a list": ("title: Mine", "title: [Mine]", "title is ['Mine'], must be text"),
    "a title that looks things up": (
        "title: Mine", "title: ${oc.env:HOME}", "title is '${oc.env:HOME}', must be text without",
    ),
    "a baseline of nothing": (
        "baseline: {levers: {border_enforcement: 2}}", "baseline: []", "baseline must be a mapping",
    ),
    "levers of nothing": (
        "levers:\n  visa_free: {2008-06-01: 1.0}", "levers: 0", "levers: must be a mapping",
    ),
    "a target that is NaN": (
        "levers:\n", "goals: {poverty: {target: .nan, source: sdg_10c}}\nlevers:\n",
        "goals.poverty.target: is nan, must be a number",
    ),
    "Latin letters of old": (None, WHOLE.replace("Mine", "Möglich").encode("latin-1"), "UTF-8"),
    "a picture": (None, b"\x89PNG\r\n\x1a\n\x00\x00", "not readable as YAML"),
    "another name": ("scenario: mine", "scenario: yours", "scenario is 'yours', must be 'mine'"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "expected"), SCENARIOS.values(), ids=SCENARIOS)
def test_a_scenario_file_is_refused_for(old, new, expected, place, capsys):
    assert old is None or old in WHOLE
    write(place / "mine", {"scenario.yaml": new if old is None else WHOLE.replace(old, new)})
    line = refused(["+scenario=mine"], capsys, place)
    assert expected in line


OTHERS = {
    "an unknown parameter": (
        "parameters.yaml", PARAMETERS.replace("reconsider", "reconsidr"), "departure.reconsidr",
    ),
    "a parameter out of range": (
        "parameters.yaml", PARAMETERS.replace("0.3", "300"), "300 [year-1] is outside",
    ),
    "a parameter that is NaN": (
        "parameters.yaml", PARAMETERS.replace("0.3", ".nan"), "nan [year-1] is outside",
    ),
    "a parameter that is text": (
        "parameters.yaml", PARAMETERS.replace("0.3", "often"), "'often' is not a number",
    ),
    "a value without source": (
        "parameters.yaml", PARAMETERS.replace("  source: own_assumption\n", ""),
        "must give its source",
    ),
    "a source that nobody wrote up": (
        "parameters.yaml", PARAMETERS.replace("own_assumption", "my_book"), "my_book",
    ),
    "an unknown key of a parameter": (
        "parameters.yaml", PARAMETERS.replace("value", "vlaue"), "unknown key 'vlaue'",
    ),
    "an unknown status": (
        "parameters.yaml", PARAMETERS.replace("assumed", "certain"), "status 'certain' must be",
    ),
    "dates of a parameter out of order": (
        "parameters.yaml", PARAMETERS.replace("value: 0.3", "values: {2010: 0.3, 2009: 0.2}"),
        "dates of its values must ascend",
    ),
    "a parameter in another unit": (
        "parameters.yaml", PARAMETERS + "  unit: month-1\n", "unit is 'month-1', must be 'year-1'",
    ),
    "a whole parameter that nothing reads": (
        "parameters.yaml",
        PARAMETERS.replace("reconsider", "reconsidr")
        + "  label: Mine\n  unit: year-1\n  bounds: [0, 1]\n",
        "parameter 'departure.reconsidr' does not exist; nearest are departure.reconsider",
    ),
    "a parameter that is no mapping": (
        "parameters.yaml", "departure.reconsider: 0.3\n", "must be a mapping",
    ),
    "parameters in Latin letters of old": (
        "parameters.yaml", "# möglich\n".encode("latin-1"), "UTF-8",
    ),
    "a source without title": (
        "sources.yaml", "my_book: {publisher: Me, read: 'yes'}\n", "my_book: title is missing",
    ),
    "a source that is there already": (
        "sources.yaml", "own_assumption: {title: A, publisher: B, read: 'yes'}\n",
        "declared twice",
    ),
    "a broken file of calibration": ("calibrated.yaml", "x: [1\n", "not readable as YAML"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "text", "expected"), OTHERS.values(), ids=OTHERS)
def test_a_file_beside_it_is_refused_for(name, text, expected, place, capsys):
    write(place / "mine", {"scenario.yaml": WHOLE, name: text})
    line = refused(["+scenario=mine"], capsys, place)
    assert expected in line
    assert f"scenarios/mine/{name}" in line


HEAD = "origin,series,place,panel\n"
TARGETS = {
    "another first line": (HEAD.replace(",", ";"), "first line must be origin,series,place,panel"),
    "columns of old": ("series,place,panel\n", "first line must be origin,series,place,panel"),
    "an empty file": ("", "the first line must be origin,series,place,panel"),
    "an unknown origin": (f"{HEAD}MDX,stock,RUS,1\n", "line 2: origin 'MDX' is not in the"),
    "an unknown series": (f"{HEAD}MDA,stok,RUS,1\n", "line 2: series 'stok' does not exist"),
    "an unknown place": (f"{HEAD}MDA,stock,RUX,1\n", "line 2: nothing was observed of stock"),
    "an unknown place of a sum": (f"{HEAD}ALL,stock,RUX,1\n", "line 2: nothing was observed of"),
    "a sum of shares": (f"{HEAD}ALL,poverty_headcount_8_30,HOME,\n", "line 2: poverty_headcount"),
    "a panel that is text": (f"{HEAD}MDA,stock,RUS,first\n", "line 2: panel is 'first'"),
    "a series twice": (f"{HEAD}MDA,stock,RUS,1\nMDA,stock,RUS,2\n", "line 3: MDA stock RUS stands"),
    "a cell too few": (f"{HEAD}MDA,stock\n", "line 2: nothing was observed of stock at ''"),
    "a cell too many": (f"{HEAD}MDA,stock,RUS,1,2\n", "line 2: must have no more than 4 cells"),
    "Latin letters of old": (f"{HEAD}MDA,stöck,RUS,1\n".encode("latin-1"), "read"),
}
LONG = WHOLE.replace("2009-12", "2016-12")


@pytest.mark.parametrize("task", ["run", "hindcast"])
@pytest.mark.parametrize(("text", "expected"), TARGETS.values(), ids=TARGETS)
def test_observed_series_are_refused_before_anything_is_simulated(
    task, text, expected, place, capsys, monkeypatch
):
    def simulate(*_):
        raise AssertionError("simulated before the series were read")

    monkeypatch.setattr("sim.model.migration_model.MigrationModel.step", simulate)
    write(place / "mine", {"scenario.yaml": LONG, "targets.csv": text})
    line = refused([*FULL, f"task={task}"], capsys, place)
    assert expected in line
    assert "scenarios/mine/targets.csv" in line


@pytest.mark.parametrize("name", ["my scenario", "my-scenario", "möglich"])
def test_a_folder_is_refused_for_its_name(name, place, capsys):
    write(place / name, {"scenario.yaml": WHOLE})
    line = refused(["+scenario=mine"], capsys, place)
    assert f"the name of scenarios/{name} must consist of letters, digits and _" in line


def test_a_folder_with_the_name_of_a_shipped_one_is_refused(place, capsys):
    write(place / "mp_moldova", {"scenario.yaml": WHOLE.replace("mine", "mp_moldova")})
    line = refused(["+scenario=mp_moldova"], capsys, place)
    assert "scenarios/mp_moldova: a scenario of this name is shipped" in line


def test_a_folder_of_somebody_else_hinders_no_shipped_scenario(place):
    write(place / "not-mine", {"scenario.yaml": "nothing: here"})
    assert read_scenario("mp_georgia").origins == ("GEO",)


def test_a_folder_without_a_scenario_in_it_is_none(place, capsys):
    write(place / "mine", {"scenario.yml": WHOLE})
    line = refused(["+scenario=mine"], capsys, place)
    assert "scenario 'mine' does not exist" in line
    assert "with scenario.yaml" in line


COMMANDS = {
    "an unknown package": ("+package=visa_fre", "nearest are visa_free"),
    "no person": ("population.persons_per_agent=0", "a whole number from 1 to"),
    "less than no person": ("population.persons_per_agent=-1", "a whole number from 1 to"),
    "more persons than there are": (
        "population.persons_per_agent=2000000", "a whole number from 1 to",
    ),
    "no replicate": ("replicates=0", "a whole number from 1 to"),
    "a place of its own": ("places=[RUX]", "RUX"),
    "an unknown origin": ("origins=[MDX]", "MDX"),
    "an end before the start": ("horizon.end=2007-12", "horizon.end=2007-12"),
    "a lever that is NaN": ("levers.visa_free=nan", "nan [1] is outside"),
    "an unknown claim": ("task=causal_claims facts.only=[C9]", "there is no claim 'C9'; nearest"),
    "draws of claims": ("task=causal_claims facts.draws=2", "facts.draws: is of task=stylised"),
}  # fmt: skip


@pytest.mark.parametrize(("words", "expected"), COMMANDS.values(), ids=COMMANDS)
def test_a_command_on_a_scenario_of_ones_own_is_refused_for(words, expected, place, capsys):
    write(place / "mine", {"scenario.yaml": WHOLE})
    assert expected in refused(["+scenario=mine", *words.split()], capsys, place)


def test_own_scenarios_are_read_as_shipped_ones(place):
    write(place / "mine", {"scenario.yaml": WHOLE})
    scenario = read_scenario("mine")
    assert (scenario.origins, scenario.places) == (("MDA",), ("RUS", "USA"))
    assert scenario.file == "scenarios/mine/scenario.yaml"
