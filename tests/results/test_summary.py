"""The summary: what is added up, and the interval of the mean effect."""

import csv
import io
import math
from dataclasses import replace

import numpy as np
import pytest

from sim.results.outcomes import OUTCOMES
from sim.results.summary import HEADER, condense, interval, summarise, to_csv, to_text
from sim.results.words import number, span


@pytest.fixture(scope="module")
def rows(dataset):
    """Summary rows by name."""
    return {row.measure.name: row for row in summarise(dataset)}


def test_a_flow_adds_up_the_whole_horizon_and_all_places(dataset, rows):
    total = dataset["visits"].sum(("time", "origin", "place"))
    assert rows["visits"].baseline == pytest.approx(float(total[0].mean()))
    assert rows["visits"].effect == pytest.approx(float((total[1] - total[0]).mean()))


def test_a_stock_is_the_mean_of_the_last_year(dataset, rows):
    last = dataset["irregular_stock"][:, :, -12:].sum(("origin", "place")).mean("time")
    assert rows["irregular_stock"].reform == pytest.approx(float(last[1].mean()))


def test_arrivals_leave_out_the_ways_back(dataset, rows):
    ways = [c for c in dataset["channel"].values if not str(c).startswith("return_")]
    total = dataset["arrivals"].sel(channel=ways).sum(("time", "origin", "place", "channel"))
    assert rows["arrivals"].baseline == pytest.approx(float(total[0].mean()))


@pytest.mark.parametrize("whole", ["arrivals", "returns", "irregular_entries", "asylum_decisions"])
def test_parts_add_up_to_the_whole(rows, whole):
    parts = [r for n, r in rows.items() if n.startswith(f"{whole}.") and not n.endswith("eu27")]
    assert sum(part.effect for part in parts) == pytest.approx(rows[whole].effect, abs=1e-6)


def test_emigrants_are_split_by_main_destination(dataset, rows):
    russia = dataset["persons"].sel(place="RUS")[:, :, -12:].sum(("origin", "status")).mean("time")
    assert rows["emigrants.RUS"].baseline == pytest.approx(float(russia[0].mean()))
    assert "emigrants.MDA" not in rows


def test_every_headline_outcome_is_in_the_summary(rows):
    names = {name.split(".")[0] for name, row in rows.items() if not row.measure.per_movers}
    assert names == {outcome.name for outcome in OUTCOMES if outcome.headline}


@pytest.mark.parametrize(
    "harm", ["deaths_in_transit", "detained", "exploited", "trafficked", "separated"]
)
def test_the_ledger_of_rights_counts_harms_per_thousand_movers(dataset, rows, harm):
    ways = [c for c in dataset["channel"].values if not str(c).startswith("return_")]
    moved = dataset["arrivals"].sel(channel=ways).sum(("time", "origin", "place", "channel"))
    harms = dataset[harm].sum([dim for dim in dataset[harm].dims if dim not in moved.dims])
    rate = 1000.0 * harms / moved
    row = rows[f"{harm}_per_1000"]
    assert row.baseline == pytest.approx(float(rate[0].mean()))
    assert row.effect == pytest.approx(float((rate[1] - rate[0]).mean()))
    assert (row.measure.pillar, row.unit) == (0, "per 1,000 movers")


def test_the_interval_is_that_of_the_t_distribution():
    mean, low, high = interval(np.array([1.0, 2.0, 3.0]))
    reach = 2.919986 / math.sqrt(3.0)  # 95 % point of t with 2 degrees of freedom
    assert (mean, low, high) == pytest.approx((2.0, 2.0 - reach, 2.0 + reach), abs=1e-5)


def test_one_replicate_has_no_interval(make_dataset):
    rows = summarise(make_dataset(replicates=1))
    assert all(math.isnan(row.low) and math.isnan(row.high) for row in rows)
    assert "One replicate: no interval" in to_text(rows)
    line = next(csv.DictReader(io.StringIO(to_csv(rows))))
    assert (line["low"], line["high"], line["replicates"]) == ("", "", "1")


def test_equal_policies_have_effects_of_exactly_zero(make_dataset):
    rows = summarise(make_dataset(neutral=True))
    assert all((row.effect, row.low, row.high) == (0.0, 0.0, 0.0) for row in rows)
    assert {row.direction for row in rows} == {"no difference"}


def test_the_csv_has_the_header_of_the_contract(dataset):
    text = to_csv(summarise(dataset))
    header = "outcome,unit,pillar,baseline,reform,effect,low,high,replicates"
    assert text.splitlines()[0] == header == ",".join(HEADER)


def test_missing_months_are_left_out_of_a_mean():
    series = np.full((2, 1, 24), 3.0)
    series[:, :, -6:] = math.nan
    assert condense(series, "last") == pytest.approx(3.0)


def test_numbers_are_written_with_separators_and_a_true_minus():
    assert number(-31234.0, 1000.0) == "\u221231,000"
    assert number(0.034, 0.01) == "0.03"


def test_an_effect_and_its_interval_are_rounded_alike(rows):
    effect, ends = span(-31234.0, -35100.0, -27300.0, rows["visits"])
    assert effect == "\u221231,000"
    assert ends.replace("\u00a0", " ") == "\u221235,000 to \u221227,000"


@pytest.mark.parametrize("group", ["women", "minors", "stateless", "trafficked"])
def test_the_ledger_counts_harms_of_a_group_per_thousand_of_its_movers(dataset, rows, group):
    over = ("time", "origin")
    moved = dataset["movers_by_group"].sel(group=group).sum(over)
    harms = dataset["harms_by_group"].sel(group=group, harm="exploited").sum(over)
    rate = 1000.0 * harms / moved
    row = rows[f"exploited_per_1000.{group}"]
    assert row.baseline == pytest.approx(float(rate[0].mean()))
    assert row.effect == pytest.approx(float((rate[1] - rate[0]).mean()))
    assert not row.measure.whole


def test_effects_that_cancel_out_are_no_clear_change(rows):
    row = replace(rows["visits"], effect=0.0, low=-5.0, high=5.0)
    assert row.direction == "no clear change"
    assert replace(row, low=0.0, high=0.0).direction == "no difference"
    assert row.relative == 0.0


def test_the_public_cost_is_told_once_as_a_whole(rows):
    assert "cost_by_line" not in rows
    lines = [row.effect for name, row in rows.items() if name.startswith("cost_by_line.")]
    assert len(lines) == 4
