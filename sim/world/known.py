"""Facts typed by hand: accession and Schengen dates, and the sources of typed tables."""

EU_FOUNDED = {
    **dict.fromkeys(("BEL", "DEU", "FRA", "ITA", "LUX", "NLD"), "1958-01-01"),
    **dict.fromkeys(("DNK", "GBR", "IRL"), "1973-01-01"),
    "GRC": "1981-01-01",
    **dict.fromkeys(("ESP", "PRT"), "1986-01-01"),
    **dict.fromkeys(("AUT", "FIN", "SWE"), "1995-01-01"),
}
"""Accessions before 2004; later ones come from the policy timeline. Source: eu_accession_dates."""

SCHENGEN_SINCE = {
    **dict.fromkeys(("BEL", "DEU", "ESP", "FRA", "LUX", "NLD", "PRT"), "1995-03-26"),
    "ITA": "1997-10-26",
    "AUT": "1997-12-01",
    "GRC": "2000-03-26",
    **dict.fromkeys(("DNK", "FIN", "ISL", "NOR", "SWE"), "2001-03-25"),
    **dict.fromkeys(("CZE", "EST", "HUN", "LTU", "LVA", "MLT", "POL", "SVK", "SVN"), "2007-12-21"),
    "CHE": "2008-12-12",
    "HRV": "2023-01-01",
    **dict.fromkeys(("BGR", "ROU"), "2024-03-31"),
}
"""Full application of the Schengen acquis, uniform short-stay visas included (schengen_acquis)."""

VISA_LIST_IN_FORCE = "2001-04-10"
"""Regulation (EC) 539/2001: one list of whose citizens need a visa; binds all EU members but IRL
and GBR, from accession, and the associated states from the day they applied the acquis."""
VISA_LIST_OPT_OUT = ("GBR", "IRL")
VISA_LIST_ASSOCIATED = ("CHE", "ISL", "NOR")
SHORT_NAMES = {
    "BOL": "Bolivia", "COD": "DR Congo", "COG": "Congo", "FLK": "Falkland Islands",
    "FSM": "Micronesia", "GBR": "United Kingdom", "HKG": "Hong Kong", "IRN": "Iran",
    "KOR": "South Korea", "LAO": "Laos", "MAC": "Macao", "MAF": "Saint Martin", "MDA": "Moldova",
    "NLD": "Netherlands", "PRK": "North Korea", "PSE": "Palestine", "RUS": "Russia",
    "SXM": "Sint Maarten", "SYR": "Syria", "TWN": "Taiwan", "TZA": "Tanzania",
    "USA": "United States", "VEN": "Venezuela", "VIR": "US Virgin Islands", "XKX": "Kosovo",
}  # fmt: skip
"""Names of places shorter than those of the country list of the United Nations."""

CAPITALS = {"BES": ("-68.27", "12.15"), "MYT": ("45.23", "-12.78")}
"""Longitude and latitude of the capital where neither table of coordinates has the place."""

PASSPORT_OF = {
    **dict.fromkeys(("GLP", "GUF", "MTQ", "MYT", "NCL", "PYF", "REU"), "FRA"),
    **dict.fromkeys(("GUM", "PRI", "VIR"), "USA"),
    **dict.fromkeys(("ABW", "CUW"), "NLD"),
    "ESH": "MAR",
}
"""Territory -> the state whose passport its people hold, where visa rules know no own one."""

TIES_LIKE = {
    **dict.fromkeys(("BLM", "MAF", "MCO", "MYT"), "FRA"),
    **dict.fromkeys(("ASM", "GUM", "VIR"), "USA"),
    **dict.fromkeys(("GGY", "IMN", "JEY"), "GBR"),
    **dict.fromkeys(("BES", "CUW", "SXM"), "NLD"),
    **dict.fromkeys(("MNE", "XKX"), "SRB"),
    "LIE": "CHE",
    "SSD": "SDN",
    "VAT": "ITA",
}
"""Place that the table of ties lacks -> the one whose language and colonial ties stand in for it:
the state it was or is a part of, or the neighbour whose language it speaks."""

OWN_SOURCES: tuple[tuple[str, ...], ...] = (
    (
        "eu_accession_dates",
        "Countries of the European Union: dates of accession",
        "European Union",
        "2025",
        "facts; reuse allowed by Decision 2011/833/EU",
        "https://european-union.europa.eu/principles-countries-history/eu-countries_en",
        "typed by hand",
    ),
    (
        "schengen_acquis",
        "Decisions on full application of the Schengen acquis; Regulation (EC) 539/2001",
        "Council of the European Union",
        "2024",
        "facts; reuse allowed by Decision 2011/833/EU",
        "https://eur-lex.europa.eu/eli/reg/2001/539",
        "typed by hand",
    ),
    (
        "moldova_transcribed",
        "Moldova: transfers through banks, remittances, labour migrants, visa-free travellers",
        "National Bank of Moldova, National Bureau of Statistics and others, as cited in each row",
        "2006-2018",
        "facts, cited row by row (column address)",
        "see column address of transcribed.csv",
        "typed by hand",
    ),
    (
        "policy_transcribed",
        "Dates of partnerships, readmission, visa facilitation, visa-free travel and accession",
        "European Union and others, as cited in each row",
        "2025",
        "facts, cited row by row (column address)",
        "see column address of policy.csv",
        "typed by hand",
    ),
    (
        "recruitment_transcribed",
        "Recruitment costs paid by workers and fees of smugglers",
        "KNOMAD, ILO and others, as cited in each row",
        "2012-2023",
        "facts, cited row by row (column address)",
        "see column address of recruitment_costs.csv",
        "typed by hand",
    ),
)
