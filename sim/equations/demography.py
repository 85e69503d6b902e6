"""Birth, ageing and death (ODD 7.1).

death      h(a) = A·exp(b·a), a in years        Gompertz; A is solved so that the deaths of the
                                                first year are those observed
birth      f(a) = TFR·N(a; m, s)                births per woman and year at age a
reconsider g(x) = a1·e^(−α1·x) + a2·e^(−α2(x−μ2) − e^(−λ2(x−μ2))) + c
                                                age schedule of Rogers and Castro (1981), scaled to
                                                mean one over ages 18 to 64

b       ageing of mortality                  year-1  demography.mortality_slope
m, s    mean and spread of age at birth      year    demography.birth_age, .birth_age_sd
a1 … c  Rogers–Castro                        1       departure.age_*
"""

import math

import numpy as np
from numpy.typing import NDArray

Curve = NDArray[np.float64]
AGES_IN_MONTHS = 101 * 12
ADULT = 18 * 12
"""Age of majority [month]."""
MID_MONTHS = (np.arange(AGES_IN_MONTHS) + 0.5) / 12.0


def mortality(level: float, slope: float) -> Curve:
    """Hazard of death by age in months (1212,) [year-1]."""
    return level * np.exp(slope * MID_MONTHS)


def mortality_level(slope: float, persons_by_age: Curve, deaths: float) -> float:
    """A of Gompertz's law [year-1] that gives `deaths` a year among `persons_by_age` (101,)."""
    return deaths / float((persons_by_age * np.exp(slope * (np.arange(101) + 0.5))).sum())


def fertility(total: float, mean: float, spread: float) -> Curve:
    """Births per woman and year by age in months (1212,) [year-1]; none before 15 or after 50."""
    shape = np.exp(-0.5 * ((MID_MONTHS - mean) / spread) ** 2) / (spread * math.sqrt(2 * math.pi))
    return np.where((MID_MONTHS >= 15) & (MID_MONTHS < 50), total * shape, 0.0)


def rogers_castro(
    a1: float, alpha1: float, a2: float, alpha2: float, mu2: float, lambda2: float, c: float
) -> Curve:
    """Age schedule by age in months (1212,) [1], mean one over ages 18 to 64."""
    x = MID_MONTHS - mu2
    childhood = a1 * np.exp(-alpha1 * MID_MONTHS)
    labour = a2 * np.exp(-alpha2 * x - np.exp(-lambda2 * x))
    schedule = childhood + labour + c
    adults = (MID_MONTHS >= 18) & (MID_MONTHS < 65)
    return schedule / schedule[adults].mean()


def cumulative(hazard: Curve) -> Curve:
    """Cumulative hazard at the end of each month of age, with a leading zero (1213,) [1]."""
    return np.concatenate(([0.0], np.cumsum(hazard) / 12.0))
