"""The hindcast: the past as simulated, beside what was observed and two naive forecasts.

Series are compared in `hindcast_lines` and scored in `scoring`; here they become one account of
how a run fares. Nothing is simulated here.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import xarray as xr

from sim.results.hindcast_choices import FEW, choices_for
from sim.results.hindcast_lines import Compared, Window, compare, line_of
from sim.results.hindcast_series import LAST_SCORED, Choice, Observations, Target, first_month
from sim.results.observed import ALL
from sim.results.scoring import Line, Score, score_of
from sim.results.words import join
from sim.vocabulary import MONTHS_PER_YEAR, POLICIES

LAST_KNOWN = 2009
"""Forecasts may use what was observed up to this year, or up to the first simulated one."""


@dataclass(frozen=True)
class Hindcast:
    """All series of a run held against the past.

    lines         in the order of origins, of OBSERVABLES and of the choices
    window        first and last year that is scored
    draws         runs with other parameters beside the replicates
    origin        name of the origin, or how many there are
    origins       how many
    not_compared  observed series that no simulated quantity stands against
    """

    lines: tuple[Line, ...]
    window: Window
    replicates: int
    draws: int = 0
    scenario: str = ""
    origin: str = ""
    origins: int = 1
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
            "coverage": _share_inside(scored, "coverage"),
            "coverage_draws": _share_inside(scored, "coverage_draws"),
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
        said += [*self._bands(), *self._sums()]
        known = self.window[0] - 1
        said.append(
            f"Scored are {self.window[0]} to {self.window[1]}. Persistence holds the last figure "
            f"known by {known} (or the first, where a series starts later), trend continues the "
            "line through the figures known by then. Errors are mean absolute errors in per cent "
            "of the mean observed. Where states are counted, it is those with a figure for every "
            "year."
        )
        return " ".join(said)

    def _bands(self) -> list[str]:
        """How often the observed lies within what the runs span."""
        tally = self.tally()
        said = []
        if tally["coverage"] is not None:
            said.append(
                f"{100 * float(tally['coverage']):.0f} % of the {tally['figures']} observed "
                "figures lie within the band that holds 90 % of the replicates, which shows chance "
                "only."
            )
        if tally["coverage_draws"] is not None:
            said.append(
                f"{100 * float(tally['coverage_draws']):.0f} % lie within the range of "
                f"{self.draws} runs with other parameters, drawn from their ranges; what was "
                "fitted, and constants of choice, are not drawn."
            )
        return said

    def _sums(self) -> list[str]:
        """Which origins are added up, where there are several."""
        counts = {len(line.members) for line in self.lines if line.choice.origin == ALL}
        if self.origins == 1 or not counts:
            return []
        few, many = min(counts), max(counts)
        shown = str(many) if few == many else f"{few} to {many}"
        return [
            f"Sums are over {shown} of {self.origins} origins: those with a figure for every year "
            "that more than half of them have."
        ]


def _share_inside(scores: Sequence[Score], name: str) -> float | None:
    """Share of all scored figures within a band [1]; None where any is unknown."""
    years = sum(len(score.years) for score in scores)
    inside = sum(getattr(score, name) * len(score.years) for score in scores)
    return inside / years if years and math.isfinite(inside) else None


def window_of(start: int, months: int) -> Window | None:
    """First and last year that a horizon allows to score; None if there is none.

    Args:
        start: Month index of the first month.
        months: Length of the horizon.
    """
    first = max(LAST_KNOWN + 1, -(-start // MONTHS_PER_YEAR))
    last = min(LAST_SCORED, (start + months) // MONTHS_PER_YEAR - 1)
    return (first, last) if first <= last else None


def window_of_result(dataset: xr.Dataset) -> Window | None:
    """The same for a result."""
    return window_of(first_month(dataset), dataset.sizes["time"])


def observations_of(
    targets: Mapping[str, Iterable[Target]], places: Sequence[str]
) -> dict[str, Observations]:
    """Observed figures of each origin, for the places of a run."""
    return {origin: Observations(figures, places, origin) for origin, figures in targets.items()}


def hindcast_of(
    dataset: xr.Dataset,
    targets: Mapping[str, Iterable[Target]],
    calibrated: Mapping[str, Sequence[str]] | None = None,
    choices: Sequence[Choice] | None = None,
    policy: str = POLICIES[-1],
) -> Hindcast:
    """One policy of a result held against the past.

    Args:
        dataset: A result; its dimension `policy` holds at least the one that is history.
        targets: Observed figures by origin, ISO 3166-1 alpha-3.
        calibrated: Series -> parameters fitted to it.
        choices: What to score; None: see `choices_for`.
        policy: The one that is history.
    """
    observations = observations_of(targets, [str(place) for place in dataset["place"].values])
    chosen = choices_for(observations) if choices is None else choices
    compared = compare(dataset, policy, observations, chosen)
    window = window_of_result(dataset)
    if window is None:
        raise ValueError("dataset: its horizon holds no year that is scored")
    return account(
        compared, window, calibrated or {},
        replicates=int(dataset.sizes["replicate"]),
        scenario=str(dataset.attrs.get("scenario", "")),
        origin=origins_in_words(dataset, list(observations)),
        origins=len(observations),
        not_compared=not_compared(observations, chosen),
    )  # fmt: skip


def account(
    compared: Sequence[Compared],
    window: Window,
    calibrated: Mapping[str, Sequence[str]],
    drawn: Sequence[Compared] = (),
    **about: Any,
) -> Hindcast:
    """The series of a run, scored; `drawn` are the same of runs with other parameters."""
    beside: Sequence[Compared | None] = drawn or [None] * len(compared)
    lines = tuple(
        line_of(series, window, calibrated.get(series.choice.series, ()), other)
        for series, other in zip(compared, beside, strict=True)
    )
    return Hindcast(lines, window, **about)


def not_compared(
    observations: Mapping[str, Observations], choices: Sequence[Choice]
) -> tuple[str, ...]:
    """Observed series that are not scored."""
    there = {series for observed in observations.values() for series in observed.series()}
    return tuple(sorted(there - {choice.series for choice in choices}))


def origins_in_words(dataset: xr.Dataset, origins: Sequence[str]) -> str:
    """The names of the origins; of many, how many there are."""
    places = [str(place) for place in dataset["place"].values]
    names = dataset["place_name"].values
    return in_words([str(names[places.index(origin)]) for origin in origins])


def in_words(names: Sequence[str]) -> str:
    """Names of few origins, or how many there are."""
    return join(list(names)) if len(names) <= FEW else f"{len(names)} origins"
