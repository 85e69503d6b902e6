"""The causal claims and their experiments as data: `claims.yaml`, read and checked (ODD 5)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from sim.errors import InputError
from sim.params.reader import choices, read_yaml, refuse_unknown_keys, short_path
from sim.run.facts.reading import Case, read_case

FILE = Path(__file__).with_name("claims.yaml")
SETTING_KEYS = ("about", "scenario", "words", "draw", "persons_per_agent", "months")
CLAIM_KEYS = ("claim", "chapter", "reproduced", "refuted", "settings", "experiments")
EXPERIMENT_KEYS = ("change", "settings", "cases", "measure", "with", "unit", "sign", "than")


@dataclass(frozen=True)
class Setting:
    """A world in which claims are tried.

    about     what is particular in it, in words
    scenario  its name; None: that of the command
    words     of the command line that change it
    draw      each replicate has parameters drawn anew from their ranges
    """

    name: str
    about: str
    scenario: str | None
    words: tuple[str, ...]
    draw: bool
    persons_per_agent: int
    months: int


@dataclass(frozen=True)
class Experiment:
    """One outcome of one change.

    settings  names of the settings in which it is made
    cases     in the order that the measure wants them
    sign      on which side of `than` the value must lie if the claim is right
    """

    outcome: str
    change: str
    settings: tuple[str, ...]
    cases: tuple[str, ...]
    measure: str
    arguments: Mapping[str, Any]
    unit: str
    sign: int
    than: float


@dataclass(frozen=True)
class Claim:
    """One causal claim: where it stands, and what would reproduce or refute it."""

    id: str
    claim: str
    chapter: str
    reproduced: str
    refuted: str
    experiments: tuple[Experiment, ...]

    def of(self, setting: str) -> list[Experiment]:
        """Experiments made in a setting."""
        return [each for each in self.experiments if setting in each.settings]


@dataclass(frozen=True)
class Claims:
    """All claims, settings and cases."""

    claims: Mapping[str, Claim]
    settings: Mapping[str, Setting]
    cases: Mapping[str, Case]

    def chosen(self, only: Iterable[str]) -> list[Claim]:
        """The claims asked for, in the order of the file; all if none is named."""
        wanted = list(only)
        for name in wanted:
            if name not in self.claims:
                near = choices(name, self.claims)
                raise InputError(f"facts.only: there is no claim {name!r}; nearest are {near}")
        return [claim for claim in self.claims.values() if not wanted or claim.id in wanted]

    def settings_of(self, claims: Iterable[Claim]) -> list[Setting]:
        """Settings that some claims are tried in, in the order of the file."""
        names = {name for claim in claims for each in claim.experiments for name in each.settings}
        return [setting for name, setting in self.settings.items() if name in names]

    def cases_of(self, claims: Iterable[Claim], setting: Setting) -> list[Case]:
        """Cases that some claims need in a setting, each once, as long as the setting says."""
        names = dict.fromkeys(
            name for claim in claims for each in claim.of(setting.name) for name in each.cases
        )
        return [
            replace(self.cases[name], months=setting.months, scale=setting.name) for name in names
        ]


@cache
def read_claims(file: Path = FILE) -> Claims:
    """The claims of a file, every key and name checked."""
    content, where = read_yaml(file), short_path(file)
    refuse_unknown_keys(content, ("settings", "cases", "claims"), where)
    settings = {
        name: _setting(name, entry, f"{where}: settings.{name}")
        for name, entry in content["settings"].items()
    }
    cases = {
        name: read_case(name, {"months": 0, **entry}, f"{where}: cases.{name}")
        for name, entry in content["cases"].items()
    }
    claims = {
        name: _claim(name, entry, f"{where}: claims.{name}")
        for name, entry in content["claims"].items()
    }
    for claim in claims.values():
        for each in claim.experiments:
            at = f"{where}: claims.{claim.id}.{each.outcome}"
            _check(each.settings, settings, "setting", at)
            _check(each.cases, cases, "case", at)
    return Claims(claims, settings, cases)


def _check(names: Iterable[str], known: Iterable[str], what: str, where: str) -> None:
    known = tuple(known)
    for name in names:
        if name not in known:
            near = choices(name, known)
            raise InputError(f"{where}: there is no {what} {name!r}; nearest are {near}")


def _setting(name: str, entry: Mapping[str, Any], where: str) -> Setting:
    refuse_unknown_keys(entry, SETTING_KEYS, where)
    return Setting(
        name=name,
        about=str(entry["about"]),
        scenario=entry.get("scenario"),
        words=tuple(entry.get("words", ())),
        draw=bool(entry.get("draw", False)),
        persons_per_agent=int(entry["persons_per_agent"]),
        months=int(entry["months"]),
    )


def _claim(name: str, entry: Mapping[str, Any], where: str) -> Claim:
    refuse_unknown_keys(entry, CLAIM_KEYS, where)
    experiments = tuple(
        _experiment(outcome, {"settings": entry["settings"], **content}, f"{where}.{outcome}")
        for outcome, content in entry["experiments"].items()
    )
    texts = {key: str(entry[key]) for key in ("claim", "chapter", "reproduced", "refuted")}
    return Claim(id=name, experiments=experiments, **texts)


def _experiment(outcome: str, entry: Mapping[str, Any], where: str) -> Experiment:
    refuse_unknown_keys(entry, EXPERIMENT_KEYS, where)
    if entry["sign"] not in (-1, 1):
        raise InputError(f"{where}: sign is {entry['sign']!r}, must be 1 or -1")
    return Experiment(
        outcome=outcome,
        change=str(entry["change"]),
        settings=tuple(entry["settings"]),
        cases=tuple(entry["cases"]),
        measure=str(entry["measure"]),
        arguments=entry["with"],
        unit=str(entry["unit"]),
        sign=int(entry["sign"]),
        than=float(entry.get("than", 0.0)),
    )
