"""Dated settings of levers, read from configuration and checked.

A lever is given as a number, which holds from the start, or as dates with numbers,
`{2014-04-28: 1.0}`; before its first date a lever is neutral. A change takes effect in the month
that contains its date: months are the smallest time the model knows.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from typing import Any

from sim.errors import InputError
from sim.levers.lever import Lever
from sim.levers.registry import Registry, find
from sim.params.quantity import ALWAYS, format_month, is_number, parse_month

Calendar = tuple[tuple[int, float], ...]
Policy = dict[str, Calendar]

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
                f"{where}: {day!r} is not a date; write 2014-04-28, 2014-04 or 2014"
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


def read_policy(levers: Mapping[Any, Any], registry: Registry, where: str) -> Policy:
    """Calendars by lever id, from one `levers:` block of a configuration."""
    policy: Policy = {}
    for name, value in levers.items():
        lever = find(registry, str(name), where)
        policy[lever.id] = read_calendar(value, lever, f"{where}.{lever.id}")
    return policy


def setting_at(calendar: Calendar, month_index: int, neutral: float) -> float:
    """Setting in force in a month; `neutral` before the first date."""
    place = bisect_right(calendar, month_index, key=lambda item: item[0])
    return calendar[place - 1][1] if place else neutral


def settings_at(policy: Mapping[str, Calendar], registry: Registry, month: int) -> dict[str, float]:
    """Setting of every lever of a policy in force in a month, by lever id."""
    return {
        name: setting_at(calendar, month, registry[name].neutral)
        for name, calendar in policy.items()
    }


def first_difference(
    one: Mapping[str, Calendar],
    other: Mapping[str, Calendar],
    registry: Registry,
    start: int,
    months: int,
) -> int:
    """Months from `start` until two policies first set a lever differently; `months` if never."""

    def in_force(policy: Mapping[str, Calendar], month: int) -> dict[str, float]:
        settings = settings_at(policy, registry, month).items()
        return {name: value for name, value in settings if value != registry[name].neutral}

    changes = [*change_months(one, one), *change_months(other, other)]
    candidates = {start, *(month for month in changes if start < month < start + months)}
    for month in sorted(candidates):
        if in_force(one, month) != in_force(other, month):
            return month - start
    return months


def change_months(policy: Mapping[str, Calendar], names: Iterable[str]) -> list[int]:
    """Months in which one of these levers changes, ascending."""
    return sorted({month for name in names for month, _ in policy.get(name, ())})


def check_partnership(policy: Mapping[str, Calendar], where: str) -> None:
    """Inside a mobility partnership visa facilitation comes with readmission, never alone."""
    names = (PARTNERSHIP, FACILITATION, READMISSION)
    for month in change_months(policy, names):
        partnership, facilitation, readmission = (
            setting_at(policy.get(name, ()), month, 0.0) for name in names
        )
        if partnership > 0 and facilitation > 0 and not readmission > 0:
            when = "from the start" if month == ALWAYS else f"in {format_month(month)}"
            raise InputError(
                f"{where}.{FACILITATION}: {facilitation:g} {when} without {READMISSION}; inside a "
                f"mobility partnership visa facilitation needs {READMISSION} > 0 in the same month"
            )
