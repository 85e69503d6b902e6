"""What a lever is: a policy instrument as data, which moves terms of the equations (ODD 6).

A lever has a setting; at its neutral setting it changes no bit of the result. Each effect says
which term it moves, and how: it scales the term, adds to it or sets it. How strongly is a number
with a source and a range, a parameter; the response is the shape of the effect.
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from sim.errors import InputError

PILLARS = {
    0: "horizontal",
    1: "legal migration and mobility",
    2: "irregular migration and trafficking",
    3: "protection and asylum",
    4: "development",
}
EVIDENCE = ("A", "B", "C", "none")
BY = {
    "origin": "origins", "transit": "transit states", "host": "states of refuge",
    "member": "member states",
}  # fmt: skip
"""Whose calendars a lever may have: plural in words."""
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_ROW = re.compile(r"[A-Z]\d{2,3}")

NEUTRAL_RESULT = {"scale": 1.0, "add": 0.0, "set": math.nan}
"""What a response gives at the neutral setting; a NaN of a "set" leaves the term alone."""

PROBES = (0.0, 0.25, 1.0, 2.0)
"""Strengths at which a response is tried at the neutral setting."""

Response = Callable[[float, float], float]
"""(setting, strength) -> factor, addend or value."""


@dataclass(frozen=True)
class Effect:
    """One term moved.

    term      name in `sim.levers.terms.TERMS`
    how       "scale", "add" or "set"
    response  (setting, strength) -> factor [1], addend or value [unit of the term]
    strength  id of the parameter that says how strong the effect is; None passes 1.0
    """

    term: str
    how: str
    response: Response = field(compare=False)
    strength: str | None = None

    def leaves_alone(self, result: float) -> bool:
        """Whether this result of the response changes nothing."""
        return math.isnan(result) if self.how == "set" else result == NEUTRAL_RESULT[self.how]

    def moved(self, value: float, result: float) -> float:
        """The term's new value, given its old one and the result of the response."""
        if self.leaves_alone(result):
            return value
        return {"scale": value * result, "add": value + result, "set": result}[self.how]


@dataclass(frozen=True)
class Lever:
    """A policy instrument.

    pillar     1 legal migration, 2 irregular migration, 3 protection, 4 development, 0 horizontal
    bounds     smallest and largest setting [unit]
    neutral    setting at which the lever does nothing [unit]
    source     key in sim/params/sources.yaml
    evidence   A strong, B some, C weak, or "none": how well its effect is known
    rows       rows of the list of instruments that it stands for, as "L01"
    outcome    outcome expected to move most
    direction  +1 or -1: where that outcome goes when the lever rises; 0 when nobody knows
    needs      (id, setting) of other levers without which it does nothing: paired runs have them
    by         whose calendars it may have, of `BY`: those of the origins whose people it
               concerns, or those of states in which it acts
    """

    id: str
    label: str
    pillar: int
    unit: str
    bounds: tuple[float, float]
    neutral: float
    effects: tuple[Effect, ...]
    source: str
    evidence: str
    rows: tuple[str, ...]
    outcome: str
    direction: int
    note: str = ""
    needs: tuple[tuple[str, float], ...] = ()
    by: str = "origin"

    @property
    def term(self) -> str:
        """The main term it moves."""
        return self.effects[0].term if self.effects else ""

    def __post_init__(self) -> None:
        """Refuse a declaration that cannot be meant."""
        low, high = self.bounds
        wrong = {
            "id must be lower case words joined by _": not _NAME.fullmatch(self.id),
            f"pillar {self.pillar!r} must be one of 0 to 4": self.pillar not in PILLARS,
            f"bounds {self.bounds} must be two numbers, low then high": not low < high,
            f"neutral {self.neutral} is outside {self.bounds}": not low <= self.neutral <= high,
            f"evidence {self.evidence!r} must be A, B, C or none": self.evidence not in EVIDENCE,
            f"direction {self.direction!r} must be -1, 0 or 1": self.direction not in (-1, 0, 1),
            f"by {self.by!r} must be one of {', '.join(BY)}": self.by not in BY,
            f"rows {self.rows} must be like L01": not all(map(_ROW.fullmatch, self.rows)),
            "an effect must scale, add or set": any(
                effect.how not in NEUTRAL_RESULT for effect in self.effects
            ),
        }
        for problem, found in wrong.items():
            if found:
                raise InputError(f"lever {self.id!r}: {problem}")

    def check(self, setting: float, where: str) -> float:
        """The setting, if it lies within the bounds."""
        low, high = self.bounds
        if not low <= setting <= high:
            raise InputError(f"{where}: {setting:g} [{self.unit}] is outside [{low:g}, {high:g}]")
        return setting

    def acts_at_neutral(self) -> str:
        """Name of a term that the lever moves at its neutral setting; "" if there is none."""
        for effect in self.effects:
            results = (effect.response(self.neutral, strength) for strength in PROBES)
            if not all(effect.leaves_alone(result) for result in results):
                return effect.term
        return ""
