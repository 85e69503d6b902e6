"""Queue and decision (ODD 7.4).

wait       W = W0 + backlog/capacity, at most W_max          month
decision   A = logistic(logit(A0) + x)·r                     1
           x: what facilitation, training or a centre add to the odds; r: rationing, the share of
           those due whom the month's places cover
threshold  x = logit P(pay ≥ T)                                1
           pay: lognormal around the graduates' mean, T: what a skilled permit asks for
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


def shifted(chances, added_odds):
    """`acceptances`, with the very same chances back where nothing is added [1]."""
    return np.where(added_odds == 0.0, chances, acceptances(chances, added_odds))


def threshold_odds(threshold, premium, spread):
    """Log-odds that a graduate's pay reaches `threshold` times the mean pay of a place [1].

    premium  pay of graduates over the mean [1];  spread: of log pay among them [1], lognormal
    """
    z = (math.log(threshold / premium) + 0.5 * spread * spread) / spread
    return logit(0.5 * math.erfc(z / math.sqrt(2.0)))


@compiled
def learned(belief, signal, weight):
    """Belief after a report: (1 − θ)·belief + θ·signal [1]."""
    return (1.0 - weight) * belief + weight * signal
