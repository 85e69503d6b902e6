"""Which places stand apart in a run, and the rest of the world (`ROW`) made of all others.

The tables know every place. A run tells some of them apart; what the tables say of the others is
added up, or averaged, here.
"""

import math
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sim.world.impute import between
from sim.world.parts import Columns, Series
from sim.world.schema import (
    AGGREGATES,
    ALWAYS_APART,
    CHIEF_CORRIDOR,
    MAIN_CORRIDOR,
    MAIN_CORRIDOR_YEAR,
    PLACES_STEP,
    ROW,
    ROW_RATES,
    USUAL_PLACES,
    Table,
)

EVERY_PLACE = "all"
"""What a scenario names as its places to tell every one of the tables apart."""
TIES = (
    "contiguous",
    "official_language",
    "ethnic_language",
    "colony",
    "common_coloniser",
    "colony_after_1945",
)
REPORTED = "eurostat"
"""Start of the sources in which states report on themselves: not reporting is not none."""
STOCK_YEAR = 2005
"""Year of the emigrants by whom the corridor to the rest of the world is averaged."""


def places_apart(
    origins: Sequence[str], named: Sequence[str] | None, known: Collection[str], stocks: Columns
) -> tuple[str, ...]:
    """Places of a run: its origins, the others in the order of their codes, then `ROW`.

    origins  whose people are simulated
    named    what the scenario names beside the states that always stand apart; None: the usual
             places and the main corridors of each origin; ("all",): every place
    known    every place of the tables
    stocks   emigrants of the origins
    """
    if named is None:
        chosen = usual_places(origins, stocks)
    elif EVERY_PLACE in named:
        chosen = set(known)
    else:
        chosen = {*ALWAYS_APART, *named}
    return (*origins, *sorted(chosen - {*origins, ROW}), ROW)


def usual_places(origins: Sequence[str], stocks: Columns) -> set[str]:
    """Places that stand apart where a scenario names none.

    With at least `MAIN_CORRIDOR` of all emigrants of the run, or `CHIEF_CORRIDOR` of an origin's;
    then the next in size, until the places with `ROW` are a multiple of `PLACES_STEP`.
    """
    by_origin: dict[str, dict[str, Series]] = {}
    columns = (stocks[name] for name in ("origin", "dest", "year", "value"))
    for origin, dest, year, value in zip(*columns, strict=True):
        by_origin.setdefault(origin, {}).setdefault(dest, {})[year] = value
    chosen = set()
    together: dict[str, float] = {}
    for series in by_origin.values():
        there = {dest: between(of, MAIN_CORRIDOR_YEAR)[0] for dest, of in series.items()}
        chosen |= _at_least(CHIEF_CORRIDOR, there)
        for dest, persons in there.items():
            together[dest] = together.get(dest, 0.0) + persons
    chosen |= _at_least(MAIN_CORRIDOR, together)
    chosen |= {*ALWAYS_APART, *USUAL_PLACES, *origins, ROW}
    in_turn = sorted(together.keys() - chosen, key=lambda dest: (-together[dest], dest))
    return chosen.union(in_turn[: -len(chosen) % PLACES_STEP])


def _at_least(share: float, persons: dict[str, float]) -> set[str]:
    """Keys that have at least a share of the sum."""
    least = share * math.fsum(persons.values())
    return {key for key, count in persons.items() if count >= least > 0.0}


def with_rest(table: Table, columns: Columns, apart: Collection[str]) -> Columns:
    """The table as a run sees it: rows of partners that do not stand apart summed or dropped."""
    partners = columns[table.partner] if table.partner else ()
    kept = {*apart, *AGGREGATES} - {ROW}
    if table.rest == "keep" or kept.issuperset(partners):
        return columns
    order = list(columns)
    at, key = order.index(table.partner), [order.index(name) for name in table.key]
    values = [i for i, name in enumerate(order) if table.columns[name] == "number"]
    source = order.index("source")
    rows: list[tuple[Any, ...]] = []
    rest: dict[tuple[Any, ...], list[Any]] = {}
    for row in zip(*columns.values(), strict=True):
        if row[at] in kept:
            rows.append(row)
        elif table.rest == "sum" and not row[source].startswith(REPORTED):
            cells = [ROW if i == at else cell for i, cell in enumerate(row)]
            _add(rest, tuple(cells[i] for i in key), cells, values)
    rows += [tuple(_rounded(cell) for cell in cells) for cells in rest.values()]
    rows.sort(key=lambda row: tuple(row[i] for i in key))
    return {name: [row[i] for row in rows] for i, name in enumerate(order)}


def _add(
    rest: dict[tuple[Any, ...], list[Any]], key: tuple[Any, ...], row: list[Any], values: list[int]
) -> None:
    """Add a row to the one of the same key; texts that differ are joined by "or"."""
    before = rest.setdefault(key, row)
    if before is row:
        return
    for i, cell in enumerate(row):
        if i in values:
            before[i] += cell
        elif isinstance(cell, str) and cell not in before[i]:
            before[i] = f"{before[i]} or {cell}"


def _rounded(cell: Any) -> Any:
    """A sum with the ten digits of the tables, so that its order cannot show in it."""
    return float(f"{cell:.10g}") if isinstance(cell, float) else cell


def corridor_to_rest(
    rows: Iterable[dict[str, Any]], stocks: dict[str, Series], apart: Collection[str]
) -> dict[str, float] | None:
    """Mean corridor of an origin to the places of `ROW`, weighted by its emigrants of 2005.

    None where no emigrant lives in a place of the rest with a known distance.
    """
    there = [row for row in rows if row["dest"] not in apart]
    weights = [stocks.get(row["dest"], {}).get(STOCK_YEAR, 0.0) for row in there]
    total = math.fsum(weights)
    if total <= 0.0:
        return None

    def mean(name: str) -> float:
        return math.fsum(row[name] * w for row, w in zip(there, weights, strict=True)) / total

    return {"distance": round(mean("distance"), 1)} | {t: float(mean(t) >= 0.5) for t in TIES}


def indicator_of_rest(
    name: str, figures: dict[str, Series], people: dict[str, Series], apart: Collection[str]
) -> Series:
    """An indicator of `ROW`: population summed, rates weighted by it, product per head times it.

    figures  series of the indicator by place;  people  the same of the population
    An indicator that can be neither added up nor averaged gives an empty series.
    """
    if name not in (*ROW_RATES, "population", "gdp_current"):
        return {}
    residents: dict[int, float] = {}
    for iso3 in people.keys() - apart:
        for year, persons in people[iso3].items():
            residents[year] = residents.get(year, 0.0) + persons
    if name == "population":
        return residents
    result = {}
    for year, persons in residents.items():
        known = [
            (figures[iso3][year], people[iso3][year])
            for iso3 in figures.keys() - apart
            if year in figures[iso3] and year in people.get(iso3, {})
        ]
        weight = math.fsum(w for _, w in known)
        if weight > 0.0:
            total = math.fsum(value if name == "gdp_current" else value * w for value, w in known)
            scale = persons if name == "gdp_current" else 1.0
            result[year] = float(f"{total / weight * scale:.10g}")
    return result
