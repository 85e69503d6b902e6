"""Dated settings of levers, read from configuration and checked.

A lever is given as a number, which holds from the start, or as dates with numbers,
`{2014-04-28: 1.0}`; before its first date a lever is neutral. A change takes effect in the month
that contains its date: months are the smallest time the model knows. Either may be given for
some origins only, or, for levers that act in other states, for some of these
(`sim.levers.origins`), and the name of a regional dialogue stands for its members.
"""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sim.errors import InputError
from sim.levers.dialogues import by_member, dialogues
from sim.levers.lever import BY, Lever
from sim.levers.origins import (
    DEFAULT,
    ByOrigin,
    ByState,
    ByTransit,
    Calendar,
    Plain,
    Policy,
    Setting,
    as_met,
    differs,
    groups,
    in_transit,
)
from sim.levers.registry import Registry, find
from sim.params.quantity import ALWAYS, format_month, is_number, parse_month
from sim.params.reader import choices

_CODE = re.compile(r"[A-Za-z]{3}")

PARTNERSHIP = "mobility_partnership"
FACILITATION = "visa_facilitation"
READMISSION = "readmission_agreement"


def read_calendar(value: Any, lever: Lever, where: str) -> Calendar:
    """One lever's calendar from a number or a mapping of dates.

    Args:
        value: What stands in the configuration.
        lever: The lever that is set.
        where: File and key, for complaints: "scenario.yaml: levers.visa_free".
    """
    if not isinstance(value, Mapping):
        return ((ALWAYS, _setting(value, lever, where)),)
    calendar: list[tuple[int, float]] = []
    for day, setting in value.items():
        on = f"{where} on {day}"
        try:
            month = parse_month(day)
        except ValueError:
            raise InputError(
                f"{where}: {day!r} is not a date; write 2014-04-28, 2014-04 or 2014 (or the "
                f"codes of {BY[lever.by]}, with a number or dates for each)"
            ) from None
        if calendar and month < calendar[-1][0]:
            last = format_month(calendar[-1][0])
            raise InputError(f"{on}: stands after {last}; dates must ascend")
        if calendar and month == calendar[-1][0]:
            month_text = format_month(month)
            raise InputError(f"{on}: a second value in {month_text}; one a month is allowed")
        calendar.append((month, _setting(setting, lever, on)))
    if not calendar:
        raise InputError(f"{where}: has no date; write {{2014-04-28: {lever.bounds[1]:g}}}")
    return tuple(calendar)


def _setting(value: Any, lever: Lever, where: str) -> float:
    """A number within the lever's bounds."""
    if not is_number(value):
        low, high = lever.bounds
        raise InputError(
            f"{where}: {value!r} is not a number or dates with numbers; "
            f"allowed is [{low:g}, {high:g}] [{lever.unit}]"
        )
    return lever.check(float(value), where)


def read_policy(
    levers: Mapping[Any, Any],
    registry: Registry,
    where: str,
    states: Mapping[str, Collection[str]] | None = None,
    before: Mapping[str, Setting] | None = None,
) -> Policy:
    """Settings by lever id: those of `before`, changed by one `levers:` block.

    Args:
        levers: The block, as it stands in a configuration.
        registry: All levers.
        where: File and key, for complaints.
        states: Codes that may be named, by what a lever is set by (`lever.BY`); None: any.
        before: What states keep that a lever by state does not name; without it: neutral.
    """
    policy: Policy = dict(before or {})
    for name, value in levers.items():
        lever = find(registry, str(name), where)
        at = f"{where}.{lever.id}"
        if _is_by_state(value):
            known = None if states is None else states.get(lever.by)
            policy[lever.id] = _read_by_state(value, lever, at, known, policy.get(lever.id, ()))
        else:
            policy[lever.id] = read_calendar(value, lever, at)
    return policy


def _is_by_state(value: Any) -> bool:
    """Whether a setting names states rather than dates."""
    keys = map(str, value) if isinstance(value, Mapping) else ()
    return any(key == DEFAULT or _CODE.fullmatch(key) or key in dialogues() for key in keys)


def _read_by_state(
    value: Mapping[Any, Any],
    lever: Lever,
    where: str,
    known: Collection[str] | None,
    kept: Setting,
) -> ByState:
    """A setting by state; those that it does not name keep theirs, unless it has a default."""
    kind = ByOrigin if lever.by == "origin" else ByTransit
    before = kept if isinstance(kept, ByState) else kind(kept, {})
    rest, own = before.rest, dict(before.own)
    if DEFAULT in value:
        rest, own = read_calendar(value[DEFAULT], lever, f"{where}.{DEFAULT}"), {}
    for code, setting in by_member(value, known, where, BY[lever.by]).items():
        if code == DEFAULT:
            continue
        if not _CODE.fullmatch(str(code)):
            raise InputError(
                f"{where}: {code!r} stands beside codes of {BY[lever.by]}; put dates under "
                f"{DEFAULT} or under one of them"
            )
        if known is not None and code not in known:
            there = choices(str(code), known)
            raise InputError(f"{where}: {code} is none of the {BY[lever.by]}, which are {there}")
        own[str(code)] = read_calendar(setting, lever, f"{where}.{code}")
    return kind(() if rest == ((ALWAYS, lever.neutral),) else rest, own)


def setting_at(calendar: Calendar, month_index: int, neutral: float) -> float:
    """Setting in force in a month; `neutral` before the first date."""
    place = bisect_right(calendar, month_index, key=lambda item: item[0])
    return calendar[place - 1][1] if place else neutral


def settings_at(policy: Plain, registry: Registry, month: int) -> dict[str, float]:
    """Setting of every lever of a plain policy in force in a month, by lever id."""
    return {
        name: setting_at(calendar, month, registry[name].neutral)
        for name, calendar in policy.items()
    }


def settings_of_all(
    policy: Mapping[str, Setting], registry: Registry, month: int, origins: Sequence[str]
) -> list[dict[str, float]]:
    """Settings in force in a month for each origin, in their order."""
    common = {
        name: setting for name, setting in policy.items() if not isinstance(setting, ByOrigin)
    }
    shared = settings_at(as_met(common, ""), registry, month)
    own = {name: setting for name, setting in policy.items() if name not in common}
    if not own:
        return [shared] * len(origins)
    return [shared | settings_at(as_met(own, origin), registry, month) for origin in origins]


def settings_in_transit(
    policy: Mapping[str, Setting], registry: Registry, month: int
) -> dict[str, dict[str, float]]:
    """Settings in force in a month by state on the way or of refuge with calendars of its own."""
    there = in_transit((policy,))
    return {state: settings_at(plain[0], registry, month) for state, plain in there.items()}


def first_difference(
    one: Mapping[str, Setting],
    other: Mapping[str, Setting],
    registry: Registry,
    start: int,
    months: int,
    origins: Collection[str] = (),
) -> int:
    """Months from `start` until two policies first set a lever differently for anybody.

    `months` if they never do.
    """
    pairs = [(as_met(one, who[0]), as_met(other, who[0])) for who in groups((one, other), origins)]
    pairs += [(there[0], there[1]) for there in in_transit((one, other)).values()]
    return min(_first_difference(*pair, registry, start, months) for pair in pairs)


def _first_difference(one: Plain, other: Plain, registry: Registry, start: int, months: int) -> int:
    """The same for one origin."""

    def in_force(policy: Plain, month: int) -> dict[str, float]:
        settings = settings_at(policy, registry, month).items()
        return {name: value for name, value in settings if value != registry[name].neutral}

    changes = [*change_months(one, one), *change_months(other, other)]
    candidates = {start, *(month for month in changes if start < month < start + months)}
    for month in sorted(candidates):
        if in_force(one, month) != in_force(other, month):
            return month - start
    return months


def change_months(policy: Plain, names: Iterable[str]) -> list[int]:
    """Months in which one of these levers changes, ascending."""
    return sorted({month for name in names for month, _ in policy.get(name, ())})


def check_partnership(
    policy: Mapping[str, Setting], where: str, origins: Collection[str] = ()
) -> None:
    """Inside a mobility partnership visa facilitation comes with readmission, never alone."""
    for who in groups((policy,), origins):
        _check_partnership(as_met(policy, who[0]), where, who[0] if differs((policy,)) else "")


def _check_partnership(policy: Plain, where: str, origin: str) -> None:
    """The same for one origin, named in complaints if it is not as any other."""
    names = (PARTNERSHIP, FACILITATION, READMISSION)
    for month in change_months(policy, names):
        partnership, facilitation, readmission = (
            setting_at(policy.get(name, ()), month, 0.0) for name in names
        )
        if partnership > 0 and facilitation > 0 and not readmission > 0:
            when = "from the start" if month == ALWAYS else f"in {format_month(month)}"
            when += f" for {origin}" if origin else ""
            raise InputError(
                f"{where}.{FACILITATION}: {facilitation:g} {when} without {READMISSION}; inside a "
                f"mobility partnership visa facilitation needs {READMISSION} > 0 in the same month"
            )
