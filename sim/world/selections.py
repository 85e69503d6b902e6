"""Which rows of which raw table go into each compiled table (see `schema.py`)."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from sim.vocabulary import Route, label
from sim.world import schema
from sim.world.known import (
    EU_FOUNDED,
    SCHENGEN_SINCE,
    VISA_LIST_ASSOCIATED,
    VISA_LIST_IN_FORCE,
    VISA_LIST_OPT_OUT,
)
from sim.world.raw import Raw
from sim.world.schema import EUROPEAN_UNION, ORIGINS, PLACES, ROW

if TYPE_CHECKING:
    import pandas as pd

FIRST_INDICATOR_YEAR = 2000
FIRST_ORIGIN_YEAR = 1990
LAST_INDICATOR_YEAR = 2023

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
ORIGIN_ONLY = ("remittance_cost_inbound_200usd", "net_migration_gaskin_abel", "conflict_deaths")
"""Indicators that are used for origins only."""

RATES_OF_THE_REST = (
    "gdp_per_capita_ppp",
    "hdi",
    "inflation_cpi",
    "life_expectancy",
    "political_stability_wgi",
    "total_fertility_rate",
    "unemployment_rate",
)
"""Indicators whose mean over the countries not listed, weighted by population, describes ROW."""
NO_VISA_NEEDED = ("visa free", "visa on arrival", "eta")

ROUTES = {
    "Eastern Mediterranean Route": Route.EASTERN_MEDITERRANEAN,
    "Central Mediterranean Route": Route.CENTRAL_MEDITERRANEAN,
    "Western Mediterranean Route": Route.WESTERN_MEDITERRANEAN,
    "Western African Atlantic Route": Route.WESTERN_MEDITERRANEAN,
}
WESTERN_BALKANS = ("ALB", "BGR", "BIH", "HRV", "HUN", "MKD", "MNE", "ROU", "SRB", "SVN", "XKX")
EASTERN_BORDERS = ("BLR", "EST", "FIN", "LTU", "LVA", "MDA", "POL", "RUS", "SVK", "UKR")
"""Where a death on an intra-European or undefined route counts for a land route, by incident."""

Rows = Iterable[Sequence[Any]]


def places(raw: Raw) -> Rows:
    """Places with region, membership dates and centroid."""
    countries = raw.table("countries.csv", ["iso3", "unsd_region", "unsd_subregion"])
    countries = countries.set_index("iso3")
    centroids = raw.table("country_centroids.csv", ["iso3", "lat", "lon"]).set_index("iso3")
    timeline = raw.table("policy_timeline.csv", ["iso3", "instrument", "date"])
    accession = dict(EU_FOUNDED)
    left = {}
    for row in timeline.itertuples():
        if row.instrument == "eu_accession":
            accession[row.iso3] = row.date
        if row.instrument == "eu_withdrawal":
            left[row.iso3] = row.date
    for iso3, name in PLACES.items():
        listed = ""
        if iso3 in VISA_LIST_ASSOCIATED:
            listed = max(VISA_LIST_IN_FORCE, SCHENGEN_SINCE[iso3])
        elif iso3 in EUROPEAN_UNION and iso3 not in VISA_LIST_OPT_OUT:
            listed = max(VISA_LIST_IN_FORCE, accession[iso3])
        source = "schengen_acquis" if listed else "un_m49+unhcr+cepii_geo"
        if iso3 in VISA_LIST_OPT_OUT:
            source = "eu_accession_dates"
        yield (
            iso3,
            name,
            countries.loc[iso3, "unsd_region"],
            countries.loc[iso3, "unsd_subregion"],
            accession.get(iso3, ""),
            left.get(iso3, ""),
            SCHENGEN_SINCE.get(iso3, ""),
            listed,
            "",
            centroids.loc[iso3, "lon"],
            centroids.loc[iso3, "lat"],
            2025,
            source,
        )
    yield (ROW, "Rest of the world", "World", "World", *[""] * 7, 2025, "un_m49+unhcr+cepii_geo")


def indicators(raw: Raw) -> Rows:
    """Indicators of places and, as far as they can be added up, of the rest of the world."""
    file = "country_indicators.csv.gz"
    frame = raw.table(file, ["iso3", "year", "indicator", "value", "unit", "source"])
    frame = frame[frame.indicator.isin(INDICATORS)]
    frame = raw.numbers(file, frame, "year", "value")
    frame = frame[frame.year.between(FIRST_ORIGIN_YEAR, LAST_INDICATOR_YEAR)]
    listed = frame[frame.iso3.isin(PLACES)]
    for row in listed.itertuples():
        is_origin = row.iso3 in ORIGINS
        if row.year < FIRST_INDICATOR_YEAR and not is_origin:
            continue
        if row.indicator in ORIGIN_ONLY and not is_origin:
            continue
        if row.indicator in schema.OUTCOME_INDICATORS and not _may_ship(row.iso3, row.year):
            continue
        yield row.iso3, int(row.year), row.indicator, _text(row.value), row.unit, row.source
    yield from _rest_of_the_world(frame[~frame.iso3.isin(PLACES)])


def _rest_of_the_world(frame: "pd.DataFrame") -> Rows:
    """Population of ROW summed; rates weighted by population; income per head times population."""
    frame = frame[frame.year >= FIRST_INDICATOR_YEAR]
    people = frame[frame.indicator == "population"].set_index(["iso3", "year"]).value
    total = people.groupby("year").sum()
    unit = frame.drop_duplicates("indicator").set_index("indicator")
    for year in sorted(total.index):
        persons = total[year]
        yield ROW, int(year), "population", _text(persons), unit.unit["population"], "wpp2024"
        for indicator in (*RATES_OF_THE_REST, "gdp_current"):
            here = frame[(frame.indicator == indicator) & (frame.year == year)]
            here = here[here.iso3.isin(people.xs(year, level="year").index)]
            weights = [people[(iso3, year)] for iso3 in here.iso3]
            if not weights:
                continue
            if indicator == "gdp_current":
                value = here.value.sum() / sum(weights) * persons
            else:
                value = sum(here.value * weights) / sum(weights)
            meta = unit.loc[indicator]
            yield ROW, int(year), indicator, _text(value), meta.unit, meta.source


def population(raw: Raw) -> Rows:
    """Residents of the origins by sex and five-year age."""
    file = "population_age_sex.csv.gz"
    frame = raw.table(file, ["iso3", "year", "sex", "age", "value", "unit", "source"])
    for row in frame[frame.iso3.isin(ORIGINS)].itertuples():
        yield row.iso3, row.year, row.sex, row.age, row.value, row.unit, row.source


def corridors(raw: Raw) -> Rows:
    """Distance and ties of each origin with each place; ROW weighted by the origin's stocks."""
    file = "dyads_cepii.csv.gz"
    ties = ["contig", "comlang_off", "comlang_ethno", "colony", "comcol", "col45"]
    frame = raw.table(file, ["origin", "dest", "dist", "distw", *ties, "source"])
    frame = frame[frame.origin.isin(ORIGINS)]
    frame = raw.numbers(file, frame, "dist", "distw", *ties)
    stock = _stock_frame(raw)
    stock = stock[stock.year == 2005].set_index(["origin", "dest"]).value
    for row in frame[frame.dest.isin(PLACES)].itertuples():
        flags = [int(getattr(row, name)) for name in ties]
        yield (row.origin, row.dest, _text(row.dist), _text(row.distw), *flags, 2011, row.source)
    rest = frame[~frame.dest.isin(PLACES)]
    for origin in ORIGINS:
        here = rest[rest.origin == origin]
        here = here.assign(weight=[stock.get((origin, dest), 0.0) for dest in here.dest])
        mean = {name: _weighted_mean(here, name) for name in ("dist", "distw", *ties)}
        flags = [int(mean[name] >= 0.5) for name in ties]
        yield (
            origin,
            ROW,
            _text(round(mean["dist"], 1)),
            _text(round(mean["distw"], 1)),
            *flags,
            2011,
            "cepii_geodist_2011",
        )


def _weighted_mean(frame: "pd.DataFrame", column: str) -> float:
    """Mean of a column over the rows that have it, by the column `weight`."""
    known = frame[frame[column].notna()]
    return float((known[column] * known.weight).sum() / known.weight.sum())


def _stock_frame(raw: Raw) -> "pd.DataFrame":
    """Migrant stocks of the origins, as numbers."""
    file = "migrant_stock_bilateral.csv.gz"
    frame = raw.table(file, ["origin", "dest", "year", "value", "value_female", "unit", "source"])
    frame = frame[frame.origin.isin(ORIGINS) & (frame.origin != frame.dest)]
    return raw.numbers(file, frame, "year", "value", "value_female")


def stocks(raw: Raw) -> Rows:
    """Migrant stocks of each origin, five-yearly."""
    yield from _summed(
        _stock_frame(raw),
        ["origin", "dest", "year"],
        ["value", "value_female"],
        ["unit", "source"],
        rest=["dest"],
    )


def flows(raw: Raw) -> Rows:
    """Estimated flows out of and back to each origin, five-yearly and yearly."""
    file = "flows_5yr_abel_cohen.csv.gz"
    measures = ["da_pb_closed", "pb_outward", "pb_return"]
    frame = raw.table(file, ["origin", "dest", "year0", "year1", *measures, "unit", "source"])
    frame = raw.numbers(file, frame, "year0", "year1", *measures)
    frame = frame[(frame.year0 >= 2000) & (frame.year1 <= 2015)]
    for measure in measures:
        part = frame.assign(year=frame.year0, years=5, measure=measure, value=frame[measure])
        yield from _flow_rows(part)
    file = "flows_annual_gaskin_abel.csv.gz"
    frame = raw.table(file, ["origin", "dest", "year", "value", "unit", "source"])
    frame = raw.numbers(file, frame, "year", "value")
    frame = frame[frame.year.between(2000, 2015)]
    yield from _flow_rows(frame.assign(years=1, measure="flow"))


def _flow_rows(frame: "pd.DataFrame") -> Rows:
    """Rows of `flows` in both directions of each origin's corridors."""
    frame = frame[(frame.origin != frame.dest) & (frame.value > 0)]
    keys = ["origin", "dest", "year", "years", "measure"]
    for origin in ORIGINS:
        ours = frame[(frame.origin == origin) | (frame.dest == origin)]
        yield from _summed(ours, keys, ["value"], ["unit", "source"], rest=["origin", "dest"])


def visas(raw: Raw) -> Rows:
    """Short-stay visas asked for at the consulates in each origin."""
    file = "schengen_visas.csv.gz"
    counts = ["applied", "issued", "mev", "not_issued"]
    frame = raw.table(file, ["origin", "dest", "year", "regime", *counts, "unit", "source"])
    frame = frame[frame.origin.isin(ORIGINS) & frame.dest.isin(PLACES)]
    frame = raw.numbers(file, frame, *counts)
    for row in frame.itertuples():
        cells = [_text(getattr(row, name)) for name in counts]
        yield (row.origin, row.dest, row.year, row.regime, *cells, row.unit, row.source)


def permits(raw: Raw) -> Rows:
    """Valid residence permits by citizenship, and population by citizenship."""
    yield from _measures(raw, "eurostat_valid_permits_by_citizenship.csv.gz", {"": "valid_permits"})
    yield from _measures(
        raw, "eurostat_population_by_citizenship.csv.gz", {"": "population_by_citizenship"}
    )


def immigration(raw: Raw) -> Rows:
    """Immigration by citizenship, as reported by the receiving states."""
    yield from _measures(raw, "eurostat_immigration_by_citizenship.csv.gz", {"": "immigration"})


def enforcement(raw: Raw) -> Rows:
    """Persons found illegally present, ordered to leave, returned, refused entry."""
    names = (
        "found_illegally_present",
        "ordered_to_leave",
        "returned",
        "returned_to_third_country",
        "refused_entry",
    )
    file = "eurostat_enforcement_by_citizenship.csv.gz"
    yield from _measures(raw, file, {name: name for name in names})


def _measures(raw: Raw, file: str, names: dict[str, str]) -> Rows:
    """Rows (origin, dest, year, measure, value, unit, source) of a table by citizenship."""
    columns = ["origin", "dest", "year", "value", "unit", "source"]
    frame = raw.table(file, columns if "" in names else [*columns, "measure"])
    frame = frame.assign(measure=names[""]) if "" in names else frame
    areas = (*PLACES, *schema.AGGREGATES)
    frame = frame[frame.origin.isin(ORIGINS) & frame.dest.isin(areas)]
    frame = raw.numbers(file, frame[frame.measure.isin(names.values())], "value")
    for row in frame.itertuples():
        yield row.origin, row.dest, row.year, row.measure, _text(row.value), row.unit, row.source


def asylum(raw: Raw) -> Rows:
    """Asylum applications (Eurostat, UNHCR) and first-instance decisions (UNHCR)."""
    keys = ["origin", "dest", "year", "measure"]
    areas = (*PLACES, *schema.AGGREGATES)
    file = "eurostat_asylum_applicants.csv.gz"
    frame = raw.table(file, ["origin", "dest", "year", "sex", "measure", "value", "source"])
    frame = frame[frame.origin.isin(ORIGINS) & frame.dest.isin(areas)]
    frame = raw.numbers(file, frame, "value")
    yield from _summed(frame, keys, ["value"], ["unit", "source"])
    file = "unhcr_asylum_applications.csv.gz"
    frame = raw.table(file, ["origin", "asylum", "year", "app_type", "app_pc", "value", "source"])
    frame = frame[frame.origin.isin(ORIGINS) & (frame.app_type == "N")]
    frame = raw.numbers(file, frame.rename(columns={"asylum": "dest", "app_pc": "pc"}), "value")
    frame = _persons_before_cases(frame).assign(measure="new_applications")
    yield from _summed(frame, keys, ["value"], ["unit", "source"], rest=["dest"])
    file = "unhcr_asylum_decisions.csv.gz"
    decisions = ["dec_recognized", "dec_other", "dec_rejected", "dec_closed"]
    columns = ["origin", "asylum", "year", "dec_level", "dec_pc", *decisions, "source"]
    frame = raw.table(file, columns)
    frame = frame[frame.origin.isin(ORIGINS) & (frame.dec_level == "FI")]
    frame = raw.numbers(file, frame.rename(columns={"asylum": "dest", "dec_pc": "pc"}), *decisions)
    frame = _persons_before_cases(frame)
    measures = ("recognised", "complementary", "rejected", "closed")
    for column, measure in zip(decisions, measures, strict=True):
        part = frame.assign(value=frame[column], measure=f"decisions_{measure}")
        part = part[part.value > 0]
        yield from _summed(part, keys, ["value"], ["unit", "source"], rest=["dest"])


def _persons_before_cases(frame: "pd.DataFrame") -> "pd.DataFrame":
    """Counts of persons; counts of cases only where a state and year has no count of persons.

    States that are not listed apart are added up later, so their unit says that it may be either.
    """
    import pandas as pd

    persons = frame[frame.pc == "P"].assign(unit="persons_per_year")
    cases = frame[frame.pc == "C"].assign(unit="cases_per_year")
    counted = set(zip(persons.origin, persons.dest, persons.year, strict=True))
    keys = zip(cases.origin, cases.dest, cases.year, strict=True)
    both = pd.concat([persons, cases.loc[[key not in counted for key in keys]]])
    return both.assign(unit=both.unit.where(both.dest.isin(PLACES), "persons_or_cases_per_year"))


def refugees(raw: Raw) -> Rows:
    """Refugees, asylum-seekers and displaced at the year's end; resettled and returned in it."""
    keys = ["origin", "dest", "year", "measure"]
    for file, names in (
        (
            "unhcr_population.csv.gz",
            {
                "refugees": "refugees",
                "asylum_seekers": "asylum_seekers",
                "idps": "idps",
                "returned_refugees": "returned_refugees",
                "returned_idps": "returned_idps",
                "stateless": "stateless",
                "oip": "others_in_need",
            },
        ),
        (
            "unhcr_solutions.csv.gz",
            {"resettlement": "resettled", "naturalisation": "naturalised"},
        ),
    ):
        frame = raw.table(file, ["origin", "asylum", "year", *names, "unit", "source"])
        frame = frame[frame.origin.isin(ORIGINS)].rename(columns={"asylum": "dest"})
        frame = raw.numbers(file, frame, *names)
        for column, measure in names.items():
            part = frame.assign(value=frame[column], measure=measure)
            part = part[part.value > 0]
            yield from _summed(part, keys, ["value"], ["unit", "source"], rest=["dest"])


def prices(raw: Raw) -> Rows:
    """Cost of sending 200 USD to each origin: mean of the quarters; the world as a whole."""
    file = "remittance_prices_corridor.csv.gz"
    frame = raw.table(file, ["sender", "receiver", "year", "quarter", "value", "unit", "source"])
    frame = raw.numbers(file, frame, "value")
    keys = ["sender", "receiver", "year"]
    yearly = frame.groupby([*keys, "unit", "source"], as_index=False).value.agg(["mean", "size"])
    for row in yearly[yearly.receiver.isin(ORIGINS) & yearly.sender.isin(PLACES)].itertuples():
        mean = _text(round(row.mean, 4))
        yield row.sender, row.receiver, row.year, mean, row.size, row.unit, row.source
    world = yearly.groupby(["year", "unit", "source"])["mean"].mean()
    for (year, unit, source), mean in world.items():
        quarters = frame[frame.year == year].quarter.nunique()
        yield "WLD", "WLD", year, _text(round(mean, 4)), quarters, unit, source


def bilateral_remittances(raw: Raw) -> Rows:
    """Estimated remittances to each origin by sender."""
    file = "remittances_bilateral.csv.gz"
    frame = raw.table(file, ["sender", "receiver", "year", "value", "unit", "source"])
    frame = raw.numbers(file, frame[frame.receiver.isin(ORIGINS)], "value", "year")
    allowed = [_may_ship(r, y) for r, y in zip(frame.receiver, frame.year, strict=True)]
    frame = frame.loc[allowed]
    keys = ["sender", "receiver", "year"]
    yield from _summed(frame, keys, ["value"], ["unit", "source"], rest=["sender"])


def transcribed(raw: Raw) -> Rows:
    """National figures typed by hand, and first permits of the origins."""
    columns = ["iso3", "year", "period", "measure", "partner", "value", "unit", "reliability"]
    columns += ["note", "address"]
    file = "moldova_transcribed.csv"
    frame = raw.numbers(file, raw.table(file, columns), "value")
    for row in frame[frame.iso3.isin(ORIGINS)].itertuples():
        cells = [getattr(row, name) for name in columns]
        cells[5] = _text(row.value)
        yield (*cells, "moldova_transcribed")


def policy(raw: Raw) -> Rows:
    """Dated agreements of the places, visa-free travel, accession."""
    columns = ["iso3", "instrument", "event", "date", "precision", "verified", "note", "address"]
    frame = raw.table("policy_timeline.csv", columns)
    for row in frame[frame.iso3.isin(PLACES)].itertuples():
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
    yield from _summed(frame[frame.route != ""], keys, counts, ["unit", "source"])


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


def visa_rules(raw: Raw) -> Rows:
    """Who needs a visa where, before any visa-free reform of the common list; changes only."""
    file = "passport_index.csv.gz"
    frame = raw.table(file, ["passport", "dest", "year", "snapshot", "requirement", "source"])
    frame = frame[frame.passport.isin(ORIGINS) & frame.dest.isin(PLACES)]
    common = {row[0]: row[7] for row in places(raw) if row[7]}
    for origin in ORIGINS:
        for dest, since in common.items():
            yield origin, dest, since, 1, "common visa list", since[:4], "schengen_acquis"
    for (origin, dest), rows in frame.sort_values("snapshot").groupby(["passport", "dest"]):
        if dest in common or dest == origin:
            continue
        before = None
        for row in rows.itertuples():
            required = not (row.requirement in NO_VISA_NEEDED or row.requirement.isdecimal())
            if required != before:
                rule = (int(required), row.requirement)
                yield (origin, dest, row.snapshot, *rule, row.year, row.source)
            before = required


def recruitment_costs(raw: Raw) -> Rows:
    """Fees paid by workers to recruiters and by migrants to smugglers."""
    columns = ["origin", "dest", "year", "measure", "value", "unit", "note", "address"]
    file = "recruitment_costs_transcribed.csv"
    frame = raw.numbers(file, raw.table(file, columns), "value")
    for row in frame.itertuples():
        cells = [getattr(row, name) for name in columns]
        cells[4] = _text(row.value)
        yield (*cells, "recruitment_transcribed")


def permits_total(raw: Raw) -> Rows:
    """First permits, and valid permits by reason, of all citizenships together."""
    areas = (*PLACES, *schema.AGGREGATES)
    file = "eurostat_first_permits_total.csv"
    frame = raw.numbers(file, raw.table(file, ["dest", "year", "value", "unit", "source"]), "value")
    for row in frame[frame.dest.isin(areas)].itertuples():
        yield row.dest, row.year, "first_permits", _text(row.value), row.unit, row.source
    file = "eurostat_valid_permits_by_reason_total.csv"
    columns = ["dest", "year", "reason", "value", "unit", "source"]
    frame = raw.numbers(file, raw.table(file, columns), "value")
    for row in frame[frame.dest.isin(areas)].itertuples():
        reason = row.reason.lower().replace(" ", "_").replace(",", "")
        yield row.dest, row.year, f"valid_permits_{reason}", _text(row.value), row.unit, row.source


COMPILERS = {
    "places": places,
    "indicators": indicators,
    "population": population,
    "corridors": corridors,
    "stocks": stocks,
    "flows": flows,
    "visas": visas,
    "permits": permits,
    "asylum": asylum,
    "enforcement": enforcement,
    "immigration": immigration,
    "refugees": refugees,
    "prices": prices,
    "bilateral_remittances": bilateral_remittances,
    "transcribed": transcribed,
    "policy": policy,
    "routes": routes,
    "visa_rules": visa_rules,
    "recruitment_costs": recruitment_costs,
    "permits_total": permits_total,
}


def _summed(
    frame: "pd.DataFrame",
    keys: list[str],
    values: list[str],
    tail: list[str],
    rest: Sequence[str] = (),
) -> Rows:
    """Rows summed over everything but keys and tail; codes in columns `rest` not listed -> ROW."""
    frame = frame.copy()
    for column in rest:
        frame[column] = [code if code in PLACES else ROW for code in frame[column]]
    grouped = frame.groupby([*keys, *tail], as_index=False)[values].sum()
    for row in grouped[[*keys, *values, *tail]].itertuples(index=False):
        yield tuple(_text(cell) if isinstance(cell, float) else cell for cell in row)


def _may_ship(iso3: str, year: float) -> bool:
    """Whether an outcome of this origin and year is not held out."""
    return year <= schema.OUTCOMES_HELD_OUT_AFTER.get(iso3, year)


def _text(value: float) -> str:
    """A number as its shortest exact text; "" if it is missing."""
    number = float(value)
    if number != number:
        return ""
    return str(int(number)) if number.is_integer() else f"{number:.10g}"
