"""A result is made again to the bit, and a changed one is found out."""

import json
import shutil

import netCDF4
import pytest

from sim.replay import main
from sim.run.command import main as run

WORDS = [
    "+scenario=mp_moldova", "replicates=1", "population.persons_per_agent=2000",
    "horizon.end=2008-12", "engine.threads=1", "uncertainty.draws=1",
    "levers.visa_free={2008-06-01: 1.0}",
]  # fmt: skip


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs") / "run"
    assert run([*WORDS, f"hydra.run.dir={folder}"]) == 0
    return folder


@pytest.fixture
def copy(stored, tmp_path):
    return shutil.copytree(stored, tmp_path / "copy")


def change(folder, **changes):
    """Change the first level of a run.json; a mapping is merged."""
    file = folder / "run.json"
    told = json.loads(file.read_text())
    for key, value in changes.items():
        told[key] = told[key] | value if isinstance(value, dict) else value
    file.write_text(json.dumps(told))


def test_a_result_is_made_again_to_the_bit(stored, capsys):
    assert main([str(stored)]) == 0
    assert "the same bits in" in capsys.readouterr().out


def test_a_changed_bit_is_found(copy, capsys):
    with netCDF4.Dataset(copy / "results.nc", "a") as result:
        result["births"][0, 0, 3, 0, 0] += 1
    assert main([str(copy)]) == 1
    assert "other bits in births" in capsys.readouterr().out


@pytest.mark.parametrize("what", ["code", "data", "parameters"])
def test_other_code_or_numbers_are_refused_in_one_line(copy, what, capsys):
    change(copy, hashes={what: "ab12"})
    assert main([str(copy)]) == 2
    said = capsys.readouterr().err
    assert f"made with other {what} (version" in said
    assert said.count("\n") == 1


def test_another_meaning_of_the_command_is_refused(copy, capsys):
    told = json.loads((copy / "run.json").read_text())
    change(copy, configuration={"levers": told["configuration"]["levers"] | {"visa_free": 0.5}})
    assert main([str(copy)]) == 2
    assert "levers.visa_free" in capsys.readouterr().err


def test_a_folder_without_a_result_is_refused(tmp_path, capsys):
    assert main([str(tmp_path)]) == 2
    assert "expected the folder of a finished run" in capsys.readouterr().err
