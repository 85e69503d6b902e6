"""Goals: which way the Communication wants an indicator to move, targets, and whether met."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.results.monitoring.indicators import Indicator

AS_WANTED, AGAINST = "as wanted", "against the goal"
NO_CLEAR_CHANGE = "no clear change"
NOT_JUDGED, NOT_SHOWN, NOT_COMPUTED = "not judged", "not shown", "not computed"
ONE_REPLICATE = "one replicate: no judgement"
MET, NOT_MET, UNCLEAR = "met", "not met", "not clear"


@dataclass(frozen=True)
class Goal:
    """What is wanted of an indicator.

    good    +1 more, -1 less, 0 the Communication does not say
    target  a number in the unit of the indicator, or None
    by      year in which it is due; None: always
    source  who states the target
    """

    good: int
    target: float | None = None
    by: int | None = None
    source: str = ""

    @property
    def direction(self) -> str:
        """The wanted direction in a word."""
        return {1: "up", -1: "down"}.get(self.good, "not stated")

    def verdict(self, change: float, low: float, high: float, hidden: bool = False) -> str:
        """Whether a change went as wanted: only if its interval leaves zero out."""
        if hidden:
            return NOT_SHOWN
        if not math.isfinite(change):
            return NOT_COMPUTED
        if not self.good:
            return NOT_JUDGED
        if not math.isfinite(low):
            return ONE_REPLICATE
        if low <= 0.0 <= high:
            return NO_CLEAR_CHANGE
        return AS_WANTED if change * self.good > 0 else AGAINST

    def reached(self, level: float, low: float, high: float, hidden: bool = False) -> str:
        """Whether the target is met, by the level and its interval; empty without a target."""
        if self.target is None:
            return ""
        if hidden or not math.isfinite(level):
            return NOT_SHOWN if hidden else NOT_COMPUTED
        ends = [(end - self.target) * self.good for end in (low, high) if math.isfinite(end)]
        ends = ends or [(level - self.target) * self.good]
        if all(end >= 0 for end in ends):
            return MET
        return NOT_MET if all(end < 0 for end in ends) else UNCLEAR


def goal_of(indicator: Indicator, stated: Mapping[str, Any]) -> Goal:
    """The goal of an indicator; `stated` holds targets of the scenario by indicator id."""
    entry = stated.get(indicator.id) or {}
    target = entry.get("target", indicator.target)
    return Goal(
        good=indicator.good,
        target=None if target is None else float(target),
        by=entry.get("by"),
        source=str(entry.get("source", "COM(2011) 743" if target is not None else "")),
    )
