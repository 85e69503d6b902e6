"""A series of the past, observed, simulated and foretold, and how near each forecast came.

A series is known up to the last year before the forecast, or in its first year if it starts
later; the years after that are scored. `persistence` holds the last known value, `trend` goes on
along the least-squares line through the known years (never below zero where nothing observed is);
with one known year it is persistence. Scores are relative to the mean of the observed:

    MAE = mean |m - o| / |mean o|,   RMSE = sqrt(mean (m - o)^2) / |mean o|,
    skill = 1 - score of the model / score of the naive forecast

m is the mean over replicates. Coverage is the share of scored years in which o lies within a band:
the 90 % of the replicates (chance), or the range of runs with other parameters.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from sim.results.hindcast_series import Choice
from sim.results.observed import Observable

NOT_SCORABLE = "not scorable"
VERDICTS = {
    (True, True): "beats both",
    (True, False): "beats persistence, loses to trend",
    (False, True): "beats trend, loses to persistence",
    (False, False): "loses to both",
}
"""In words, by whether the model beats persistence and trend."""
Band = tuple[float, float]
"""Lowest and highest."""


@dataclass(frozen=True)
class Line:
    """One series: what was observed, simulated and foretold, year by year.

    observed            year -> figure
    known               years that the naive forecasts may use
    scored              years in which model and naive forecasts are compared
    model, low, high    year -> mean over replicates, and the ends of their 90 % band
    persistence, trend  year -> naive forecast, from the last known year on
    calibrated          parameters that were fitted to this series
    members             origins that are added up
    draws               year -> range of runs with other parameters, where there are any
    """

    choice: Choice
    observable: Observable
    label: str
    source: str
    observed: Mapping[int, float]
    known: tuple[int, ...]
    scored: tuple[int, ...]
    model: Mapping[int, float]
    low: Mapping[int, float]
    high: Mapping[int, float]
    persistence: Mapping[int, float]
    trend: Mapping[int, float]
    calibrated: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    draws: Mapping[int, Band] = field(default_factory=dict)

    @property
    def score(self) -> "Score":
        """The scores of this series."""
        return score_of(self)


@dataclass(frozen=True)
class Score:
    """Errors of model and naive forecasts in one series [1], relative to the mean observed.

    years           scored years; without any the series is not scorable
    observed, model means over them (over the common years, if none is scored)
    coverage        share of scored years with the observed within the band of the replicates;
                    unknown with fewer than two
    coverage_draws  the same of the range of runs with other parameters
    skill           1 - MAE of the model / MAE of the naive forecast; NaN where that has no error
    """

    line: Line
    years: tuple[int, ...]
    observed: float
    model: float
    mae: float
    rmse: float
    mae_persistence: float
    rmse_persistence: float
    mae_trend: float
    rmse_trend: float
    coverage: float
    coverage_draws: float

    @property
    def scorable(self) -> bool:
        """Whether there is a year to score, and anything observed in those years."""
        return bool(self.years) and self.observed != 0.0

    @property
    def bias(self) -> float:
        """Mean of the model less mean of the observed, over the latter [1]."""
        return _over(self.model - self.observed, self.observed)

    @property
    def none_simulated(self) -> bool:
        """The model has not one case in the scored years."""
        return self.scorable and not any(self.line.model[year] for year in self.years)

    @property
    def beats_persistence(self) -> bool:
        """Smaller mean error than persistence."""
        return self.scorable and self.mae < self.mae_persistence

    @property
    def beats_trend(self) -> bool:
        """Smaller mean error than the trend."""
        return self.scorable and self.mae < self.mae_trend

    @property
    def verdict(self) -> str:
        """Won or lost, in words."""
        if not self.scorable:
            return NOT_SCORABLE
        return VERDICTS[self.beats_persistence, self.beats_trend] + (
            " (none simulated)" if self.none_simulated else ""
        )

    def skill(self, measure: str, naive: str) -> float:
        """Skill by "mae" or "rmse" against "persistence" or "trend" [1]; 0 is a draw."""
        own, other = getattr(self, measure), getattr(self, f"{measure}_{naive}")
        return 1.0 - own / other if other > 0 else math.nan


def persistence(
    observed: Mapping[int, float], known: Sequence[int], years: Iterable[int]
) -> dict[int, float]:
    """The last known value, held."""
    return dict.fromkeys(years, observed[known[-1]])


def trend(
    observed: Mapping[int, float], known: Sequence[int], years: Iterable[int]
) -> dict[int, float]:
    """The least-squares line through the known years, continued.

    It stops at zero where no observed value is negative; one known year gives persistence.
    """
    if len(known) < 2:
        return persistence(observed, known, years)
    at = np.array(known, dtype=np.float64)
    values = np.array([observed[year] for year in known])
    slope = float(
        ((at - at.mean()) * (values - values.mean())).sum() / ((at - at.mean()) ** 2).sum()
    )
    floor = 0.0 if min(values) >= 0 else -math.inf
    return {year: max(floor, float(values.mean() + slope * (year - at.mean()))) for year in years}


def score_of(line: Line) -> Score:
    """Errors over the scored years; of a series without any, its means over the common years."""
    years = line.scored or tuple(year for year in line.observed if year in line.model)
    observed = _mean(line.observed, years or tuple(line.observed))
    errors = {}
    for name, forecast in (
        ("", line.model), ("_persistence", line.persistence), ("_trend", line.trend)
    ):  # fmt: skip
        misses = [forecast[year] - line.observed[year] for year in line.scored]
        errors[f"mae{name}"] = _over(_mean_of([abs(miss) for miss in misses]), observed)
        errors[f"rmse{name}"] = _over(math.sqrt(_mean_of([m * m for m in misses])), observed)
    chance = {year: (line.low[year], line.high[year]) for year in line.low}
    return Score(
        line=line,
        years=line.scored,
        observed=observed,
        model=_mean(line.model, years),
        coverage=_inside(line, chance),
        coverage_draws=_inside(line, line.draws),
        **errors,
    )


def _inside(line: Line, bands: Mapping[int, Band]) -> float:
    """Share of the scored years with the observed within the band of the year [1]."""
    found = [
        bands[year][0] <= line.observed[year] <= bands[year][1]
        for year in line.scored
        if year in bands
    ]
    return _mean_of([float(hit) for hit in found])


def _mean(values: Mapping[int, float], years: Sequence[int]) -> float:
    return _mean_of([values[year] for year in years])


def _mean_of(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else math.nan


def _over(value: float, mean: float) -> float:
    """A value relative to the size of a mean [1]."""
    return value / abs(mean) if mean else math.nan
