"""The biennial report on the Global Approach: same indicators, same method, every two years."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.results.monitoring.book import Book
from sim.results.monitoring.deliveries import DELIVERIES
from sim.results.monitoring.edition import Edition, Shown
from sim.results.monitoring.figures import Figure, Fit, fit
from sim.results.monitoring.frame import Setting, month_in_words, nominal
from sim.results.monitoring.goals import (
    AGAINST,
    AS_WANTED,
    NO_CLEAR_CHANGE,
    NOT_JUDGED,
    Goal,
    goal_of,
)
from sim.results.monitoring.indicators import BY_ID, INDICATORS, Indicator
from sim.results.monitoring.pictures import spark
from sim.results.story import PILLARS
from sim.results.words import lower_first
from sim.vocabulary import POLICIES

HEADINGS = {**PILLARS, 0: "Horizontal"}
BASELINE, REFORM, EFFECT = 0, 1, 2
RETURNEES = ("returnees", "re_emigration_rate", "returnee_poverty", "firms_by_returnees")
JUDGED = (AS_WANTED, AGAINST, NO_CLEAR_CHANGE)


@dataclass(frozen=True)
class Entry:
    """A line of the report: levels of the last period, three changes, and what they mean.

    since_last, since_start  changes under the reform; effect: reform minus baseline
    over_time, by_reform     verdicts on since_start and effect
    """

    label: str
    unit: str
    spark: str
    goal: Goal
    target: str
    reached: str
    baseline: Figure
    reform: Figure
    since_last: Figure
    since_start: Figure
    effect: Figure
    over_time: str
    by_reform: str
    levels: tuple[tuple[Figure, ...], ...]

    @property
    def moved(self) -> str:
        """Which way the effect goes."""
        return "more" if self.effect.value.startswith("+") else "less"


@dataclass(frozen=True)
class Pillar:
    """A pillar: its lines, what is zero throughout, and the verdicts in words."""

    number: int
    heading: str
    entries: tuple[Entry, ...]
    silent: tuple[str, ...]

    def counts(self, which: str) -> list[int]:
        """Lines as wanted, against, without clear change, and not judged."""
        found = Counter(getattr(entry, which) for entry in self.entries)
        judged = [found[verdict] for verdict in JUDGED]
        return [*judged, len(self.entries) - sum(judged)]

    def named(self, which: str, verdict: str) -> list[str]:
        """Labels of the lines with a verdict, and which way they went."""
        found = [e for e in self.entries if getattr(e, which) == verdict]
        return [f"{lower_first(e.label)} ({e.moved})" for e in found]


def pillars(edition: Edition, targets: Mapping[str, Any]) -> list[Pillar]:
    """The four pillars, and what is horizontal."""
    found = []
    year = edition.book.periods[-1].last
    for number, heading in HEADINGS.items():
        lines = [edition.one(i) for i in INDICATORS if i.main and i.pillar == number]
        told = [not s.line.empty or goal_of_shown(s, targets).target is not None for s in lines]
        silent = [lower_first(s.line.label) for s, yes in zip(lines, told, strict=True) if not yes]
        entries = [entry(s, targets, year) for s, yes in zip(lines, told, strict=True) if yes]
        found.append(Pillar(number, heading, tuple(entries), tuple(silent)))
    return found


def goal_of_shown(shown: Shown, targets: Mapping[str, Any]) -> Goal:
    """The goal of a line."""
    return goal_of(shown.line.indicator, targets)


def entry(shown: Shown, targets: Mapping[str, Any], year: int) -> Entry:
    """One indicator in the last period, which ends with `year`."""
    goal = goal_of_shown(shown, targets)
    scale = fit(shown.line.indicator, shown.mean[:2].flat)
    count = shown.mean.shape[1]
    last, start = shown.change(max(count - 2, 0)), shown.change(0)
    level = _numbers(shown, REFORM)
    many = count > 1
    due = goal.by is None or year >= goal.by
    return Entry(
        label=shown.line.label,
        unit=scale.unit,
        spark=spark(shown),
        goal=goal,
        target=_target(goal, scale),
        reached=goal.reached(*level) + ("" if due else ", not yet due"),
        baseline=_figure(shown, scale, BASELINE, -1),
        reform=_figure(shown, scale, REFORM, -1),
        since_last=scale.change(*_numbers(last, REFORM)) if many else Figure("\u2013"),
        since_start=scale.change(*_numbers(start, REFORM)) if many else Figure("\u2013"),
        effect=scale.change(*_numbers(shown, EFFECT)),
        over_time=goal.verdict(*_numbers(start, REFORM)) if many else NOT_JUDGED,
        by_reform=goal.verdict(*_numbers(shown, EFFECT)),
        levels=tuple(
            tuple(_figure(shown, scale, w, p) for p in range(count)) for w in (BASELINE, REFORM)
        ),
    )


def _numbers(shown: Shown, world: int) -> tuple[float, float, float, bool]:
    """Mean, low, high and whether hidden, in the last period."""
    mean, low, high = (float(part[world, -1]) for part in (shown.mean, shown.low, shown.high))
    return mean, low, high, bool(shown.hidden[world, -1])


def _figure(shown: Shown, scale: Fit, world: int, period: int) -> Figure:
    hidden = bool(shown.hidden[world, period])
    return scale.figure(float(shown.mean[world, period]), float(shown.high[world, period]), hidden)


def _target(goal: Goal, scale: Fit) -> str:
    """The target in words."""
    if goal.target is None:
        return ""
    bound = "none" if goal.target == 0 else f"{goal.target * scale.factor:g} {scale.unit}"
    bound = bound if goal.target == 0 else f"{'at least' if goal.good > 0 else 'at most'} {bound}"
    return f"{bound} by {goal.by}" if goal.by else bound


@dataclass(frozen=True)
class Delivered:
    """A lever in force: its nominal setting in both worlds, and what was recorded of it."""

    lever: str
    nominal: tuple[str, str]
    what: str
    unit: str
    delivered: tuple[Figure, Figure]
    gap: str


class Implementation:
    """Nominal levers beside what a result records of their delivery (L80)."""

    def __init__(self, edition: Edition, found: Sequence[Setting]) -> None:
        """`found` lists every setting of both worlds."""
        self.edition, self.found = edition, found
        self.levers = {setting.lever: setting for setting in found}
        self.known = {d.lever: d for d in DELIVERIES if d.lever in self.levers}

    @property
    def indicators(self) -> list[Indicator]:
        """Deliveries of the levers in force."""
        return [delivery.indicator for delivery in self.known.values()]

    def nominal(self, indicator: str, world: str, period: int) -> float:
        """Mean setting of a lever in a period, in the unit of its delivery where that fits."""
        lever = indicator.removeprefix("delivery.")
        if lever not in self.known or world not in POLICIES:
            return math.nan
        setting = self._setting(lever, world, period)
        scale = self.known[lever].scale
        return setting * scale * self._each(lever) if scale else setting

    def rows(self) -> list[Delivered]:
        """Levers with a recorded delivery, in the last period."""
        return [self._row(lever) for lever in self.known]

    def unrecorded(self) -> list[str]:
        """Levers in force of which nothing is recorded."""
        return [lower_first(s.name) for lever, s in self.levers.items() if lever not in self.known]

    def _row(self, lever: str) -> Delivered:
        delivery, setting = self.known[lever], self.levers[lever]
        shown = self.edition.one(delivery.indicator)
        scale = fit(delivery.indicator, shown.mean[:2].flat)
        level = _numbers(shown, REFORM)
        gap = level[0] - self.nominal(lever, POLICIES[REFORM], -1)
        known = delivery.scale and math.isfinite(gap) and self._in_force(lever, REFORM)
        unit = "points" if delivery.indicator.percent else scale.unit
        return Delivered(
            lever=setting.name,
            nominal=(self._words(lever, BASELINE), self._words(lever, REFORM)),
            what=delivery.label,
            unit=scale.unit,
            delivered=(_figure(shown, scale, BASELINE, -1), _figure(shown, scale, REFORM, -1)),
            gap=f"{scale.change(gap, math.nan, math.nan).value} {unit}" if known else "",
        )

    def _setting(self, lever: str, world: str, period: int) -> float:
        book = self.edition.book
        time = book.dataset["time"].values[book.periods[period].months]
        return nominal(self.found, lever, world, time, book.origins)

    def _each(self, lever: str) -> int:
        """A number of places holds for each origin, a share for all."""
        return len(self.edition.book.origins) if self.known[lever].unit == "1" else 1

    def _in_force(self, lever: str, world: int) -> bool:
        value = self._setting(lever, POLICIES[world], -1)
        return math.isfinite(value) and value != self.levers[lever].neutral

    def _words(self, lever: str, world: int) -> str:
        """The setting of the last period in words."""
        if not self._in_force(lever, world):
            return "not in force"
        first, last = self._last_period()
        theirs = [s for s in self.found if (s.lever, s.policy) == (lever, POLICIES[world])]
        mine = [setting for setting in theirs if setting.month <= last]
        if any(setting.origins for setting in mine):
            return "by origin"
        if not mine:
            return "not in force"
        since = f", from {month_in_words(mine[-1].month)}" if mine[-1].month > first else ""
        return mine[-1].words + since

    def _last_period(self) -> tuple[str, str]:
        """First and last month of the last period, as in settings."""
        book = self.edition.book
        months = book.dataset["time"].values[book.periods[-1].months].astype("datetime64[M]")
        return str(months[0]), str(months[-1])


@dataclass(frozen=True)
class StateRow:
    """A member state: orders to leave and the share carried out, baseline and reform."""

    place: str
    cells: tuple[Figure, ...]


def states(edition: Edition) -> tuple[list[StateRow], str]:
    """Orders to leave by member state in the last period, and the unit of the orders."""
    orders = edition.lines(BY_ID["return_orders_by_state"])
    rates = edition.lines(BY_ID["return_rate_by_state"])
    scale = fit(orders[0].line.indicator, [x for s in orders for x in s.mean[:2, -1]])
    share = Fit(1.0, 1.0, "%")
    rows = [
        StateRow(
            order.line.part,
            tuple(_figure(s, f, w, -1) for s, f in ((order, scale), (rate, share)) for w in (0, 1)),
        )
        for order, rate in zip(orders, rates, strict=True)
        if not order.line.empty
    ]
    return rows, scale.unit


def context(
    edition: Edition, targets: Mapping[str, Any], implementation: Implementation
) -> dict[str, Any]:
    """What the template of the report needs of the numbers."""
    book: Book = edition.book
    rows, unit = states(edition)
    year = book.periods[-1].last
    followed = [entry(edition.one(BY_ID[name]), targets, year) for name in RETURNEES]
    return {
        "pillars": pillars(edition, targets),
        "periods": book.periods,
        "delivered": implementation.rows(),
        "unrecorded": implementation.unrecorded(),
        "states": rows,
        "orders_unit": unit,
        "followed": followed,
        "judged": JUDGED,
    }
