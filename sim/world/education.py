"""Education by age and sex: assumed, with ranges, because no table of it may be passed on.

The only table of residents by age, sex and education known to the project has no clear licence
(see DATA_SOURCES.md); nothing here is taken from it. A run reports these shares as assumed.
"""

import math
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class EducationAssumption:
    """Shares of adults by highest education, by sex: assumed, for want of a table to pass on.

    high, low      share of women and of men aged 25 to 64 with high and with low education [1]
    high_range     range within which the share of the highly educated may lie [1]
    cohort_change  change of the share of the highly educated per year of birth [year-1]
    """

    high: tuple[float, float]
    low: tuple[float, float]
    high_range: tuple[float, float]
    low_range: tuple[float, float]
    cohort_change: float
    status: str = "assumed"


EDUCATION_2008 = {
    "MDA": EducationAssumption((0.24, 0.19), (0.20, 0.20), (0.12, 0.35), (0.10, 0.35), 0.002),
    "SOM": EducationAssumption((0.02, 0.05), (0.93, 0.85), (0.01, 0.10), (0.75, 0.97), 0.0005),
}
BETWEEN = ("SOM", "MDA")
"""The two whose assumptions bound those of all others, by human development."""
MOST_HIGH, MOST_LOW = 0.6, 0.97
"""Bounds on the shares of adults that the line through the two may give [1]."""
EDUCATION_YEAR = 2008
EDUCATION_MIDDLE_AGE = 45
AGE_MIDDLE_REACHED, AGE_HIGH_REACHED = 18, 22


def assumed_by_development(hdi: float, hdi_of_two: tuple[float, float]) -> EducationAssumption:
    """Assumed education of a country by its human development index of 2008 [1].

    Shares lie on the line, in log-odds, through the assumptions of the two countries of `BETWEEN`
    at their index, `hdi_of_two`. An assumption, with the wide range of half to twice the odds.
    """
    weight = (hdi - hdi_of_two[0]) / (hdi_of_two[1] - hdi_of_two[0])
    low_end, high_end = (EDUCATION_2008[iso3] for iso3 in BETWEEN)

    def between(name: str, most: float) -> tuple[float, float]:
        ends = zip(getattr(low_end, name), getattr(high_end, name), strict=True)
        women, men = (min(most, _on_line(*pair, weight)) for pair in ends)
        return women, men

    high, low = between("high", MOST_HIGH), between("low", MOST_LOW)
    change = low_end.cohort_change + weight * (high_end.cohort_change - low_end.cohort_change)
    return EducationAssumption(
        high, low, _range(high), _range(low), max(low_end.cohort_change, change)
    )


def education_gap(assumed: EducationAssumption) -> tuple[float, float]:
    """Log-odds of high and of low education over those of Moldova, both sexes together [1].

    What is stated of school leavers is stated for Moldova; an origin's differ as its adults do.
    """
    reference = EDUCATION_2008[BETWEEN[1]]

    def odds(shares: tuple[float, float]) -> float:
        share = sum(shares) / 2.0
        return math.log(share / (1.0 - share))

    high = odds(assumed.high) - odds(reference.high)
    return high, odds(assumed.low) - odds(reference.low)


def _on_line(one: float, other: float, weight: float) -> float:
    """Share [1] on the line in log-odds through two shares; weight 0 gives the one, 1 the other."""
    start, end = (math.log(share / (1.0 - share)) for share in (one, other))
    return 1.0 / (1.0 + math.exp(-(start + weight * (end - start))))


def _range(shares: tuple[float, float]) -> tuple[float, float]:
    """Half the odds of the smaller share to twice those of the larger."""
    odds = [share / (1.0 - share) for share in shares]
    low, high = min(odds) / 2.0, max(odds) * 2.0
    return low / (1.0 + low), high / (1.0 + high)


def education_shares(assumed: EducationAssumption, year: int) -> np.ndarray:
    """Assumed shares by sex, single age 0..100 and skill [1], shape (2, 101, 3); rows add to 1."""
    age = np.arange(101)
    younger = (year - EDUCATION_YEAR) - (age - EDUCATION_MIDDLE_AGE)
    trend = assumed.cohort_change * np.clip(younger, -35, 35)
    shares = np.zeros((2, 101, 3))
    for sex in (0, 1):
        high = np.clip(assumed.high[sex] + trend, 0.005, 0.95)
        low = np.clip(assumed.low[sex] - trend, 0.02, 0.98)
        total = np.maximum(high + low, 1.0)
        high, low = high / total, low / total
        high = np.where(age < AGE_HIGH_REACHED, 0.0, high)
        low = np.where(age < AGE_MIDDLE_REACHED, 1.0, low)
        shares[sex] = np.stack((low, 1.0 - low - high, high), axis=1)
    return shares
