"""Sending money home (ODD 7.7).

sends     logit p = a_R + b_fam·family at home + b_ret·will return
amount    R = φ·pay·exp(−d·years)                       EUR month-1 at the reference price and pay
month     R·(pay now/pay 2015)·(c/c0)^ε                 c price paid, c0 reference price
formal    logit s = b_F − b_cost·(c_formal − c_informal) + literacy
received  = sent − fees, in whole cents
"""

import math

import numpy as np

from sim.equations.compiled import compiled
from sim.equations.visa import logistic


@compiled
def sending_probability(base, family, family_at_home, plans, will_return):
    """Chance that a migrant in work sends money home [1]."""
    return logistic(base + family * family_at_home + plans * will_return)


@compiled
def amount(share, pay, decay, years):
    """Monthly remittance at reference price [EUR month-1]."""
    return share * pay * math.exp(-decay * years)


def price_response(price, reference, elasticity):
    """Factor on amounts when `price` [%] departs from the reference (c/c0)^ε [1].

    Numbers, or arrays over places; so `formal_share`.
    """
    return np.power(np.maximum(price, 0.1) / reference, elasticity)


def formal_share(base, cost_weight, formal_price, informal_price, literacy):
    """Share of the money that goes through formal channels [1]; prices in %."""
    odds = base - cost_weight * (formal_price - informal_price) + literacy
    return 1.0 / (1.0 + np.exp(-odds))
