"""Public money: every lever has a price and a payer, and a budget limits what is delivered."""

import numpy as np
import pytest

from sim.errors import InputError
from sim.levers.budget import FILE, check_prices, prices
from sim.params.parameters import load_parameters
from tests.helpers import differing, run, small_run

PROGRAMMES = {"resource_centre": 1.0, "predeparture_training": 1.0, "assisted_return": 1.0}
SMALL = {"persons_per_agent": 500, "months": 36}


def costs(policy):
    return run(policy, **SMALL)


def yearly(record, name="programme_cost"):
    return np.asarray(record.data[name], float)[-12:].sum()


def test_every_lever_has_a_price_whose_parameters_exist():
    check_prices(load_parameters())
    assert len({price.line for price in prices().values()}) == 4


def test_the_lines_of_the_budget_add_up_to_the_public_cost():
    results = small_run().results
    lines, total = results["cost_by_line"], results["programme_cost"]
    assert np.allclose(lines.sum("budget_line"), total)
    assert float(lines.sel(policy="reform", budget_line="external").sum()) > 0.0
    assert float(total.sel(policy="baseline").sum()) == 0.0


def test_a_budget_above_what_is_needed_changes_nothing():
    free, ample = costs(PROGRAMMES), costs({**PROGRAMMES, "budget_cap": 1e9})
    assert differing(free, ample) == []


def test_a_budget_limits_cost_and_delivery():
    steady = {"resource_centre": 1.0, "predeparture_training": 1.0}
    small = {
        **SMALL,
        "persons_per_agent": 100,
    }  # else one person's training is much of a year's cost
    free, short = run(steady, **small), run({**steady, "budget_cap": 4e5}, **small)
    assert yearly(short) < 0.5 * yearly(free)
    assert yearly(short) == pytest.approx(4e5, rel=0.25)
    assert 0.0 < short.data["budget_delivered"][-1, 0] < 0.5
    assert (free.data["budget_delivered"] == 1.0).all()


def test_without_money_no_programme_runs_and_rules_stay():
    policy = {**PROGRAMMES, "visa_facilitation": 1.0, "readmission_agreement": 1.0}
    none = costs({**policy, "budget_cap": 0.0})
    rules = costs({"visa_facilitation": 1.0, "readmission_agreement": 1.0})
    assert set(differing(none, rules)) == {"budget_delivered"}


MISTAKES = {
    "an unknown lever": ("visa_fee:", "visa_fees:", "visa_fees: no such lever"),
    "a lever without a price": ("visa_fee: [member_states, nobody]\n", "", "visa_fee has no price"),
    "an unknown line": ("visa_fee: [member_states", "visa_fee: [members", "line 'members'"),
    "an unknown price": ("visa_fee: [member_states, nobody]", "visa_fee: [member_states, free]",
                         "price 'free'"),
    "no list": ("visa_fee: [member_states, nobody]", "visa_fee: free", "must be \\[line, price\\]"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "words"), MISTAKES.values(), ids=MISTAKES)
def test_a_table_of_prices_is_refused_for(old, new, words, tmp_path):
    file = tmp_path / "budget.yaml"
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new))
    with pytest.raises(InputError, match=words) as refusal:
        prices(file)
    assert "\n" not in str(refusal.value)
