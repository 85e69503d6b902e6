"""Sweeps: a folder for each job, one Dataset and one table for all."""

import csv
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import xarray as xr

from sim.run.command import main
from sim.run.scenarios import CHECKOUT
from sim.run.sweep import folder_name, swept_values
from tests.run import fake

COARSE = ["population.persons_per_agent=1000", "engine.threads=1"]
SWEEP = ["-m", "+scenario=mp_moldova", "horizon.end=2008-02", "replicates=1"]


def sweep_folder(folder):
    (found,) = folder.glob("outputs/mp_moldova/sweep_*")
    return found


def test_a_sweep_leaves_a_folder_for_each_job_and_joins_them(fast_model, capsys):
    assert main([*SWEEP, "levers.remittance_cost=3,6", "seed=1,2"]) == 0
    folder = sweep_folder(fast_model)
    jobs = {path.name for path in folder.iterdir() if (path / "results.nc").exists()}
    assert jobs == {
        "0_levers.remittance_cost=3,seed=1",
        "1_levers.remittance_cost=3,seed=2",
        "2_levers.remittance_cost=6,seed=1",
        "3_levers.remittance_cost=6,seed=2",
    }
    with xr.open_zarr(folder / "results.zarr", consolidated=False) as joined:
        assert joined["seed"].values.tolist() == [1, 2, 1, 2]
        assert joined["levers.remittance_cost"].values.tolist() == [3, 3, 6, 6]
        with xr.open_dataset(folder / "2_levers.remittance_cost=6,seed=1/results.nc") as alone:
            assert (joined["moves"].values[2] == alone["moves"].values).all()
    with (folder / "summary.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert {(row["job"], row["levers.remittance_cost"], row["seed"]) for row in rows} == {
        ("0", "3", "1"), ("1", "3", "2"), ("2", "6", "1"), ("3", "6", "2"),
    }  # fmt: skip
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(" in ")[0] for line in lines if line.startswith("job")] == [
        f"job {number} done" for number in range(4)
    ]


def test_a_job_that_fails_is_reported_and_the_others_are_kept(fast_model, monkeypatch, capsys):
    def fail_once(settings, *rest):
        if settings.seed == 2000:
            raise RuntimeError("no luck")
        return fake.run_policy(settings, *rest)

    monkeypatch.setattr(sys.modules["sim.model.simulation"], "run_policy", fail_once)
    assert main([*SWEEP, "seed=1,2,3"]) == 1
    folder = sweep_folder(fast_model)
    assert (folder / "1" / "failed.txt").read_text() == "RuntimeError: no luck\n"
    with xr.open_zarr(folder / "results.zarr", consolidated=False) as joined:
        assert joined["seed"].values.tolist() == [1, 3]
    shown = capsys.readouterr()
    assert "job 1 failed: seed=2: no luck" in shown.out
    assert shown.err.startswith("1 of 3 jobs failed")


def test_jobs_of_unequal_length_are_joined_along_the_longer(fast_model):
    words = [word for word in SWEEP if not word.startswith("horizon")]
    assert main([*words, "horizon.end=2008-02,2008-04"]) == 0
    folder = sweep_folder(fast_model)
    with xr.open_zarr(folder / "results.zarr", consolidated=False) as joined:
        assert joined.sizes["time"] == 4
        assert int(joined["births"].isnull().any("place").sum("time")[0, 0, 0, 0]) == 2


def test_a_sweep_with_a_value_that_cannot_run_starts_no_job(fast_model, capsys):
    assert main([*SWEEP, "levers.visa_free=0,2"]) == 2
    assert capsys.readouterr().err == "levers.visa_free: 2 [1] is outside [0, 1]\n"
    assert list(fast_model.iterdir()) == []


def test_a_launcher_that_cannot_start_leaves_nothing(fast_model, capsys):
    assert main([*SWEEP, "seed=1,2", "hydra/launcher=slurm"]) == 2
    assert "cannot be launched" in capsys.readouterr().err
    assert list(fast_model.glob("outputs/*/*")) == []


@pytest.mark.slow
def test_jobs_run_side_by_side_with_joblib(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(CHECKOUT))
    words = ["population.persons_per_agent=1000", "engine.threads=1", "hydra/launcher=joblib"]
    assert main([*SWEEP, *words, "seed=1,2"]) == 0
    assert len(list(sweep_folder(tmp_path).glob("*/run.json"))) == 2


@pytest.fixture
def killed_sweep(tmp_path, monkeypatch):
    """A sweep of three jobs whose process was killed in the second one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(CHECKOUT))
    process = subprocess.Popen(
        [sys.executable, "-m", "sim", *SWEEP, *COARSE, "seed=1,2,3"],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    for line in process.stdout:
        if line.startswith("job 0 done"):
            break
    process.kill()
    process.wait()
    folder = sweep_folder(tmp_path)
    (done,) = folder.glob("*/run.json")
    return folder, done


def test_a_killed_sweep_goes_on_and_keeps_what_is_done(killed_sweep, capsys):
    folder, done = killed_sweep
    written = done.stat().st_mtime_ns
    assert main([*SWEEP, *COARSE, "seed=1,2,3", "sweep.resume=true"]) == 0
    shown = capsys.readouterr().out
    assert f"sweep of 3 jobs, 1 of them done before in {folder.relative_to(Path.cwd())}" in shown
    assert "job 0" not in shown
    assert "job 1 done" in shown
    assert done.stat().st_mtime_ns == written
    assert {path.name for path in folder.iterdir() if path.is_dir()} == {
        "0_seed=1", "1_seed=2", "2_seed=3", "results.zarr",
    }  # fmt: skip
    with xr.open_zarr(folder / "results.zarr", consolidated=False) as joined:
        assert joined["seed"].values.tolist() == [1, 2, 3]
        assert main([*SWEEP, *COARSE, "seed=3", "hydra.sweep.dir=alone"]) == 0
        with xr.open_dataset("alone/0/results.nc") as alone:
            assert (joined["moves"].values[2] == alone["moves"].values).all()


def test_a_sweep_that_failed_in_part_is_completed(fast_model, monkeypatch, capsys):
    def fail_once(settings, *rest):
        if settings.seed == 2000:
            raise RuntimeError("no luck")
        return fake.run_policy(settings, *rest)

    with monkeypatch.context() as patched:
        patched.setattr(sys.modules["sim.model.simulation"], "run_policy", fail_once)
        assert main([*SWEEP, "seed=1,2,3"]) == 1
    assert main([*SWEEP, "seed=1,2,3", "sweep.resume=true"]) == 0
    folder = sweep_folder(fast_model)
    with xr.open_zarr(folder / "results.zarr", consolidated=False) as joined:
        assert joined["seed"].values.tolist() == [1, 2, 3]
    assert not list(folder.glob("*/failed.txt"))


def test_only_a_sweep_of_the_same_words_is_gone_on_with(fast_model, capsys):
    assert main([*SWEEP, "seed=1,2"]) == 0
    first = sweep_folder(fast_model)
    assert main([*SWEEP, "seed=1,2,3", "sweep.resume=true"]) == 0
    assert "sweep of 3 jobs in" in capsys.readouterr().out
    assert len(list(fast_model.glob("outputs/mp_moldova/sweep_*"))) == 2
    assert main([*SWEEP, "seed=1,2,3", "sweep.resume=true", f"hydra.sweep.dir={first}"]) == 2
    assert "holds the sweep of +scenario=mp_moldova" in capsys.readouterr().err
    assert main(["+scenario=mp_moldova", "sweep.resume=true"]) == 2
    assert "add -m" in capsys.readouterr().err


def test_jobs_that_draw_other_parameters_are_joined(fast_model):
    words = [*SWEEP[:3], "replicates=2", "engine.threads=1", "uncertainty.draws=2"]
    assert main([*words, "+package=none,visa_free,cheap_remittances"]) == 0
    with xr.open_zarr(sweep_folder(fast_model) / "results.zarr", consolidated=False) as joined:
        assert joined["births"].dtype.kind == "i"
        assert joined["draw_parameters"].dtype.kind == "f"
        assert joined["draw_parameters"].isnull().any()
        assert joined["draw_summary"].sizes["job"] == 3


def test_jobs_with_and_without_draws_are_joined(fast_model):
    words = [*SWEEP[:3], "replicates=2", "engine.threads=1"]
    assert main([*words, "uncertainty.draws=0,2"]) == 0
    folder = sweep_folder(fast_model)
    with xr.open_zarr(folder / "results.zarr", consolidated=False) as joined:
        assert "births" in joined
        assert "draw_summary" not in joined
    with (folder / "summary.csv").open(newline="") as stream:
        assert {(row["job"], row["draws"]) for row in csv.DictReader(stream)} == {
            ("0", ""), ("1", "2"),
        }  # fmt: skip


@pytest.mark.slow
def test_a_launcher_that_dies_with_a_job_is_begun_again(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(CHECKOUT))
    process = subprocess.Popen(
        [sys.executable, "-m", "sim", *SWEEP, *COARSE, "hydra/launcher=joblib", "seed=1,2,3,4"],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    killed = False
    while not killed and process.poll() is None:
        if list(tmp_path.glob("outputs/mp_moldova/sweep_*/*/run.json")):
            children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
            workers = [pid for pid in children if "loky" in command_of(pid)]
            os.kill(int(workers[-1]), signal.SIGKILL)
            killed = True
        time.sleep(0.05)
    shown, _ = process.communicate()
    assert killed
    assert process.returncode == 0, shown
    assert len(list(sweep_folder(tmp_path).glob("*/run.json"))) == 4


def command_of(pid: str) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text()


def test_names_of_jobs_fit_any_file_system():
    words = ["+scenario=mp_moldova", "++levers.visa_free={2014-04-28:1.0}", "seed=1"]
    swept = swept_values(words, ["scenario"])
    assert swept == {"levers.visa_free": "{2014-04-28:1.0}", "seed": "1"}
    assert folder_name("3", swept) == "3_levers.visa_free=_2014-04-28_1.0_,seed=1"
    assert len(folder_name("3", {"levers": "x" * 500})) < 130
