"""What the configuration tells the report: levers by date, numbers with their sources."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from sim.levers.lever import PILLARS, Lever
from sim.levers.origins import (
    ByState,
    Calendar,
    Policy,
    calendar_of,
    calendars,
    in_transit,
)
from sim.levers.registry import standard_registry
from sim.model.settings import Settings
from sim.params.quantity import ALWAYS, format_month
from sim.results.negotiation import step_rows
from sim.results.report import LeverRow, ParameterRow, ReportContext
from sim.results.words import join
from sim.run.one_run import Outcome, distinct
from sim.run.plan import Plan


def calendar_entries(
    plan: Plan, name_of: Callable[[str], str], *, shared: bool = False
) -> list[dict[str, Any]]:
    """Dated changes that tell reform and baseline apart, for `run.json`; `shared`: all others too.

    A change without a date is given the first month of the horizon. `origins` are those whose
    setting it is, `states` those in which it holds on the way or in refuge, `whose` their names;
    all are empty where it is everybody's.
    """
    entries: list[dict[str, Any]] = []
    for name, policy in plan.policies.items():
        other = plan.baseline if name == "reform" else plan.reform
        other = {} if shared else other
        everywhere = [(*found, ()) for found in _differing(plan, policy, other)]
        for lever, calendar, origins, states in [*everywhere, *_there(policy, other)]:
            entries.extend(
                {
                    "date": format_month(max(month, plan.settings.start)),
                    "policy": name,
                    "lever": lever.id,
                    "label": lever.label,
                    "origins": list(origins),
                    "states": list(states),
                    "whose": join([name_of(code) for code in (*origins, *states)]),
                    "value": value,
                    "unit": lever.unit,
                    "neutral": lever.neutral,
                    "pillar": lever.pillar,
                    "evidence": lever.evidence,
                    "rows": list(lever.rows),
                    "source": lever.source,
                }
                for month, value in _within(calendar, plan.settings)
            )
    return entries


def goals_in_words(plan: Plan) -> dict[str, dict[str, Any]]:
    """Targets that the scenario states, by indicator, their sources written out, for `run.json`."""
    return {
        name: {**goal, "source": _source(str(goal["source"]), plan)}
        for name, goal in plan.scenario.goals.items()
    }


def _differing(
    plan: Plan, policy: Policy, other: Policy
) -> Iterator[tuple[Lever, Calendar, tuple[str, ...]]]:
    """Calendars of a policy that differ from the other policy's, in registry order.

    With each the origins that it holds for; none are named if it holds for all.
    """
    everybody = plan.settings.origins
    for name, lever in standard_registry().items():
        mine, theirs = policy.get(name, ()), other.get(name, ())
        alike: dict[Calendar, list[str]] = {}
        for origin in everybody:
            calendar = calendar_of(mine, origin)
            if calendar and calendar != calendar_of(theirs, origin):
                alike.setdefault(calendar, []).append(origin)
        for calendar, origins in alike.items():
            yield lever, calendar, () if len(origins) == len(everybody) else tuple(origins)


def _there(
    policy: Policy, other: Policy
) -> Iterator[tuple[Lever, Calendar, tuple[str, ...], tuple[str, ...]]]:
    """Calendars of states on the way or of refuge that differ from the other policy's."""
    alike: dict[tuple[str, Calendar], list[str]] = {}
    for state, (mine, theirs) in in_transit((policy, other)).items():
        for name, calendar in mine.items():
            if calendar != theirs.get(name, ()):
                alike.setdefault((name, calendar), []).append(state)
    for (name, calendar), states in alike.items():
        yield standard_registry()[name], calendar, (), tuple(states)


def _within(calendar: Calendar, settings: Settings) -> Calendar:
    """A calendar without settings that were replaced before the horizon or begin after it."""
    start, end = settings.start, settings.start + settings.months
    past = [item for item in calendar if item[0] <= start]
    return (*past[-1:], *(item for item in calendar if start < item[0] < end))


def too_late(plan: Plan) -> list[str]:
    """A line that names the levers whose first date lies after the last month of the run."""
    end = plan.settings.start + plan.settings.months
    late = dict.fromkeys(
        name
        for policy in plan.policies.values()
        for name, setting in policy.items()
        if all(calendar[0][0] >= end for calendar in calendars(setting) if calendar)
    )
    return [f"Set only after the last month, so without effect here: {join(list(late))}."] * bool(
        late
    )


def moved_levers(plan: Plan) -> list[Lever]:
    """Levers that the reform and the baseline set differently, in registry order."""
    return [
        lever
        for name, lever in standard_registry().items()
        if plan.reform.get(name, ()) != plan.baseline.get(name, ())
    ]


def driving_parameters(plan: Plan) -> list[str]:
    """Ids of the strengths of the levers moved, then of changed and calibrated parameters."""
    strengths = (
        effect.strength
        for lever in moved_levers(plan)
        for effect in lever.effects
        if effect.strength
    )
    calibrated = (
        name for name in plan.parameters if plan.parameters.quantity(name).status == "calibrated"
    )
    return list(dict.fromkeys([*strengths, *plan.changed_parameters, *calibrated]))


def report_context(outcome: Outcome) -> ReportContext:
    """Everything the report says that is not in the Dataset."""
    plan, records = outcome.plan, outcome.all_records()
    notes = [uncalibrated(plan), too_late(plan), *(record.notes for record in records)]
    return ReportContext(
        title=plan.scenario.title,
        question=plan.scenario.question,
        baseline=_in_words(plan.baseline, "no lever set"),
        reform=_in_words(plan.reform, "the same as the baseline"),
        levers=tuple(_lever_row(lever, plan) for lever in moved_levers(plan)),
        parameters=tuple(_parameter_row(name, plan) for name in driving_parameters(plan)),
        imputations=tuple(distinct([*(r.imputations for r in records), outcome.world.imputations])),
        conflicts=plan.conflicts,
        notes=tuple(distinct(notes)),
        negotiation=tuple(step_rows(outcome.records)),
        attributions=tuple(_attributions(outcome)),
        command="python -m sim " + " ".join(_shell(word) for word in plan.overrides),
    )


def uncalibrated(plan: Plan) -> list[str]:
    """A line that says so where no number of a scenario was set to meet what was observed."""
    parameters = plan.parameters
    if any(parameters.quantity(name).status == "calibrated" for name in parameters):
        return []
    return [
        "Nothing in this scenario is calibrated to its origins: levels illustrate how the model "
        "works, and estimate nothing that was or will be; compare directions, not sizes."
    ]


def _in_words(policy: Policy, nothing: str) -> str:
    """A policy as one sentence: how many levers it sets, and over what time."""
    if not policy:
        return nothing
    months = [c[0][0] for setting in policy.values() for c in calendars(setting) if c]
    dated = [format_month(month) for month in (min(months), max(months)) if month != ALWAYS]
    since = f", from {dated[0]} to {dated[-1]}" if len(dated) == 2 else ""
    levers = "lever" if len(policy) == 1 else "levers"
    own = sum(isinstance(setting, ByState) for setting in policy.values())
    apart = f", {own} of them by state" if own else ""
    return (
        f"{len(policy)} {levers} set{since}{apart}; the table names each with its date and setting."
    )


def _lever_row(lever: Lever, plan: Plan) -> LeverRow:
    """A lever as the report lists it, with the ranges of its strengths."""
    ranges = []
    for effect in lever.effects:
        if effect.strength is not None:
            quantity = plan.parameters.quantity(effect.strength)
            low, high = quantity.bounds
            ranges.append(f"{quantity.label}: {quantity.on():g}, {low:g} to {high:g}")
    return LeverRow(
        lever=lever.id,
        label=lever.label,
        pillar=PILLARS[lever.pillar],
        unit=lever.unit,
        evidence=lever.evidence,
        range="; ".join(dict.fromkeys(ranges)),
        source=_source(lever.source, plan),
    )


def _parameter_row(name: str, plan: Plan) -> ParameterRow:
    """A parameter as the report lists it."""
    quantity = plan.parameters.quantity(name)
    values = quantity.values
    shown = f"{values[0][1]:g}" if len(values) == 1 else f"{values[0][1]:g} to {values[-1][1]:g}"
    changed = " (changed for this run)" if name in plan.changed_parameters else ""
    return ParameterRow(
        parameter=name,
        label=quantity.label,
        value=shown + changed,
        unit=quantity.unit,
        status=quantity.status,
        range=f"{quantity.bounds[0]:g} to {quantity.bounds[1]:g}",
        source=_source(quantity.source, plan),
    )


def _source(key: str, plan: Plan) -> str:
    """A source in words: title, publisher, year; the key itself if nobody wrote it up."""
    source = plan.parameters.sources().get(key)
    if source is None:
        return key
    return ", ".join(part for part in (source.title, source.publisher, source.year) if part)


def _attributions(outcome: Outcome) -> Iterable[str]:
    """One line for each source of the tables, as its licence asks."""
    for source in outcome.world.sources.values():
        parts = (source.title, source.publisher, source.vintage, source.licence)
        yield ", ".join(part for part in parts if part)


def _shell(word: str) -> str:
    """A word of the command line, quoted where a shell would take it apart."""
    return f"'{word}'" if set(word) & set(" {}[]()$*") else word
