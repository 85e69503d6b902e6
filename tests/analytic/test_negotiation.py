"""Talks: each equation does on paper what it says."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.equations import negotiation as eq

SHARES = st.floats(0.0, 1.0)
WORTHS = st.floats(0.0, 3.0)


def test_cooperation_without_reward_decays_exponentially():
    cooperation = 1.0
    for _ in range(10_000 * 12):
        cooperation = eq.cooperation_after(cooperation, 0.0, 0.3 / 10_000)
    assert cooperation == pytest.approx(math.exp(-0.3), rel=1e-4)


@given(reward=WORTHS, cost=WORTHS, strain=st.floats(0.05, 1.0), readiness=st.floats(0.1, 1.0),
       other=SHARES)  # fmt: skip
def test_no_other_effort_pays_better(reward, cost, strain, readiness, other):
    def payoff(effort):
        return eq.payoff(0.0, reward - cost, strain, readiness, effort, 0.0)

    best = eq.best_effort(reward, cost, strain, readiness)
    assert 0.0 <= best <= 1.0
    assert payoff(best) >= payoff(other) - 1e-9


@given(size=WORTHS, conditionality=SHARES, effort=SHARES)
def test_more_effort_brings_more_only_as_far_as_the_package_is_conditional(
    size, conditionality, effort
):
    offer = eq.package_at(size, conditionality, effort)
    assert offer <= eq.package_at(size, conditionality, 1.0) + 1e-12
    assert eq.package_at(size, 0.0, effort) == size
    assert eq.package_at(size, 1.0, effort) == pytest.approx(size * effort)


@given(effort=SHARES, returned=WORTHS, irregular=WORTHS)
def test_compliance_is_a_share_that_rises_with_each_part(effort, returned, irregular):
    def index(*parts):
        return eq.compliance_index(*parts, (0.6, 0.25, 0.15))

    found = index(effort, returned, irregular)
    assert 0.0 <= found <= 1.0 + 1e-12
    assert index(1.0, returned, irregular) >= found
    assert index(effort, returned + 1.0, irregular) >= found
    assert index(effort, returned, irregular + 1.0) >= found


def test_a_rung_ahead_counts_less_the_further_away_it_is():
    ladder = (0.0, 0.0, 0.3, 0.3, 1.0)
    far, near = eq.prospect(ladder, 2, 0.7), eq.prospect(ladder, 3, 0.7)
    assert far == pytest.approx(0.49 * 0.7)
    assert near == pytest.approx(0.7 * 0.7)
    assert eq.prospect(ladder, 4, 0.7) == near  # to be lost by a suspension
    assert eq.prospect(ladder, 0, 0.7) == pytest.approx(0.7 * 0.3 + 0.7**3 * 0.7)
    assert eq.prospect(ladder, 0, 0.7) == eq.prospect(ladder, 1, 0.7)


def test_a_rung_that_gives_nothing_is_worth_what_it_opens():
    payoffs = [0.0, 0.1, 0.8, 0.6, 1.4]
    assert eq.looking_ahead(payoffs, 4, 0.7) == 1.4
    assert eq.looking_ahead(payoffs, 3, 0.7) == pytest.approx(0.6 + 0.7 * 0.8)
    assert eq.looking_ahead(payoffs, 2, 0.7) == pytest.approx(0.8 + 0.7 * 0.36)
    assert eq.looking_ahead(payoffs, 3, 0.0) == 0.6
    assert eq.looking_ahead([0.0, 0.1, 0.8, 0.6, 0.2], 3, 0.7) == 0.6


@given(trust=SHARES, dialogue=st.floats(0.0, 3.0), shortfall=SHARES)
def test_trust_stays_a_share(trust, dialogue, shortfall):
    assert 0.0 <= eq.trust_after(trust, 0.3, dialogue, 0.3, shortfall) <= 1.0


def test_talks_conclude_sooner_with_trust_and_dialogue():
    usual = eq.concluded(4.0, 1.0, 0.3)
    assert usual == pytest.approx(1.0 - math.exp(-0.1))
    assert eq.concluded(4.0, 2.0, 0.3) > usual < eq.concluded(4.0, 1.0, 0.6)
    assert eq.concluded(4.0, 0.0, 0.3) == 0.0


def test_misuse_is_a_share_of_visits():
    assert eq.misuse_share(15.0, 5.0, 1000.0) == pytest.approx(0.02)
    assert eq.misuse_share(15.0, 5.0, 0.0) == 0.0
