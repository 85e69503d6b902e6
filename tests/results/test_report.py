"""Pictures and report: whole, self-contained, honest, and rebuilt without a simulation."""

import json
import re

import pytest
import xarray as xr

from sim.errors import InputError
from sim.report import main
from sim.results.report import LeverRow, ParameterRow, ReportContext
from sim.results.story import Story
from sim.results.writing import staged, write_run
from tests.results.conftest import CALENDAR

CONTEXT = ReportContext(
    title="Made-up reform",
    question="What does the made-up reform change?",
    levers=(LeverRow("resource_centre", "Resource centre", evidence="none", range="0 to 0.2"),),
    parameters=(ParameterRow("departure.rate", "Departure", "0.03", "year-1", "assumed"),),
    imputations=("Missing wages: those of the neighbour",),
    attributions=("A source, CC BY 4.0",),
    hindcast=({"series": "Stock in Italy", "model": 0.12, "persistence": 0.31},),
    hindcast_picture=b"\x89PNG made up",
)
INFO = {"scenario": "mp_moldova", "seed": 1, "replicates": 3, "persons_per_agent": 10,
        "persons": 400_000, "calendar": CALENDAR, "hashes": {"data": "ab12"}}  # fmt: skip
FILES = {
    "results.nc", "summary.csv", "dashboard.png", "report.html", "run.json", "unit_costs.csv",
}  # fmt: skip


@pytest.fixture(scope="module")
def run_folder(dataset, tmp_path_factory):
    """The folder of a made-up run."""
    folder = tmp_path_factory.mktemp("outputs") / "run"
    write_run(folder, dataset, INFO, CONTEXT)
    return folder


def test_a_run_leaves_its_files_and_nothing_else(run_folder):
    assert {path.name for path in run_folder.iterdir()} == FILES | {"hindcast.png"}


def test_the_report_fetches_nothing(run_folder):
    text = (run_folder / "report.html").read_text(encoding="utf-8")
    assert not re.search(r'(?:src|href)="(?:https?:)?//', text)
    assert "<script" not in text
    assert "@import" not in text


@pytest.mark.parametrize(
    "said",
    ["it does not predict arrivals", "What does the made-up reform change?", "Visa-free short",
     "28 April 2014", "0 to 0.2", "departure.rate", "those of the neighbour", "CC BY 4.0",
     "Stock in Italy", "each stands for 10 real persons", "ab12", "python -m sim +scenario",
     "None in either world"],
)  # fmt: skip
def test_the_report_says_what_it_must(run_folder, said):
    assert said in (run_folder / "report.html").read_text(encoding="utf-8")


def test_rebuilding_gives_the_same_report_and_picture(run_folder):
    files = [run_folder / "report.html", run_folder / "dashboard.png"]
    before = [file.read_bytes() for file in files]
    for file in files:
        file.unlink()
    assert main([str(run_folder)]) == 0
    assert [file.read_bytes() for file in files] == before


def test_a_folder_without_a_result_is_refused_in_one_line(tmp_path, capsys):
    assert main([str(tmp_path)]) == 2
    message = capsys.readouterr().err
    assert message.count("\n") == 1
    assert "no results.nc in it" in message


def test_a_damaged_result_is_refused_in_one_line(run_folder, tmp_path, capsys):
    (tmp_path / "run.json").write_bytes((run_folder / "run.json").read_bytes())
    (tmp_path / "results.nc").write_bytes(b"not netCDF")
    assert main([str(tmp_path)]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_file_of_another_program_is_refused_in_one_line(run_folder, tmp_path, capsys):
    (tmp_path / "run.json").write_bytes((run_folder / "run.json").read_bytes())
    xr.Dataset({"x": ("time", [1.0])}).to_netcdf(tmp_path / "results.nc")
    assert main([str(tmp_path)]) == 2
    assert "no result of this program, has no policy" in capsys.readouterr().err


def test_run_json_is_plain_json(run_folder):
    kept = json.loads((run_folder / "run.json").read_text(encoding="utf-8"))
    assert kept["seed"] == 1
    assert ReportContext.from_json(kept["report"], CONTEXT.hindcast_picture) == CONTEXT


def _write_half(folder):
    """Fail after half a file."""
    with staged(folder) as aside:
        aside("summary.csv").write_text("half", encoding="utf-8")
        raise KeyError("full")


def test_a_failure_leaves_nothing_behind(tmp_path):
    folder = tmp_path / "run"
    with pytest.raises(KeyError, match="full"):
        _write_half(folder)
    assert not folder.exists()


def test_a_folder_that_cannot_be_written_is_refused(dataset, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="cannot be written"):
        write_run(tmp_path / "file", dataset, INFO, CONTEXT)


def test_findings_are_sentences(make_dataset):
    story = Story(make_dataset(replicates=3), CALENDAR)
    assert re.match(r"Short-stay visa refusals fall by [\d,]+ \(", story.finding("visa_refusals"))
    assert story.finding("regularised") == "Regularisations: none in either world"
    assert len(story.answer()) == 3


def test_equal_policies_are_said_to_change_nothing(make_dataset):
    story = Story(make_dataset(neutral=True))
    assert all(sentence.startswith("No change at all") for sentence in story.answer())


def test_a_short_run_of_one_replicate_still_gives_a_report(make_dataset, tmp_path):
    write_run(tmp_path / "run", make_dataset(replicates=1, months=6), {}, ReportContext())
    assert "no interval can be given" in (tmp_path / "run" / "report.html").read_text("utf-8")
