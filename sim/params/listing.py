"""Prints what there is, as a table or as JSON: shared by the listing commands."""

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import NoReturn

from sim.errors import InputError

MOST_LISTED = 10
"""Elements of a list that a cell of a table shows."""


class Parser(argparse.ArgumentParser):
    """Refuses in one line, as every command of this project."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong, and end with exit code 2."""
        self.exit(2, f"{self.prog}: {message}\n")


def table(rows: Sequence[Mapping[str, object]], columns: Sequence[str]) -> str:
    """Rows as aligned text with a heading; a column is as wide as its longest cell."""
    cells = [list(columns)] + [[_text(row.get(name, "")) for name in columns] for row in rows]
    widths = [max(len(row[i]) for row in cells) for i in range(len(columns))]
    lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in cells]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(lines)


def _text(value: object) -> str:
    """One cell."""
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, list) and len(value) > MOST_LISTED:
        return f"[{', '.join(map(_text, value[:3]))}, ... {len(value)} in all]"
    if isinstance(value, list):
        return "[" + ", ".join(map(_text, value)) + "]"
    return str(value)


def main(
    program: str,
    what: str,
    entries: Callable[[], Sequence[Mapping[str, object]]],
    columns: Sequence[str],
    arguments: Sequence[str] | None = None,
) -> int:
    """Command line of a listing: no argument prints a table, `--json` a JSON list; exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    usage = f"usage: python -m {program} [--json]   lists all {what}"
    if given in (["--help"], ["-h"]):
        sys.stdout.write(usage + "\n")
        return 0
    if given not in ([], ["--json"]):
        sys.stderr.write(f"{' '.join(given)}: not understood; {usage}\n")
        return 2
    try:
        rows = entries()
    except InputError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write((json.dumps(rows, indent=1) if given else table(rows, columns)) + "\n")
    return 0
