"""Observed outcomes that a run can be held against, from the tables."""

import functools
from collections.abc import Iterator
from operator import itemgetter
from typing import NamedTuple

from sim.world.facts import Facts
from sim.world.schema import ALWAYS_APART, OUTCOMES_HELD_OUT_AFTER

FIRST_TARGET_YEAR, LAST_TARGET_YEAR = 2005, 2023
EUROPEAN_UNION_AGGREGATE = "EU"

MEASURE_TARGETS = {
    "all_applicants": "asylum_all",
    "first_time_applicants": "asylum_first_time",
    "new_applications": "asylum_unhcr",
}
"""Measures of the tables that targets call by another name."""

INDICATOR_TARGETS = {
    "births": ("births", 1000.0, "persons_per_year"),
    "deaths": ("deaths", 1000.0, "persons_per_year"),
    "population": ("population", 1.0, "persons"),
    "net_migration": ("net_migration_wdi", 1.0, "persons_per_year"),
    "net_migration_wpp": ("net_migration_wpp", 1000.0, "persons_per_year"),
    "net_migration_gaskin_abel": ("net_migration_gaskin_abel", 1.0, "persons_per_year"),
    "poverty_headcount_3_00": ("poverty_headcount_3_00", 0.01, "1"),
    "poverty_headcount_4_20": ("poverty_headcount_4_20", 0.01, "1"),
    "poverty_headcount_8_30": ("poverty_headcount_8_30", 0.01, "1"),
    "poverty_headcount_national": ("poverty_headcount_national", 0.01, "1"),
    "remittances_received": ("remittances_received", 1.0, "USD"),
    "remittances_received_pct_gdp": ("remittances_to_gdp_wdi", 0.01, "1"),
    "unemployment_rate": ("unemployment_rate", 0.01, "1"),
}
"""Indicator -> series, factor, unit of the target."""

TRANSCRIBED_TARGETS = {
    "remittance_transfers_via_banks": ("transfers_via_banks", 1e6, "USD"),
    "remittance_transfers_via_banks_share": ("transfers_via_banks_share", 0.01, "1"),
    "personal_remittances_bop": ("remittances_bop", 1e6, "USD"),
    "personal_remittances_bop_share_gdp": ("remittances_to_gdp_nbs", 0.01, "1"),
    "labour_migrants_abroad": ("labour_migrants", 1000.0, "persons"),
    "working_abroad_lfs": ("working_abroad_lfs", 1000.0, "persons"),
    "first_residence_permits": ("first_permits", 1.0, "permits"),
}
"""Measure of the transcribed table -> series, factor, unit of the target."""


class Target(NamedTuple):
    """One observed figure that a run can be held against.

    dest  code of the place, or "WLD" (all places together), "EU" (the 28 members of 2013 together)
    """

    series: str
    dest: str
    year: int
    value: float
    unit: str
    source: str


@functools.lru_cache(maxsize=256)
def targets(facts: Facts, origin: str) -> tuple[Target, ...]:
    """Every observed outcome of an origin, sorted by series, place, year and source."""
    last = OUTCOMES_HELD_OUT_AFTER.get(origin, LAST_TARGET_YEAR)
    found = {
        *_indicator_targets(facts, origin),
        *_corridor_targets(facts, origin),
        *_transcribed_targets(facts, origin),
    }
    kept = [target for target in found if FIRST_TARGET_YEAR <= target.year <= last]
    return tuple(sorted(kept, key=itemgetter(0, 1, 2, 5, 3)))


def _indicator_targets(facts: Facts, origin: str) -> Iterator[Target]:
    """National series: births, deaths, population, net migration, poverty, remittances."""
    for indicator, (series, factor, unit) in INDICATOR_TARGETS.items():
        for year, figure, source in facts.indicator_rows(indicator, origin):
            value = figure * factor
            yield Target(series, origin, year, value, unit, source)
            if series == "remittances_received":
                eur = value * facts.to_eur2015(year)
                yield Target(f"{series}_eur2015", origin, year, eur, "EUR", source)


def _corridor_targets(facts: Facts, origin: str) -> Iterator[Target]:
    """Series by destination, and the sums or aggregates that a source allows."""
    for (measure, of), years in facts.measures.items():
        if of != origin:
            continue
        series = MEASURE_TARGETS.get(measure, measure)
        source_of = facts.measure_sources
        for year in years.keys() & set(range(FIRST_TARGET_YEAR, LAST_TARGET_YEAR + 1)):
            by_dest = years[year]
            for dest, value in by_dest.items():
                if dest == "EU27":
                    continue
                name = EUROPEAN_UNION_AGGREGATE if dest == "EU28" else dest
                unit, source = source_of[measure, origin, dest, year]
                yield Target(series, name, year, value, unit, source)
            if measure.startswith("visas_"):
                source = "dg_home_visa_stats"
                total = sum(by_dest.values())
                unit = "visas_per_year"
                yield Target(series, EUROPEAN_UNION_AGGREGATE, year, total, unit, source)
    yield from _stock_targets(facts, origin)


def _stock_targets(facts: Facts, origin: str) -> Iterator[Target]:
    """Emigrants by place, all together, and in the Union together."""
    sums: dict[tuple[str, int], float] = {}
    for dest, series in facts.stocks_of.get(origin, {}).items():
        groups = ["WLD"] + [EUROPEAN_UNION_AGGREGATE] * (dest in ALWAYS_APART)
        for year, value in series.items():
            yield Target("stock", dest, year, value, "persons", "undesa_ims2024")
            for group in groups:
                sums[group, year] = sums.get((group, year), 0.0) + value
    for (group, year), value in sums.items():
        yield Target("stock", group, year, value, "persons", "undesa_ims2024")


def _transcribed_targets(facts: Facts, origin: str) -> Iterator[Target]:
    """National figures typed by hand; those of part of a year carry the part in their name."""
    for row in facts.rows("transcribed"):
        if row["iso3"] != origin or row["measure"].startswith("private_employment"):
            continue
        series, factor, unit = TRANSCRIBED_TARGETS.get(
            row["measure"], (row["measure"], 1.0, row["unit"])
        )
        if row["period"] not in ("year", "survey"):
            series = f"{series}_{row['period']}"
        value = row["value"] * factor
        yield Target(series, row["partner"], row["year"], value, unit, row["source"])
        if unit == "USD" and row["period"] == "year":
            eur = value * facts.to_eur2015(row["year"])
            series = f"{series}_eur2015"
            yield Target(series, row["partner"], row["year"], eur, "EUR", row["source"])
