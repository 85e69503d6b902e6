"""Named sets of lever calendars, `+package=<name>`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from sim.errors import InputError
from sim.levers.calendar import read_calendar
from sim.levers.lever import Lever
from sim.levers.origins import Calendar, Policy, Setting, changed
from sim.levers.registry import Registry, find
from sim.params.quantity import ALWAYS, is_number
from sim.params.reader import choices, read_yaml, refuse_unknown_keys, short_path

FILE = Path(__file__).with_name("packages.yaml")
NONE = "none"
"""The package that sets the reform equal to the baseline."""

TIMES = "times"


@dataclass(frozen=True)
class Package:
    """A set of levers that belong together.

    levers   lever id -> number, dates with numbers, or {times: factor}: the setting the reform
             has already (neutral where it has none), times the factor, held within the bounds
    """

    name: str
    label: str
    note: str
    levers: Mapping[str, Any]


@cache
def packages(file: Path = FILE) -> dict[str, Package]:
    """All packages of a file, by name."""
    found = {}
    for name, entry in read_yaml(file).items():
        where = f"{short_path(file)}: {name}"
        if not isinstance(entry, dict):
            raise InputError(f"{where}: must be a mapping of label, note, levers")
        refuse_unknown_keys(map(str, entry), ("label", "note", "levers"), where)
        levers = entry.get("levers") or {}
        found[name] = Package(name, str(entry.get("label", "")), str(entry.get("note", "")), levers)
    return found


def package_names() -> tuple[str, ...]:
    """Names that `+package=` takes."""
    return tuple(packages())


def find_package(name: str) -> Package:
    """The package of that name, or a complaint that names the nearest ones."""
    known = packages()
    if name not in known:
        raise InputError(f"package: {name!r} does not exist; nearest are {choices(name, known)}")
    return known[name]


def add_package(policy: Mapping[str, Setting], package: Package, registry: Registry) -> Policy:
    """The policy with the package's levers put in place of its own settings of them.

    A package holds for all origins; a factor multiplies what each of them has.
    """
    found = dict(policy)
    for name, value in package.levers.items():
        where = f"package {package.name}: levers.{name}"
        lever = find(registry, name, f"package {package.name}")
        if isinstance(value, dict) and TIMES in value:
            times = partial(_times, factor=value[TIMES], lever=lever, where=where)
            found[name] = changed(policy.get(name, ()), times)
        else:
            found[name] = read_calendar(value, lever, where)
    return found


def _times(calendar: Calendar, factor: Any, lever: Lever, where: str) -> Calendar:
    """Every setting of a calendar times a factor, held within the lever's bounds."""
    if not is_number(factor) or not factor >= 0:
        raise InputError(f"{where}: times must be a number of at least 0, not {factor!r}")
    low, high = lever.bounds
    from_the_start = bool(calendar) and calendar[0][0] == ALWAYS
    dated = calendar if from_the_start else ((ALWAYS, lever.neutral), *calendar)
    return tuple((month, min(max(setting * factor, low), high)) for month, setting in dated)
