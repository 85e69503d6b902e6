"""The hindcast: the past as simulated, beside what was observed and two naive forecasts.

A series is known up to the last year before the forecast, or in its first year if it starts
later; the years after that are scored. `persistence` holds the last known value, `trend` goes on
along the least-squares line through the known years (never below zero where nothing observed is);
with one known year it is persistence. Scores are relative to the mean of the observed:

    MAE = mean |m - o| / |mean o|,   RMSE = sqrt(mean (m - o)^2) / |mean o|,
    skill = 1 - score of the model / score of the naive forecast

m is the mean over replicates. Coverage is the share of scored years in which o lies within the
90 % band of the replicates. Nothing is simulated here.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import xarray as xr

from sim.results.hindcast_series import Choice, Observations, Simulated, Target, first_month
from sim.results.observed import (
    BY_ID,
    EUROPEAN_UNION,
    EVERYWHERE,
    OBSERVABLES,
    REPORTING,
    Observable,
)
from sim.vocabulary import MONTHS_PER_YEAR, POLICIES

LAST_KNOWN = 2009
"""Forecasts may use what was observed up to this year."""

LAST_SCORED = 2015
WINDOW = (LAST_KNOWN + 1, LAST_SCORED)
BAND = (0.05, 0.95)
MOST_PANELS = 12
NOT_SCORABLE = "not scorable"
VERDICTS = {
    (True, True): "beats both",
    (True, False): "beats persistence, loses to trend",
    (False, True): "beats trend, loses to persistence",
    (False, False): "loses to both",
}
"""In words, by whether the model beats persistence and trend."""


@dataclass(frozen=True)
class Line:
    """One series: what was observed, simulated and foretold, year by year.

    observed            year -> figure
    known               years that the naive forecasts may use
    scored              years in which model and naive forecasts are compared
    model, low, high    year -> mean over replicates, and the ends of their 90 % band
    persistence, trend  year -> naive forecast, from the last known year on
    calibrated          parameters that were fitted to this series
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
    replicates: int
    calibrated: tuple[str, ...] = ()

    @property
    def score(self) -> "Score":
        """The scores of this series."""
        return score_of(self)


@dataclass(frozen=True)
class Score:
    """Errors of model and naive forecasts in one series [1], relative to the mean observed.

    years           scored years; without any the series is not scorable
    observed, model means over them (over the common years, if none is scored)
    coverage        share of scored years with the observed within the band; unknown with fewer
                    than two replicates
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

    @property
    def scorable(self) -> bool:
        """Whether there is a year to score."""
        return bool(self.years)

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


@dataclass(frozen=True)
class Hindcast:
    """All series of a run held against the past.

    lines         in the order of OBSERVABLES and of the choices
    not_compared  observed series that no simulated quantity stands against
    """

    lines: tuple[Line, ...]
    replicates: int
    scenario: str = ""
    origin: str = ""
    not_compared: tuple[str, ...] = ()
    scores: tuple[Score, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Score every line once."""
        object.__setattr__(self, "scores", tuple(score_of(line) for line in self.lines))

    def __bool__(self) -> bool:
        """Whether anything was compared."""
        return bool(self.lines)

    def tally(self) -> dict[str, int | float | None]:
        """How many series were scored, won and lost, and the mean coverage."""
        scored = [score for score in self.scores if score.scorable]
        fresh = [score for score in scored if not score.line.calibrated]
        both = [s for s in scored if s.beats_persistence and s.beats_trend]
        years = sum(len(s.years) for s in scored)
        inside = sum(s.coverage * len(s.years) for s in scored)
        return {
            "scored": len(scored),
            "beats_persistence": sum(s.beats_persistence for s in scored),
            "beats_trend": sum(s.beats_trend for s in scored),
            "beats_both": len(both),
            "not_calibrated": len(fresh),
            "not_calibrated_beats_persistence": sum(s.beats_persistence for s in fresh),
            "not_calibrated_beats_trend": sum(s.beats_trend for s in fresh),
            "foreseen": sum(s.line.observable.foreseen for s in scored),
            "none_simulated": sum(s.none_simulated for s in scored),
            "not_scorable": len(self.scores) - len(scored),
            "figures": years,
            "coverage": inside / years if years and math.isfinite(inside) else None,
        }

    def headline(self) -> str:
        """The scores in one sentence."""
        tally = self.tally()
        count = tally["scored"]
        if not count:
            return "No observed series could be scored"
        return (
            f"Of {count} observed series the model beats persistence in "
            f"{tally['beats_persistence']} and the trend in {tally['beats_trend']}"
        )

    def note(self) -> str:
        """What the table shows and what it does not, for a reader without statistics."""
        tally = self.tally()
        said = [f"{self.headline()}; losing to a naive forecast is reported as losing."]
        fitted = int(tally["scored"] or 0) - int(tally["not_calibrated"] or 0)
        if fitted:
            said.append(
                f"{fitted} of them helped to calibrate a parameter, so they prove little; of the "
                f"other {tally['not_calibrated']} it beats persistence in "
                f"{tally['not_calibrated_beats_persistence']} and the trend in "
                f"{tally['not_calibrated_beats_trend']}."
            )
        else:
            said.append("No parameter was calibrated to any of them.")
        if tally["foreseen"]:
            said.append(
                f"Of {tally['foreseen']} the model uses a figure of the scored years as an input, "
                "so winning there counts for little."
            )
        if tally["none_simulated"]:
            said.append(
                f"In {tally['none_simulated']} the model has no case at all: a naive forecast that "
                "is far too high can lose even to that."
            )
        if tally["coverage"] is not None:
            said.append(
                f"{100 * float(tally['coverage']):.0f} % of the {tally['figures']} observed "
                "figures lie within the band that holds 90 % of the replicates; the band shows "
                "chance only, so it is too narrow."
            )
        said.append(
            f"Scored are {WINDOW[0]} to {WINDOW[1]}. Persistence holds the last figure known by "
            f"{LAST_KNOWN} (or the first, where a series starts later), trend continues the line "
            "through the figures known by then. Errors are mean absolute errors in per cent of "
            "the mean observed. Where states are counted, it is those with a figure for every year."
        )
        return " ".join(said)


def covers(dataset: xr.Dataset) -> bool:
    """Whether the horizon of a result holds the whole window that is scored."""
    first, months = first_month(dataset), dataset.sizes["time"]
    end = (LAST_SCORED + 1) * MONTHS_PER_YEAR
    return first <= WINDOW[0] * MONTHS_PER_YEAR and end <= first + months


def hindcast_of(
    dataset: xr.Dataset,
    targets: Iterable[Target],
    calibrated: Mapping[str, Sequence[str]] | None = None,
    choices: Sequence[Choice] | None = None,
    origin: str | None = None,
    policy: str = POLICIES[-1],
) -> Hindcast:
    """One policy of a result held against the past.

    Args:
        dataset: A result; its dimension `policy` holds at least the one that is history.
        targets: Observed figures of the origin.
        calibrated: Series -> parameters fitted to it.
        choices: What to score; None: every series of OBSERVABLES, groups of places only.
        origin: ISO 3166-1 alpha-3 code; None: the first one of the result.
        policy: The one that is history.
    """
    home = origin or str(dataset["origin"].values[0])
    simulated = Simulated(dataset, home, policy)
    observed = Observations(targets, simulated.places)
    chosen = default_choices(observed, home) if choices is None else choices
    lines = []
    for choice in sorted(chosen, key=lambda choice: _ORDER[choice.series]):
        line = _line(choice, observed, simulated, (calibrated or {}).get(choice.series, ()))
        if line is not None:
            lines.append(line)
    return Hindcast(
        lines=tuple(lines),
        replicates=int(dataset.sizes["replicate"]),
        scenario=str(dataset.attrs.get("scenario", "")),
        origin=simulated.name(home),
        not_compared=tuple(sorted(set(observed.series()) - {c.series for c in chosen})),
    )


_ORDER = {observable.id: number for number, observable in enumerate(OBSERVABLES)}


def default_choices(observed: Observations, origin: str) -> list[Choice]:
    """Every series that can be compared, for groups of places or the origin; in few pictures."""
    found: list[Choice] = []
    for observable in OBSERVABLES:
        places = observed.places(observable.id)
        if REPORTING not in places and observed.reporting(observable.id):
            places = (*places, REPORTING)
        for place in (EUROPEAN_UNION, EVERYWHERE, origin, REPORTING):
            if place in places:
                panel = len(found) + 1 if len(found) < MOST_PANELS else 0
                found.append(Choice(observable.id, place, panel))
                break
    return found


def _line(
    choice: Choice, observed: Observations, simulated: Simulated, calibrated: Sequence[str]
) -> Line | None:
    """One series with its forecasts; None where figures or the place are missing."""
    figures = observed.years(choice)
    observable = BY_ID[choice.series]
    if choice.place == REPORTING:
        places = frozenset(observed.reporting(choice.series))
    else:
        places = simulated.members(choice.place)
    if not figures or not (places or observable.everywhere):
        return None
    years = sorted(figures)
    known = tuple(year for year in years if year <= LAST_KNOWN) or (years[0],)
    simulated_years = range(simulated.first // MONTHS_PER_YEAR, LAST_SCORED + 1)
    model = simulated.yearly(observable, places, simulated_years)
    scored = tuple(
        year for year in years if known[-1] < year and WINDOW[0] <= year <= WINDOW[1]
        and year in model
    )  # fmt: skip
    ahead = range(known[-1], WINDOW[1] + 1) if len(years) > 1 else ()
    several = {year: values for year, values in model.items() if values.size > 1}
    return Line(
        choice=choice,
        observable=observable,
        label=_label(choice, observable, simulated, len(places)),
        source=observed.sources[choice.series],
        observed=figures,
        known=known,
        scored=scored,
        model={year: float(values.mean()) for year, values in model.items()},
        low={year: float(np.quantile(v, BAND[0])) for year, v in several.items()},
        high={year: float(np.quantile(v, BAND[1])) for year, v in several.items()},
        persistence=persistence(figures, known, ahead),
        trend=trend(figures, known, ahead),
        replicates=simulated.dataset.sizes["replicate"],
        calibrated=tuple(calibrated),
    )


def _label(choice: Choice, observable: Observable, simulated: Simulated, places: int) -> str:
    """What a series is called, with its place."""
    if observable.everywhere or choice.place == simulated.origin:
        return observable.label
    if choice.place == REPORTING:
        return f"{observable.label}, {places} states"
    return f"{observable.label}, {simulated.name(choice.place)}"


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
    observed = _mean(line.observed, years)
    errors = {}
    for name, forecast in (
        ("", line.model), ("_persistence", line.persistence), ("_trend", line.trend)
    ):  # fmt: skip
        misses = [forecast[year] - line.observed[year] for year in line.scored]
        errors[f"mae{name}"] = _over(_mean_of([abs(miss) for miss in misses]), observed)
        errors[f"rmse{name}"] = _over(math.sqrt(_mean_of([m * m for m in misses])), observed)
    inside = [
        line.low[year] <= line.observed[year] <= line.high[year]
        for year in line.scored
        if year in line.low
    ]
    return Score(
        line=line,
        years=line.scored,
        observed=observed,
        model=_mean(line.model, years),
        coverage=_mean_of([float(hit) for hit in inside]),
        **errors,
    )


def _mean(values: Mapping[int, float], years: Sequence[int]) -> float:
    return _mean_of([values[year] for year in years])


def _mean_of(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else math.nan


def _over(value: float, mean: float) -> float:
    """A value relative to the size of a mean [1]."""
    return value / abs(mean) if mean else math.nan
