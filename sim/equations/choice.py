"""Where to, and by which channel (ODD 7.3): nested logit over stay, destination, channel.

V(d,k) = β_w·ln(P̂_dk·w_dk·(1 − u_d)/y) − β_c·C_dk/(12·y) − β_r·r_k + β_m·ln(1 + M_d/M̄) + β_l·lang
         − β_d·ln(dist) + a_d + a_k
V(stay) = a_0 + β_h·growth
IV_d   = λ_k·ln Σ_k exp(V(d,k)/λ_k)          channels of one destination
IV_go  = λ_d·ln Σ_d exp(IV_d/λ_d)            destinations
P(go)  = exp(IV_go) / (exp(V(stay)) + exp(IV_go))

P̂   believed chance of admission, believed relative to the official one            1
w    monthly pay there; y pay at home                                             EUR month-1
C    cost of entry                                                                EUR
r_k  perceived chance of death or trafficking on the way                          1
M_d  diaspora; M̄ its scale                                                        persons
λ_k, λ_d  dissimilarity of channels and destinations   choice.nest_channel, .nest_destination

Only pairs that a person may choose and can pay for are summed (capability): the migration hump is
to come out of that, not of a term in income.
"""

import math

import numpy as np

from sim.equations.compiled import compiled


@compiled
def pay_weight(beta, nest, pay):
    """Factor of e^(V/λ_k) from a part of expected pay, x^(β_w/λ_k) [1]; at least 1e-12 counts."""
    return math.pow(max(pay, 1e-12), beta / nest)


@compiled
def cost_weight(beta, nest, cost, home_pay):
    """Factor of e^(V/λ_k) from cost over a year's pay at home [1]."""
    return math.exp(-beta * cost / (12.0 * home_pay * nest))


@compiled
def constant_weight(nest, value):
    """Factor of e^(V/λ_k) from a term of V(d,k) that is the same for all pay [1]."""
    return math.exp(value / nest)


def place_utility(beta_m, diaspora, scale, beta_l, language, beta_d, distance, constant):
    """What all channels of a destination share: ties, language, distance, its constant [1].

    Numbers, or arrays over places.
    """
    ties = beta_m * np.log(1.0 + diaspora / scale)
    return ties + beta_l * language - beta_d * np.log(np.maximum(distance, 50.0)) + constant


@compiled
def leaving_probability(inclusive, staying):
    """P(go) from the weights exp(IV_go) of leaving and exp(V(stay)) of staying [1]."""
    return inclusive / (inclusive + staying)
