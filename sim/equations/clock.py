"""The alarm clock (ODD 3.4): when may something happen to a sleeping person?

Under a constant bound B the wait is exponential: P(awake in a month) = 1 − exp(−B/12). Where the
hazard follows age, the cumulative hazard is inverted: the first month whose cumulative hazard is
past that of today by an exponential draw. At a visit each event is accepted with its true hazard
over the bound (thinning, Lewis and Shedler 1979), so the bound never shows in a result.
"""

import math

import numpy as np
from numpy.typing import NDArray

from sim.equations.compiled import compiled
from sim.vocabulary import NEVER


@compiled
def months_until(u, bound):
    """Months to wait, at least 1, under a constant `bound` [year-1] for a uniform `u`; NEVER."""
    if bound <= 0.0:
        return NEVER
    wait = -math.log(u) * 12.0 / bound
    return NEVER if wait >= 30000.0 else 1 + int(wait)


HINTS = 1024
"""Steps of equal cumulated hazard for which the month is looked up instead of searched."""


def hints_of(cumulated: NDArray[np.float64]) -> NDArray[np.uint16]:
    """Where to begin the search for a cumulated hazard, by steps of it (HINTS + 1,).

    cumulated  hazard up to each month of age [1], (ages + 1,), not decreasing
    """
    steps = np.arange(HINTS + 1) * (cumulated[-1] / HINTS)
    found = np.searchsorted(cumulated, steps, side="right")
    return np.minimum(found, cumulated.size - 1).astype(np.uint16)


@compiled
def months_until_by_age(u, cumulated, hints, age):
    """Months to wait, at least 1, under a hazard by age for a uniform `u`; NEVER.

    cumulated  hazard up to each month of age [1], (ages + 1,), not decreasing
    hints      `hints_of` it: a few steps from there instead of a search over all ages
    age        age now [month]
    """
    last = cumulated.size - 1
    if age >= last:
        return NEVER
    goal = cumulated[age] - math.log(u)
    if goal >= cumulated[last]:
        return NEVER
    month = max(age + 1, int(hints[int(goal * (HINTS / cumulated[last]))]))
    while cumulated[month] <= goal:
        month += 1
    while cumulated[month - 1] > goal:
        month -= 1
    return month - age


@compiled
def hazard_probability(hazard):
    """Chance of at least one event in a month under `hazard` [year-1]: 1 − exp(−h/12) [1]."""
    return 1.0 - math.exp(-hazard / 12.0)


@compiled
def thinned(u, bound, total):
    """Place of a visit's draw `u` among the true hazards, laid end to end from 0 [year-1].

    The clock rings at most once a month, with 1 − exp(−bound/12); something happens with
    1 − exp(−total/12), whatever the bound. Below `total`: the event there; infinite: nothing.
    """
    return placed(u * hazard_probability(bound), hazard_probability(total), total)


@compiled
def placed(level, happens, total):
    """The place of `level` in a month in which something happens with probability `happens`."""
    return total * level / happens if level < happens else math.inf
