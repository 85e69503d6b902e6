"""Calendars that differ between states: who has which setting, and from when (ODD 6).

A lever is given as one calendar, which holds for every origin of a run, or by origin,
`{default: 0, MDA: {2014-04-28: 1}, GEO: {2017-03-28: 1}}`. What an origin meets in the end is a
plain policy again (`as_met`): all that looks at calendars looks at those.

Some levers act in other states than origins: on the way (`Lever.by` "transit"), where refugees are
in the region ("host"), or in member states ("member"). Given by state,
`{TUR: {2016-03-20: 1}}`, those are the calendars of these states (`ByTransit`); every origin meets
what holds for the others.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

Calendar = tuple[tuple[int, float], ...]
"""(month index, value), ascending; before its first date a lever is neutral."""

DEFAULT = "default"
"""Key of the calendar of all origins that are not named."""


@dataclass(frozen=True)
class ByState:
    """Calendars of one lever.

    own   ISO 3166-1 alpha-3 code -> calendar;  rest: of the states that are not named
    """

    rest: Calendar
    own: Mapping[str, Calendar]


class ByOrigin(ByState):
    """Calendars by origin."""


class ByTransit(ByState):
    """Calendars by state on the way, or of refuge."""


Setting = Calendar | ByState
Policy = dict[str, Setting]
"""Lever id -> setting; levers that are absent are neutral."""
Plain = Mapping[str, Calendar]
"""Lever id -> calendar, as one origin meets them."""


def calendar_of(setting: Setting, origin: str) -> Calendar:
    """The calendar that holds for an origin."""
    if isinstance(setting, ByOrigin):
        return setting.own.get(origin, setting.rest)
    return setting.rest if isinstance(setting, ByState) else setting


def calendar_in(setting: Setting, state: str) -> Calendar:
    """The calendar of a lever by state in one of them."""
    return setting.own.get(state, setting.rest) if isinstance(setting, ByState) else setting


def in_transit(policies: Sequence[Mapping[str, Setting]]) -> dict[str, list[dict[str, Calendar]]]:
    """States on the way or of refuge with calendars of their own: what holds there.

    For each policy the levers that any of them sets by such a state.
    """
    found = [(n, s) for p in policies for n, s in p.items() if isinstance(s, ByTransit)]
    names, states = {n for n, _ in found}, dict.fromkeys(o for _, s in found for o in s.own)
    return {
        state: [{n: calendar_in(s, state) for n, s in p.items() if n in names} for p in policies]
        for state in states
    }


def as_met(policy: Mapping[str, Setting], origin: str) -> dict[str, Calendar]:
    """The policy as one origin meets it."""
    return {name: calendar_of(setting, origin) for name, setting in policy.items()}


def changed(setting: Setting, change: Callable[[Calendar], Calendar]) -> Setting:
    """The setting with each of its calendars changed."""
    if not isinstance(setting, ByState):
        return change(setting)
    return type(setting)(change(setting.rest), {o: change(c) for o, c in setting.own.items()})


def calendars(setting: Setting) -> list[Calendar]:
    """All calendars of a setting, each once, those of nobody in particular first."""
    if not isinstance(setting, ByState):
        return [setting]
    return list(dict.fromkeys((setting.rest, *setting.own.values())))


def differs(policies: Iterable[Mapping[str, Setting]]) -> bool:
    """Is any lever of these policies set by origin?"""
    return any(isinstance(s, ByOrigin) for policy in policies for s in policy.values())


def groups(
    policies: Collection[Mapping[str, Setting]], origins: Collection[str] = ()
) -> list[tuple[str, ...]]:
    """Origins that meet the same calendars under each of these policies, in their order.

    origins  of the run; unknown: those that the policies name, and "", which stands for the rest
    """
    if not differs(policies):
        return [tuple(origins) or ("",)]
    settings = [s for p in policies for s in p.values() if isinstance(s, ByOrigin)]
    alike: dict[tuple[Calendar, ...], list[str]] = {}
    for origin in origins or ("", *dict.fromkeys(o for s in settings for o in s.own)):
        alike.setdefault(tuple(calendar_of(s, origin) for s in settings), []).append(origin)
    return [tuple(names) for names in alike.values()]


def within(policy: Mapping[str, Setting], origins: Collection[str]) -> Policy:
    """The policy of a run: origins without people in it left out, one calendar where all agree."""
    found = {name: _within(setting, origins) for name, setting in policy.items()}
    return {name: setting for name, setting in found.items() if setting != ()}


def _within(setting: Setting, origins: Collection[str]) -> Setting:
    """One setting, in the form that equals that of any other with the same calendars."""
    if isinstance(setting, ByTransit):
        own = {o: c for o, c in setting.own.items() if c != setting.rest}
        return ByTransit(setting.rest, own) if own else setting.rest
    if not isinstance(setting, ByState):
        return setting
    met = [calendar_of(setting, origin) for origin in origins]
    if len(set(met)) == 1:
        return met[0]
    rest = setting.rest if any(origin not in setting.own for origin in origins) else ()
    return ByOrigin(rest, {o: c for o, c in zip(origins, met, strict=True) if c != rest})
