"""The folder of compiled tables: what the manifest says is there, read part by part, checked."""

import functools
import hashlib
from collections.abc import Iterable
from pathlib import Path

from sim.errors import InputError
from sim.world.parts import Part
from sim.world.reader import RECOMPILE, Columns, read_bytes, read_rows, table_of, text_of
from sim.world.schema import MANIFEST_COLUMNS, SOURCE_COLUMNS, TABLES


class Archive:
    """All compiled tables of a folder: their bytes at hand, their rows read when asked for.

    parts   by table, then by name of the part
    places  codes of `places.csv`;  sources  ids of `sources.csv`
    """

    def __init__(self, folder: Path) -> None:
        """Read the manifest and the bytes of every file; refuse what is missing or cut short."""
        if not folder.is_dir():
            raise InputError(f"{folder.name}: no such folder of world tables; {RECOMPILE}")
        self.parts = _manifest(folder)
        self._data = {name: read_bytes(folder / table.file) for name, table in TABLES.items()}
        for name, parts in self.parts.items():
            self._check_size(name, parts)
        rows = read_rows(folder / "sources.csv", SOURCE_COLUMNS)
        self.source_rows = [dict(zip(SOURCE_COLUMNS, row, strict=True)) for row in rows]
        self._source_bytes = read_bytes(folder / "sources.csv")
        self.sources = frozenset(row["source"] for row in self.source_rows)
        self.places = frozenset()
        self.places = frozenset(self.table("places")["iso3"])

    def _check_size(self, name: str, parts: dict[str, Part]) -> None:
        file, found = TABLES[name].file, len(self._data[name])
        expected = max(part.start + part.size for part in parts.values())
        if file.endswith(".gz") and found != expected:
            raise InputError(
                f"{file}: damaged or unreadable file ({found} bytes, expected {expected}); "
                f"{RECOMPILE}"
            )

    def table(self, name: str, parts: Iterable[str] = ("",)) -> Columns:
        """Columns of the named parts of a table, in turn; a part that is not there has no rows."""
        columns: Columns = {column: [] for column in TABLES[name].columns}
        for part in parts:
            if part in self.parts[name]:
                for column, values in self._part(name, part).items():
                    columns[column] += values
        return columns

    def _part(self, name: str, part: str) -> Columns:
        """Columns of one part, checked cell by cell and counted."""
        table, where = TABLES[name], self.parts[name][part]
        label = f"{table.file}, part {part}" if part else table.file
        data = self._data[name]
        if table.part:
            head = self.parts[name][""]
            data = data[: head.size] + data[where.start : where.start + where.size]
        places = self.places or None
        columns = table_of(label, text_of(table.file, data), table, places, self.sources)
        rows = len(next(iter(columns.values())))
        if rows != where.rows:
            raise InputError(
                f"{label}: {rows} rows, expected {where.rows} by manifest.csv; {RECOMPILE}"
            )
        return columns

    @functools.cached_property
    def digest(self) -> str:
        """SHA-256 over the names and bytes of all tables, in hexadecimal."""
        total = hashlib.sha256()
        files = {TABLES[name].file: data for name, data in self._data.items()}
        files["sources.csv"] = self._source_bytes
        for name in sorted(files):
            total.update(name.encode())
            total.update(files[name])
        return total.hexdigest()


def _manifest(folder: Path) -> dict[str, dict[str, Part]]:
    """Parts of every table; a table without an entry is refused."""
    parts: dict[str, dict[str, Part]] = {name: {} for name in TABLES}
    for number, row in enumerate(read_rows(folder / "manifest.csv", MANIFEST_COLUMNS), start=2):
        name, part, *cells = row
        if name not in parts or not all(cell.isdecimal() for cell in cells):
            raise InputError(
                f"manifest.csv, row {number}: '{','.join(row)}', expected a table, a part and "
                "three whole numbers"
            )
        parts[name][part] = Part(*map(int, cells))
    for name, there in parts.items():
        if "" not in there:
            raise InputError(f"manifest.csv: no entry for {name}; {RECOMPILE}")
    return parts
