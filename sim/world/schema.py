"""The compiled tables, declared once: places, origins, files, columns and their kinds.

`compile.py` writes them, `reader.py` checks them, `tables.py` serves them. Every row of every
table carries a `source` (an id in `sources.csv`) and a `year` (of the figure, or of the source's
edition where the figure has no year, such as a distance).
"""

from dataclasses import dataclass

ORIGINS = ("MDA", "SOM")
"""Places whose citizens can be simulated; add one here and compile again."""

ROW = "ROW"
"""Rest of the world: everything that is not in `PLACES`."""

EUROPEAN_UNION = (
    "AUT", "BEL", "BGR", "CYP", "CZE", "DEU", "DNK", "ESP", "EST", "FIN", "FRA", "GRC", "HRV",
    "HUN", "IRL", "ITA", "LTU", "LUX", "LVA", "MLT", "NLD", "POL", "PRT", "ROU", "SVK", "SVN",
    "SWE",
)  # fmt: skip
"""Members of the European Union in 2025."""

PLACES: dict[str, str] = {
    "ARE": "United Arab Emirates", "AUS": "Australia", "AUT": "Austria", "BEL": "Belgium",
    "BGR": "Bulgaria", "BLR": "Belarus", "CAN": "Canada", "CHE": "Switzerland", "CYP": "Cyprus",
    "CZE": "Czechia", "DEU": "Germany", "DJI": "Djibouti", "DNK": "Denmark", "EGY": "Egypt",
    "ESP": "Spain", "EST": "Estonia", "ETH": "Ethiopia", "FIN": "Finland", "FRA": "France",
    "GBR": "United Kingdom", "GRC": "Greece", "HRV": "Croatia", "HUN": "Hungary", "IRL": "Ireland",
    "ISL": "Iceland", "ISR": "Israel", "ITA": "Italy", "KAZ": "Kazakhstan", "KEN": "Kenya",
    "LBY": "Libya", "LTU": "Lithuania", "LUX": "Luxembourg", "LVA": "Latvia", "MAR": "Morocco",
    "MDA": "Moldova", "MLT": "Malta", "NLD": "Netherlands", "NOR": "Norway", "POL": "Poland",
    "PRT": "Portugal", "ROU": "Romania", "RUS": "Russia", "SAU": "Saudi Arabia", "SDN": "Sudan",
    "SOM": "Somalia", "SRB": "Serbia", "SVK": "Slovakia", "SVN": "Slovenia", "SWE": "Sweden",
    "TUR": "Türkiye", "UGA": "Uganda", "UKR": "Ukraine", "USA": "United States", "YEM": "Yemen",
    "ZAF": "South Africa",
}  # fmt: skip
"""ISO 3166-1 alpha-3 code -> name, in the order of the codes; `ROW` comes last and is not here."""

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

    columns  name -> kind. Kinds: place (a code of `PLACES` or `ROW`), area (a place or a code of
             `AGGREGATES`), year, date (YYYY-MM-DD, may be empty), number (>= 0), signed, optional
             (number >= 0, may be empty), flag (0 or 1), text, source (an id of `sources.csv`)
    key      columns that together name a row; no two rows may agree in all of them
    """

    file: str
    columns: dict[str, str]
    key: tuple[str, ...]


def _corridor_table(file: str) -> Table:
    """Table of measures by origin, destination and year."""
    columns = {
        "origin": "place",
        "dest": "area",
        "year": "year",
        "measure": "text",
        "value": "number",
        "unit": "text",
        "source": "source",
    }
    return Table(file, columns, ("origin", "dest", "year", "measure", "source"))


TABLES: dict[str, Table] = {
    "places": Table(
        "places.csv",
        {
            "iso3": "place",
            "name": "text",
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
    ),
    "population": Table(
        "population.csv",
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
    ),
    "corridors": Table(
        "corridors.csv",
        {
            "origin": "place",
            "dest": "place",
            "distance": "number",
            "distance_weighted": "number",
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
    ),
    "stocks": Table(
        "stocks.csv",
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
    ),
    "visas": Table(
        "visas.csv",
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
        ("origin", "dest", "year"),
    ),
    "permits": _corridor_table("permits.csv"),
    "asylum": _corridor_table("asylum.csv"),
    "enforcement": _corridor_table("enforcement.csv"),
    "immigration": _corridor_table("immigration.csv"),
    "refugees": _corridor_table("refugees.csv"),
    "prices": Table(
        "prices.csv",
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
    ),
    "bilateral_remittances": Table(
        "bilateral_remittances.csv",
        {
            "sender": "place",
            "receiver": "place",
            "year": "year",
            "value": "number",
            "unit": "text",
            "source": "source",
        },
        ("sender", "receiver", "year"),
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
        "visa_rules.csv",
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
        "permits_total.csv",
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

SOURCE_COLUMNS = (
    "source",
    "title",
    "publisher",
    "vintage",
    "licence",
    "address",
    "taken_from",
)
MANIFEST_COLUMNS = ("table", "rows")
