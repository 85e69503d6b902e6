"""Checks on the compiled tables as a whole, made when a world is loaded."""

import hashlib
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from sim.errors import InputError
from sim.world.reader import RECOMPILE, Columns, read_rows
from sim.world.schema import MANIFEST_COLUMNS, ORIGINS, PLACES, ROW, SOURCE_COLUMNS, TABLES

AGE_GROUPS = frozenset([f"{age}-{age + 4}" for age in range(0, 100, 5)] + ["100+"])


@dataclass(frozen=True)
class Source:
    """Where figures come from, and on what terms."""

    id: str
    title: str
    publisher: str
    vintage: str
    licence: str
    url: str


def check_origins(origins: tuple[str, ...]) -> None:
    """Refuse no origin, a repeated one, and one without tables."""
    if not origins or len(set(origins)) != len(origins):
        raise InputError(
            f"origins {', '.join(origins) or 'none'}: expected at least one, and each once"
        )
    for iso3 in origins:
        if iso3 not in ORIGINS:
            near = get_close_matches(str(iso3).upper(), ORIGINS, n=len(ORIGINS), cutoff=0.0)
            raise InputError(
                f"origin {iso3}: the world tables hold no population for it; expected one of "
                f"{', '.join(near)}"
            )


def read_sources(folder: Path) -> dict[str, Source]:
    """Sources by id."""
    sources = {}
    for number, row in enumerate(read_rows(folder / "sources.csv", SOURCE_COLUMNS), start=2):
        cells = dict(zip(SOURCE_COLUMNS, row, strict=True))
        for column in ("source", "title", "publisher", "licence", "address"):
            if not cells[column]:
                raise InputError(
                    f"sources.csv, row {number}, column {column}: empty, expected a text"
                )
        sources[cells["source"]] = Source(
            cells["source"],
            cells["title"],
            cells["publisher"],
            cells["vintage"],
            cells["licence"],
            cells["address"],
        )
    return sources


def check_manifest(folder: Path, tables: dict[str, Columns]) -> None:
    """Refuse a table that has lost or gained rows since it was compiled."""
    expected = dict(read_rows(folder / "manifest.csv", MANIFEST_COLUMNS))
    for name, columns in tables.items():
        rows = len(next(iter(columns.values())))
        if expected.get(name) != str(rows):
            raise InputError(
                f"{TABLES[name].file}: {rows} rows, expected {expected.get(name, 'an entry')} "
                f"by manifest.csv; {RECOMPILE}"
            )


def check_coverage(tables: dict[str, Columns]) -> None:
    """Refuse tables that lack a place, a corridor or an age group."""
    listed = set(tables["places"]["iso3"])
    for iso3 in (*PLACES, ROW):
        if iso3 not in listed:
            raise InputError(f"places.csv, column iso3: no row for {iso3}; {RECOMPILE}")
    pairs = set(zip(tables["corridors"]["origin"], tables["corridors"]["dest"], strict=True))
    for origin in ORIGINS:
        for dest in (*PLACES, ROW):
            if dest != origin and (origin, dest) not in pairs:
                raise InputError(
                    f"corridors.csv, column dest: no row {origin} to {dest}; {RECOMPILE}"
                )
    table = tables["population"]
    for row, (sex, age) in enumerate(zip(table["sex"], table["age"], strict=True), start=2):
        if sex not in ("female", "male"):
            raise InputError(
                f"population.csv, row {row}, column sex: '{sex}', expected female or male"
            )
        if age not in AGE_GROUPS:
            raise InputError(
                f"population.csv, row {row}, column age: '{age}', expected a five-year group "
                "such as 20-24 or 100+"
            )


def digest(folder: Path) -> str:
    """SHA-256 over the names and bytes of all tables."""
    total = hashlib.sha256()
    for name in sorted(["sources.csv", *(table.file for table in TABLES.values())]):
        total.update(name.encode())
        total.update((folder / name).read_bytes())
    return total.hexdigest()
