"""Talks between the Union and a partner, "more for more" (ODD 7.12; EVIDENCE C10).

access      V_l = b_v·visa_l + (b_q + b_R·ρ)·places_l           worth of a rung before any package
package     P(x) = P·(1 − κ + κ·x)                              κ: conditionality
pay-off     U_l(x) = V_l + b_a·P_l(x) − (c_own·e + c_tcn·t)·m_l·x − (c_x/r)·x² − c_d·(1 − r)·l/4
effort      x* = (b_a·P_l·κ + φ·(V_next − V_l) − (c_own·e + c_tcn·t)·m_l)·r/(2·c_x), within [0, 1]
carried out x ← x + δ/12·(x* − x)                               δ: rise, or decay without reward
compliance  C = w_x·x + w_r·min(1, returned/benchmark) + w_i·min(1, reference/irregular)
trust       T ← T + (g·d·(1 − T) − loss·shortfall·T)/12          d: intensity of the dialogue
concluded   in a month with chance 1 − exp(−h·d·T/12)
misuse      (visitors who stay on + asylum refused)/short stays, over twelve months

All symbols are pure numbers [1] but rates δ, g, loss, h [year-1]. x effort of the partner, r its
readiness, ρ remittances over GDP, e share of its emigrants in the area who stay irregularly,
t share of third-country nationals among those it would take back, m_l reach of readmission,
l rung. Values, ranges and status: parameters `talks.*`, nearly all assumed; δ, thresholds and the
share that suspends from EVIDENCE C13.
"""

import math

import numpy as np

MONTHS = 12.0
HIGHEST = 4.0


def access_worth(
    visa: float, places: float, per_visa: float, per_place: float, per_money: float, money: float
) -> float:
    """Worth of easier visas and places for workers to a partner [1]; `money`: remittances/GDP."""
    return per_visa * visa + (per_place + per_money * money) * places


def package_at(size: float, conditionality: float, effort: float) -> float:
    """Package offered for an effort [1]: what does not depend on it, and "more for more"."""
    return size * (1.0 - conditionality + conditionality * effort)


def burden(own: float, exposed: float, third: float, transit: float, reach: float) -> float:
    """Cost to a partner of taking back its own and third-country nationals, per effort [1]."""
    return reach * (own * exposed + third * transit)


def best_effort(reward: float, cost: float, strain: float, readiness: float) -> float:
    """Effort at which marginal reward, less marginal cost, meets the strain 2·c_x·x/r [1]."""
    return min(1.0, max(0.0, (reward - cost) * readiness / (2.0 * max(strain, 1e-9))))


def payoff(
    access: float, package: float, cost: float, strain: float, readiness: float, effort: float,
    domestic: float, rung: float,
) -> float:  # fmt: skip
    """Pay-off of a rung to a partner who makes an effort [1]; `package` is worth, not size."""
    hard = (strain / max(readiness, 1e-9)) * effort * effort
    return access + package - cost * effort - hard - domestic * (1.0 - readiness) * rung / HIGHEST


def cooperation_after(cooperation: float, reward: float, rate: float) -> float:
    """Cooperation a month later, on its way to the reward it gets [1]; `rate` [year-1]."""
    return cooperation + rate / MONTHS * (reward - cooperation)


def compliance_index(
    effort: float, returned: float, irregular: float, weights: tuple[float, float, float]
) -> float:
    """Index of what can be seen of a partner [1]: each part and the whole within [0, 1]."""
    parts = (effort, min(1.0, returned), min(1.0, irregular))
    return sum(w * part for w, part in zip(weights, parts, strict=True)) / max(sum(weights), 1e-9)


def trust_after(
    trust: float, growth: float, dialogue: float, loss: float, shortfall: float
) -> float:
    """Trust a month later [1]: contacts build it, promises that are not kept wear it away."""
    change = growth * dialogue * (1.0 - trust) - loss * shortfall * trust
    return min(1.0, max(0.0, trust + change / MONTHS))


def concluded(pace: float, dialogue: float, trust: float) -> float:
    """Chance that what both sides want is concluded this month [1]; `pace` [year-1]."""
    return 1.0 - math.exp(-pace * dialogue * trust / MONTHS)


def efficiency(base: float, added: float) -> float:
    """Share of a package that reaches the partner [1]: `added` of what would be lost is saved."""
    return 1.0 - (1.0 - base) * (1.0 - min(1.0, added))


def misuse_share(stayed: float, refused: float, visits: float) -> float:
    """Short stays that end in irregular stay or an unfounded asylum claim [1]; 0 without visits."""
    return (stayed + refused) / visits if visits > 0.0 else 0.0


def joining_benefit(diaspora, irregular, places, weights):
    """Benefit of a member state from its own corridor [1]: numbers, or arrays over states.

    ln(1 + n/1000) of its diaspora, ln(1 + n/100) of irregular residents and of places for
    workers, weighed; n in persons.
    """
    parts = (diaspora / 1000.0, irregular / 100.0, places / 100.0)
    return sum(weight * np.log1p(part) for weight, part in zip(weights, parts, strict=True))
