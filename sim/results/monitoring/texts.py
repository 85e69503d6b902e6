"""What the monitoring pages say in words: gaps by theme, method, and who answers for what."""

PUBLIC, INTERNAL = "public", "internal"
EDITIONS = (PUBLIC, INTERNAL)
FEWEST = 10
"""Simulated persons or cases per replicate below which a public cell is kept back."""

GAPS: dict[str, tuple[str, ...]] = {
    "patterns": (
        "Everybody born in the country of origin is followed, nobody else: foreigners who live "
        "in the country, and children born abroad, are not counted.",
        "Work abroad for some months a year is mostly missing from the stocks at the start.",
        "A visit is counted in the month in which it begins, whatever its length.",
    ),
    "irregular": (
        "Irregular stay cannot be observed; its level follows from assumed chances of overstaying, "
        "of being found and of being regularised.",
        "Shares of routes are assumed; how many take another one when one is guarded is little "
        "known.",
    ),
    "return": (
        "Returnees are those who came home during the run; those back before its start are not "
        "told apart from residents, so the first years rest on few.",
        "Welfare after return is whether the household is poor; health, debt and reception by "
        "others are not in the model.",
        "An order of one year may be carried out in the next, so a share can pass 100 %.",
    ),
    "protection": (
        "The course of conflicts is given from outside, and partly assumed.",
        "The welfare of refugees and of those stranded in transit is not followed.",
    ),
    "labour": (
        "There is no table of wages: pay is a share of GDP per head, with the same premiums of "
        "education everywhere.",
        "Education of the population at the start is assumed.",
        "Natives and other migrants abroad are not simulated: vacancies and unemployment there "
        "come from tables.",
    ),
    "cooperation": (
        "Unless states negotiate in the run, agreements come into force by the calendar, and "
        "nothing of talks, offers and compliance is recorded.",
    ),
    "remittances": (
        "Few prices of corridors are known; elsewhere the mean price stands in.",
        "Remittances do not enter savings, and informal sending is a share, not an observation.",
    ),
    "diaspora": (
        "Years of arrival of those abroad at the start are derived from the growth of stocks.",
        "Trade and the investment of others follow the number of graduates abroad, and move "
        "nothing else.",
    ),
    "development": (
        "Poverty, dependency and children left behind are counted once a year, in households that "
        "neither form nor dissolve.",
        "Prices and public services at home do not respond; of the climate, droughts alone.",
    ),
    "rights": (
        "Harms are counted as far as the model has them: death on the way, trafficking, "
        "exploitation at work, detention, families parted. Abuse elsewhere and discrimination "
        "leave no count.",
        "A person may be of several groups: a girl without citizenship counts in three of them.",
    ),
}
"""What the model does not know, by theme, in plain words (ODD 9 says it in full)."""

METHOD = (
    "The same indicators, computed in the same way, in every period and in both worlds; the "
    "schema beside the tables states how each is computed.",
    "A period covers the two calendar years before June of an odd year, when the Communication "
    "wants a report. At either end of the horizon one year may stand alone. Flows are given for a "
    "year, stocks at the end of the period, shares and levels as the mean of the period.",
    "A change is the mean over replicates of the difference between two periods of the same "
    "replicate; the effect of the reform is the mean difference between two worlds with the same "
    "luck. Both come with the 90 % interval of that mean.",
    "A goal counts as served only if that interval leaves zero out; otherwise there is no clear "
    "change. Changes over time have many causes; only the effect is due to the reform.",
    "Intervals show chance between replicates, not what is unknown about a policy or a number.",
)


def suppression(scale: int) -> str:
    """How the public edition keeps back small cells."""
    many = f"{FEWEST * scale:,}"
    return (
        f"“few” stands where a number rests on fewer than {FEWEST} simulated persons or cases in "
        f"a replicate ({many} real ones), and where it would follow from the total and the other "
        "parts. Such cells are left out of the tables too."
    )


CONTACTS: tuple[tuple[str, str], ...] = (
    ("Ministry responsible for migration of the country of origin",
     "owner of the profile; reruns it, corrects levers and dates"),
    ("National statistical office of the country of origin",
     "stocks, flows, households and education of the population at home"),
    ("Central bank of the country of origin", "remittances and their prices"),
    ("National employment service of the country of origin",
     "recruitment, training before departure, work of returnees"),
    ("Consulates and visa authorities of the member states", "visas, permits, visits"),
    ("Return and readmission authorities of the member states",
     "orders to leave, returns by kind, delivery of the readmission agreement"),
    ("Asylum authorities, EASO and UNHCR", "applications, decisions, refuge in the region"),
    ("FRONTEX, and police and judicial cooperation", "irregular entries, smuggling, trafficking"),
    ("EU delegation in the country of origin", "programmes in force and what they reached"),
    ("Commission and EEAS", "the biennial report, the dialogue with the partner"),
    ("Modelling team", "the model, its parameters, this result"),
)  # fmt: skip
"""Roles, not persons: who is asked about what."""
