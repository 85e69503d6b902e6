"""The tables by key: what the sources say, looked up, with nothing made up."""

import functools
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sim.errors import InputError
from sim.vocabulary import MONTHS_PER_YEAR, Sex
from sim.world.impute import single_ages
from sim.world.reader import RECOMPILE, Columns

PRICE_YEAR = 2015
EUR_PER_USD_2015 = 0.9013
"""Mean of 2015, European Central Bank: 1.1095 USD per EUR."""

MEASURE_TABLES = ("permits", "asylum", "enforcement", "immigration", "refugees")
VISA_MEASURES = {
    "applied": "visas_applied",
    "issued": "visas_issued",
    "multiple_entry": "visas_multiple_entry",
    "not_issued": "visas_refused",
}
Series = dict[int, float]
"""Values by year."""


@dataclass(frozen=True, eq=False)
class Facts:
    """Every compiled table, and the look-ups that the world needs."""

    tables: dict[str, Columns] = field(repr=False)

    def rows(self, table: str) -> Iterator[dict[str, Any]]:
        """Rows of a compiled table, for what has no method of its own."""
        columns = self.tables[table]
        for cells in zip(*columns.values(), strict=True):
            yield dict(zip(columns, cells, strict=True))

    @functools.cached_property
    def indicators(self) -> dict[tuple[str, str], Series]:
        """Series by indicator and place."""
        table = self.tables["indicators"]
        result: dict[tuple[str, str], Series] = {}
        for name, iso3, year, value in zip(
            table["indicator"], table["iso3"], table["year"], table["value"], strict=True
        ):
            result.setdefault((name, iso3), {})[year] = value
        return result

    @functools.cached_property
    def indicator_names(self) -> frozenset[str]:
        """Indicators that any place has."""
        return frozenset(self.tables["indicators"]["indicator"])

    @functools.cached_property
    def price_level(self) -> Series:
        """Consumer prices of the United States, 1 in 2015."""
        inflation = self.indicators.get(("inflation_cpi", "USA"), {})
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
    def stocks(self) -> dict[tuple[str, str], Series]:
        """Emigrants by origin and place [persons]."""
        return self._by_corridor("stocks", "origin", "dest", "value")

    @functools.cached_property
    def stocks_female(self) -> dict[tuple[str, str], Series]:
        """Women among the emigrants by origin and place [persons]."""
        return self._by_corridor("stocks", "origin", "dest", "value_female")

    @functools.cached_property
    def prices(self) -> dict[tuple[str, str], Series]:
        """Cost of sending 200 USD by sender and receiver [percent]."""
        return self._by_corridor("prices", "sender", "receiver", "value")

    @functools.cached_property
    def remittances(self) -> dict[tuple[str, str], Series]:
        """Estimated remittances by sender and receiver [million USD]."""
        return self._by_corridor("bilateral_remittances", "sender", "receiver", "value")

    def _by_corridor(self, table: str, first: str, second: str, value: str) -> dict[Any, Series]:
        """Series of one column of a table by the pair of places of a row."""
        result: dict[Any, Series] = {}
        for row in self.rows(table):
            result.setdefault((row[first], row[second]), {})[row["year"]] = row[value]
        return result

    @functools.cached_property
    def corridor_rows(self) -> dict[tuple[str, str], dict[str, Any]]:
        """Row of the table of corridors by origin and place."""
        return {(row["origin"], row["dest"]): row for row in self.rows("corridors")}

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
        for row in self.rows("visas"):
            corridor = (row["origin"], row["dest"], row["year"])
            for column, measure in VISA_MEASURES.items():
                if not math.isnan(row[column]):
                    found.append((measure, *corridor, row[column], row["unit"], row["source"]))
        return found

    @functools.cached_property
    def measures(self) -> dict[tuple[str, str], dict[int, dict[str, float]]]:
        """Figures by measure and origin, then year, then place or aggregate."""
        result: dict[tuple[str, str], dict[int, dict[str, float]]] = {}
        for measure, origin, dest, year, value, _, _ in self.measure_rows:
            result.setdefault((measure, origin), {}).setdefault(year, {})[dest] = value
        return result

    @functools.cached_property
    def measure_sources(self) -> dict[tuple[str, str, str, int], tuple[str, str]]:
        """Unit and source by measure, origin, place and year."""
        return {(m, o, d, y): (unit, source) for m, o, d, y, _, unit, source in self.measure_rows}

    def to_eur2015(self, year: int) -> float:
        """EUR of 2015 per USD of `year`; a year without a price index counts as the nearest."""
        prices = self.price_level
        return EUR_PER_USD_2015 / prices[min(max(year, min(prices)), max(prices))]


def month_index(date: str) -> int:
    """Month index of a date YYYY, YYYY-MM or YYYY-MM-DD: `year * 12 + month - 1`."""
    parts = date.split("-")
    month = int(parts[1]) if len(parts) > 1 else 1
    return int(parts[0]) * MONTHS_PER_YEAR + month - 1
