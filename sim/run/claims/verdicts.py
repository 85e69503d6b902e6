"""Is a claim reproduced, refuted, or does it depend? Intervals over replicates decide (ODD 5)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.results.summary import interval
from sim.run.claims.experiments import Stage, Theatre
from sim.run.claims.reading import Claim, Experiment
from sim.run.facts.bench import Numbers
from sim.run.facts.verdicts import ENOUGH

REPRODUCED, REFUTED, DEPENDS = ("reproduced", "refuted", "depends on")


@dataclass(frozen=True)
class Finding:
    """One experiment in one setting.

    value, low, high  mean over replicates and its 90 % interval [unit]; NaN: not measured
    right             share of replicates on the side that the claim wants [1]
    supports          True: the interval lies on that side; False: on the other, or nothing moved;
                      None: it holds the border, or, where parameters are drawn, not nine in ten
                      replicates agree
    """

    experiment: Experiment
    stage: Stage
    value: float
    low: float
    high: float
    right: float
    supports: bool | None
    reason: str

    @property
    def scenario(self) -> str:
        """Scenario and what is particular in the setting."""
        return f"{self.stage.lab.plan.scenario.name}, {self.stage.setting.about}"

    def to_json(self) -> dict[str, Any]:
        """As it stands in the file of results."""
        each, setting = self.experiment, self.stage.setting
        return {
            "change": each.change,
            "scenario": self.scenario,
            "outcome": each.outcome,
            "value": self.value,
            "low": self.low,
            "high": self.high,
            "supports": self.supports,
            "unit": each.unit,
            "wanted": f"{'above' if each.sign > 0 else 'below'} {each.than:g}",
            "right": self.right,
            "reason": self.reason,
            "setting": setting.name,
            "persons_per_agent": self.stage.lab.scale or setting.persons_per_agent,
            "months": setting.months,
        }


@dataclass(frozen=True)
class Verdict:
    """A claim with all its findings."""

    claim: Claim
    findings: tuple[Finding, ...]
    replicates: int

    @property
    def by_setting(self) -> dict[str, bool | None]:
        """Does the claim hold in a setting? All its outcomes must support it there."""
        found: dict[str, list[bool | None]] = {}
        for finding in self.findings:
            found.setdefault(finding.scenario, []).append(finding.supports)
        return {
            name: False if False in supports else None if None in supports else True
            for name, supports in found.items()
        }

    @property
    def verdict(self) -> str:
        """Reproduced or refuted where all settings agree."""
        answers = set(self.by_setting.values())
        if answers == {True}:
            return REPRODUCED
        return REFUTED if answers == {False} else DEPENDS

    @property
    def condition(self) -> str:
        """What it depends on: where it holds, where not, where luck hides it; by which outcome."""
        held = [name for name, answer in self.by_setting.items() if answer]
        parts = [f"holds in {_list(held)}"] if held else []
        for answer, words in ((False, "fails in"), (None, "is open in")):
            parts += [
                f"{words} {name} ({_list(self._outcomes(name, answer))})"
                for name, found in self.by_setting.items()
                if found is answer
            ]
        return "; ".join(parts)

    def _outcomes(self, name: str, answer: bool | None) -> list[str]:
        """Outcomes that answer so in a setting."""
        return [
            f"{finding.experiment.outcome}: {finding.reason}"
            for finding in self.findings
            if finding.scenario == name and finding.supports is answer
        ]

    def to_json(self) -> dict[str, Any]:
        """The claim as it stands in the file of results."""
        claim = self.claim
        return {
            "id": claim.id,
            "claim": claim.claim,
            "verdict": self.verdict,
            "condition": self.condition,
            "chapter": claim.chapter,
            "reproduced_if": claim.reproduced,
            "refuted_if": claim.refuted,
            "replicates": self.replicates,
            "experiments": [finding.to_json() for finding in self.findings],
        }


def _list(words: Sequence[str]) -> str:
    return " and ".join(words)


def judge(theatre: Theatre, numbers: Sequence[Sequence[Numbers]]) -> list[Verdict]:
    """A verdict on every claim from its numbers by stage and replicate."""
    verdicts = []
    for claim in theatre.claims:
        findings = tuple(
            assess(each, stage, [one[claim.id] for one in found])
            for stage, found in zip(theatre.stages, numbers, strict=True)
            for each in claim.of(stage.setting.name)
        )
        verdicts.append(Verdict(claim, findings, len(numbers[0])))
    return verdicts


def assess(each: Experiment, stage: Stage, found: Sequence[dict[str, float] | str]) -> Finding:
    """One experiment in one setting, from its values by replicate."""
    nan = math.nan
    broken = [reason for reason in found if isinstance(reason, str)]
    if broken:
        return Finding(each, stage, nan, nan, nan, nan, None, broken[0])
    values = np.array([one[each.outcome] for one in found if not isinstance(one, str)])
    known = values[np.isfinite(values)]
    if known.size < ENOUGH * values.size:
        reason = f"nothing to measure in {values.size - known.size} of {values.size} replicates"
        return Finding(each, stage, nan, nan, nan, nan, None, reason)
    mean, low, high = interval(known)
    if known.size == 1:
        low = high = mean
    right, wrong = (float(np.mean(np.sign(values - each.than) == s * each.sign)) for s in (1, -1))
    ends = ((low - each.than) * each.sign, (high - each.than) * each.sign)
    supports, reason = decide(min(ends), max(ends), right, wrong, stage.setting.draw)
    return Finding(each, stage, mean, low, high, right, supports, reason)


def decide(
    least: float, most: float, right: float, wrong: float, drawn: bool
) -> tuple[bool | None, str]:
    """What an interval says of a claim, and why.

    Args:
        least: Lower end of the interval, counted from the border to the side that is wanted.
        most: Its upper end.
        right: Share of replicates on that side.
        wrong: Share of replicates on the other.
        drawn: Each replicate has other parameters, so that nine in ten must agree.
    """
    if least == most == 0.0:
        return False, "nothing moves"
    if least > 0.0 and (right >= ENOUGH or not drawn):
        return True, "as claimed"
    if most < 0.0 and (wrong >= ENOUGH or not drawn):
        return False, "the other way"
    if least <= 0.0 <= most:
        return None, "the interval holds both"
    return None, f"as claimed in {right:.0%} of the draws"
