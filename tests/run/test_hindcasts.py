"""The past of several scenarios from one command, and what their READMEs say of it."""

import json

import pytest

from sim.errors import InputError
from sim.hindcasts import main
from sim.run.hindcasts import OPENING, hindcast_of_scenario, in_words, write_readme
from sim.run.scenarios import scenario_folder
from sim.targets import main as targets

MINE = """\
scenario: mine
origins: [MDA]
horizon: {start: 2008-01, end: 2009-12}
population: {persons_per_agent: 5000}
levers: {visa_free: 1.0}
"""
TALLY = {
    "scored": 12, "not_scorable": 1, "not_calibrated": 9, "beats_persistence": 5, "beats_trend": 7,
    "coverage": 0.07, "coverage_draws": 0.6,
}  # fmt: skip
TOLD = {
    "scenario": "mp_moldova", "tally": TALLY, "window": [2010, 2015], "replicates": 4, "draws": 8,
    "persons_per_agent": 200,
}  # fmt: skip


@pytest.fixture
def mine(tmp_path, monkeypatch):
    """A scenario of one's own in the working directory, with a README."""
    folder = tmp_path / "scenarios" / "mine"
    folder.mkdir(parents=True)
    (folder / "scenario.yaml").write_text(MINE)
    (folder / "README.md").write_text("# Mine\n\n| file | holds |\n|---|---|\n")
    monkeypatch.chdir(tmp_path)
    return folder


def test_a_paragraph_says_how_many_series_are_won():
    said = in_words(TOLD)
    assert said.startswith(f"{OPENING} Of 12 observed series (`targets.csv`), 2010 to 2015, the ")
    assert "held, in 5, and the trend in 7; 3 of them helped to calibrate it" in said
    assert "7 % within the band of chance and 60 % within the range of 8 runs" in said
    assert "4 replicates, 1 agent for 200 persons" in said


def test_a_paragraph_says_so_where_nothing_can_be_scored():
    said = in_words(TOLD | {"tally": TALLY | {"scored": 0, "not_scorable": 9}})
    assert said.startswith(f"{OPENING} None of the 9 series in `targets.csv` can be scored")


def test_the_paragraph_takes_the_place_of_the_last_one(mine):
    write_readme("mine", f"{OPENING} Once.")
    write_readme("mine", f"{OPENING} Twice.")
    assert (mine / "README.md").read_text().split("\n\n") == [
        "# Mine", f"{OPENING} Twice.", "| file | holds |\n|---|---|\n",
    ]  # fmt: skip


def test_a_short_horizon_is_lengthened_and_the_readme_written(mine, capsys):
    words = ["mine", "replicates=1", "engine.threads=1", "--readme", "--folder", "past"]
    assert main(words) == 0
    told = json.loads((mine.parents[1] / "past" / "mine" / "hindcast.json").read_text())
    assert (told["window"], told["policy"]) == ([2010, 2015], "baseline")
    said = in_words(told)
    assert capsys.readouterr().out == f"mine: {said}\n"
    assert said in (mine / "README.md").read_text()
    assert "+scenario=mine horizon.end=2015-12" in said
    assert main(words) == 2
    assert "is not empty; choose another" in capsys.readouterr().err


@pytest.mark.parametrize("command", [main, targets])
def test_an_unknown_scenario_is_refused_before_any_is_run(command, mine, capsys):
    assert command(["mine", "mp_moldva"]) == 2
    told = capsys.readouterr()
    assert told.err.startswith("scenario 'mp_moldva' does not exist; there are, nearest first: mp_")
    assert told.err.count("\n") == 1
    assert told.out == ""
    assert sorted(file.name for file in mine.iterdir()) == ["README.md", "scenario.yaml"]


def test_what_a_scenario_is_refused_for_is_passed_on(mine):
    with pytest.raises(InputError, match=r"mine: .*lever 'visa_fre' does not exist"):
        hindcast_of_scenario("mine", ["levers.visa_fre=1"], mine / "past")


def test_targets_of_a_scenario_of_ones_own_are_written_beside_it(mine, capsys):
    assert targets(["mine"]) == 0
    shipped = (scenario_folder() / "mp_moldova" / "targets.csv").read_text()
    assert (mine / "targets.csv").read_text() == shipped
    assert "mine" in capsys.readouterr().out
