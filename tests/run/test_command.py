"""The command: what a run leaves, and that nothing is left when it fails."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import xarray as xr

import sim
from sim.monitor import main as monitor
from sim.run.command import main
from sim.run.schema import scale
from tests.run import fake

SMALL = ["+scenario=mp_moldova", "horizon.end=2008-03"]
FILES = {
    ".hydra", "dashboard.png", "report.html", "results.nc", "run.json", "run.log", "summary.csv",
}  # fmt: skip
PROMISED = {
    "version", "scenario", "seed", "replicates", "persons_per_agent", "persons", "engine",
    "threads", "person_months", "events", "engine_seconds", "total_seconds", "peak_memory_bytes",
    "bytes_per_person", "hashes", "configuration", "seeds", "machine", "timings", "commit",
}  # fmt: skip


def run_folders(folder):
    return [path for path in folder.glob("outputs/mp_moldova/*") if path.is_dir()]


def test_a_run_leaves_everything_it_promises(fake_model, capsys):
    assert main([*SMALL, "replicates=2", "seed=7"]) == 0
    (folder,) = run_folders(fake_model)
    assert folder.name.endswith("_seed7")
    assert {path.name for path in folder.iterdir()} == FILES
    assert {path.name for path in (folder / ".hydra").iterdir()} == {
        "config.yaml", "hydra.yaml", "overrides.yaml",
    }  # fmt: skip
    information = json.loads((folder / "run.json").read_text())
    assert set(information) >= PROMISED
    assert information["seeds"] == [7000, 7001]
    assert information["persons_per_agent"] == 10
    with xr.open_dataset(folder / "results.nc") as dataset:
        assert dataset.sizes["replicate"] == 2
        assert dataset.attrs["seed"] == 7
        assert "visa_free" in dataset.attrs["configuration"]
    shown = capsys.readouterr().out
    assert "1 agent for 10 persons" in shown
    assert shown.rstrip().endswith("report.html")


def test_monitoring_on_demand_is_what_its_command_writes(fast_model):
    words = ["+scenario=mp_moldova", "horizon.end=2010-12", "replicates=2", "monitor=true"]
    assert main([*words, "baseline.levers.price_transparency=0.1"]) == 0
    (folder,) = run_folders(fast_model)
    files = sorted((folder / "monitoring").rglob("*.*"))
    written = {file.relative_to(folder): file.read_bytes() for file in files}
    assert len(written) == 12
    assert monitor([str(folder)]) == 0
    assert {file.relative_to(folder): file.read_bytes() for file in files} == written
    frame = json.loads((folder / "run.json").read_text())["frame"]
    both = {entry["policy"] for entry in frame if entry["lever"] == "price_transparency"}
    assert both == {"baseline", "reform"}
    page = written[Path("monitoring/gamm_report.html")].decode()
    assert "Sustainable Development Goal 10.c" in page


def test_the_package_none_makes_every_effect_zero(fast_model):
    assert main([*SMALL, "replicates=1", "+package=none"]) == 0
    (folder,) = run_folders(fast_model)
    with (folder / "summary.csv").open(newline="") as stream:
        effects = [row["effect"] for row in csv.DictReader(stream)]
    assert {float(effect) for effect in effects if effect} == {0.0}


def test_a_lever_that_begins_after_the_last_month_is_named_and_not_in_the_calendar(fast_model):
    assert main(["+scenario=mp_moldova", "horizon.end=2008-12", "replicates=1"]) == 0
    (folder,) = run_folders(fast_model)
    told = json.loads((folder / "run.json").read_text())
    levers = {entry["lever"] for entry in told["calendar"]}
    assert "visa_free" not in levers
    assert "mobility_partnership" in levers
    (line,) = [note for note in told["report"]["notes"] if note.startswith("Set only after")]
    assert "visa_free" in line
    assert "mobility_partnership" not in line


def test_a_folder_that_holds_a_result_is_refused(fast_model, capsys):
    (fast_model / "mine").mkdir()
    (fast_model / "mine" / "results.nc").write_text("precious")
    assert main([*SMALL, "hydra.run.dir=mine"]) == 2
    assert capsys.readouterr().err == "mine: holds a result; choose another hydra.run.dir\n"
    assert (fast_model / "mine" / "results.nc").read_text() == "precious"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (sim.errors.InputError("a table is damaged"), 2),
        (MemoryError(), 2),
        (OSError(28, "No space left on device"), 2),
        (KeyboardInterrupt(), 130),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_run_that_fails_leaves_nothing(error, code, fast_model, monkeypatch, capsys):
    def fail(*arguments):
        raise error

    monkeypatch.setattr(sys.modules["sim.model.simulation"], "run_policy", fail)
    assert main(SMALL) == code
    assert list(fast_model.iterdir()) == []
    assert capsys.readouterr().err.strip().count("\n") == 0


def test_the_scale_follows_the_replicates_unless_it_is_chosen():
    assert [scale(None, 1), scale(None, 8), scale(3, 1), scale(3, 8)] == [1, 10, 3, 3]


def test_simulate_gives_the_same_dataset_as_the_command(fast_model):
    run = sim.simulate("mp_moldova", seed=7, replicates=2, overrides=["horizon.end=2008-03"])
    assert main([*SMALL, "replicates=2", "seed=7"]) == 0
    (folder,) = run_folders(fast_model)
    with xr.open_dataset(folder / "results.nc") as dataset:
        for name in run.results.data_vars:
            assert (dataset[name].values == run.results[name].values).all(), name
    assert run.summary


def test_both_policies_meet_the_same_seed(fast_model, monkeypatch):
    seen = []

    def remember(settings, world, parameters, policy, progress=None, past=None):
        seen.append((settings.seed, len(policy)))
        return fake.run_policy(settings, world, parameters, policy, progress)

    monkeypatch.setattr(sys.modules["sim.model.simulation"], "run_policy", remember)
    words = ["horizon.end=2008-02", "engine.threads=1", "uncertainty.draws=0"]
    sim.simulate("mp_moldova", seed=2, replicates=2, overrides=words)
    assert [seed for seed, _ in seen] == [2000, 2000, 2001, 2001]


def test_a_cache_that_cannot_be_written_is_said_in_one_line(tmp_path):
    blocked = tmp_path / "a_file"
    blocked.touch()
    found = subprocess.run(
        [sys.executable, "-c", "import sim.model.simulation as s; print(s.compilation_problem())"],
        env=os.environ | {"XDG_CACHE_HOME": str(blocked)},
        capture_output=True,
        text=True,
        check=True,
    )
    (line,) = found.stdout.splitlines()
    assert line.startswith(f"compiled code cannot be kept in {blocked}")
    assert "XDG_CACHE_HOME" in line
