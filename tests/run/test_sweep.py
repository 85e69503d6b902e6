"""Sweeps: a folder for each job, one Dataset and one table for all."""

import csv
import sys

import pytest
import xarray as xr

from sim.run.command import main
from sim.run.scenarios import CHECKOUT
from sim.run.sweep import folder_name, swept_values
from tests.run import fake

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


def test_names_of_jobs_fit_any_file_system():
    words = ["+scenario=mp_moldova", "++levers.visa_free={2014-04-28:1.0}", "seed=1"]
    swept = swept_values(words, ["scenario"])
    assert swept == {"levers.visa_free": "{2014-04-28:1.0}", "seed": "1"}
    assert folder_name("3", swept) == "3_levers.visa_free=_2014-04-28_1.0_,seed=1"
    assert len(folder_name("3", {"levers": "x" * 500})) < 130
