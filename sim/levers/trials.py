"""Which paired run shows where a lever moves its outcome, and what such runs have shown.

`trials.yaml` says which runs; `directions.jsonl` holds what they gave, a line for each lever.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from sim.errors import InputError
from sim.levers.lever import Lever
from sim.levers.registry import Registry
from sim.params.quantity import parse_month
from sim.params.reader import choices, read_yaml, refuse_unknown_keys, short_path

FILE = Path(__file__).with_name("trials.yaml")
MEASURED = Path(__file__).with_name("directions.jsonl")
STANDARD = "standard"
SHOWN, OPPOSITE, OPEN, NOTHING = ("shown", "opposite", "not shown", "no effect")


@dataclass(frozen=True)
class Trial:
    """A run without the lever's higher setting and one with it, all else equal.

    start       month index of the first month
    low, high   settings compared [unit of the lever]
    """

    lever: Lever
    scenario: str
    persons_per_agent: int
    start: int
    months: int
    low: float
    high: float

    @property
    def before(self) -> dict[str, float]:
        """Settings of the first run; a neutral lever is left out, so that many share it."""
        needs = dict(self.lever.needs)
        return needs if self.low == self.lever.neutral else {**needs, self.lever.id: self.low}

    @property
    def after(self) -> dict[str, float]:
        """Settings of the second run."""
        return {**dict(self.lever.needs), self.lever.id: self.high}


@dataclass(frozen=True)
class Direction:
    """What paired runs of one lever gave.

    expected   +1 or -1, as the lever declares
    baseline   mean of the outcome at the lower setting [unit]
    effect     mean over replicates of the change, with the 90 % interval of that mean [unit]
    right      share of replicates whose change has the declared sign [1]
    verdict    shown: the interval lies on the declared side of zero; opposite: on the other;
               not shown: it holds zero; no effect: no replicate changed at all
    rights     line of the ledger of rights -> level before, effect, low, high [per 1,000 movers]
    """

    lever: str
    outcome: str
    expected: int
    unit: str
    baseline: float
    effect: float
    low: float
    high: float
    right: float
    replicates: int
    verdict: str
    scenario: str
    persons_per_agent: int
    months: int
    settings: tuple[float, float]
    commit: str | None = None
    rights: Mapping[str, tuple[float, float, float, float]] = field(default_factory=dict)

    def of(self, trial: Trial, replicates: int) -> bool:
        """Whether this is what the trial asks for."""
        lever = trial.lever
        mine = (self.lever, self.outcome, self.expected, self.scenario, self.persons_per_agent)
        asked = (lever.id, lever.outcome, lever.direction, trial.scenario, trial.persons_per_agent)
        lengths = (self.months, self.replicates) == (trial.months, replicates)
        return mine == asked and lengths and self.settings == (trial.low, trial.high)

    def line(self) -> str:
        """As it stands in the file."""
        told = {key: value for key, value in asdict(self).items() if value != {}}
        return json.dumps(told, ensure_ascii=False, allow_nan=False) + "\n"


def trials(registry: Registry, file: Path = FILE) -> dict[str, Trial]:
    """The trial of each lever that declares a direction, in the order of the registry."""
    content, where = read_yaml(file), short_path(file)
    refuse_unknown_keys(content, ("start", "runs", "levers"), where)
    runs, settings = content["runs"], content["levers"]
    start = parse_month(content["start"])
    for name in settings:
        if name not in registry:
            raise InputError(f"{where}: levers: there is no lever {name!r}; nearest are "
                             f"{choices(name, registry)}")  # fmt: skip
    found = {}
    for lever in registry.values():
        if lever.direction:
            entry = settings.get(lever.id, {})
            found[lever.id] = _trial(lever, entry, runs, start, f"{where}: levers.{lever.id}")
    return found


def _trial(
    lever: Lever, entry: Mapping[str, Any], runs: Mapping[str, Any], start: int, where: str
) -> Trial:
    refuse_unknown_keys(entry, ("run", "from", "to"), where)
    name = entry.get("run", STANDARD)
    if name not in runs:
        raise InputError(f"{where}: there is no run {name!r}; nearest are {choices(name, runs)}")
    low, high = (float(entry.get(key, usual)) for key, usual in (("from", 0.0), ("to", 1.0)))
    for setting in (low, high):
        lever.check(setting, where)
    return Trial(lever, start=start, low=low, high=high, **runs[name])


def read_directions(file: Path) -> dict[str, Direction]:
    """What was measured, by lever; the last line of a lever counts. Empty without a file."""
    if not file.exists():
        return {}
    found = {}
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            told = json.loads(line)
            direction = Direction(**{**told, "settings": tuple(told["settings"])})
        except (ValueError, TypeError, KeyError):
            raise InputError(
                f"{short_path(file)} line {number}: is no measured direction of a lever"
            ) from None
        found[direction.lever] = direction
    return found


@cache
def shipped() -> dict[str, Direction]:
    """What was measured for this version."""
    return read_directions(MEASURED)


def measured(lever: Lever) -> str:
    """What paired runs showed of a lever's direction, in words; "" where none was measured."""
    found = shipped().get(lever.id)
    if found is None or (found.outcome, found.expected) != (lever.outcome, lever.direction):
        return ""
    return found.verdict


def write_directions(file: Path, found: Iterable[Direction]) -> None:
    """All lines in their order, at once."""
    aside = file.with_name(file.name + ".part")
    aside.write_text("".join(direction.line() for direction in found), encoding="utf-8")
    aside.replace(file)
