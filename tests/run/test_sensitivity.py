"""What effects hang on: what moves an effect is found, what cannot move it is not."""

import csv
import json

import pytest

from sim.run.command import main

pytest.importorskip("SALib")
WORDS = [
    "+scenario=mp_moldova", "task=sensitivity", "population.persons_per_agent=2000",
    "horizon.end=2008-12", "engine.threads=1", "sensitivity.trajectories=2",
]  # fmt: skip


@pytest.fixture(scope="module")
def analysis(tmp_path_factory):
    """Costs of the portal and of talks that never happen, moved one by one."""
    folder = tmp_path_factory.mktemp("runs") / "run"
    only = "sensitivity.only=[remit.transparency,talks.effort,visit]"
    words = ["+package=none", "levers.price_transparency=1", only]
    assert main([*WORDS, *words, f"hydra.run.dir={folder}"]) == 0
    return folder


def test_what_moves_an_effect_is_told_from_what_cannot(analysis):
    rows = json.loads((analysis / "sensitivity.json").read_text())
    fees = {row["input"]: row["mu_star"] for row in rows if row["measure"] == "remittance_fees"}
    assert fees["remit.transparency"] > 0
    assert fees["talks.effort"] == 0
    assert max(fees, key=lambda name: fees[name]) == "remit.transparency"


def test_table_picture_and_origin_are_left(analysis):
    assert {path.name for path in analysis.iterdir()} >= {
        "sensitivity.json", "sensitivity.csv", "sensitivity.png", "run.json", "run.log",
    }  # fmt: skip
    rows = json.loads((analysis / "sensitivity.json").read_text())
    with (analysis / "sensitivity.csv").open(newline="") as stream:
        assert len(list(csv.DictReader(stream))) == len(rows)
    told = json.loads((analysis / "run.json").read_text())
    assert told["sets"] == 2 * (len(told["parameters"]) + 1)


def test_an_unknown_group_is_refused(tmp_path, capsys):
    words = [*WORDS, "sensitivity.only=[choise]", f"hydra.run.dir={tmp_path}/run"]
    assert main(words) == 2
    assert "nearest are choice" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
