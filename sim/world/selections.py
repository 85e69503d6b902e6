"""Which rows of which raw table go into the tables of places (`schema.py`), and all compilers.

Tables of corridors are selected in `corridor_selections.py`.
"""

from collections.abc import Callable

from sim.vocabulary import Route, label
from sim.world import corridor_selections as corridors
from sim.world import schema
from sim.world.known import (
    CAPITALS,
    EU_FOUNDED,
    SCHENGEN_SINCE,
    SHORT_NAMES,
    VISA_LIST_ASSOCIATED,
    VISA_LIST_IN_FORCE,
    VISA_LIST_OPT_OUT,
)
from sim.world.raw import Raw
from sim.world.schema import EUROPEAN_UNION, ROW
from sim.world.selected import (
    AGES_FILE,
    INDICATORS_FILE,
    Rows,
    areas,
    as_text,
    compiled_places,
    may_ship,
    origins,
    summed,
)

FIRST_INDICATOR_YEAR, LAST_INDICATOR_YEAR = 2000, 2023
FIRST_AGES_YEAR = 2000

INDICATORS = (
    "births",
    "conflict_deaths",
    "deaths",
    "gdp_current",
    "gdp_per_capita_ppp",
    "hdi",
    "inflation_cpi",
    "life_expectancy",
    "net_migration",
    "net_migration_gaskin_abel",
    "net_migration_wpp",
    "political_stability_wgi",
    "population",
    "poverty_headcount_3_00",
    "poverty_headcount_4_20",
    "poverty_headcount_8_30",
    "poverty_headcount_national",
    "remittance_cost_inbound_200usd",
    "remittance_cost_outbound_200usd",
    "remittances_paid",
    "remittances_received",
    "remittances_received_pct_gdp",
    "total_fertility_rate",
    "unemployment_rate",
)

ROUTES = {
    "Eastern Mediterranean Route": Route.EASTERN_MEDITERRANEAN,
    "Central Mediterranean Route": Route.CENTRAL_MEDITERRANEAN,
    "Western Mediterranean Route": Route.WESTERN_MEDITERRANEAN,
    "Western African Atlantic Route": Route.WESTERN_MEDITERRANEAN,
}
WESTERN_BALKANS = ("ALB", "BGR", "BIH", "HRV", "HUN", "MKD", "MNE", "ROU", "SRB", "SVN", "XKX")
EASTERN_BORDERS = ("BLR", "EST", "FIN", "LTU", "LVA", "MDA", "POL", "RUS", "SVK", "UKR")
"""Where a death on an intra-European or undefined route counts for a land route, by incident."""


def places(raw: Raw) -> Rows:
    """Places with region, membership dates and coordinates of the centroid, else of the capital."""
    columns = ["iso3", "name", "unsd_region", "unsd_subregion", "capital_lat", "capital_lon"]
    countries = raw.table("countries.csv", columns).set_index("iso3")
    centroids = raw.table("country_centroids.csv", ["iso3", "lat", "lon"]).set_index("iso3")
    listed = common_visa_list(raw)
    accession, left = memberships(raw)
    simulated = origins(raw)
    for iso3 in compiled_places(raw):
        country = countries.loc[iso3]
        where = (country.capital_lon, country.capital_lat)
        if iso3 in centroids.index:
            where = (centroids.lon[iso3], centroids.lat[iso3])
        source = "schengen_acquis" if iso3 in listed else "un_m49+unhcr+cepii_geo"
        if iso3 in VISA_LIST_OPT_OUT:
            source = "eu_accession_dates"
        yield (
            iso3,
            SHORT_NAMES.get(iso3, country["name"]),
            int(iso3 in simulated),
            country.unsd_region,
            country.unsd_subregion,
            accession.get(iso3, ""),
            left.get(iso3, ""),
            SCHENGEN_SINCE.get(iso3, ""),
            listed.get(iso3, ""),
            "",
            *CAPITALS.get(iso3, where),
            2025,
            source,
        )
    rest = (ROW, "Rest of the world", 0, "World", "World")
    yield (*rest, *[""] * 7, 2025, "un_m49+unhcr+cepii_geo")


def memberships(raw: Raw) -> tuple[dict[str, str], dict[str, str]]:
    """Dates of accession to, and withdrawal from, the European Union."""
    timeline = raw.table("policy_timeline.csv", ["iso3", "instrument", "date"])
    accession = dict(EU_FOUNDED)
    left = {}
    for row in timeline.itertuples():
        if row.instrument == "eu_accession":
            accession[row.iso3] = row.date
        if row.instrument == "eu_withdrawal":
            left[row.iso3] = row.date
    return accession, left


def common_visa_list(raw: Raw) -> dict[str, str]:
    """Date since when a state is bound by the Union's list of who needs a visa."""
    accession, _ = memberships(raw)
    bound = {iso3: SCHENGEN_SINCE[iso3] for iso3 in VISA_LIST_ASSOCIATED}
    bound |= {iso3: accession[iso3] for iso3 in EUROPEAN_UNION if iso3 not in VISA_LIST_OPT_OUT}
    return {iso3: max(VISA_LIST_IN_FORCE, date) for iso3, date in bound.items()}


def indicators(raw: Raw) -> Rows:
    """Indicators of every place, outcomes of held-out places left out."""
    frame = raw.table(INDICATORS_FILE, ["iso3", "year", "indicator", "value", "unit", "source"])
    frame = frame[frame.indicator.isin(INDICATORS) & frame.iso3.isin(compiled_places(raw))]
    frame = raw.numbers(INDICATORS_FILE, frame, "year", "value")
    frame = frame[frame.year.between(FIRST_INDICATOR_YEAR, LAST_INDICATOR_YEAR)]
    for row in frame.itertuples():
        if row.indicator in schema.OUTCOME_INDICATORS and not may_ship(row.iso3, row.year):
            continue
        yield row.iso3, int(row.year), row.indicator, as_text(row.value), row.unit, row.source


def population(raw: Raw) -> Rows:
    """Residents of the origins by sex and five-year age."""
    frame = raw.table(AGES_FILE, ["iso3", "year", "sex", "age", "value", "unit", "source"])
    frame = frame[frame.iso3.isin(origins(raw)) & (frame.year.astype(int) >= FIRST_AGES_YEAR)]
    for row in frame.itertuples():
        yield row.iso3, row.year, row.sex, row.age, row.value, row.unit, row.source


def transcribed(raw: Raw) -> Rows:
    """National figures typed by hand, and first permits of the origins."""
    columns = ["iso3", "year", "period", "measure", "partner", "value", "unit", "reliability"]
    columns += ["note", "address"]
    file = "moldova_transcribed.csv"
    frame = raw.numbers(file, raw.table(file, columns), "value")
    for row in frame[frame.iso3.isin(origins(raw))].itertuples():
        cells = [getattr(row, name) for name in columns]
        cells[5] = as_text(row.value)
        yield (*cells, "moldova_transcribed")


def policy(raw: Raw) -> Rows:
    """Dated agreements of the places, visa-free travel, accession."""
    columns = ["iso3", "instrument", "event", "date", "precision", "verified", "note", "address"]
    frame = raw.table("policy_timeline.csv", columns)
    for row in frame[frame.iso3.isin(compiled_places(raw))].itertuples():
        if row.date:
            cells = [getattr(row, name) for name in columns]
            yield (*cells, row.date[:4], "policy_transcribed")


def routes(raw: Raw) -> Rows:
    """Dead and missing by route into the European Union and year."""
    file = "missing_migrants.csv"
    columns = ["year", "route", "incident_country", "incidents", "dead_or_missing", "source"]
    frame = raw.numbers(file, raw.table(file, columns), "incidents", "dead_or_missing")
    names = [_route(r, c) for r, c in zip(frame.route, frame.incident_country, strict=True)]
    frame = frame.assign(route=names)
    keys = ["route", "year"]
    counts = ["incidents", "dead_or_missing"]
    yield from summed(raw, frame[frame.route != ""], keys, counts, ["unit", "source"])


def _route(name: str, country: str) -> str:
    """Route of the vocabulary for a route of the source; "" if it is none of them."""
    if name in ROUTES:
        return label(ROUTES[name])
    if name in ("Intra-European routes", "Undefined"):
        if country in WESTERN_BALKANS:
            return label(Route.WESTERN_BALKAN)
        if country in EASTERN_BORDERS:
            return label(Route.EASTERN_BORDERS)
    return ""


def recruitment_costs(raw: Raw) -> Rows:
    """Fees paid by workers to recruiters and by migrants to smugglers."""
    columns = ["origin", "dest", "year", "measure", "value", "unit", "note", "address"]
    file = "recruitment_costs_transcribed.csv"
    frame = raw.numbers(file, raw.table(file, columns), "value")
    for row in frame.itertuples():
        cells = [getattr(row, name) for name in columns]
        cells[4] = as_text(row.value)
        yield (*cells, "recruitment_transcribed")


def permits_total(raw: Raw) -> Rows:
    """First permits, and valid permits by reason, of all citizenships together."""
    file = "eurostat_first_permits_total.csv"
    frame = raw.numbers(file, raw.table(file, ["dest", "year", "value", "unit", "source"]), "value")
    for row in frame[frame.dest.isin(areas(raw))].itertuples():
        yield row.dest, row.year, "first_permits", as_text(row.value), row.unit, row.source
    file = "eurostat_valid_permits_by_reason_total.csv"
    columns = ["dest", "year", "reason", "value", "unit", "source"]
    frame = raw.numbers(file, raw.table(file, columns), "value")
    for row in frame[frame.dest.isin(areas(raw))].itertuples():
        reason = row.reason.lower().replace(" ", "_").replace(",", "")
        yield (
            row.dest,
            row.year,
            f"valid_permits_{reason}",
            as_text(row.value),
            row.unit,
            row.source,
        )


COMPILERS: dict[str, Callable[[Raw], Rows]] = {
    "places": places,
    "indicators": indicators,
    "population": population,
    "transcribed": transcribed,
    "policy": policy,
    "routes": routes,
    "recruitment_costs": recruitment_costs,
    "permits_total": permits_total,
    "visa_rules": lambda raw: corridors.visa_rules(raw, common_visa_list(raw)),
    **corridors.COMPILERS,
}
