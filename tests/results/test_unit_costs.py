"""What a unit of an outcome costs: from prices and effects to the file and the report."""

import csv

import pytest

from sim.params.parameters import load_parameters
from sim.results.summary import summarise
from sim.results.unit_costs import costs_of, unit_costs
from sim.results.writing import rebuild
from sim.run.command import main
from tests.helpers import run, small_run

WORDS = ["+scenario=mp_moldova", "+package=none", "levers.visa_free=1", "horizon.end=2009-12",
         "population.persons_per_agent=2000", "replicates=2", "engine.threads=1"]  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A run of visa-free travel: clearly more visits, for the price of a rule."""
    folder = tmp_path_factory.mktemp("outputs") / "run"
    assert main([*WORDS, f"hydra.run.dir={folder}"]) == 0
    return folder


def lines_of(folder):
    with (folder / "unit_costs.csv").open(encoding="utf-8", newline="") as file:
        return {line["outcome"]: line for line in csv.DictReader(file)}


def section_on_costs(folder) -> str:
    report = (folder / "report.html").read_text(encoding="utf-8")
    part = report[report.index("<h3>What it costs</h3>") :]
    return part[: part.index("</table>")]


def test_a_visit_costs_the_rule_over_the_visits_that_it_brings(folder):
    line = {key: float(value) for key, value in lines_of(folder)["visits"].items()
            if key not in ("outcome", "unit")}  # fmt: skip
    rule = load_parameters().quantity("cost.rule")
    low, high = rule.bounds
    years = 2.0
    assert line["cost"] == pytest.approx(load_parameters().value("cost.rule") * years)
    assert line["cost_low"] == pytest.approx(low * years)
    assert line["cost_high"] == pytest.approx(high * years)
    assert line["per_unit"] == pytest.approx(line["cost"] / line["effect"], rel=1e-4)
    assert line["per_unit_low"] == pytest.approx(line["cost_low"] / line["effect_high"], rel=1e-4)
    assert line["per_unit_high"] == pytest.approx(line["cost_high"] / line["effect_low"], rel=1e-4)


def test_the_report_has_the_table_and_the_cost_once(folder):
    told = section_on_costs(folder)
    assert "EUR" in told
    rebuild(folder)
    assert section_on_costs(folder) == told
    outcomes = [line.partition(",")[0] for line in (folder / "summary.csv").open()]
    assert "cost_by_line" not in outcomes
    assert {"programme_cost", "cost_by_line.member_states"} < set(outcomes)


def test_no_money_no_unit_cost():
    results = small_run("+package=none").results
    assert costs_of(results) == (0.0, 0.0, 0.0)
    assert unit_costs(results, summarise(results)) == []


def test_the_cost_of_a_run_lies_between_cheap_and_dear():
    policy = {"resource_centre": 1.0, "predeparture_training": 1.0, "support_package": 1.0,
              "sea_rescue": 1.0, "visa_free": 1.0}  # fmt: skip
    data = run(policy, persons_per_agent=2000, months=12).data
    cost = data["programme_cost"]
    assert (data["programme_cost_low"] < cost).all()
    assert (cost < data["programme_cost_high"]).all()
