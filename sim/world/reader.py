"""Reads one compiled table and refuses a damaged one, naming file, row and column."""

import csv
import gzip
import io
import math
import re
import zlib
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from operator import methodcaller
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from sim.errors import InputError
from sim.world.parts import Columns
from sim.world.schema import AGGREGATES, Table

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_AGGREGATES = frozenset(AGGREGATES)
FIRST_YEAR, LAST_YEAR = 1900, 2100
RECOMPILE = "compile the tables again with: python -m sim.world.compile SOURCE_FOLDER"


def read_bytes(path: Path) -> bytes:
    """Bytes of a file."""
    if not path.is_file():
        raise InputError(f"{path.name}: no such table in the data folder; {RECOMPILE}")
    try:
        return path.read_bytes()
    except OSError as problem:
        raise InputError(f"{path.name}: cannot be read ({problem.strerror})") from None


def text_of(file: str, data: bytes) -> str:
    """Text of a plain table, or of any number of members of a gzipped one."""
    try:
        if file.endswith(".gz"):
            data = gzip.decompress(data)
        return data.decode("utf-8")
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as problem:
        raise InputError(f"{file}: damaged or unreadable file ({problem})") from None


def read_rows(path: Path, header: tuple[str, ...]) -> list[list[str]]:
    """Rows of a plain table whose first line must be exactly `header`."""
    return rows_of(path.name, text_of(path.name, read_bytes(path)), header)


def rows_of(file: str, text: str, header: tuple[str, ...]) -> list[list[str]]:
    """Rows of a text whose first line must be exactly `header`."""
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as problem:
        raise InputError(f"{file}: not a table of comma-separated values ({problem})") from None
    _check_header(file, tuple(rows[0]) if rows else (), header)
    for number, row in enumerate(rows[1:], start=2):
        _check_width(file, number, len(row), header)
    return rows[1:]


def columns_of(file: str, text: str, header: tuple[str, ...]) -> list[Sequence[str]]:
    """Columns of a table whose first line must be exactly `header`.

    Where no cell is quoted, the text is cut at its commas: a tenth of the time of a parser.
    """
    if '"' in text or "\r" in text:
        return list(zip(*rows_of(file, text, header), strict=True)) or [() for _ in header]
    first, *lines = text.removesuffix("\n").split("\n")
    _check_header(file, tuple(first.split(",")), header)
    width = len(header)
    for number, commas in enumerate(map(methodcaller("count", ","), lines), start=2):
        if commas != width - 1:
            _check_width(file, number, commas + 1, header)
    cells = ",".join(lines).split(",") if lines else []
    return [cells[place::width] for place in range(width)]


def _check_header(file: str, found: tuple[str, ...], header: tuple[str, ...]) -> None:
    if found != header:
        missing = [name for name in header if name not in found] or ["none, but the order differs"]
        raise InputError(
            f"{file}, row 1: expected the columns {', '.join(header)}; "
            f"missing: {', '.join(missing)}"
        )


def _check_width(file: str, number: int, found: int, header: tuple[str, ...]) -> None:
    if found != len(header):
        raise InputError(
            f"{file}, row {number}: {found} columns, expected {len(header)} ({', '.join(header)})"
        )


def table_of(
    file: str, text: str, table: Table, places: frozenset[str] | None, sources: frozenset[str]
) -> Columns:
    """A text as the columns of a table, every cell checked against the kind of its column.

    file    for messages
    places  codes of places; None: any text is one
    """
    codes = {"source": sources}
    if places is not None:
        codes |= {"place": places, "area": places | _AGGREGATES}
    columns: Columns = {}
    cells = columns_of(file, text, tuple(table.columns))
    for (name, kind), column in zip(table.columns.items(), cells, strict=True):
        columns[name] = _convert(file, name, kind, column, codes)
    _refuse_repeated_rows(file, table, columns)
    return columns


def _convert(
    file: str, name: str, kind: str, column: Sequence[str], codes: Mapping[str, frozenset[str]]
) -> list[Any]:
    """Cells of one column in their own type."""
    if kind in ("number", "signed", "optional", "flag"):
        return _numbers(file, name, kind, column)
    if kind == "year":
        return _years(file, name, column)
    if kind in codes:
        allowed = codes[kind]
        for unknown in sorted(set(column) - allowed):
            near = get_close_matches(unknown, sorted(allowed), n=1, cutoff=0.0)
            expected = "a source id of sources.csv" if kind == "source" else f"a known {kind} code"
            _refuse(file, column.index(unknown), name, unknown, f"{expected}, such as {near[0]}")
    if kind == "date":
        for value in set(column):
            if value and not _DATE.fullmatch(value):
                _refuse(file, column.index(value), name, value, "a date YYYY-MM-DD or nothing")
    return list(column)


def _numbers(file: str, name: str, kind: str, column: Sequence[str]) -> list[float]:
    """Finite numbers; an empty cell of an optional column is NaN."""
    try:
        values = list(map(float, column))
    except ValueError:
        values = []
    found = np.array(values)
    allowed = {"signed": -math.inf}.get(kind, 0.0) <= found
    if kind == "flag":
        allowed = (found == 0.0) | (found == 1.0)
    if len(values) == len(column) and np.all(allowed & np.isfinite(found)):
        return values
    return [_number(file, row, name, kind, text) for row, text in enumerate(column)]


def _number(file: str, row: int, name: str, kind: str, text: str) -> float:
    """One cell as a number, or its refusal."""
    if kind == "optional" and text == "":
        return math.nan
    try:
        value = float(text)
    except ValueError:
        _refuse(file, row, name, text, "a number")
    if not math.isfinite(value):
        _refuse(file, row, name, text, "a finite number")
    if value < 0 and kind != "signed":
        _refuse(file, row, name, text, "a number of at least 0")
    if kind == "flag" and value not in (0.0, 1.0):
        _refuse(file, row, name, text, "0 or 1")
    return value


def _years(file: str, name: str, column: Sequence[str]) -> list[int]:
    """Whole years, or a whole number of years in the column `years`."""
    first = 1 if name == "years" else FIRST_YEAR
    last = 99 if name == "years" else LAST_YEAR
    values: dict[str, int] = {}
    for text in set(column):
        if not text.isdecimal() or not first <= int(text) <= last:
            _refuse(file, column.index(text), name, text, f"a whole number in {first}..{last}")
        values[text] = int(text)
    return list(map(values.__getitem__, column))


def _refuse_repeated_rows(file: str, table: Table, columns: Columns) -> None:
    """No two rows may have the same key: which of the two figures would be right?"""
    parts = [columns[name] for name in table.key]
    if len(set(zip(*parts, strict=True))) == len(parts[0]):
        return
    seen = set()
    for row, key in enumerate(zip(*parts, strict=True)):
        if key in seen:
            where = ", ".join(f"{n}={v}" for n, v in zip(table.key, key, strict=True))
            raise InputError(f"{file}, row {row + 2}: a second row for {where}; expected one")
        seen.add(key)


def _refuse(file: str, row: int, column: str, value: str, expected: str) -> NoReturn:
    """Raise the error of one cell; `row` counts from 0 after the header."""
    raise InputError(f"{file}, row {row + 2}, column {column}: '{value}', expected {expected}")
