"""The legal and policy frame: levers in force by date, in words and as nominal settings."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.results.story import MONTHS, change_of
from sim.results.words import NBSP, number, step_for
from sim.vocabulary import POLICIES

UNKNOWN_PILLAR = -1  # of results that do not say


@dataclass(frozen=True)
class Setting:
    """A lever set on a date, under one policy.

    month    first month in force, "2014-04"
    neutral  setting at which the lever does nothing; not a number where the result does not say
    change   the label, and whose setting it is;  origins: their codes; none: of everybody
    states   in which alone it holds, on the way or in refuge; none: in all
    """

    month: str
    policy: str
    lever: str
    label: str
    value: float
    unit: str
    neutral: float
    pillar: int
    source: str
    change: str = ""
    origins: tuple[str, ...] = ()
    states: tuple[str, ...] = ()

    def holds_for(self, origin: str) -> bool:
        """Whether it is the setting of an origin."""
        return not self.origins or origin in self.origins

    @property
    def since(self) -> str:
        """The month in words."""
        return month_in_words(self.month)

    @property
    def name(self) -> str:
        """The label without its explanation."""
        return self.label.partition(":")[0]

    @property
    def words(self) -> str:
        """What the setting means."""
        if self.value == self.neutral:
            return "not in force"
        if self.unit != "1":
            unit = self.unit.replace("year-1", "a year").replace("a year per", "a year for each")
            return f"{number(self.value, step_for(abs(self.value), 3))}{NBSP}{unit}"
        if self.neutral == 1.0:
            return f"{self.value:g} times the usual"
        return "in full" if self.value == 1.0 else f"{self.value * 100:g}{NBSP}% of full reach"


def settings(run_info: Mapping[str, Any]) -> list[Setting]:
    """Every setting of both policies in order of time; of older results only what differs."""
    entries = run_info.get("frame") or run_info.get("calendar") or ()
    found = [setting_of(entry) for entry in entries]
    return sorted(found, key=lambda s: (s.month, s.pillar, s.label, s.policy))


def setting_of(entry: Mapping[str, Any]) -> Setting:
    """An entry of the calendar of `run.json`."""
    neutral = entry.get("neutral")
    return Setting(
        month=str(entry.get("date", ""))[:7],
        policy=str(entry.get("policy", "reform")),
        lever=str(entry.get("lever", "")),
        label=str(entry.get("label") or entry.get("lever", "")),
        value=float(entry.get("value", math.nan)),
        unit=str(entry.get("unit", "1")),
        neutral=math.nan if neutral is None else float(neutral),
        pillar=int(entry.get("pillar", UNKNOWN_PILLAR)),
        source=str(entry.get("source", "")),
        change=change_of(entry),
        origins=tuple(entry.get("origins") or ()),
        states=tuple(entry.get("states") or ()),
    )


def worlds_of(found: Sequence[Setting]) -> list[tuple[Setting, str]]:
    """Settings with the worlds they hold in; one that holds in both stands once."""
    kept: dict[tuple[str, str, float, str], tuple[Setting, list[str]]] = {}
    for setting in found:
        key = (setting.month, setting.lever, setting.value, setting.change)
        kept.setdefault(key, (setting, []))[1].append(setting.policy)
    return [
        (setting, "both worlds" if set(worlds) == set(POLICIES) else worlds[0])
        for setting, worlds in kept.values()
    ]


def nominal(
    found: Sequence[Setting],
    lever: str,
    policy: str,
    time: NDArray[np.datetime64],
    origins: Sequence[str],
) -> float:
    """Mean setting of a lever over the months of `time` and over origins, those of states aside.

    Not a number where nobody set it.
    """
    mine = [s for s in found if s.lever == lever and s.policy == policy and not s.states]
    if not mine:
        return math.nan
    months = time.astype("datetime64[M]")
    values = np.full((len(origins), *months.shape), mine[0].neutral)
    for setting in mine:
        theirs = np.array([setting.holds_for(origin) for origin in origins])
        since = months >= np.datetime64(setting.month, "M")
        values[theirs[:, None] & since] = setting.value
    return float(values.mean())


def month_in_words(month: str) -> str:
    """A month, "2014-04", as "April 2014"; what is no month stays as it is."""
    year, _, number_ = month.partition("-")
    if not (year.isdigit() and number_.isdigit() and 1 <= int(number_) <= len(MONTHS)):
        return month
    return f"{MONTHS[int(number_) - 1]} {year}"
