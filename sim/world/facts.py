"""The tables by key: what the sources say, looked up, with nothing made up."""

import functools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sim.errors import InputError
from sim.vocabulary import MONTHS_PER_YEAR, Sex
from sim.world.archive import Archive
from sim.world.impute import between, cohorts_ahead, single_ages
from sim.world.parts import Columns, Series
from sim.world.reader import RECOMPILE
from sim.world.rest import corridor_to_rest, indicator_of_rest
from sim.world.schema import ROW

PRICE_YEAR = 2015
EUR_PER_USD_2015 = 0.9013
"""Mean of 2015, European Central Bank: 1.1095 USD per EUR."""

MEASURES = frozenset(
    (
        "all_applicants", "asylum_seekers", "decisions_closed", "decisions_complementary",
        "decisions_recognised", "decisions_rejected", "first_time_applicants",
        "found_illegally_present", "idps", "immigration", "naturalised", "new_applications",
        "ordered_to_leave", "others_in_need", "population_by_citizenship", "refugees",
        "refused_entry", "resettled", "returned", "returned_idps", "returned_refugees",
        "returned_to_third_country", "stateless", "valid_permits", "visas_applied",
        "visas_issued", "visas_multiple_entry", "visas_refused",
    )
)  # fmt: skip
"""Measures by corridor that some origin has."""
MEASURE_TABLES = ("permits", "asylum", "enforcement", "immigration", "refugees")
VISA_MEASURES = {
    "applied": "visas_applied",
    "issued": "visas_issued",
    "multiple_entry": "visas_multiple_entry",
    "not_issued": "visas_refused",
}


@dataclass(frozen=True, eq=False)
class Facts:
    """The tables of a run, and the look-ups that the world needs.

    tables   tables of the origins and of the places, as the run sees them
    archive  every table: indicators are read from it when first asked for
    apart    places that stand apart in the run
    away     emigrants by origin, place and year, every place apart
    """

    tables: dict[str, Columns] = field(repr=False)
    archive: Archive = field(repr=False)
    apart: frozenset[str]
    away: dict[tuple[str, str], Series] = field(repr=False)
    _indicators: dict[str, dict[str, Series]] = field(default_factory=dict, repr=False)
    _indicator_rows: dict[str, dict[str, list[tuple[int, float, str]]]] = field(
        default_factory=dict, repr=False
    )

    def rows(self, table: str) -> Iterator[dict[str, Any]]:
        """Rows of a table of the run, for what has no method of its own."""
        return rows_of_columns(self.tables[table])

    def rows_of_all(self, table: str) -> Iterator[dict[str, Any]]:
        """Rows of every part of a table as the source has them, every place apart."""
        parts = sorted(self.archive.parts[table].keys() - {""})
        return rows_of_columns(self.archive.table(table, parts))

    def indicator(self, name: str) -> dict[str, Series]:
        """Series of an indicator by place, `ROW` among them where it can be made."""
        if name not in self._indicators:
            figures: dict[str, Series] = {}
            table = self.indicator_table(name)
            for iso3, year, value in zip(table["iso3"], table["year"], table["value"], strict=True):
                figures.setdefault(iso3, {})[year] = value
            people = figures if name == "population" else self.indicator("population")
            rest = indicator_of_rest(name, figures, people, self.apart)
            self._indicators[name] = figures | ({ROW: rest} if rest else {})
        return self._indicators[name]

    def indicator_table(self, name: str) -> Columns:
        """Rows of one indicator as the source has them, every place."""
        return self.archive.table("indicators", [name])

    def indicator_rows(self, name: str, iso3: str) -> Sequence[tuple[int, float, str]]:
        """Year, value and source of every figure of an indicator of a place."""
        if name not in self._indicator_rows:
            table = self.indicator_table(name)
            by_place: dict[str, list[tuple[int, float, str]]] = {}
            cells = zip(*(table[key] for key in ("year", "value", "source")), strict=True)
            for place, row in zip(table["iso3"], cells, strict=True):
                by_place.setdefault(place, []).append(row)
            self._indicator_rows[name] = by_place
        return self._indicator_rows[name].get(iso3, ())

    def series(self, indicator: str, iso3: str) -> Series:
        """Observed years of an indicator of a place; empty where there are none."""
        return self.indicator(indicator).get(iso3, {})

    @functools.cached_property
    def indicator_names(self) -> frozenset[str]:
        """Indicators that any place has."""
        return frozenset(self.archive.parts["indicators"]) - {""}

    @functools.cached_property
    def price_level(self) -> Series:
        """Consumer prices of the United States, 1 in 2015."""
        inflation = self.series("inflation_cpi", "USA")
        years = sorted(inflation)
        if PRICE_YEAR not in inflation:
            raise InputError(
                f"indicators.csv.gz: no inflation_cpi of USA in {PRICE_YEAR}, the year of prices; "
                f"{RECOMPILE}"
            )
        level = {years[0] - 1: 1.0}
        for year in years:
            level[year] = level.get(year - 1, 1.0) * (1.0 + inflation[year] / 100.0)
        return {year: price / level[PRICE_YEAR] for year, price in level.items()}

    @functools.cached_property
    def place_rows(self) -> dict[str, dict[str, Any]]:
        """Row of the table of places by place."""
        return {row["iso3"]: row for row in self.rows("places")}

    @functools.cached_property
    def age_tables(self) -> dict[str, dict[int, np.ndarray]]:
        """Single ages of each tabulated year, (2, 101), by origin and year."""
        groups: dict[str, dict[int, np.ndarray]] = {}
        for row in self.rows("population"):
            sex = Sex.FEMALE if row["sex"] == "female" else Sex.MALE
            table = groups.setdefault(row["iso3"], {}).setdefault(row["year"], np.zeros((2, 21)))
            table[sex, int(row["age"].split("-")[0].rstrip("+")) // 5] += row["value"]
        return {
            iso3: {
                year: np.stack([single_ages(table[sex]) for sex in (0, 1)])
                for year, table in years.items()
            }
            for iso3, years in groups.items()
        }

    @functools.cached_property
    def groups_of_age(self) -> dict[str, dict[int, np.ndarray]]:
        """Residents by five-year group (21,) of each place that stands apart, by year."""
        rows = self.archive.table("population", sorted(self.apart))
        groups: dict[str, dict[int, np.ndarray]] = {}
        names = ("iso3", "year", "age", "value")
        for iso3, year, age, value in zip(*(rows[name] for name in names), strict=True):
            table = groups.setdefault(iso3, {}).setdefault(year, np.zeros(21))
            table[int(age.split("-")[0].rstrip("+")) // 5] += value
        return groups

    @functools.cached_property
    def broad_ages(self) -> dict[str, dict[int, tuple[float, float]]]:
        """Residents of 20 to 64, and of 65 and over, by place that stands apart, and year.

        After the last table its cohorts go on as between the last two (`impute.cohorts_ahead`).
        """
        return {
            iso3: {
                year: (float(table[4:13].sum()), float(table[13:].sum()))
                for year, table in {**tables, **cohorts_ahead(tables)}.items()
            }
            for iso3, tables in self.groups_of_age.items()
        }

    @functools.cached_property
    def last_ages(self) -> int:
        """Last year of the tables of residents by age."""
        return max(max(tables) for tables in self.groups_of_age.values())

    @functools.cached_property
    def stocks(self) -> dict[tuple[str, str], Series]:
        """Emigrants by origin and place [persons]."""
        return by_corridor(self.tables["stocks"], "origin", "dest", "value")

    @functools.cached_property
    def stocks_of(self) -> dict[str, dict[str, Series]]:
        """Emigrants by origin, then by place [persons]."""
        found: dict[str, dict[str, Series]] = {}
        for (origin, dest), series in self.stocks.items():
            found.setdefault(origin, {})[dest] = series
        return found

    @functools.cached_property
    def stocks_female(self) -> dict[tuple[str, str], Series]:
        """Women among the emigrants by origin and place [persons]."""
        return by_corridor(self.tables["stocks"], "origin", "dest", "value_female")

    @functools.cached_property
    def displacement(self) -> dict[str, Series]:
        """New refugees of a year by origin [persons]."""
        result: dict[str, Series] = {}
        for row in self.rows("displacement"):
            result.setdefault(row["iso3"], {})[row["year"]] = row["value"]
        return result

    @functools.cached_property
    def prices(self) -> dict[tuple[str, str], Series]:
        """Cost of sending 200 USD by sender and receiver [percent]."""
        return by_corridor(self.tables["prices"], "sender", "receiver", "value")

    @functools.cached_property
    def remittances(self) -> dict[tuple[str, str], Series]:
        """Estimated remittances by sender and receiver [million USD]."""
        return by_corridor(self.tables["bilateral_remittances"], "sender", "receiver", "value")

    @functools.cached_property
    def corridor_rows(self) -> dict[tuple[str, str], dict[str, Any]]:
        """Row of the table of corridors by origin and place, `ROW` where it can be made."""
        result = {(row["origin"], row["dest"]): row for row in self.rows("corridors")}
        for origin in {origin for origin, _ in result}:
            rows = [row for (of, _), row in result.items() if of == origin]
            stocks = {dest: series for (of, dest), series in self.away.items() if of == origin}
            rest = corridor_to_rest(rows, stocks, self.apart)
            if rest:
                result[origin, ROW] = rest
        return result

    @functools.cached_property
    def visa_rules(self) -> dict[tuple[str, str], list[tuple[int, bool]]]:
        """Month from which a rule holds, and whether a visa is needed, by origin and place."""
        result: dict[tuple[str, str], list[tuple[int, bool]]] = {}
        for row in self.rows("visa_rules"):
            rule = (month_index(row["since"]), bool(row["required"]))
            result.setdefault((row["origin"], row["dest"]), []).append(rule)
        return {key: sorted(rules) for key, rules in result.items()}

    @functools.cached_property
    def measure_rows(self) -> list[tuple[str, str, str, int, float, str, str]]:
        """Every figure by corridor: measure, origin, dest, year, value, unit, source."""
        keys = ("measure", "origin", "dest", "year", "value", "unit", "source")
        found: list[Any] = []
        for name in MEASURE_TABLES:
            table = self.tables[name]
            found += zip(*(table[key] for key in keys), strict=True)
        visas: dict[Any, list[float]] = {}
        for row in self.rows("visas"):  # a state may issue under two regimes in a year
            corridor = (row["origin"], row["dest"], row["year"])
            for column, measure in VISA_MEASURES.items():
                if not math.isnan(row[column]):
                    key = (measure, *corridor, row["unit"], row["source"])
                    visas.setdefault(key, []).append(row[column])
        found += [(*key[:4], sum(values), *key[4:]) for key, values in visas.items()]
        return found

    @functools.cached_property
    def measures(self) -> dict[tuple[str, str], dict[int, dict[str, float]]]:
        """Figures by measure and origin, then year, then place or aggregate."""
        result: dict[tuple[str, str], dict[int, dict[str, float]]] = {}
        for measure, origin, dest, year, value, _, _ in self.measure_rows:
            result.setdefault((measure, origin), {}).setdefault(year, {})[dest] = value
        return result

    @functools.cached_property
    def measures_by_place(self) -> dict[tuple[str, str], dict[str, Series]]:
        """The same by measure and origin, then place or aggregate, then year."""
        result: dict[tuple[str, str], dict[str, Series]] = {}
        for key, years in self.measures.items():
            places = result.setdefault(key, {})
            for year, by_dest in years.items():
                for dest, value in by_dest.items():
                    places.setdefault(dest, {})[year] = value
        return result

    @functools.cached_property
    def money_per_emigrant(self) -> dict[tuple[str, int], float]:
        """Remittances over emigrants [million USD per person] by receiver and year.

        Both added up over the places that have both.
        """
        sums: dict[tuple[str, int], tuple[float, float]] = {}
        for (sender, receiver), sent in self.remittances.items():
            stock = self.stocks.get((receiver, sender))
            for year, money in sent.items() if stock else ():
                total, persons = sums.get((receiver, year), (0.0, 0.0))
                there = between(stock, year)[0]
                sums[receiver, year] = (total + money, persons + there)
        return {key: total / max(1.0, persons) for key, (total, persons) in sums.items()}

    @functools.cached_property
    def measure_sources(self) -> dict[tuple[str, str, str, int], tuple[str, str]]:
        """Unit and source by measure, origin, place and year."""
        return {(m, o, d, y): (unit, source) for m, o, d, y, _, unit, source in self.measure_rows}

    def to_eur2015(self, year: int) -> float:
        """EUR of 2015 per USD of `year`; a year without a price index counts as the nearest."""
        prices = self.price_level
        return EUR_PER_USD_2015 / prices[min(max(year, min(prices)), max(prices))]


def rows_of_columns(columns: Columns) -> Iterator[dict[str, Any]]:
    """Rows of a table, each by its column names."""
    for cells in zip(*columns.values(), strict=True):
        yield dict(zip(columns, cells, strict=True))


def by_corridor(columns: Columns, first: str, second: str, value: str) -> dict[Any, Series]:
    """Series of one column of a table by the pair of places of a row."""
    result: dict[Any, Series] = {}
    names = (first, second, "year", value)
    for one, other, year, number in zip(*(columns[name] for name in names), strict=True):
        result.setdefault((one, other), {})[year] = number
    return result


def month_index(date: str) -> int:
    """Month index of a date YYYY, YYYY-MM or YYYY-MM-DD: `year * 12 + month - 1`."""
    parts = date.split("-")
    month = int(parts[1]) if len(parts) > 1 else 1
    return int(parts[0]) * MONTHS_PER_YEAR + month - 1
