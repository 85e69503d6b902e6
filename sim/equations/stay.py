"""Work and rights abroad (ODD 7.6).

in work        logit p = a_s + b_dur·ln(1 + months) + b_lang·L + b_rec·R − b_sanc·I − b_u·u
at own level   p = 1 − o_q·(1 − recognition)
pay            w·(1 − φ_mis·mismatch)·(1 − φ_irr·irregular)
drawn anew     h = h_0·exp(−δ·years) + h_∞
exploitation   h = h0·(irregular factor)·(1 − rights)·(1 − inspection)·(recruiter factor)
"""

import math

import numpy as np

from sim.equations.compiled import compiled
from sim.equations.visa import logistic


@compiled
def employment(base, duration, months, language, recognition, sanctions, unemployment):
    """Chance of being in work [1]; the arguments after `months` are log-odds already weighted."""
    return logistic(
        base + duration * math.log(1.0 + months) + language + recognition - sanctions - unemployment
    )


def review_hazard(fresh, decay, settled, years):
    """Hazard that a migrant's work is drawn anew [year-1]; array over years since arrival."""
    return fresh * np.exp(-decay * years) + settled


@compiled
def pay_abroad(wage, mismatch_loss, mismatched, irregular_loss, irregular):
    """Monthly pay [EUR month-1] after the losses for work below one's level and without papers."""
    pay = wage
    if mismatched:
        pay *= 1.0 - mismatch_loss
    if irregular:
        pay *= 1.0 - irregular_loss
    return pay
