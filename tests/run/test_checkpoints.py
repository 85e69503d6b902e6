"""A run that is killed goes on from its last checkpoint, to the same bits."""

import io
import os
import signal
import subprocess
import sys
import time

import pytest
import xarray as xr

from sim.model.checkpoint import put_aside, take_up
from sim.run.command import main
from sim.run.scenarios import CHECKOUT
from tests.helpers import differing, model_of

WORDS = [
    "+scenario=mp_moldova", "replicates=2", "population.persons_per_agent=1000",
    "horizon.end=2012-12", "uncertainty.draws=0", "checkpoint.every=6",
]  # fmt: skip


@pytest.mark.parametrize("threads", [1, 2])
def test_a_killed_run_goes_on_to_the_same_bits(threads, tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(CHECKOUT))
    words = [*WORDS, f"engine.threads={threads}"]
    process = subprocess.Popen(
        [sys.executable, "-m", "sim", *words, f"hydra.run.dir={tmp_path}/killed"],
        stdout=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    while process.poll() is None and not list(tmp_path.glob(".checkpoints/*/*.model")):
        time.sleep(0.002)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert not (tmp_path / "killed").exists()
    assert list(tmp_path.glob(".checkpoints/*/*.*"))
    assert main([*words, f"hydra.run.dir={tmp_path}/killed"]) == 0
    assert "from its checkpoint of month" in (tmp_path / "killed" / "run.log").read_text()
    assert not (tmp_path / ".checkpoints").exists()
    assert main([*words, "hydra.run.dir=" + str(tmp_path / "whole")]) == 0
    assert "from its checkpoint" not in (tmp_path / "whole" / "run.log").read_text()
    with (
        xr.open_dataset(tmp_path / "killed" / "results.nc") as one,
        xr.open_dataset(tmp_path / "whole" / "results.nc") as two,
    ):
        for name in two.data_vars:
            assert one[name].values.tobytes() == two[name].values.tobytes(), name


@pytest.mark.parametrize("engine", ["numba", "mesa"])
def test_a_model_is_taken_up_as_it_was_put_aside(engine):
    changes = {"engine": engine, "persons_per_agent": 10_000, "months": 8}
    one = model_of(**changes)
    for _ in range(4):
        one.step()
    file = io.BytesIO()
    put_aside(one, file)
    file.seek(0)
    two = take_up(file, one.world, one.parameters)
    for _ in range(4):
        one.step()
        two.step()
    assert not differing(one.record(), two.record())
    assert one.events == two.events
