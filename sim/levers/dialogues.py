"""Dialogues on migration, of the Union with regions and of the whole world (ODD 7.12)."""

import re
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sim.errors import InputError
from sim.params.quantity import format_month, parse_month
from sim.params.reader import read_yaml, refuse_unknown_keys, short_path

FILE = Path(__file__).with_name("dialogues.yaml")
KEYS = ("label", "since", "members", "source", "rows", "note")
_NAME = re.compile(r"[A-Z][A-Z_]{3,}")
_CODE = re.compile(r"[A-Z]{3}")
ALL = "all"
"""Members of a dialogue of the whole world."""


@dataclass(frozen=True)
class Dialogue:
    """A dialogue: regional, or of the whole world.

    since    month index of its first meeting or declaration
    members  ISO 3166-1 alpha-3 codes of the partners; none where the whole world takes part
    source   key in sim/params/sources.yaml;  rows: of the list of instruments
    """

    name: str
    label: str
    since: int
    members: tuple[str, ...]
    source: str
    rows: tuple[str, ...]
    note: str = ""

    @property
    def worldwide(self) -> bool:
        """Does every state take part?"""
        return not self.members

    def as_dict(self) -> dict[str, object]:
        """The dialogue as plain data."""
        lists = {"members": list(self.members) or [ALL], "rows": list(self.rows)}
        return {**asdict(self), **lists, "since": format_month(self.since)}


@cache
def dialogues(file: Path = FILE) -> dict[str, Dialogue]:
    """All dialogues of a file, by name.

    Raises:
        InputError: the file is not whole.
    """
    return {name: _dialogue(name, entry, file) for name, entry in read_yaml(file).items()}


def _dialogue(name: str, entry: Any, file: Path) -> Dialogue:
    """One dialogue of a file."""
    where = f"{short_path(file)}: {name}"
    if not isinstance(entry, dict):
        raise InputError(f"{where}: must be a mapping of {', '.join(KEYS)}")
    refuse_unknown_keys(map(str, entry), KEYS, where)
    told = entry.get("members") or ()
    members = () if told == ALL else tuple(map(str, [told] if isinstance(told, str) else told))
    wrong = [code for code in members if not _CODE.fullmatch(code)]
    if not _NAME.fullmatch(name):
        raise InputError(f"{where}: must be four capital letters or more, unlike a code of a state")
    if wrong or not (members or told == ALL) or len(set(members)) < len(members):
        raise InputError(f"{where}: members must be different codes of three letters, or {ALL}")
    try:
        since = parse_month(entry.get("since"))
    except ValueError:
        raise InputError(f"{where}: since must be a date, as 2006-07-11") from None
    texts = (str(entry.get(key, "")) for key in ("source", "note"))
    source, note = texts
    return Dialogue(
        name, str(entry["label"]), since, members, source, tuple(entry.get("rows") or ()), note
    )


def fellows(iso3: str, month: int) -> set[str]:
    """The others in the dialogues that a state takes part in by a month; empty: it takes none."""
    mine = [d for d in dialogues().values() if iso3 in d.members and d.since <= month]
    return {code for dialogue in mine for code in dialogue.members} - {iso3}


def world_meets(month: int) -> bool:
    """Has a dialogue of the whole world begun by a month?"""
    return any(d.worldwide and d.since <= month for d in dialogues().values())


def by_member(
    value: Mapping[Any, Any], known: Collection[str] | None, where: str, who: str
) -> dict[Any, Any]:
    """A setting with each dialogue's name replaced by its members; what a state has itself stays.

    Args:
        value: What stands in the configuration, by code or name of a dialogue.
        known: Codes that may be named; members beyond are left out. None: any.
        where: File and key, for complaints.
        who: What the codes are, in the plural.
    """
    found: dict[Any, Any] = {}
    for name, setting in value.items():
        if name in dialogues():
            if dialogues()[name].worldwide:
                raise InputError(f"{where}: {name} has all states as members; write default")
            all_ = dialogues()[name].members
            members = [code for code in all_ if known is None or code in known]
            if not members:
                raise InputError(f"{where}: {name} has no member among the {who} of this run")
            found |= dict.fromkeys(members, setting)
    return found | {code: setting for code, setting in value.items() if code not in dialogues()}
