"""Equations that must hold for every input: chances stay chances, more of a cause moves one way."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.equations import journey, remittance, return_home, stay, traits, visa
from sim.equations.choice import leaving_probability
from sim.equations.clock import hazard_probability, hints_of, months_until, months_until_by_age
from sim.equations.market import detection, fee
from sim.vocabulary import NEVER

HAZARD = st.floats(0, 50)
SHARE = st.floats(0, 1)
UNIT = st.floats(1e-9, 1 - 1e-9)
ODDS = st.floats(-8, 8)


@given(one=HAZARD, other=HAZARD)
def test_two_hazards_together_leave_untouched_whom_both_leave_untouched(one, other):
    together = 1 - hazard_probability(one + other)
    each = (1 - hazard_probability(one)) * (1 - hazard_probability(other))
    assert together == pytest.approx(each, abs=1e-12)


@given(hazard=HAZARD)
def test_waiting_twelve_months_is_waiting_a_year(hazard):
    assert (1 - hazard_probability(hazard)) ** 12 == pytest.approx(math.exp(-hazard), abs=1e-12)


@given(u=UNIT, bound=st.floats(0.001, 50))
def test_a_wait_ends_in_the_month_in_which_the_draw_falls(u, bound):
    wait = months_until(u, bound)
    assert wait >= 1
    if wait < NEVER:
        assert math.exp(-bound * wait / 12) <= u * (1 + 1e-9)
        assert u <= math.exp(-bound * (wait - 1) / 12) * (1 + 1e-9)


@given(u=UNIT, hazards=st.lists(st.floats(0, 5), min_size=2, max_size=60), data=st.data())
def test_a_wait_by_age_ends_where_the_cumulated_hazard_passes_the_draw(u, hazards, data):
    cumulated = np.concatenate(([0.0], np.cumsum(hazards)))
    age = data.draw(st.integers(0, len(hazards)))
    wait = months_until_by_age(u, cumulated, hints_of(cumulated), age)
    passed = np.flatnonzero(cumulated > cumulated[age] - math.log(u))
    if age < len(hazards) and passed.size:
        assert wait == max(1, passed[0] - age)
    elif wait < NEVER:
        assert cumulated[age + wait] >= cumulated[age] - math.log(u)


@given(x=st.floats(-8.9, 8.9))
def test_logit_undoes_logistic(x):
    assert visa.logit(visa.logistic(x)) == pytest.approx(x, abs=1e-6)


@given(chance=SHARE, odds=ODDS)
def test_added_odds_move_a_chance_their_way(chance, odds):
    before, after = visa.acceptance(chance, 0.0), visa.acceptance(chance, odds)
    assert 0 < after < 1
    assert (after - before) * odds >= 0


@given(belief=st.floats(0, 1.3), signal=st.floats(0, 1.3), weight=SHARE)
def test_belief_moves_towards_the_signal_and_not_past_it(belief, signal, weight):
    after = visa.learned(belief, signal, weight)
    assert min(belief, signal) - 1e-12 <= after <= max(belief, signal) + 1e-12


@given(base=st.floats(0, 5), backlog=st.floats(0, 1e6), capacity=st.floats(0, 1e5))
def test_no_queue_is_longer_than_the_longest(base, backlog, capacity):
    assert base <= visa.queue_wait(base, backlog, capacity, 12.0) <= max(12.0, base)


@given(hazard=st.floats(0, 1), low=st.floats(0, 10), more=st.floats(0, 10))
def test_more_enforcement_stops_no_fewer(hazard, low, more):
    few, many = (journey.interception(hazard, e) for e in (low, low + more))
    assert 0 <= few <= many < 1 or few == many


@given(
    base=st.floats(0, 0.1), risk=st.floats(0, 1.5), enforcement=st.floats(0, 10),
    saved=SHARE, compensation=SHARE, rescue=SHARE,
)  # fmt: skip
def test_the_risk_of_death_is_a_chance(base, risk, enforcement, saved, compensation, rescue):
    assert 0 <= journey.death_risk(base, risk, enforcement, saved, compensation, rescue) <= 1


@given(base=st.floats(1, 1e4), e=st.floats(0.1, 10), n=st.integers(1, 50))
def test_smugglers_ask_more_under_enforcement_and_less_among_rivals(base, e, n):
    asked = journey.smuggler_fee(base, e, 0.2, 0.5, n)
    assert journey.smuggler_fee(base, e * 1.1, 0.2, 0.5, n) > asked
    assert journey.smuggler_fee(base, e, 0.2, 0.5, n + 1) < asked


@given(cost=st.floats(1, 1e4), n=st.integers(0, 50), clear=SHARE)
def test_transparency_lowers_a_fee_to_cost_at_best(cost, n, clear):
    assert cost <= fee(cost, 0.5, n, clear) * (1 + 1e-12)
    assert fee(cost, 0.5, n, clear) <= fee(cost, 0.5, n, 0.0)
    assert 0 <= detection(0.1, 0.9, clear) <= 1


@given(years=st.floats(0, 40), decay=st.floats(0.01, 1))
def test_returns_and_new_work_grow_rarer_with_years_abroad(years, decay):
    now, later = return_home.return_hazard(0.11, decay, np.array([years, years + 1]))
    assert 0 < later < now
    now, later = stay.review_hazard(0.6, decay, 0.03, np.array([years, years + 1]))
    assert 0.03 <= later <= now


@given(price=st.floats(0.1, 25), more=st.floats(0.01, 5))
def test_dearer_remittances_are_smaller_and_less_formal(price, more):
    assert remittance.price_response(price, 8.0, -0.5) >= remittance.price_response(
        price + more, 8.0, -0.5
    )
    one, other = (remittance.formal_share(0.5, 0.2, p, 4.0, 0.0) for p in (price, price + more))
    assert 0 < other < one < 1


@given(wage=st.floats(0, 1e4), loss=SHARE, other=SHARE, a=st.booleans(), b=st.booleans())
def test_nobody_earns_more_for_mismatch_or_for_lack_of_papers(wage, loss, other, a, b):
    assert 0 <= stay.pay_abroad(wage, loss, a, other, b) <= wage


@given(inclusive=st.floats(1e-300, 1e300), utility=st.floats(-50, 50))
def test_the_chance_of_leaving_is_a_chance(inclusive, utility):
    assert 0 <= leaving_probability(inclusive, math.exp(utility)) <= 1


@given(bits=st.integers(0, 255), skill=st.integers(0, 2), sector=st.integers(0, 3))
def test_changing_one_trait_leaves_the_others(bits, skill, sector):
    changed = traits.with_sector(traits.with_skill(bits, skill), sector)
    assert (changed >> 1) & 3 == skill
    assert (changed >> 3) & 3 == sector
    assert (changed ^ bits) & ~0b11110 == 0
    for flag in (traits.IN_WORK, traits.OVERQUALIFIED, traits.STATELESS):
        assert traits.with_flag(bits, flag, traits.has(bits, flag)) == bits
