"""Levers that stand against each other in one policy: flagged, never refused (row L111)."""

import operator
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sim.errors import InputError
from sim.levers.calendar import change_months, setting_at
from sim.levers.origins import Plain, Setting, as_met, groups
from sim.levers.registry import Registry, find
from sim.params.quantity import format_month
from sim.params.reader import choices, read_yaml, refuse_unknown_keys, short_path

FILE = Path(__file__).with_name("conflicts.yaml")
HOLDS: dict[str, Callable[[float, float], bool]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}


@dataclass(frozen=True)
class Conflict:
    """Settings that stand against each other.

    conditions  (lever, operator, setting): the conflict is there in a month where all hold
    why         what is inconsistent, in words
    rows        rows of the list of instruments that it rests on
    """

    name: str
    conditions: tuple[tuple[str, str, float], ...]
    why: str
    rows: tuple[str, ...]

    def settings(self, policy: Plain, registry: Registry, month: int) -> dict[str, float] | None:
        """Settings of its levers in a month in which all conditions hold, else None."""
        found: dict[str, float] = {}
        for lever, sign, bound in self.conditions:
            found[lever] = setting_at(policy.get(lever, ()), month, registry[lever].neutral)
            if not HOLDS[sign](found[lever], bound):
                return None
        return found


@cache
def conflicts(file: Path = FILE) -> tuple[Conflict, ...]:
    """All conflicts of a file."""
    found: list[Conflict] = []
    for name, entry in read_yaml(file).items():
        where = f"{short_path(file)}: {name}"
        if not isinstance(entry, dict):
            raise InputError(f"{where}: must be a mapping of levers, why, rows")
        refuse_unknown_keys(map(str, entry), ("levers", "why", "rows"), where)
        conditions = tuple(
            _condition(str(lever), str(text), where) for lever, text in entry["levers"].items()
        )
        found.append(Conflict(name, conditions, str(entry["why"]), tuple(entry["rows"])))
    return tuple(found)


def _condition(lever: str, text: str, where: str) -> tuple[str, str, float]:
    """A condition such as "> 0"."""
    sign, _, number = text.partition(" ")
    if sign not in HOLDS:
        raise InputError(f"{where}: {text!r} of {lever}; write an operator {choices(sign, HOLDS)}")
    try:
        return lever, sign, float(number)
    except ValueError:
        raise InputError(f"{where}: {text!r} of {lever}: {number!r} is not a number") from None


def conflict_lines(
    policy: Mapping[str, Setting],
    registry: Registry,
    start: int,
    months: int,
    where: str,
    origins: Collection[str] = (),
) -> tuple[str, ...]:
    """One line for each conflict of a policy within the horizon, with the month it begins.

    Args:
        policy: Settings by lever.
        registry: All levers.
        start: First month of the horizon.
        months: Its length.
        where: What the policy is called: "levers", "baseline.levers".
        origins: Of the run; those that a conflict concerns are named, unless it is all of them.
    """
    found: dict[str, list[str]] = {}
    alike = groups((policy,), origins)
    for who in alike:
        for said in _conflicts_of(as_met(policy, who[0]), registry, start, months):
            found.setdefault(said, []).extend(who)
    everybody = sum(map(len, alike))
    return tuple(
        f"{where}: {said}" if len(who) == everybody else f"{where} of {', '.join(who)}: {said}"
        for said, who in found.items()
    )


def _conflicts_of(policy: Plain, registry: Registry, start: int, months: int) -> Iterator[str]:
    """What conflicts in a plain policy, in words."""
    for conflict in conflicts():
        names = [find(registry, lever, conflict.name).id for lever, _, _ in conflict.conditions]
        later = (m for m in change_months(policy, names) if start < m < start + months)
        for month in (start, *later):
            settings = conflict.settings(policy, registry, month)
            if settings is not None:
                sides = " against ".join(f"{name} {value:g}" for name, value in settings.items())
                rows = ", ".join(conflict.rows)
                yield f"{sides} from {format_month(month)}: {conflict.why} ({rows})"
                break
