"""Talks between the Union and a partner, "more for more" (ODD 7.12; EVIDENCE C10).

access      V_l = b_v·visa_l + (b_q + b_R·ρ)·places_l           worth of a rung before any package
package     P(x) = P_l·(1 − κ + κ·x)                            κ: conditionality
prospect    F_l = Σ_k φ^(k − max(l, 1))·(V_k − V_(k−1)), k > l    rungs ahead; on the highest what
                                                                a suspension would take
pay-off     U_l(x) = V_l + b_a·P_l·(1 − κ)·(1 − ι) + (s_l − c_l)·x − (c_x/r)·x² − c_d·(1 − r)·d_l
            s_l = b_a·P_l·κ·(1 − ι) + aid + b_t·trade·linked,   c_l = (c_own·e + c_tcn·t)·m_l
ahead       W_l = U_l + φ·max(0, W_(l+1) − U_l)                 a rung and what it opens
effort      x* = (s_l + F_l − c_l)·r/(2·c_x), within [0, 1]: the greatest U_l(x) + F_l·x
carried out x ← x + δ/12·(x* − x)                               δ: rise, or decay without reward
compliance  C = w_x·x + w_r·min(1, returned/benchmark) + w_i·min(1, reference/irregular)
trust       T ← T + (g·d·(1 − T) − loss·shortfall·T)/12          d: intensity of the dialogue;
            1 − shortfall = arrived/offered·(1 − ι)
concluded   in a month with chance 1 − exp(−h·d·T/12)
misuse      (visitors who stay on + asylum refused)/short stays, over twelve months

All symbols are pure numbers [1] but rates δ, g, loss, h [year-1]. x effort of the partner, r its
readiness, ρ remittances over GDP, e share of its emigrants in the area who stay irregularly, t
share of third-country nationals among those it would take back, m_l reach of readmission, d_l
share of the reforms that visa-free travel asks for, P_l the package for full effort, l rung, ι what
other policies of the Union take back.
Values, ranges and status: parameters `talks.*`, nearly all assumed; δ, thresholds and the share
that suspends from EVIDENCE C13.
"""

import math
from collections.abc import Sequence

import numpy as np

MONTHS = 12.0


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


def prospect(ladder: Sequence[float], rung: int, patience: float) -> float:
    """What effort may win on rungs ahead, or keep on the highest [1]; `ladder`: access by rung."""
    if rung == len(ladder) - 1:
        return patience * (ladder[rung] - ladder[rung - 1])
    gains = (ladder[k] - ladder[k - 1] for k in range(rung + 1, len(ladder)))
    first = rung + 1 - max(rung, 1)
    return sum(gain * patience ** (first + n) for n, gain in enumerate(gains))


def best_effort(reward: float, cost: float, strain: float, readiness: float) -> float:
    """Effort at which the pay-off is greatest [1]; reward and cost per effort."""
    return min(1.0, max(0.0, (reward - cost) * readiness / (2.0 * max(strain, 1e-9))))


def payoff(
    given: float, net: float, strain: float, readiness: float, effort: float, domestic: float
) -> float:
    """Pay-off of a rung to a partner who makes an effort [1].

    given     worth of access and of what is offered whatever the effort
    net       reward less cost, per effort
    domestic  cost of reforms to a partner without readiness
    """
    hard = strain / max(readiness, 1e-9) * effort * effort
    return given + net * effort - hard - domestic * (1.0 - readiness)


def looking_ahead(payoffs: Sequence[float], rung: int, patience: float) -> float:
    """Worth of a rung and of what it opens [1]: a gain ahead counts by `patience` a rung."""
    worth = payoffs[-1]
    for by_itself in reversed(payoffs[rung:-1]):
        worth = by_itself + patience * max(0.0, worth - by_itself)
    return worth


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


def spoken_together(own, weight, voice):
    """What states weigh when they speak with one voice [1]: drawn towards their weighted mean.

    own, weight  arrays over states;  voice: 0 each for itself, 1 all alike
    """
    return (1.0 - voice) * own + voice * (own @ weight / weight.sum())
