"""What the selections share: codes of the compiled places, numbers as text, sums, the hold-out."""

import functools
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from sim.world import schema
from sim.world.raw import Raw
from sim.world.schema import ROW

if TYPE_CHECKING:
    import pandas as pd

Rows = Iterable[Sequence[Any]]
INDICATORS_FILE = "country_indicators.csv.gz"
AGES_FILE = "population_age_sex.csv.gz"


@functools.lru_cache(maxsize=4)
def compiled_places(raw: Raw) -> frozenset[str]:
    """Codes of every country and territory whose population is known."""
    frame = raw.table(INDICATORS_FILE, ["iso3", "indicator"])
    return frozenset(frame[frame.indicator == "population"].iso3)


@functools.lru_cache(maxsize=4)
def origins(raw: Raw) -> frozenset[str]:
    """Codes of those with residents by age and sex: their people can be simulated."""
    return frozenset(raw.table(AGES_FILE, ["iso3"]).iso3) & compiled_places(raw)


def areas(raw: Raw) -> frozenset[str]:
    """Codes of places and of the aggregates of a source."""
    return compiled_places(raw) | set(schema.AGGREGATES)


def summed(
    raw: Raw,
    frame: "pd.DataFrame",
    keys: list[str],
    values: list[str],
    tail: list[str],
    rest: Sequence[str] = (),
) -> Rows:
    """Rows summed over all but keys and tail; codes in the columns `rest` of no place -> ROW."""
    frame = frame.copy()
    known = compiled_places(raw)
    for column in rest:
        frame[column] = frame[column].where(frame[column].isin(known), ROW)
    grouped = frame.groupby([*keys, *tail], as_index=False)[values].sum()
    for row in grouped[[*keys, *values, *tail]].itertuples(index=False):
        yield tuple(as_text(cell) if isinstance(cell, float) else cell for cell in row)


def may_ship(iso3: str, year: float) -> bool:
    """Whether an outcome of this place and year is not held out."""
    return year <= schema.OUTCOMES_HELD_OUT_AFTER.get(iso3, year)


def not_held_out(frame: "pd.DataFrame", *columns: str) -> "pd.DataFrame":
    """The rows that involve no held-out place, in any of the columns, after its last year."""
    years = frame["year"].astype(float)
    for column in columns:
        last = frame[column].map(schema.OUTCOMES_HELD_OUT_AFTER)
        frame, years = frame[~(years > last)], years[~(years > last)]
    return frame


def as_text(value: float) -> str:
    """A number as its shortest exact text; "" if it is missing."""
    number = float(value)
    if number != number:
        return ""
    return str(int(number)) if number.is_integer() else f"{number:.10g}"
