"""What stands in for a missing figure: named rules, each use of which is kept for the report.

The tables hold what a source says and nothing else. Where the model needs a figure that no source
gives, one of the rules below makes it and `Imputations` remembers the rule, the figure, the place
and the years.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

HELD = "nearest year held constant"
INTERPOLATED = "linear interpolation between years"
REGION = "median of the places of the region"
WORLD_MEDIAN = "median of all places"
SINGLE_AGES = "five-year ages split by a monotone cubic through the cumulative population"
COHORTS = "age structure between tabulated years aged along cohorts"
COHORTS_AHEAD = "after the last table: cohorts go on as between the last two (Hamilton and Perry)"
SCALED = "age structure of one revision scaled to the total of another"
PERMITS = "no stock by birth: citizens with a valid permit, or citizens, instead"
MONEY = "no stock by birth: remittances from there at the origin's mean per emigrant"
REFUGEES = "no stock by birth: the greater of refugees present and refugees resettled so far"
NONE_THERE = "no source gives a stock: taken as none"
FEMALE = "no stock by sex: share of women among all emigrants"
NO_TURNOVER = "years of arrival from the growth of the stock, as if nobody had been replaced"
INBOUND = "price of the corridor unknown: mean of all prices towards the origin"
WORLD_PRICE = "price of the corridor unknown: mean of all corridors in the world"
VISA_BEFORE = "first known visa rule held before its date"
VISA_UNKNOWN = "visa rule unknown: a visa is needed"
LANGUAGE = "shared language: official or ethnic, or a tie of coloniser and colony after 1945"
DISTANCE_CENTROIDS = "distance unknown: along the great circle between the centroids"
DISTANCE_MEAN = "rest of the world: mean distance of the other places, no emigrant being known"
TIES_OF = "ties unknown: those of the state it was or is a part of, or of its neighbour"
PASSPORT = "visa rule of the state whose passport the territory's people hold"
DISTANCE_REST = "rest of the world: distance weighted by the origin's emigrants of 2005"
DISPLACED = "displacement: new refugees over residents; after the last year as in it"
DISPLACED_WITHIN = "displacement: rise of the internally displaced over the year"
EDUCATION = "education by age and sex assumed"
EDUCATION_HDI = "education assumed, by human development between two assumed countries"


@dataclass
class Imputations:
    """Every use of a rule so far; grows while figures are asked for."""

    uses: dict[tuple[str, str, str], set[int]] = field(default_factory=dict)

    def note(self, rule: str, what: str, where: str, year: int | None = None) -> None:
        """Remember that `rule` made the figure `what` of the place `where` in `year`."""
        years = self.uses.setdefault((rule, what, where), set())
        if year is not None:
            years.add(year)

    def lines(self) -> list[str]:
        """Distinct lines "rule: what, where, years", sorted; places of equal years together."""
        places: dict[tuple[str, str, str], list[str]] = {}
        for (rule, what, where), years in self.uses.items():
            places.setdefault((rule, what, _span(years)), []).append(where)
        return sorted(
            ", ".join(part for part in (f"{rule}: {what}", " ".join(sorted(where)), span) if part)
            for (rule, what, span), where in places.items()
        )


def _span(years: set[int]) -> str:
    """Years as text: "2008", "2008-2015" or "" if there are none."""
    if not years:
        return ""
    first, last = min(years), max(years)
    return str(first) if first == last else f"{first}-{last}"


def between(series: dict[int, float], year: int) -> tuple[float, str]:
    """Value of a non-empty series in `year`, and the rule that made it ("" if observed)."""
    if year in series:
        return series[year], ""
    years = sorted(series)
    if year <= years[0]:
        return series[years[0]], HELD
    if year >= years[-1]:
        return series[years[-1]], HELD
    return float(np.interp(year, years, [series[y] for y in years])), INTERPOLATED


STEP = 5
"""Years of an age group, and between tables."""
STEPS_AHEAD = 3
"""Steps of a projection: whoever will be 20 by then is born."""


def cohorts_ahead(tables: Mapping[int, np.ndarray]) -> dict[int, np.ndarray]:
    """Residents by five-year group (21,) of later years, from the last two tables.

    Each cohort changes in five years as the one before it did, by death and migration alike
    (Hamilton and Perry 1962). Nobody is born: the youngest groups are left empty.

    tables  by year; two that are five years apart, or nothing is said
    """
    last = max(tables)
    if last - STEP not in tables:
        return {}
    before, now = tables[last - STEP], tables[last]
    start = np.append(before[:-2], before[-2:].sum())
    ratio = np.divide(now[1:], start, out=np.zeros(start.size), where=start > 0.0)
    found: dict[int, np.ndarray] = {}
    for step in range(1, STEPS_AHEAD + 1):
        start = np.append(now[:-2], now[-2:].sum())
        now = np.concatenate(([0.0], start * ratio))
        found[last + STEP * step] = now
    return found


def single_ages(groups: np.ndarray) -> np.ndarray:
    """Population by single age 0..100 from 21 five-year groups (the last: 100 and over).

    The cumulative population is interpolated by a monotone cubic (Fritsch and Carlson), so each
    group keeps its total and no age is negative.
    """
    known = groups[:-1].astype(float)
    total = np.concatenate(([0.0], np.cumsum(known)))
    slope = known / 5.0
    inner = np.zeros(len(slope) - 1)
    product = slope[:-1] * slope[1:]
    np.divide(2.0 * product, slope[:-1] + slope[1:], out=inner, where=product > 0)
    ends = np.concatenate(([1.5 * slope[0] - 0.5 * inner[0]], inner, [slope[-1]]))
    ends[0] = min(max(ends[0], 0.0), 3.0 * slope[0])
    u = np.arange(5) / 5.0
    at = np.arange(len(known))[:, None]
    cubic = (
        total[at] * (1 + 2 * u) * (1 - u) ** 2
        + 5 * ends[at] * u * (1 - u) ** 2
        + total[at + 1] * u**2 * (3 - 2 * u)
        + 5 * ends[at + 1] * u**2 * (u - 1)
    ).ravel()
    ages = np.diff(np.concatenate((cubic, [total[-1]])))
    return np.concatenate((np.maximum(ages, 0.0), [float(groups[-1])]))


def age_along_cohorts(before: np.ndarray, after: np.ndarray, done: int, left: int) -> np.ndarray:
    """Single ages between two tables, `done` years after the one and `left` before the other.

    before, after  (101,) persons by single age. A cohort's size is interpolated linearly between
    the age it had and the age it will have; those not born at the first table are taken from the
    second, the oldest from both at their own age.
    """
    ages = np.arange(before.size)
    weight = done / (done + left)
    younger, older = ages - done, ages + left
    along = (1 - weight) * before[np.maximum(younger, 0)] + weight * after[np.minimum(older, 100)]
    across = (1 - weight) * before + weight * after
    result = np.where(older >= 100, across, along)
    return np.where(younger < 0, after[np.minimum(older, 100)], result)
