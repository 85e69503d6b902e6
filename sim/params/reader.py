"""Reads parameters and their sources from YAML, and refuses what is not whole.

Defaults lie in `sim/params/*.yaml`, one file per subject; a scenario may add to or change them in
`scenarios/<name>/parameters.yaml`. Sources lie in `sources.yaml` beside either. Every complaint
names file, parameter and, where there is one, date.
"""

import re
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from sim.errors import InputError
from sim.params.quantity import ALWAYS, Quantity, is_number, parse_month

FOLDER = Path(__file__).parent
SOURCES = "sources.yaml"
QUANTITY_KEYS = ("label", "unit", "status", "source", "bounds", "value", "values", "note")
SOURCE_KEYS = ("title", "publisher", "year", "link", "read", "note")
READ = {"yes": "yes", "abstract": "abstract", "no": "no", "True": "yes", "False": "no"}


@dataclass(frozen=True)
class Source:
    """Where numbers come from.

    read   "yes" (the text was read), "abstract" or "no" (quoted after somebody else)
    """

    title: str
    publisher: str
    year: str
    link: str
    read: str
    note: str = ""


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Plain YAML, with dates left as text, 1e-3 read as a number and repeated keys refused."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[Hashable] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                line = key_node.start_mark.line + 1
                raise InputError(f"line {line}: {key} stands twice")
            seen.add(key)
        mapping: dict[Hashable, Any] = super().construct_mapping(node, deep=deep)
        return mapping


_Loader.yaml_implicit_resolvers = {
    first: [(tag, rule) for tag, rule in rules if tag != "tag:yaml.org,2002:timestamp"]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"[-+]?(?:\d[\d_]*)(?:\.[\d_]*)?[eE][-+]?\d+"),
    list("-+0123456789"),
)


FAMILIES = (
    "exploitation.", "informal.", "passage.", "place.", "readiness.", "return.place.", "route.",
    "shock.", "transit.", "vacancies.health.", "vacancies.science.",
)  # fmt: skip
"""Beginnings of parameters that a scenario has for single countries and parts of the world."""


def nearest(word: str, known: Iterable[str], most: int = 5) -> list[str]:
    """Up to `most` names that exist, the nearest to `word` first."""
    names = list(known)
    close = get_close_matches(word, names, n=most, cutoff=0.5)
    return close + [name for name in names if name not in close][: most - len(close)]


def choices(word: str, known: Iterable[str], most: int = 5) -> str:
    """Text that says what exists instead of `word`, nearest first: "a, b, c (and 7 more)"."""
    names = list(known)
    shown = nearest(word, names, most)
    rest = len(names) - len(shown)
    return ", ".join(shown) + (f" (and {rest} more)" if rest else "")


def short_path(path: Path) -> str:
    """Path as a reader would type it: relative to the working directory where that is shorter."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(path)


def read_yaml(path: Path) -> dict[str, Any]:
    """Top-level mapping of a YAML file; dates stay text, a key may stand only once."""
    where = short_path(path)
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
    except InputError as error:
        raise InputError(f"{where}: {error}") from None
    except OSError as error:
        raise InputError(f"{where}: cannot be read ({error.strerror})") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f" line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "not text in UTF-8"
        raise InputError(f"{where}{line}: not readable as YAML ({problem})") from None
    if content is None:
        return {}
    if not isinstance(content, dict):
        raise InputError(f"{where}: must hold `name: value` lines, not {type(content).__name__}")
    return {str(key): value for key, value in content.items()}


def refuse_unknown_keys(keys: Iterable[str], known: Iterable[str], where: str) -> None:
    """Complain about the first key that is not known, with the nearest ones that are."""
    names = tuple(known)
    for key in keys:
        if key not in names:
            raise InputError(f"{where}: unknown key {key!r}; known are {choices(key, names)}")


def read_sources(files: Iterable[Path]) -> dict[str, Source]:
    """Sources of several files joined: id -> Source; an id may stand in one file only."""
    sources: dict[str, Source] = {}
    for file in files:
        name = short_path(file)
        for key, entry in read_yaml(file).items():
            where = f"{name}: {key}"
            if not isinstance(entry, dict):
                raise InputError(f"{where}: must be a mapping of {', '.join(SOURCE_KEYS)}")
            refuse_unknown_keys(map(str, entry), SOURCE_KEYS, where)
            if key in sources:
                raise InputError(f"{where}: this source is declared twice")
            missing = [part for part in ("title", "publisher", "read") if part not in entry]
            if missing:
                raise InputError(f"{where}: {missing[0]} is missing")
            read = READ.get(str(entry["read"]))
            if read is None:
                raise InputError(f"{where}: read is {entry['read']!r}, must be yes, abstract or no")
            texts = {part: str(entry.get(part, "")) for part in SOURCE_KEYS if part != "read"}
            sources[key] = Source(read=read, **texts)
    return sources


def read_values(entry: Mapping[str, Any], where: str) -> tuple[tuple[int, float], ...]:
    """Dated values of one entry, from `value: 0.3` or `values: {2008-01-01: 0.3, ...}`."""
    if ("value" in entry) == ("values" in entry):
        raise InputError(f"{where}: give either value or values (by date)")
    raw = entry["value"] if "value" in entry else entry["values"]
    if not isinstance(raw, dict):
        raw = {None: raw}
    dated = []
    for day, value in raw.items():
        on = "" if day is None else f" on {day}"
        if not is_number(value):
            raise InputError(f"{where}{on}: {value!r} is not a number")
        try:
            month = ALWAYS if day is None else parse_month(day)
        except ValueError as error:
            raise InputError(f"{where}: {error}; write 2014-04-28, 2014-04 or 2014") from None
        dated.append((month, float(value)))
    return tuple(dated)


def read_quantity(entry: Mapping[str, Any], sources: Mapping[str, Source], where: str) -> Quantity:
    """One whole entry of a parameter file as a Quantity."""
    for name in ("label", "unit", "status", "source", "bounds"):
        if entry.get(name) in (None, ""):
            raise InputError(f"{where}: {name} is missing")
    source = str(entry["source"])
    if source not in sources:
        near = choices(source, sources)
        raise InputError(f"{where}: source {source!r} is not in {SOURCES}; nearest are {near}")
    bounds = entry["bounds"]
    if not (isinstance(bounds, list) and len(bounds) == 2 and all(map(is_number, bounds))):
        raise InputError(f"{where}: bounds must be two numbers [low, high], not {bounds!r}")
    try:
        return Quantity(
            label=str(entry["label"]),
            unit=str(entry["unit"]),
            status=str(entry["status"]),
            source=source,
            bounds=(float(bounds[0]), float(bounds[1])),
            values=read_values(entry, where),
            note=str(entry.get("note", "")),
        )
    except InputError as error:
        text = str(error)
        raise InputError(text if text.startswith(where) else f"{where}: {text}") from None


def merged(default: Mapping[str, Any], change: Mapping[str, Any], where: str) -> dict[str, Any]:
    """A scenario's entry over the default one: a new value must bring its status and source."""
    entry = {**default, **change}
    if entry.get("unit") != default.get("unit"):
        raise InputError(f"{where}: unit is {entry['unit']!r}, must be {default.get('unit')!r}")
    if "value" in change or "values" in change:
        for name in ("status", "source"):
            if name not in change:
                raise InputError(f"{where}: a scenario that changes the value must give its {name}")
        for name in ("value", "values"):
            if name not in change:
                entry.pop(name, None)
    return entry


def read_parameter_files(
    defaults: Iterable[Path], scenario: Iterable[Path], sources: Mapping[str, Source]
) -> dict[str, Quantity]:
    """Quantities of all files: the defaults, each id once, then the scenario's over them."""
    raw: dict[str, tuple[dict[str, Any], str]] = {}
    for file in defaults:
        for key, entry, where in _entries(file):
            if key in raw:
                raise InputError(f"{where}: declared twice, also in {raw[key][1].split(':')[0]}")
            raw[key] = (entry, where)
    known = tuple(raw)
    for file in (file for file in scenario if file.exists()):
        for key, entry, where in _entries(file):
            _refuse_unread(key, known, where)
            raw[key] = (merged(raw[key][0], entry, where) if key in raw else entry, where)
    return {key: read_quantity(entry, sources, where) for key, (entry, where) in raw.items()}


def _refuse_unread(key: str, known: tuple[str, ...], where: str) -> None:
    """Refuse a scenario's parameter that nothing would read.

    It must exist, or be of one country or part of the world: `return.base.MDA`, `route.MDA.…`.
    """
    if key in known or key.startswith((*FAMILIES, *(f"{name}." for name in known))):
        return
    near = choices(key, (*known, *(f"{family}<ISO3>" for family in FAMILIES)))
    raise InputError(f"{where}: parameter {key!r} does not exist; nearest are {near}")


def _entries(file: Path) -> list[tuple[str, dict[str, Any], str]]:
    """Entries of one file, each a mapping with known keys only, and where each stands."""
    name = short_path(file)
    entries = []
    for key, entry in read_yaml(file).items():
        where = f"{name}: {key}"
        if not isinstance(entry, dict):
            raise InputError(f"{where}: must be a mapping of {', '.join(QUANTITY_KEYS)}")
        refuse_unknown_keys(map(str, entry), QUANTITY_KEYS, where)
        entries.append((key, entry, where))
    return entries
