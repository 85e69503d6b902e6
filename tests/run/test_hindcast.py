"""`task=hindcast`: its files, its refusals, and the section in the report of a long run."""

import csv
import json
import sys

import pytest

from sim.errors import InputError
from sim.params.parameters import Parameters
from sim.params.quantity import Quantity
from sim.run.api import plan_for
from sim.run.command import main
from sim.run.hindcast import calibrated_series, is_history
from sim.run.schema import DRAWS
from sim.run.targets import read_choices
from sim.world.tables import load_world

HEAD = "origin,series,place,panel\n"
PAST = ["task=hindcast", "+scenario=mp_moldova", "replicates=2"]
FILES = {
    ".hydra", "hindcast.csv", "hindcast.json", "hindcast.png", "report.html", "run.log",
    "scores.csv",
}  # fmt: skip


@pytest.fixture(scope="module")
def moldova():
    return load_world(("MDA",))


def only_folder(folder):
    (found,) = folder.glob("outputs/mp_moldova/*")
    return found


def test_a_hindcast_leaves_scores_series_picture_and_report(fake_model, capsys):
    assert main(PAST) == 0
    folder = only_folder(fake_model)
    assert folder.name.startswith("hindcast_")
    assert {path.name for path in folder.iterdir()} == FILES
    scores = {(row["series"], row["place"]): row for row in table(folder / "scores.csv")}
    italy = scores["immigration", "ITA"]
    assert italy["scored"] == "2010-2015"
    assert float(italy["skill_mae_persistence"]) == pytest.approx(
        1 - float(italy["mae"]) / float(italy["mae_persistence"])
    )
    assert scores["first_permits", "ITA"]["verdict"] == "not scorable"
    assert scores["first_permits", "ITA"]["mae"] == ""
    stored = json.loads((folder / "hindcast.json").read_text())
    assert stored["history"] is True
    assert (len(stored["seeds"]), stored["draws"]) == (2, DRAWS)
    assert {"coverage", "coverage_draws"} <= stored["tally"].keys()
    assert stored["tally"]["coverage_draws"] is not None
    assert len(stored["origins"]["MDA"]["scores"]) == len(scores)
    assert "unemployment_rate" in stored["not_compared"]
    shown = capsys.readouterr().out
    assert "not scorable" in shown
    assert shown.rstrip().endswith("report.html")


def table(file):
    with file.open(newline="") as stream:
        return list(csv.DictReader(stream))


def test_draws_of_parameters_widen_the_band_and_hang_on_no_number_of_threads(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    words = [*PAST[:2], "population.persons_per_agent=5000", "horizon.start=2010-01",
             "horizon.end=2011-12", "replicates=2", "uncertainty.draws=3"]  # fmt: skip
    for threads in (1, 2):
        assert main([*words, f"engine.threads={threads}", f"hydra.run.dir=run{threads}"]) == 0
    one, two = (tmp_path / f"run{threads}" / "hindcast.csv" for threads in (1, 2))
    assert one.read_bytes() == two.read_bytes()
    rows = [row for row in table(one) if row["role"] == "scored" and row["draws_high"]]
    assert len(rows) > 20
    wider = [
        float(row["draws_high"]) - float(row["draws_low"]) > float(row["high"]) - float(row["low"])
        for row in rows
    ]
    assert sum(wider) > len(rows) / 2
    assert "3 draws of parameters" in (tmp_path / "run1" / "report.html").read_text()


def test_without_draws_the_page_speaks_of_chance_alone(fake_model):
    assert main([*PAST, "uncertainty.draws=0"]) == 0
    folder = only_folder(fake_model)
    told = json.loads((folder / "hindcast.json").read_text())
    assert told["draws"] == 0
    assert told["tally"]["coverage_draws"] is None
    assert all(row["draws_low"] == "" for row in table(folder / "hindcast.csv"))
    assert "draws" not in (folder / "report.html").read_text()


def test_several_origins_are_added_up_in_one_table(fake_model):
    words = ["task=hindcast", "+scenario=western_balkans_turkey", "replicates=1"]
    assert main(words) == 0
    (folder,) = fake_model.glob("outputs/western_balkans_turkey/*")
    assert {path.name for path in folder.iterdir()} == FILES
    scores = table(folder / "scores.csv")
    own = ["ALB", "BIH", "MKD", "SRB", "MNE", "TUR"]
    assert [row["origin"] for row in scores if row["origin"] != "ALL"] == own
    (births,) = [row for row in scores if row["series"] == "births"]
    assert births["origins"] == " ".join(own)
    told = json.loads((folder / "hindcast.json").read_text())
    assert [*told["origins"]] == ["ALL", *own]
    assert len(told["origins"]["ALL"]["scores"]) + len(own) == len(scores)


def test_origins_that_are_not_in_the_run_are_not_scored(fake_model):
    words = ["task=hindcast", "+scenario=western_balkans_turkey", "replicates=1"]
    assert main([*words, "origins=[ALB,TUR]"]) == 0
    (folder,) = fake_model.glob("outputs/western_balkans_turkey/*")
    scores = table(folder / "scores.csv")
    assert {row["origin"] for row in scores} == {"ALL", "ALB", "TUR"}
    assert all(row["origins"] == "ALB TUR" for row in scores if row["origin"] == "ALL")


def test_a_changed_past_is_called_so(fake_model):
    assert main([*PAST, "levers.visa_free=0"]) == 0
    folder = only_folder(fake_model)
    assert json.loads((folder / "hindcast.json").read_text())["history"] is False
    assert "this is not what happened" in (folder / "report.html").read_text()


@pytest.mark.parametrize(
    ("horizon", "window"),
    [("horizon.end=2014-12", [2010, 2014]), ("horizon.start=2011-02", [2012, 2015])],
)
def test_a_horizon_that_holds_some_of_the_years_is_scored_on_them(fake_model, horizon, window):
    assert main([*PAST, horizon]) == 0
    told = json.loads((only_folder(fake_model) / "hindcast.json").read_text())
    assert told["window"] == window
    residents = next(row for row in told["origins"]["MDA"]["scores"] if row["series"] == "births")
    assert residents["known"].endswith(str(window[0] - 1))
    assert residents["scored"] == f"{window[0]}-{window[1]}"
    assert f"Scored are {window[0]} to {window[1]}." in told["note"]


@pytest.mark.parametrize("horizon", ["horizon.end=2010-11", "horizon.start=2015-02"])
def test_a_horizon_without_a_scored_year_is_refused(fake_model, capsys, horizon):
    assert main([*PAST, horizon]) == 2
    told = capsys.readouterr().err
    assert "task=hindcast scores 2010 to 2015; it must hold one of these years" in told
    assert told.count("\n") == 1
    assert not list(fake_model.glob("outputs/mp_moldova/*"))


def test_a_long_run_reports_its_hindcast_without_simulating_again(fake_model):
    words = ["+scenario=mp_moldova", "replicates=1", "horizon.end=2015-12",
             "population.persons_per_agent=100"]  # fmt: skip
    assert main(words) == 0
    folder = only_folder(fake_model)
    assert (folder / "hindcast.png").exists()
    assert "Valid residence permits, Italy" in (folder / "report.html").read_text()
    told = json.loads((folder / "run.json").read_text())["report"]
    assert told["hindcast"][0]["Result"]
    assert told["hindcast_note"].startswith("The reform is what really happened, so it is held")


def test_a_long_run_of_a_reform_that_never_was_reports_the_past_of_its_baseline(fake_model):
    words = ["+scenario=western_balkans_turkey", "replicates=1", "horizon.end=2015-12",
             "population.persons_per_agent=1000"]  # fmt: skip
    assert main(words) == 0
    (folder,) = fake_model.glob("outputs/western_balkans_turkey/*")
    told = json.loads((folder / "run.json").read_text())["report"]
    assert told["hindcast_note"].startswith("The baseline is what really happened, so it is held")
    assert [row["Origins"] for row in told["hindcast"]][-6:] == ["1"] * 6
    assert (folder / "hindcast.png").exists()


def test_a_run_of_another_reform_reports_none(fake_model):
    assert main(["+scenario=mp_moldova", "replicates=1", "horizon.end=2015-12",
                 "+package=none"]) == 0  # fmt: skip
    assert not (only_folder(fake_model) / "hindcast.png").exists()


def simulated_policies(monkeypatch):
    """The policies that the (fake) model is asked to run, in order."""
    simulation = sys.modules["sim.model.simulation"]
    run, asked = simulation.run_policy, []

    def watched(settings, world, parameters, policy, *rest, **more):
        asked.append(policy)
        return run(settings, world, parameters, policy, *rest, **more)

    monkeypatch.setattr(simulation, "run_policy", watched)
    return asked


@pytest.mark.parametrize(
    ("name", "history", "changed", "kept"),
    [
        ("mp_moldova", "reform", "levers", "baseline.levers"),
        ("russia_visa_dialogue", "baseline", "baseline.levers", "levers"),
    ],
)
def test_the_policy_that_a_scenario_calls_history_is_simulated(
    name, history, changed, kept, fake_model, monkeypatch
):
    asked = simulated_policies(monkeypatch)
    words = ["task=hindcast", f"+scenario={name}", "replicates=1"]
    assert main([*words, f"{kept}.blue_card=1"]) == 0
    plan = plan_for(name)[0]
    assert asked == [plan.policies[history]]
    assert plan.baseline != plan.reform
    assert main([*words, f"{changed}.blue_card=1"]) == 0
    told = [
        json.loads(file.read_text())
        for file in sorted(fake_model.glob(f"outputs/{name}/*/hindcast.json"))
    ]
    assert [each["policy"] for each in told] == [history] * 2
    assert [each["history"] for each in told] == [True, False]


def test_a_past_that_was_changed_is_not_history():
    assert is_history(plan_for("mp_moldova")[0])
    assert not is_history(plan_for("mp_moldova", overrides=["levers.visa_free=0"])[0])
    assert not is_history(plan_for("mp_moldova", overrides=["+package=none"])[0])
    assert is_history(plan_for("horn_of_africa", overrides=["+package=none"])[0])


def test_series_that_a_calibrated_parameter_names_are_found():
    def quantity(status, note):
        return Quantity("", "1", status, "", (0.0, 1.0), ((0, 0.5),), note)

    parameters = Parameters(
        {
            "choice.stay": quantity("calibrated", "targets: stock, remittances_to_gdp_wdi"),
            "return.rate": quantity("calibrated", "targets: stock"),
            "birth.rate": quantity("assumed", "targets: births"),
        }
    )
    assert calibrated_series(parameters) == {
        "stock": ("choice.stay", "return.rate"),
        "remittances_to_gdp_wdi": ("choice.stay",),
    }


def test_the_scenario_s_own_targets_are_all_there(moldova):
    chosen = read_choices(plan_for("mp_moldova")[0].scenario.folder, ["MDA"], moldova)
    assert len(chosen) > 40
    assert 10 <= len({choice.panel for choice in chosen if choice.panel}) <= 12


def test_without_targets_the_groups_of_places_are_scored(tmp_path, moldova):
    assert read_choices(tmp_path, ["MDA"], moldova) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("series,place\n", "the first line must be origin,series,place,panel"),
        (f"{HEAD}MDA,stok,ITA,\n", "line 2: series 'stok' does not exist; stock"),
        (f"{HEAD}MDA,stock,ITL,\n", "nothing was observed of stock at 'ITL'; ITA"),
        (f"{HEAD}MDA,stock,ITA,x\n", "panel is 'x', must be a whole number"),
        (f"{HEAD}MDA,stock,ITA,\nMDA,stock,ITA,1\n", "line 3: MDA stock ITA stands twice"),
        (f"{HEAD}MDA,stock\n", "nothing was observed of stock at ''"),
        (f"{HEAD}MDE,stock,ITA,\n", "line 2: origin 'MDE' is not in the scenario; MDA"),
        (f"{HEAD},stock,ITA,\n", "line 2: origin '' is not in the scenario"),
        (f"{HEAD}ALL,stock,ITL,\n", "nothing was observed of stock at 'ITL'; ITA"),
        (f"{HEAD}ALL,remittances_to_gdp_wdi,HOME,\n", "is a share, which has no sum over origins"),
    ],
)
def test_a_wrong_table_of_targets_is_refused_in_one_line(tmp_path, moldova, text, said):
    (tmp_path / "targets.csv").write_text(text)
    with pytest.raises(InputError, match=r"targets\.csv") as caught:
        read_choices(tmp_path, ["MDA", "UKR"], moldova)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
