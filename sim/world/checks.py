"""Checks on what a world is asked for, and on the compiled tables as a whole."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from sim.errors import InputError
from sim.world.archive import Archive
from sim.world.parts import Columns
from sim.world.reader import RECOMPILE
from sim.world.schema import MOST_PLACES, ROW

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


def check_origins(origins: tuple[str, ...], archive: Archive) -> None:
    """Refuse no origin, a repeated one, an unknown one, and one without residents by age."""
    if not origins or len(set(origins)) != len(origins):
        raise InputError(
            f"origins {', '.join(origins) or 'none'}: expected at least one, and each once"
        )
    there = frozenset(archive.parts["population"]) - {""}
    for iso3 in origins:
        if iso3 not in archive.places - {ROW}:
            raise InputError(f"origin {iso3}: {unknown_place(iso3, archive.places)}")
        if iso3 not in there:
            raise InputError(
                f"origin {iso3}: the world tables hold no residents by age and sex for it; "
                f"expected one of the {len(there)} places that have them, such as "
                f"{', '.join(near(iso3, there))}"
            )


def check_chosen(places: Sequence[str], origins: Sequence[str]) -> None:
    """Refuse a place that is named twice, and the only origin as a place to go to."""
    for iso3 in places:
        if list(origins) == [iso3]:
            raise InputError(f"places, {iso3}: is the origin, nobody moves there; leave it out")
        if list(places).count(iso3) > 1:
            raise InputError(f"places, {iso3}: stands twice; expected each place once")


def check_places(places: Iterable[str], archive: Archive) -> None:
    """Refuse a place that is not in the tables, and more than one byte can tell apart."""
    places = tuple(places)
    for iso3 in places:
        if iso3 not in archive.places:
            raise InputError(f"places, {iso3}: {unknown_place(iso3, archive.places)}")
    if len(places) > MOST_PLACES:
        raise InputError(
            f"places: {len(places)} with the origins and {ROW}, expected at most {MOST_PLACES}"
        )


def unknown_place(iso3: str, known: Iterable[str]) -> str:
    """What is said of a code that is no place."""
    return f"not in the world tables; expected an ISO code such as {', '.join(near(iso3, known))}"


def near(iso3: str, known: Iterable[str]) -> list[str]:
    """The codes nearest to a wrong one."""
    return get_close_matches(str(iso3).upper(), sorted(known), n=3, cutoff=0.0)


def sources_of(rows: Iterable[Mapping[str, str]]) -> dict[str, Source]:
    """Sources by id."""
    sources = {}
    for number, cells in enumerate(rows, start=2):
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


def check_ages(table: Columns) -> None:
    """Refuse residents of an unknown sex or age group."""
    for row, (iso3, sex, age) in enumerate(_zipped(table, "iso3", "sex", "age"), start=1):
        where = f"population.csv.gz, row {row} of {iso3}"
        if sex not in ("female", "male"):
            raise InputError(f"{where}, column sex: '{sex}', expected female or male")
        if age not in AGE_GROUPS:
            raise InputError(
                f"{where}, column age: '{age}', expected a five-year group such as 20-24 or 100+"
            )


def check_rest(archive: Archive) -> None:
    """Refuse tables of places without the rest of the world."""
    if ROW not in archive.places:
        raise InputError(f"places.csv, column iso3: no row for {ROW}; {RECOMPILE}")


def _zipped(table: Columns, *columns: str) -> Iterable[tuple[Any, ...]]:
    return zip(*(table[column] for column in columns), strict=True)
