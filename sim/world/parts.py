"""Compiled tables that are cut into parts: each a gzip member of its own, found by the manifest.

A file of members is a plain `.csv.gz` to any other program: the header, then the rows of each part.
A run reads the parts of its origins and nothing else.
"""

import csv
import gzip
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sim.world.schema import Table

Row = tuple[str, ...]
Columns = dict[str, list[Any]]
"""Column name -> values, in the order of the rows: numbers as float, years as int, else str."""
Series = dict[int, float]
"""Values by year."""


@dataclass(frozen=True)
class Part:
    """Where the rows of a part stand in their file: number of rows, first byte, bytes."""

    rows: int
    start: int
    size: int


def as_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """Rows as comma-separated values; the same rows give the same bytes."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode("utf-8")


def packed(table: Table, rows: Sequence[Row]) -> tuple[bytes, dict[str, Part]]:
    """The file of a table, and its parts by name in their order; the first, "", is the header.

    A table that is not cut has one part, its name "", of all rows with the header.
    """
    header = tuple(table.columns)
    if not table.part:
        data = as_csv([header, *rows])
        if table.file.endswith(".gz"):
            data = _member(data)
        return data, {"": Part(len(rows), 0, len(data))}
    at = header.index(table.part)
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row[at], []).append(row)
    data = _member(as_csv([header]))
    parts = {"": Part(0, 0, len(data))}
    for name in sorted(groups):
        member = _member(as_csv(groups[name]))
        parts[name] = Part(len(groups[name]), len(data), len(member))
        data += member
    return data, parts


def _member(data: bytes) -> bytes:
    return gzip.compress(data, compresslevel=9, mtime=0)
