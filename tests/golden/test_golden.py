"""The reference run has not changed, unless somebody says so."""

import csv
import io
import math

import pytest

from sim.results.summary import to_csv
from tests.helpers import ROOT, small_run

FILE = ROOT / "tests" / "golden" / "mp_moldova_small.csv"
RENEW = "renew it on purpose with: pytest tests/golden --renew-golden"


def rows(text: str) -> dict[str, dict[str, str]]:
    return {row["outcome"]: row for row in csv.DictReader(io.StringIO(text))}


def close(one: str, other: str) -> bool:
    """The same number to nine digits: libraries of mathematics may differ in the last ones."""
    if one == other or "" in (one, other):
        return one == other
    return math.isclose(float(one), float(other), rel_tol=1e-9, abs_tol=1e-9)


def test_the_summary_of_the_reference_run_is_the_stored_one(request):
    summary = to_csv(small_run("checks=true", replicates=2).summary)
    if request.config.getoption("--renew-golden"):
        FILE.write_text(summary, encoding="utf-8")
    if not FILE.exists():
        pytest.fail(f"{FILE.name} is missing; {RENEW}")
    stored, found = rows(FILE.read_text(encoding="utf-8")), rows(summary)
    assert list(found) == list(stored), RENEW
    moved = [
        f"{name}.{column}: {row[column]} was {stored[name][column]}"
        for name, row in found.items()
        for column in ("baseline", "reform", "effect")
        if not close(row[column], stored[name][column])
    ]
    assert not moved, f"{len(moved)} numbers moved; {RENEW}"
