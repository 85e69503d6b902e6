"""The compiled tables, declared once: places, origins, files, columns and their kinds.

`compile.py` writes them, `reader.py` checks them, `tables.py` serves them. Every row of every
table carries a `source` (an id in `sources.csv`) and a `year` (of the figure, or of the source's
edition where the figure has no year, such as a distance).
"""

from dataclasses import dataclass

ROW = "ROW"
"""Rest of the world: everything that does not stand alone in a run."""

EUROPEAN_UNION = (
    "AUT", "BEL", "BGR", "CYP", "CZE", "DEU", "DNK", "ESP", "EST", "FIN", "FRA", "GRC", "HRV",
    "HUN", "IRL", "ITA", "LTU", "LUX", "LVA", "MLT", "NLD", "POL", "PRT", "ROU", "SVK", "SVN",
    "SWE",
)  # fmt: skip
"""Members of the European Union in 2025."""

ALWAYS_APART = tuple(sorted({*EUROPEAN_UNION, "GBR"}))
"""States that stand alone in every run."""

USUAL_PLACES = (
    "ARE", "AUS", "BLR", "CAN", "CHE", "DJI", "EGY", "ETH", "ISL", "ISR", "KAZ", "KEN", "LBY",
    "MAR", "MDA", "NOR", "RUS", "SAU", "SDN", "SOM", "SRB", "TUR", "UGA", "UKR", "USA", "YEM",
    "ZAF",
)  # fmt: skip
"""Other main destinations and transit states: alone in a run whose scenario names no places."""

MAIN_CORRIDOR, CHIEF_CORRIDOR = 0.01, 0.1
"""Share of all emigrants of a run [1], or of one origin's, from which a place stands alone too."""
MAIN_CORRIDOR_YEAR = 2010
PLACES_STEP = 8
"""The usual places are filled up to a multiple of this number: code is compiled for each number."""

MOST_PLACES = 255
"""Codes of a place in one byte; the last is `vocabulary.NO_PLACE`."""

AGGREGATES = ("ANY", "CIS", "EU", "EU27", "EU28", "OTHER", "SCHENGEN", "WLD")
"""Groups of places that a source reports as one; never to be added to their members."""

OUTCOMES_HELD_OUT_AFTER = {"ARM": 2015, "CPV": 2007, "GEO": 2015, "MDA": 2015}
"""Last year of outcomes that may be in the tables, by origin: later ones test the model."""

OUTCOME_INDICATORS = (
    "net_migration",
    "net_migration_gaskin_abel",
    "net_migration_rate_wpp",
    "net_migration_wpp",
    "poverty_headcount_3_00",
    "poverty_headcount_4_20",
    "poverty_headcount_8_30",
    "poverty_headcount_national",
    "remittances_paid",
    "remittances_received",
    "remittances_received_pct_gdp",
)
"""Indicators that the model produces, hence subject to the hold-out."""


@dataclass(frozen=True)
class Table:
    """One compiled file.

    columns  name -> kind. Kinds: place (a code of `places.csv`, `ROW` included), area (a place or a
             code of `AGGREGATES`), year, date (YYYY-MM-DD, may be empty), number (>= 0), signed,
             optional (number >= 0, may be empty), flag (0 or 1), text, source (an id of
             `sources.csv`)
    key      columns that together name a row; no two rows may agree in all of them
    part     column by whose value the file is cut into parts that can be read alone; "": not cut
    partner  column of the places that a run may not have apart; "": none
    rest     what becomes of their rows: "sum" (added up as `ROW`), "drop", "keep" (`Facts` sees to
             them)
    """

    file: str
    columns: dict[str, str]
    key: tuple[str, ...]
    part: str = ""
    partner: str = ""
    rest: str = "keep"


def _corridor_table(file: str, rest: str) -> Table:
    """Table of measures by origin, destination and year, cut by origin."""
    columns = {
        "origin": "place",
        "dest": "area",
        "year": "year",
        "measure": "text",
        "value": "number",
        "unit": "text",
        "source": "source",
    }
    key = ("origin", "dest", "year", "measure", "source")
    return Table(file, columns, key, "origin", "dest", rest)


TABLES: dict[str, Table] = {
    "places": Table(
        "places.csv",
        {
            "iso3": "place",
            "name": "text",
            "origin": "flag",
            "region": "text",
            "subregion": "text",
            "eu_since": "date",
            "eu_until": "date",
            "schengen_since": "date",
            "visa_list_since": "date",
            "visa_list_until": "date",
            "longitude": "text",
            "latitude": "text",
            "year": "year",
            "source": "source",
        },
        ("iso3",),
    ),
    "indicators": Table(
        "indicators.csv.gz",
        {
            "iso3": "place",
            "year": "year",
            "indicator": "text",
            "value": "signed",
            "unit": "text",
            "source": "source",
        },
        ("iso3", "year", "indicator"),
        "indicator",
    ),
    "population": Table(
        "population.csv.gz",
        {
            "iso3": "place",
            "year": "year",
            "sex": "text",
            "age": "text",
            "value": "number",
            "unit": "text",
            "source": "source",
        },
        ("iso3", "year", "sex", "age"),
        "iso3",
    ),
    "corridors": Table(
        "corridors.csv.gz",
        {
            "origin": "place",
            "dest": "place",
            "distance": "number",
            "contiguous": "flag",
            "official_language": "flag",
            "ethnic_language": "flag",
            "colony": "flag",
            "common_coloniser": "flag",
            "colony_after_1945": "flag",
            "year": "year",
            "source": "source",
        },
        ("origin", "dest"),
        "origin",
        "dest",
    ),
    "stocks": Table(
        "stocks.csv.gz",
        {
            "origin": "place",
            "dest": "place",
            "year": "year",
            "value": "number",
            "value_female": "number",
            "unit": "text",
            "source": "source",
        },
        ("origin", "dest", "year"),
        "origin",
        "dest",
        "sum",
    ),
    "flows": Table(
        "flows.csv.gz",
        {
            "origin": "place",
            "dest": "place",
            "year": "year",
            "years": "year",
            "measure": "text",
            "value": "number",
            "unit": "text",
            "source": "source",
        },
        ("origin", "dest", "year", "measure", "source"),
        "origin",
        "dest",
        "sum",
    ),
    "visas": Table(
        "visas.csv.gz",
        {
            "origin": "place",
            "dest": "place",
            "year": "year",
            "regime": "text",
            "applied": "optional",
            "issued": "optional",
            "multiple_entry": "optional",
            "not_issued": "optional",
            "unit": "text",
            "source": "source",
        },
        ("origin", "dest", "year", "regime"),
        "origin",
        "dest",
        "drop",
    ),
    "permits": _corridor_table("permits.csv.gz", "drop"),
    "asylum": _corridor_table("asylum.csv.gz", "sum"),
    "enforcement": _corridor_table("enforcement.csv.gz", "drop"),
    "immigration": _corridor_table("immigration.csv.gz", "drop"),
    "displacement": Table(
        "displacement.csv.gz",
        {
            "iso3": "place",
            "year": "year",
            "value": "number",
            "unit": "text",
            "source": "source",
        },
        ("iso3", "year"),
        "iso3",
    ),
    "refugees": _corridor_table("refugees.csv.gz", "sum"),
    "prices": Table(
        "prices.csv.gz",
        {
            "sender": "area",
            "receiver": "area",
            "year": "year",
            "value": "number",
            "quarters": "number",
            "unit": "text",
            "source": "source",
        },
        ("sender", "receiver", "year"),
        "receiver",
        "sender",
        "drop",
    ),
    "bilateral_remittances": Table(
        "bilateral_remittances.csv.gz",
        {
            "sender": "place",
            "receiver": "place",
            "year": "year",
            "value": "number",
            "unit": "text",
            "source": "source",
        },
        ("sender", "receiver", "year"),
        "receiver",
        "sender",
        "sum",
    ),
    "transcribed": Table(
        "transcribed.csv",
        {
            "iso3": "place",
            "year": "year",
            "period": "text",
            "measure": "text",
            "partner": "area",
            "value": "number",
            "unit": "text",
            "reliability": "text",
            "note": "text",
            "address": "text",
            "source": "source",
        },
        ("iso3", "year", "period", "measure", "partner"),
    ),
    "policy": Table(
        "policy.csv",
        {
            "iso3": "place",
            "instrument": "text",
            "event": "text",
            "date": "text",
            "precision": "text",
            "verified": "text",
            "note": "text",
            "address": "text",
            "year": "year",
            "source": "source",
        },
        ("iso3", "instrument", "event"),
    ),
    "routes": Table(
        "routes.csv",
        {
            "route": "text",
            "year": "year",
            "incidents": "number",
            "value": "number",
            "unit": "text",
            "source": "source",
        },
        ("route", "year"),
    ),
    "visa_rules": Table(
        "visa_rules.csv.gz",
        {
            "origin": "place",
            "dest": "place",
            "since": "date",
            "required": "flag",
            "requirement": "text",
            "year": "year",
            "source": "source",
        },
        ("origin", "dest", "since"),
        "origin",
        "dest",
        "drop",
    ),
    "recruitment_costs": Table(
        "recruitment_costs.csv",
        {
            "origin": "text",
            "dest": "text",
            "year": "year",
            "measure": "text",
            "value": "number",
            "unit": "text",
            "note": "text",
            "address": "text",
            "source": "source",
        },
        ("origin", "dest", "year", "measure", "address"),
    ),
    "permits_total": Table(
        "permits_total.csv.gz",
        {
            "dest": "area",
            "year": "year",
            "measure": "text",
            "value": "number",
            "unit": "text",
            "source": "source",
        },
        ("dest", "year", "measure"),
    ),
}
"""Every compiled table by name; `sources.csv` and `manifest.csv` stand beside them."""

ROW_RATES = (
    "gdp_per_capita_ppp",
    "hdi",
    "inflation_cpi",
    "life_expectancy",
    "political_stability_wgi",
    "total_fertility_rate",
    "unemployment_rate",
)
"""Indicators whose mean over the places of `ROW`, weighted by population, describes it."""

SOURCE_COLUMNS = (
    "source",
    "title",
    "publisher",
    "vintage",
    "licence",
    "address",
    "taken_from",
)
MANIFEST_COLUMNS = ("table", "part", "rows", "start", "bytes")
