"""The story of the talks: steps as rows, as CSV, and how far they came over all replicates."""

import csv
import io
from collections.abc import Mapping, Sequence

from sim.results.record import Record
from sim.vocabulary import MONTHS_PER_YEAR

STATE = ("effort", "compliance", "trust", "offer", "delivered")
"""Numbers [1] that go with each step."""
COLUMNS = (
    "policy", "replicate", "date", "origin", "before", "after", *STATE, "members", "reason",
)  # fmt: skip
Row = Mapping[str, str | int]


def step_rows(records: Mapping[str, Sequence[Record]]) -> list[dict[str, str | int]]:
    """Every step of every policy and replicate (from 1), by `COLUMNS`."""
    return [
        {
            "policy": policy,
            "replicate": number,
            "date": f"{step.month // MONTHS_PER_YEAR:04d}-{step.month % MONTHS_PER_YEAR + 1:02d}",
            "origin": step.origin,
            "before": step.before,
            "after": step.after,
            **{name: f"{getattr(step, name):.2f}" for name in STATE},
            "members": " ".join(step.members),
            "reason": step.reason,
        }
        for policy, of_policy in records.items()
        for number, record in enumerate(of_policy, start=1)
        for step in record.steps
    ]


def steps_to_csv(rows: Sequence[Row]) -> str:
    """The rows as CSV, with a header."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def first_replicate(rows: Sequence[Row]) -> list[Row]:
    """The steps of the first replicate."""
    return [row for row in rows if row["replicate"] == 1]


def reached(rows: Sequence[Row], replicates: int) -> list[dict[str, str | int]]:
    """Rungs reached, by policy and partner: how many replicates, and the median first month.

    Partners in the order of the run, their rungs as they were first climbed. A rung that fewer
    than half of the replicates reached has no median.
    """
    first: dict[tuple[str, str, str], dict[int, str]] = {}
    for row in rows:
        if row["before"] != row["after"]:
            key = (str(row["policy"]), str(row["origin"]), str(row["after"]))
            first.setdefault(key, {}).setdefault(int(row["replicate"]), str(row["date"]))
    found: list[dict[str, str | int]] = []
    partners = list(dict.fromkeys(row["origin"] for row in rows))
    climbed = sorted(first, key=lambda k: (k[0], partners.index(k[1]), min(first[k].values())))
    for policy, origin, rung in climbed:
        dates = first[policy, origin, rung]
        middle = (replicates - 1) // 2
        ordered = sorted(dates.values())
        median = ordered[middle] if middle < len(ordered) else "–"
        found.append(
            {"policy": policy, "origin": origin, "rung": rung, "count": len(dates),
             "median": median}
        )  # fmt: skip
    return found
