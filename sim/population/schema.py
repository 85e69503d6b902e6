"""The columns of a person (ODD 2.2), declared once: read by the engines, the agents and the tests.

A person is one packed record of 20 bytes, since a visit reads most of it, beside a two-byte alarm
clock (`wake`) in an array of its own, since every month reads all of those. A person's `uid` is
their row: rows are never moved or reused, children to be born hold theirs from the start.
"""

from dataclasses import dataclass

import numpy as np

MONEY_UNIT = 10
"""EUR of 2015 in one unit of the money columns."""
SEEN_STEP = 4
"""Months in a step of `seen`: kept modulo 256, it tells 85 years of sleep."""


@dataclass(frozen=True)
class Column:
    """One column: `dtype` in numpy's letters, `unit`, and what it holds.

    instead_of  a column in whose bytes it lies: no person has a use for both at a time
    """

    name: str
    dtype: str
    unit: str
    doc: str
    instead_of: str = ""


PERSON: tuple[Column, ...] = (
    Column("birth", "i2", "month", "Month of birth, from the first month of the run; age follows."),
    Column("dies", "i2", "tick", "Month of death by age, drawn once; NEVER: after the horizon."),
    Column(
        "arrived", "i2", "tick", "Month of arrival in the present place; before the start: < 0."
    ),
    Column("due", "i2", "tick", "Next known date: decision, permit's end, schooling; NEVER: none."),
    Column("savings", "i2", "10 EUR", "Savings; below zero: debt to a recruiter."),
    Column("seen", "u1", "4 month", "Last time savings were brought up to date, modulo 256."),
    Column("remits", "u1", "10 EUR month-1", "Sends home, at pay of 2015 and the reference price."),
    Column("place", "u1", "code", "Place of residence: index in the world's places."),
    Column("status", "u1", "code", "vocabulary.Status."),
    Column("traits", "u1", "bits", "Sex, skill, sector, work: see equations.traits."),
    Column("income", "u1", "1/256", "Rank of earning power among those of equal education."),
    Column(
        "belief", "u1", "1/256", "Believed chance of being admitted, relative to the official one."
    ),
    Column("target", "u1", "code", "Place applied for, visited or travelled to; NO_PLACE: none."),
    Column("channel", "u1", "code", "Channel applied for or come by; NO_CHANNEL: a visit."),
    Column(
        "recruiter",
        "u1",
        "1",
        "Of those on the way: index of the recruiter they use plus 1; 0: none.",
        instead_of="remits",
    ),
    Column("history", "u1", "bits", "What stays with a person: see equations.traits."),
)


def packed(columns: tuple[Column, ...]) -> np.dtype[np.void]:
    """The record of some columns, one after the other, or in the bytes of another."""
    offsets: dict[str, int] = {}
    size = 0
    for column in columns:
        offsets[column.name] = offsets.get(column.instead_of, size)
        size = max(size, offsets[column.name] + np.dtype(column.dtype).itemsize)
    return np.dtype({
        "names": [column.name for column in columns],
        "formats": [column.dtype for column in columns],
        "offsets": list(offsets.values()),
        "itemsize": size,
    })  # fmt: skip


RECORD = packed(PERSON)
WAKE = np.dtype("u2")
BYTES_PER_PERSON = RECORD.itemsize + WAKE.itemsize
