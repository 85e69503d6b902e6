"""Luck and ignorance are told apart: draws of parameters beside the replicates."""

import csv
import json

import numpy as np
import pytest
import xarray as xr

from sim.params.parameters import load_parameters
from sim.run.command import main
from sim.run.scenarios import read_scenario
from sim.run.schema import draw_scale, draws_of

SMALL = [
    "+scenario=mp_moldova", "replicates=2", "population.persons_per_agent=2000",
    "horizon.end=2009-06", "engine.threads=1",
]  # fmt: skip


def run(folder, *words):
    """The folder of a small run in a new folder."""
    keys = {word.split("=")[0] for word in words}
    small = [word for word in SMALL if word.split("=")[0] not in keys]
    assert main([*small, *words, f"hydra.run.dir={folder}"]) == 0
    return folder


def rows(folder):
    with (folder / "summary.csv").open(newline="") as stream:
        return {row["outcome"]: row for row in csv.DictReader(stream)}


def opened(folder):
    return xr.open_dataset(folder / "results.nc")


def told(folder):
    return json.loads((folder / "run.json").read_text())


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    return run(tmp_path_factory.mktemp("runs") / "drawn", "uncertainty.draws=3")


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    return run(tmp_path_factory.mktemp("runs") / "plain", "uncertainty.draws=0")


def test_draws_add_columns_and_variables_and_change_no_other_bit(drawn, plain):
    with (
        opened(drawn) as more,
        xr.open_dataset(plain / "results.nc") as one,
    ):
        assert set(more.data_vars) - set(one.data_vars) == {"draw_summary", "draw_parameters"}
        for name in one.data_vars:
            assert one[name].values.tobytes() == more[name].values.tobytes(), name
        for variable in more.data_vars.values():
            assert {"units", "long_name", "cell_methods", "pillar"} <= set(variable.attrs)
    columns = ("outcome", "baseline", "reform", "effect", "low", "high", "replicates")
    with_draws = rows(drawn)
    for name, row in rows(plain).items():
        assert "draws" not in row
        assert [row[column] for column in columns] == [with_draws[name][c] for c in columns]


def test_the_range_in_the_summary_is_that_of_the_draws_in_the_result(drawn):
    with opened(drawn) as result:
        effects = result["draw_summary"].sel(policy="reform") - result["draw_summary"].sel(
            policy="baseline"
        )
        for name, row in rows(drawn).items():
            found = effects.sel(measure=name).values
            if np.isfinite(found).all():
                assert row["draws"] == "3"
                assert float(row["draw_low"]) == pytest.approx(found.min(), rel=1e-9)
                assert float(row["draw_high"]) == pytest.approx(found.max(), rel=1e-9)
        assert np.ptp(effects.sel(measure="arrivals").values) > 0


def test_every_draw_takes_its_own_slice_of_every_range(drawn):
    parameters = load_parameters(read_scenario("mp_moldova").folder)
    uncertainty = told(drawn)["uncertainty"]
    assert uncertainty["seed"] == told(drawn)["seeds"][0]
    for name, values in uncertainty["drawn"].items():
        quantity = parameters.quantity(name)
        low, high = quantity.bounds
        assert quantity.status in ("assumed", "estimated")
        assert sorted(int(3 * (value - low) / (high - low)) for value in values) == [0, 1, 2], name
    held = [name for names in uncertainty["held"].values() for name in names]
    assert sorted([*held, *uncertainty["drawn"]]) == sorted(parameters)
    assert {"return.rate", "visit.wish", "place.ITA", "choice.stay", "protection.intensity"} <= set(
        held
    )


def test_what_is_set_on_the_command_line_is_not_drawn(drawn, tmp_path):
    words = ["uncertainty.draws=3", "parameters={departure.reconsider: 0.3}"]
    uncertainty = told(run(tmp_path / "run", *words))["uncertainty"]
    assert "departure.reconsider" in uncertainty["held"]["set for this run"]
    before = told(drawn)["uncertainty"]["drawn"]
    assert "departure.reconsider" in before
    assert all(values == before[name] for name, values in uncertainty["drawn"].items())


def test_a_reform_that_is_the_baseline_has_no_effect_in_any_draw(tmp_path):
    folder = run(tmp_path / "run", "uncertainty.draws=2", "+package=none")
    with opened(folder) as result:
        summary = result["draw_summary"].values
        assert np.array_equal(summary[0], summary[1], equal_nan=True)
        assert (summary[:, 0] != summary[:, 1]).any()


def test_draws_side_by_side_give_the_same_bits(drawn, tmp_path):
    folder = run(tmp_path / "run", "uncertainty.draws=3", "engine.threads=2")
    with (
        opened(folder) as one,
        opened(drawn) as two,
    ):
        assert one["draw_summary"].values.tobytes() == two["draw_summary"].values.tobytes()


def test_a_set_that_cannot_be_run_is_left_out_and_named(tmp_path, monkeypatch):
    monkeypatch.setattr("sim.run.draws.COUNTS", ())
    folder = run(tmp_path / "run", "uncertainty.draws=4", "uncertainty.persons_per_agent=20000")
    failed = told(folder)["uncertainty"]["failed"]
    assert failed
    assert all("recruiters" in reason for reason in failed.values())
    assert rows(folder)["births"]["draws"] == str(4 - len(failed))


def test_the_report_separates_chance_from_ignorance(drawn, plain):
    page = (drawn / "report.html").read_text(encoding="utf-8")
    assert "Over 3 draws (ignorance)" in page
    assert "too few to say which parameter" in page
    assert "Intervals are of chance alone" not in page
    page = (plain / "report.html").read_text(encoding="utf-8")
    assert "Intervals are of chance alone" in page
    assert "uncertainty.draws=20" in page


def test_how_many_draws_and_how_coarse_unless_chosen():
    assert (draws_of(None, 4), draws_of(None, 5), draws_of(0, 5)) == (0, 8, 0)
    scales = [draw_scale(None, each) for each in (1, 10, 50, 100, 2000)]
    assert scales == [10, 100, 100, 100, 2000]
    assert draw_scale(7, 2000) == 7
