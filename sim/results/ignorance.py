"""What the report says of draws: how far ignorance spreads an effect, and what drives it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.results.draws import FEWEST_RANKED, drivers
from sim.results.story import MAIN, Story
from sim.results.summary import said_of_draws
from sim.results.words import MINUS, join


@dataclass(frozen=True)
class DriverLine:
    """A line of the table of what drives an effect; more than one parameter in words."""

    outcome: str
    parameters: str


@dataclass(frozen=True)
class Ignorance:
    """Draws in words.

    draws, scale  sets of parameters that were run, persons per simulated person in them
    meaning       of interval and range, in a sentence
    parameters    how many were drawn
    held          what was not, with the reason: "60 fitted to what was observed"
    robust        main outcomes: clear effects whose sign holds in every draw
    turning       ... and clear effects whose sign does not
    chance        main outcomes whose draws spread no further than chance may
    drivers       what main effects hang on, if there are draws enough to tell
    ranked        whether there are
    failed        sets that could not be run
    """

    draws: int
    scale: int
    meaning: str
    parameters: int
    held: tuple[str, ...]
    robust: tuple[str, ...]
    turning: tuple[str, ...]
    chance: tuple[str, ...]
    drivers: tuple[DriverLine, ...]
    ranked: bool
    failed: int


def ignorance_of(story: Story, info: Mapping[str, Any]) -> Ignorance | None:
    """What draws say, from a result and its `run.json`; None for a result without draws."""
    told = info.get("uncertainty")
    rows = [story.rows[name] for name in MAIN if name in story.rows]
    rows = [row for row in rows if row.known and not row.empty and len(row.draws) > 1]
    if not told or not rows:
        return None
    clear = [row for row in rows if row.clear]
    held = told.get("held", {})
    return Ignorance(
        draws=int(told["draws"]) - len(told.get("failed", {})),
        scale=int(told["persons_per_agent"]),
        meaning=said_of_draws(rows),
        parameters=len(told["drawn"]),
        held=tuple(f"{len(names)} {reason}" for reason, names in held.items()),
        robust=tuple(r.measure.label for r in clear if r.agreeing == len(r.draws)),
        turning=tuple(
            f"{r.measure.label} ({r.agreeing} of {len(r.draws)})"
            for r in clear
            if r.agreeing < len(r.draws)
        ),
        chance=tuple(row.measure.label for row in rows if row.within_chance),
        drivers=tuple(_lines(story, [row.measure.name for row in rows])),
        ranked=int(told["draws"]) >= FEWEST_RANKED,
        failed=len(told.get("failed", {})),
    )


def _lines(story: Story, names: list[str]) -> list[DriverLine]:
    """The main effects that a parameter stands out for, with those parameters."""
    by_measure: dict[str, list[str]] = {}
    for found in drivers(story.dataset, names):
        sign = "+" if found.correlation > 0 else MINUS
        text = f"{found.parameter} ({sign}{abs(found.correlation):.2f})"
        by_measure.setdefault(found.measure, []).append(text)
    return [DriverLine(story.rows[n].measure.label, join(p)) for n, p in by_measure.items()]
