"""What answers each row of the list of instruments of COM(2011)743: levers and other things.

A lever names its rows itself; `coverage.yaml` holds the rows, and what answers them beside levers.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sim.errors import InputError
from sim.levers.lever import Lever
from sim.levers.registry import Registry
from sim.levers.trials import measured
from sim.params.reader import choices, read_yaml, refuse_unknown_keys, short_path

FILE = Path(__file__).with_name("coverage.yaml")
TYPES = ("lever", "concern", "monitoring", "actor", "geography")
ANSWERS = ("lever", "outcome", "scenario", "parameter", "output", "actor", "constraint")
THINGS = ("outcome", "scenario", "parameter", "term", "package", "command", "output", "code")
"""First word of what answers a row beside levers; its name follows."""
ANSWERED, PARTLY, PLANNED = STATUSES = ("answered", "partly", "planned")
KEYS = ("type", "item", "answer", "by", "status", "note")


@dataclass(frozen=True)
class Row:
    """One row.

    type     of `TYPES`;  item: what it asks for, in short
    answer   kind of answer that fits it, of `ANSWERS`
    by       (thing, name) of what answers it beside levers
    levers   levers that name the row, in the order of the registry
    status   answered, partly, or planned: nothing answers it yet
    """

    id: str
    type: str
    item: str
    answer: str
    by: tuple[tuple[str, str], ...]
    levers: tuple[Lever, ...]
    status: str
    note: str

    def as_dict(self) -> dict[str, object]:
        """The row as plain data: what its levers move, where to, shown or not, how well known."""
        expected = [f"{lever.outcome} {_SIGNS[lever.direction]}" for lever in self.levers]
        found = [measured(lever) or NOT_MEASURED * bool(lever.direction) for lever in self.levers]
        others = [" ".join(pair) for pair in self.by]
        moved = [
            f"{lever.id} ({out}{f', {said}' * bool(said)})"
            for lever, out, said in zip(self.levers, expected, found, strict=True)
        ]
        return {
            "id": self.id,
            "type": self.type,
            "status": self.status,
            "answer": self.answer,
            "levers": [lever.id for lever in self.levers],
            "terms": _each(effect.term for lever in self.levers for effect in lever.effects),
            "expected": expected,
            "measured": found,
            "evidence": _each(lever.evidence for lever in self.levers),
            "by": others,
            "item": self.item,
            "answered_by": [*moved, *others],
            "note": self.note,
        }


_SIGNS = {1: "up", -1: "down", 0: "open"}
NOT_MEASURED = "not measured"


def _each(words: Iterable[str]) -> list[str]:
    """Words once each, in order."""
    return list(dict.fromkeys(words))


@cache
def _entries(file: Path) -> dict[str, dict[str, object]]:
    """Entries of the file by row; refuses what is not whole."""
    found: dict[str, dict[str, object]] = {}
    for name, entry in read_yaml(file).items():
        where = f"{short_path(file)}: {name}"
        if not isinstance(entry, dict):
            raise InputError(f"{where}: must be a mapping of {', '.join(KEYS)}")
        refuse_unknown_keys(map(str, entry), KEYS, where)
        allowed = {"type": TYPES, "answer": ANSWERS, "status": ("", *STATUSES)}
        for key, known in allowed.items():
            word = str(entry.get(key, ""))
            if word not in known:
                raise InputError(f"{where}: {key} {word!r}; {choices(word, filter(None, known))}")
        found[name] = entry
    return found


def coverage(registry: Registry, file: Path = FILE) -> tuple[Row, ...]:
    """All rows with what answers them.

    Raises:
        InputError: the file is not whole, or a lever names a row that does not exist.
    """
    entries = _entries(file)
    for lever in registry.values():
        for row in lever.rows:
            if row not in entries:
                raise InputError(f"lever {lever.id!r}: row {row!r} is not in {short_path(file)}")
    return tuple(_row(name, entry, registry, file) for name, entry in entries.items())


def _row(name: str, entry: dict[str, object], registry: Registry, file: Path) -> Row:
    """A row, with the levers that name it."""
    by = entry.get("by") or []
    if not isinstance(by, list):
        raise InputError(f"{short_path(file)}: {name}: by must be a list")
    answers = tuple(_answer(str(text), name, file) for text in by)
    levers = tuple(lever for lever in registry.values() if name in lever.rows)
    return Row(
        id=name,
        type=str(entry["type"]),
        item=str(entry.get("item", "")),
        answer=str(entry["answer"]),
        by=answers,
        levers=levers,
        status=str(entry.get("status") or (ANSWERED if levers or answers else PLANNED)),
        note=str(entry.get("note", "")),
    )


def _answer(text: str, name: str, file: Path) -> tuple[str, str]:
    """What answers a row, taken apart into the kind of thing and its name."""
    thing, _, rest = text.partition(" ")
    if thing not in THINGS or not rest:
        where = f"{short_path(file)}: {name}"
        raise InputError(f"{where}: {text!r}; write one of {', '.join(THINGS)}, then its name")
    return thing, rest


def tally(rows: Iterable[Row]) -> str:
    """One line: how many rows are answered, partly answered, planned."""
    counts = Counter(row.status for row in rows)
    parts = ", ".join(f"{counts[status]} {status}" for status in STATUSES)
    return f"{sum(counts.values())} rows: {parts}"


def tally_of_directions(registry: Registry) -> str:
    """One line: how many declared directions were shown in paired runs."""
    declared = [lever for lever in registry.values() if lever.direction]
    counts = Counter(measured(lever) or NOT_MEASURED for lever in declared)
    return f"{len(declared)} directions: {', '.join(f'{n} {what}' for what, n in counts.items())}"
