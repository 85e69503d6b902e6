"""Compiles the raw tables of a source folder into the project's own small tables.

    python -m sim.world.compile SOURCE_FOLDER [--out FOLDER]

The only module that needs pandas (a development dependency). It selects rows and writes
them sorted, with source and year; it fills nothing in.
A figure that no source has stays absent here: see `impute.py` for what is done about it in a run.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from sim.errors import InputError
from sim.world import schema
from sim.world.known import OWN_SOURCES
from sim.world.parts import as_csv, packed
from sim.world.raw import Raw
from sim.world.schema import TABLES
from sim.world.selections import COMPILERS

DATA_FOLDER = Path(__file__).parent / "data"
SOURCES_OF_THE_RAW_TABLES = (
    "source",
    "title",
    "organisation",
    "vintage",
    "licence",
    "address",
    "taken_from",
    "redistribute",
)


def _write(path: Path, data: bytes) -> None:
    """Write one file aside and rename it when whole."""
    aside = path.with_name(path.name + ".part")
    try:
        aside.write_bytes(data)
        aside.replace(path)
    except OSError as problem:
        raise InputError(f"{path.name}: cannot be written ({problem.strerror})") from None


def compile_tables(source: Path, out: Path) -> dict[str, int]:
    """Compile every table of the source folder into `out`; give the number of rows of each."""
    raw = Raw(source)
    known = raw.table("sources.csv", SOURCES_OF_THE_RAW_TABLES)
    sources = {row[0]: row for row in OWN_SOURCES}
    for row in known.itertuples():
        if row.redistribute.startswith("yes"):
            sources[row.source] = (
                row.source,
                row.title,
                row.organisation,
                row.vintage,
                row.licence,
                row.address,
                row.taken_from,
            )
    compiled: dict[str, list[tuple[str, ...]]] = {}
    used = set()
    for name, build in COMPILERS.items():
        columns = tuple(TABLES[name].columns)
        rows = sorted({tuple(str(cell) for cell in row) for row in build(raw)})
        at = columns.index("source")
        for row in rows:
            if row[at] not in sources:
                raise InputError(
                    f"{name}: rows from {row[at]}, which sources.csv does not allow to pass on; "
                    f"expected one of {', '.join(sorted(sources))}"
                )
            used.add(row[at])
        compiled[name] = rows
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise InputError(f"{out}: cannot be made ({problem.strerror})") from None
    manifest: list[tuple[str, ...]] = []
    for name, rows in sorted(compiled.items()):
        data, parts = packed(TABLES[name], rows)
        _write(out / TABLES[name].file, data)
        for part, where in parts.items():
            cells = (where.rows, where.start, where.size)
            manifest.append((name, part, *map(str, cells)))
    _write(out / "sources.csv", as_csv([schema.SOURCE_COLUMNS, *map(sources.get, sorted(used))]))
    _write(out / "manifest.csv", as_csv([schema.MANIFEST_COLUMNS, *manifest]))
    counts = {name: len(rows) for name, rows in sorted(compiled.items())}
    return counts


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line: 0 when the tables are written, 2 with one line when they cannot be."""
    parser = argparse.ArgumentParser(prog="python -m sim.world.compile", description=__doc__)
    parser.add_argument("source", type=Path, help="folder of the raw tables")
    parser.add_argument("--out", type=Path, default=DATA_FOLDER, help="where to write them")
    options = parser.parse_args(arguments)
    try:
        counts = compile_tables(options.source, options.out)
    except InputError as problem:
        sys.stderr.write(f"{problem}\n")
        return 2
    for name, count in counts.items():
        sys.stdout.write(f"{name:24s} {count:7d} rows\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
