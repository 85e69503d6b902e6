"""Does a fact hold? Numbers of all replicates against bands and signs (ODD 5)."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.results.summary import interval
from sim.results.words import OPEN
from sim.run.facts.bench import Numbers
from sim.run.facts.reading import Fact, Part

ENOUGH = 0.9
"""Share of replicates that must have the sign."""


@dataclass(frozen=True)
class Result:
    """One part of a fact, measured.

    value, low, high  mean over replicates and its 90 % interval [unit]; NaN: not measured
    right             share of replicates with the sign [1]
    passes            the interval overlaps the band and the sign is right; of a null: lies in it
    reason            why it does not pass
    """

    part: Part
    value: float
    low: float
    high: float
    right: float
    passes: bool
    reason: str

    def to_json(self) -> dict[str, Any]:
        """As it stands in the file of results."""
        low, high = closed(self.part.band)
        return {
            "part": self.part.name,
            "measure": self.part.measure,
            "unit": self.part.unit,
            "value": self.value,
            "low": self.low,
            "high": self.high,
            "band_low": low,
            "band_high": high,
            "sign_right": self.right,
            "pass": self.passes,
            "reason": self.reason,
        }


@dataclass(frozen=True)
class Verdict:
    """A fact with all its parts; `draws`: does it hold under each draw of the parameters?"""

    fact: Fact
    results: tuple[Result, ...]
    replicates: int
    draws: tuple[bool, ...] = ()

    @property
    def passes(self) -> bool:
        """A fact holds if all its parts do."""
        return all(result.passes for result in self.results)

    @property
    def fragile(self) -> bool:
        """Does it hold at the default only?"""
        return self.passes and bool(self.draws) and not any(self.draws)

    @property
    def reason(self) -> str:
        """Why it does not hold: the first part that does not."""
        parts = [f"{r.part.name}: {r.reason}" for r in self.results if not r.passes]
        return parts[0] if parts else ""

    def to_json(self) -> dict[str, Any]:
        """The fact as the contract names its keys, of its first part, and more."""
        fact, first = self.fact, self.results[0].to_json()
        keys = ("value", "low", "high", "band_low", "band_high", "unit")
        return {
            "id": fact.id,
            "change": fact.change,
            "outcome": fact.outcome,
            **{key: first[key] for key in keys},
            "pass": self.passes,
            "expected": fact.expected,
            "rows": fact.rows,
            "sources": list(fact.sources),
            "grade": fact.grade,
            "type": fact.type,
            "replicates": self.replicates,
            "reason": self.reason,
            "fragile": self.fragile,
            "draws_passed": sum(self.draws),
            "draws": len(self.draws),
            "parts": [result.to_json() for result in self.results],
        }


def closed(band: tuple[float, float]) -> tuple[float, float]:
    """A band whose open ends are written as numbers."""
    return max(band[0], -OPEN), min(band[1], OPEN)


def judge(facts: Sequence[Fact], numbers: Sequence[Sequence[Numbers]]) -> list[Verdict]:
    """A verdict on every fact from its numbers by draw and replicate; the first draw counts."""
    verdicts = []
    for fact in facts:
        by_draw = [_results(fact, [one[fact.id] for one in draw]) for draw in numbers]
        held = tuple(all(result.passes for result in results) for results in by_draw[1:])
        verdicts.append(Verdict(fact, by_draw[0], len(numbers[0]), held))
    return verdicts


def _results(fact: Fact, found: Sequence[Mapping[str, float] | str]) -> tuple[Result, ...]:
    broken = [reason for reason in found if isinstance(reason, str)]
    if broken:
        nan = math.nan
        return tuple(
            Result(part, nan, nan, nan, nan, passes=False, reason=broken[0]) for part in fact.parts
        )
    measured = [one for one in found if not isinstance(one, str)]
    return tuple(assess(part, [one[part.name] for one in measured]) for part in fact.parts)


def assess(part: Part, values: Sequence[float]) -> Result:
    """One part from its values by replicate."""
    numbers = np.asarray(values, float)
    if not np.isfinite(numbers).all():
        lost = int((~np.isfinite(numbers)).sum())
        reason = f"nothing to measure in {lost} of {numbers.size} replicates"
        return Result(part, math.nan, math.nan, math.nan, math.nan, passes=False, reason=reason)
    mean, low, high = interval(numbers)
    if numbers.size == 1:
        low = high = mean
    right = float(np.mean(np.sign(numbers) == part.sign)) if part.sign else math.nan
    reason = _objection(part, low, high, right)
    return Result(part, mean, low, high, right, passes=not reason, reason=reason)


def _objection(part: Part, low: float, high: float, right: float) -> str:
    """Why a part does not pass; empty if it does."""
    lowest, highest = part.band
    if part.sign == 0:
        return "" if lowest <= low and high <= highest else "the interval leaves the band"
    if high < lowest:
        return "below the band"
    if low > highest:
        return "above the band"
    return "" if right >= ENOUGH else f"sign right in {right:.0%} of replicates"
