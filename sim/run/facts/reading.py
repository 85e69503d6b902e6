"""The facts and their experiments as data: `facts.yaml`, read and checked (ODD 5)."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sim.errors import InputError
from sim.params.reader import choices, read_yaml, refuse_unknown_keys, short_path

FILE = Path(__file__).with_name("facts.yaml")
CASE_KEYS = ("months", "scale", "levers", "parameters", "route", "income", "watch")
FACT_KEYS = (
    "change", "outcome", "expected", "rows", "sources", "grade", "type", "cases", "parts",
)  # fmt: skip
PART_KEYS = ("measure", "with", "unit", "band", "sign")
SHORT = "short"


@dataclass(frozen=True)
class Case:
    """One world: the baseline of the scenario with something changed.

    months      how long it runs
    scale       name of the scale and horizon its population is made for
    levers      lever id -> setting from the start
    parameters  id -> number, {times: factor}, {default: true} or {month of the run: number}
    route       route of all irregular journeys; None: those of the scenario
    income      GDP per head at home [USD at purchasing power parity]; None: as in the tables
    watch       names of `sim.model.census.WATCHERS`
    """

    name: str
    months: int
    scale: str
    levers: Mapping[str, float]
    parameters: Mapping[str, Any]
    route: str | None
    income: float | None
    watch: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """One number of a fact.

    measure, arguments  which function, and what it is told
    band        (lowest, highest) value that passes [unit]; infinite: an open end
    sign        sign that the number must have in nine of ten replicates; 0: a null, whose whole
                interval must lie inside the band
    """

    name: str
    measure: str
    arguments: Mapping[str, Any]
    unit: str
    band: tuple[float, float]
    sign: int


@dataclass(frozen=True)
class Fact:
    """One stylised fact: what is changed, what comes of it, what is expected and why."""

    id: str
    change: str
    outcome: str
    expected: str
    rows: str
    sources: tuple[str, ...]
    grade: str
    type: str
    cases: tuple[str, ...]
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Catalogue:
    """All facts and cases, and the scales their populations are made at.

    scales    name -> persons per simulated person
    horizons  name -> months that a population is made for
    """

    facts: Mapping[str, Fact]
    cases: Mapping[str, Case]
    scales: Mapping[str, int]
    horizons: Mapping[str, int]

    def chosen(self, only: Iterable[str]) -> list[Fact]:
        """The facts asked for, in the order of the file; all if none is named."""
        wanted = list(only)
        for name in wanted:
            if name not in self.facts:
                near = choices(name, self.facts)
                raise InputError(f"facts.only: there is no fact {name!r}; nearest are {near}")
        return [fact for fact in self.facts.values() if not wanted or fact.id in wanted]

    def cases_of(self, facts: Iterable[Fact]) -> list[Case]:
        """Cases that some facts need, each once."""
        names = dict.fromkeys(name for fact in facts for name in fact.cases)
        return [self.cases[name] for name in names]


@cache
def read_catalogue(file: Path = FILE) -> Catalogue:
    """The facts of a file, every key checked."""
    content = read_yaml(file)
    where = short_path(file)
    refuse_unknown_keys(content, ("scale", "horizon", "cases", "facts"), where)
    cases = {
        name: read_case(name, entry, f"{where}: cases.{name}")
        for name, entry in content["cases"].items()
    }
    facts = {
        name: _fact(name, entry, f"{where}: facts.{name}")
        for name, entry in content["facts"].items()
    }
    for fact in facts.values():
        for name in fact.cases:
            if name not in cases:
                raise InputError(f"{where}: facts.{fact.id}: there is no case {name!r}")
    return Catalogue(facts, cases, content["scale"], content["horizon"])


def read_case(name: str, entry: Mapping[str, Any], where: str) -> Case:
    """A case from its entry."""
    refuse_unknown_keys(entry, CASE_KEYS, where)
    return Case(
        name=name,
        months=int(entry["months"]),
        scale=entry.get("scale", SHORT),
        levers=entry.get("levers", {}),
        parameters=entry.get("parameters", {}),
        route=entry.get("route"),
        income=entry.get("income"),
        watch=tuple(entry.get("watch", ())),
    )


def _fact(name: str, entry: Mapping[str, Any], where: str) -> Fact:
    refuse_unknown_keys(entry, FACT_KEYS, where)
    parts = tuple(
        _part(part, content, f"{where}.{part}") for part, content in entry["parts"].items()
    )
    texts = {key: str(entry[key]) for key in ("change", "outcome", "expected", "rows", "grade")}
    return Fact(
        id=name,
        sources=tuple(entry["sources"]),
        type=str(entry["type"]),
        cases=tuple(entry["cases"]),
        parts=parts,
        **texts,
    )


def _part(name: str, entry: Mapping[str, Any], where: str) -> Part:
    refuse_unknown_keys(entry, PART_KEYS, where)
    low, high = (float(end) for end in entry["band"])
    if not low <= high or math.isnan(low + high):
        raise InputError(f"{where}: band must be two numbers, the lower first")
    return Part(
        name, entry["measure"], entry["with"], str(entry["unit"]), (low, high),
        int(entry.get("sign", 0)),
    )  # fmt: skip
