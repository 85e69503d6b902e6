"""Queue and decision (ODD 7.4).

wait       W = W0 + backlog/capacity, at most W_max          month
decision   A = logistic(logit(A0) + x)·r                     1
           x: what facilitation, training or a centre add to the odds; r: rationing, the share of
           those due whom the month's places cover
belief     P̂ ← (1 − θ)·P̂ + θ·signal                          relative to the official chance
"""

import math

import numpy as np

from sim.equations.compiled import compiled


@compiled
def logistic(x):
    """1 / (1 + exp(−x)) [1]."""
    return 1.0 / (1.0 + math.exp(-x))


@compiled
def logit(p):
    """ln(p / (1 − p)) [1], for a chance kept within (0.0001, 0.9999)."""
    p = min(max(p, 0.0001), 0.9999)
    return math.log(p / (1.0 - p))


def queue_wait(base, backlog, capacity, longest):
    """Months from application to decision: base service time plus queue over capacity [month].

    Numbers, or arrays over places.
    """
    return np.minimum(longest, base + backlog / np.maximum(capacity, 1e-9))


@compiled
def acceptance(chance, added_odds):
    """Chance of a positive decision [1] when `added_odds` [log-odds] come on top of `chance`."""
    return logistic(logit(chance) + added_odds)


def acceptances(chances, added_odds):
    """`acceptance` over arrays [1]."""
    chances = np.minimum(np.maximum(chances, 0.0001), 0.9999)
    return 1.0 / (1.0 + (1.0 - chances) / chances * np.exp(-added_odds))


@compiled
def learned(belief, signal, weight):
    """Belief after a report: (1 − θ)·belief + θ·signal [1]."""
    return (1.0 - weight) * belief + weight * signal
