"""Treaties of free movement outside the European Union, by date (`free_movement.yaml`)."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sim.errors import InputError
from sim.params.quantity import parse_month
from sim.params.reader import read_yaml, refuse_unknown_keys, short_path

FILE = Path(__file__).with_name("free_movement.yaml")
KEYS = ("title", "publisher", "read", "link", "note", "members", "hosts")
FOREVER = 10**6


@dataclass(frozen=True)
class Treaty:
    """Whose citizens may live and work where without a permit.

    members  state -> first and last month index in which it holds
    hosts    states open to the members; empty: the members to each other
    """

    id: str
    title: str
    publisher: str
    members: dict[str, tuple[int, int]]
    hosts: tuple[str, ...]

    def holds(self, iso3: str, month: int) -> bool:
        """Whether a state takes part in a month."""
        first, last = self.members.get(iso3, (FOREVER, 0))
        return first <= month <= last

    def open_to(self, origin: str, month: int) -> set[str]:
        """States where the origin's citizens need no permit in a month."""
        if not self.holds(origin, month):
            return set()
        among = self.hosts or [iso3 for iso3 in self.members if self.holds(iso3, month)]
        return set(among) - {origin}


@cache
def read_treaties(file: Path = FILE) -> tuple[Treaty, ...]:
    """All treaties of a file.

    Raises:
        InputError: an entry is not whole, or a date is none.
    """
    return tuple(_treaty(name, entry, short_path(file)) for name, entry in read_yaml(file).items())


def _treaty(name: str, entry: Any, file: str) -> Treaty:
    """One treaty of the file."""
    where = f"{file}: {name}"
    if not isinstance(entry, dict):
        raise InputError(f"{where}: must be a mapping of {', '.join(KEYS)}")
    refuse_unknown_keys(map(str, entry), KEYS, where)
    for key in ("title", "publisher", "read"):
        if not entry.get(key):
            raise InputError(f"{where}: {key} is missing; a treaty carries its source")
    members = entry.get("members")
    if not isinstance(members, dict) or not members:
        raise InputError(f"{where}: members must be a mapping of state to month, as CIV: 1986-07")
    held = {str(iso3): _span(dates, f"{where}: {iso3}") for iso3, dates in members.items()}
    hosts = tuple(map(str, entry.get("hosts") or ()))
    return Treaty(name, str(entry["title"]), str(entry["publisher"]), held, hosts)


def _span(dates: object, where: str) -> tuple[int, int]:
    """First and last month of `1986-07` or `1986-07/2000-12`."""
    first, _, last = str(dates).partition("/")
    try:
        return parse_month(first), parse_month(last) if last else FOREVER
    except ValueError:
        raise InputError(f"{where} is {dates!r}, must be 1986-07 or 1986-07/2000-12") from None


def free_by_treaty(origin: str, month: int) -> set[str]:
    """States where the origin's citizens need no permit in a month, by any treaty."""
    return set().union(*(treaty.open_to(origin, month) for treaty in read_treaties()))
