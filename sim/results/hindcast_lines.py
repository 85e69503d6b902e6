"""Series of one or several origins, simulated and observed, before they are scored.

A series of several origins together (ALL) is the sum over its members: the origins of the run that
have a figure for every year that more than half of them have.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.results.draws import range_of
from sim.results.hindcast_series import LAST_SCORED, Choice, Observations, Simulated
from sim.results.observed import ALL, BY_ID, HOME, OBSERVABLES, REPORTING, Observable
from sim.results.scoring import Line, persistence, trend
from sim.results.words import lower_first
from sim.vocabulary import MONTHS_PER_YEAR

BAND = (0.05, 0.95)
Window = tuple[int, int]
"""First and last year that is scored; what was observed before is known to naive forecasts."""


@dataclass(frozen=True)
class Compared:
    """One series: what was observed, and what each run gave.

    observed  year -> figure
    model     year -> figure of each run (runs,)
    members   origins that are added up
    """

    choice: Choice
    label: str
    source: str
    observed: Mapping[int, float]
    model: Mapping[int, NDArray[np.float64]]
    members: tuple[str, ...]

    @property
    def observable(self) -> Observable:
        """What is counted."""
        return BY_ID[self.choice.series]


def compare(
    dataset: xr.Dataset,
    policy: str,
    observations: Mapping[str, Observations],
    choices: Sequence[Choice],
) -> list[Compared]:
    """The chosen series of one policy of a result; those without figures or place left out.

    In the order: of origins, together first; then of OBSERVABLES; then of the choices.
    """
    simulated = {origin: Simulated(dataset, origin, policy) for origin in observations}
    places = [ALL, "", *observations]
    orders = {observable.id: number for number, observable in enumerate(OBSERVABLES)}
    chosen = sorted(choices, key=lambda c: (places.index(c.origin), orders[c.series]))
    found = (_compared(choice, observations, simulated) for choice in chosen)
    return [each for each in found if each is not None]


def _compared(
    choice: Choice, observations: Mapping[str, Observations], simulated: Mapping[str, Simulated]
) -> Compared | None:
    """One series; None where figures or the place are missing."""
    figures, members = observed_of(choice, observations)
    places = {o: _places(choice, observations[o], simulated[o]) for o in members}
    observable = BY_ID[choice.series]
    members = tuple(o for o in members if places[o] or observable.everywhere)
    if not (figures and members):
        return None
    first = simulated[members[0]]
    years = range(first.first // MONTHS_PER_YEAR, LAST_SCORED + 1)
    parts = [simulated[o].yearly(observable, places[o], years) for o in members]
    return Compared(
        choice=choice,
        label=_label(choice, observable, first, len(places[members[0]]), len(simulated)),
        source=observations[members[0]].sources[choice.series],
        observed=figures,
        model={year: np.sum([part[year] for part in parts], axis=0) for year in parts[0]},
        members=members,
    )


def observed_of(
    choice: Choice, observations: Mapping[str, Observations]
) -> tuple[dict[int, float], tuple[str, ...]]:
    """What was observed of a series by year, and the origins whose figures these are."""
    if choice.origin != ALL:
        origin = choice.origin or next(iter(observations))
        return observations[origin].years(choice), (origin,)
    known = {origin: seen.years(choice) for origin, seen in observations.items()}
    every = [year for years in known.values() for year in years if year <= LAST_SCORED]
    shared = sorted(year for year in set(every) if 2 * every.count(year) > len(known))
    members = tuple(o for o, years in known.items() if shared and years.keys() >= set(shared))
    return {y: sum(known[o][y] for o in members) for y in shared if members}, members


def _places(choice: Choice, observed: Observations, simulated: Simulated) -> frozenset[str]:
    """Places of the model that a series of an origin stands for."""
    if choice.place == REPORTING:
        return frozenset(observed.reporting(choice.series))
    return simulated.members(choice.place)


def _label(
    choice: Choice, observable: Observable, simulated: Simulated, places: int, origins: int
) -> str:
    """What a series is called: with its place, and its origin where there are several."""
    said = observable.label
    if choice.place == REPORTING:
        said += ", reporting states" if choice.origin == ALL else f", {places} states"
    elif not (observable.everywhere or choice.place in (HOME, simulated.origin)):
        said += f", {simulated.name(choice.place)}"
    if origins == 1 or choice.origin == ALL:
        return said
    return f"{simulated.name(simulated.origin)}: {lower_first(said)}"


def joined(runs: Sequence[Sequence[Compared]]) -> list[Compared]:
    """The same series of several results, run after run."""
    return [
        replace(
            series[0],
            model={y: np.concatenate([each.model[y] for each in series]) for y in series[0].model},
        )
        for series in zip(*runs, strict=True)
    ]


def line_of(
    series: Compared, window: Window, calibrated: Sequence[str], drawn: Compared | None = None
) -> Line:
    """A series with its forecasts; `drawn` is the same of runs with other parameters."""
    figures = series.observed
    years = sorted(figures)
    known = tuple(year for year in years if year < window[0]) or (years[0],)
    scored = tuple(
        year for year in years
        if known[-1] < year and window[0] <= year <= window[1] and year in series.model
    )  # fmt: skip
    ahead = range(known[-1], window[1] + 1) if len(years) > 1 else ()
    several = {year: values for year, values in series.model.items() if values.size > 1}
    return Line(
        choice=series.choice,
        observable=series.observable,
        label=series.label,
        source=series.source,
        observed=figures,
        known=known,
        scored=scored,
        model={year: float(values.mean()) for year, values in series.model.items()},
        low={year: float(np.quantile(v, BAND[0])) for year, v in several.items()},
        high={year: float(np.quantile(v, BAND[1])) for year, v in several.items()},
        persistence=persistence(figures, known, ahead),
        trend=trend(figures, known, ahead),
        calibrated=tuple(calibrated),
        members=series.members,
        draws=_ranges(drawn),
    )


def _ranges(drawn: Compared | None) -> dict[int, tuple[float, float]]:
    """Year -> where nine in ten runs with other parameters lie; of few of them, all."""
    if drawn is None:
        return {}
    return {year: range_of(values) for year, values in drawn.model.items() if values.size > 1}
