"""The indicators of the monitoring outputs, declared once; pages and tables follow (ODD 5.1).

Each says what it is, how it comes from a result, which way the Communication wants it to move,
and the rows of the list of instruments that ask for it. Ids are stable: never reused or renamed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sim.results.outcomes import BY_NAME
from sim.vocabulary import WAYS_OUT

HOME, ABROAD, EU27 = "home", "abroad", "eu27"
"""Groups of places: the origin itself, everywhere else, the members of the Union."""

MAIN_PLACES, EU_PLACES, NO_SPLIT = "main places", "EU places", ""
"""Splits by place: the ten main destinations, the ten members with most cases; the rest as one."""


@dataclass(frozen=True)
class Part:
    """Some labels of one variable of a result; dimensions not named are added up.

    variable  an outcome, or "abroad": emigrants by place
    select    dimension -> labels; of `place` also HOME, ABROAD or EU27
    times     factor [1], to subtract or to change the unit
    """

    variable: str
    select: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    times: float = 1.0

    @property
    def kind(self) -> str:
        """Flow, stock or level."""
        return "stock" if self.variable == "abroad" else BY_NAME[self.variable].kind


Parts = tuple[Part, ...]


@dataclass(frozen=True)
class Indicator:
    """One number by period, for each policy.

    value   parts added up: of a flow the mean of a year, of a stock the end of the period, of a
            level the mean of the period
    over    parts to divide by; empty: none
    base    simulated persons behind a cell, where value and `over` do not tell
    by      dimension that is listed label by label ("place": see `places`)
    spread  standard deviation of the ratio over places, weighted by `over`
    good    +1 if the Communication wants more of it, -1 if less, 0 if it does not say
    target  what the Communication states as a number; a scenario may state others (`goals`)
    rows    of the list of instruments and demands, as "L104"
    main    in the biennial report
    """

    id: str
    label: str
    theme: str
    pillar: int
    value: Parts
    unit: str = "1"
    over: Parts = ()
    base: Parts = ()
    by: str = ""
    places: str = NO_SPLIT
    spread: bool = False
    good: int = 0
    target: float | None = None
    rows: tuple[str, ...] = ()
    main: bool = True

    @property
    def percent(self) -> bool:
        """A share, given in per cent; differences are in points."""
        return self.unit.startswith("%")

    @property
    def flow(self) -> bool:
        """A sum over time, given for a year."""
        return not self.over and self.value[0].kind == "flow"

    @property
    def count(self) -> bool:
        """A count of persons or cases, so that a cell may rest on too few."""
        return self.unit == "1"

    @property
    def bases(self) -> Parts:
        """What counts the persons behind a cell; empty where everybody is."""
        if self.base:
            return self.base
        counted = self.over if self.over else self.value
        persons = all(BY_NAME[p.variable].integer for p in counted if p.variable in BY_NAME)
        return counted if persons else ()

    @property
    def method(self) -> str:
        """How it is computed, in words for the schema."""
        text = _in_words(self.value)
        if self.over:
            text = f"{text} over {_in_words(self.over)}"
        if self.spread:
            text = f"standard deviation over places, weighted by the divisor, of {text}"
        return text


def _in_words(parts: Parts) -> str:
    return " + ".join(_part_in_words(part) for part in parts).replace("+ -", "- ")


def _part_in_words(part: Part) -> str:
    chosen = "; ".join(f"{dim} {', '.join(labels)}" for dim, labels in part.select.items())
    factor = {1.0: "", -1.0: "-"}.get(part.times, f"{part.times:g} x ")
    period = {"flow": "year's sum", "stock": "end", "level": "mean"}[part.kind]
    inside = f"{period}; {chosen}" if chosen else period
    return f"{factor}{part.variable} ({inside})"


def of(variable: str, times: float = 1.0, **select: str | tuple[str, ...]) -> Parts:
    """One part, its labels given as keywords by dimension."""
    chosen = {d: (v,) if isinstance(v, str) else v for d, v in select.items()}
    return (Part(variable, chosen, times),)


ENFORCED = ("assisted", "forced", "readmitted")
WORKS_ABROAD = ("worker", "highly_skilled", "seasonal")
HARMS = (
    *of("deaths_in_transit", 1000.0), *of("trafficked", 1000.0),
    *of("exploited", 1000.0), *of("detained", 1000.0),
)  # fmt: skip
HARMS_BY_GROUP = {
    "deaths_in_transit": "Deaths on the way",
    "detained": "Detained",
    "exploited": "Exploited",
    "trafficked": "Trafficked",
    "separated": "Families parted",
}
"""Lines of the ledger of rights that are told by group."""
OUT = of("arrivals", channel=WAYS_OUT)
DISPLACED = (*of("idps"), *of("refugees_in_region"))

THEMES: dict[str, str] = {
    "patterns": "Patterns of migration",
    "irregular": "Irregular migration",
    "return": "Return and what follows",
    "protection": "Asylum, refuge and displacement",
    "labour": "Labour market",
    "cooperation": "Cooperation with the Union",
    "remittances": "Remittances",
    "diaspora": "Diaspora",
    "development": "Development at home",
    "rights": "Rights",
}
"""Sections of the profile that hold numbers, in order; the legal frame stands between."""

# fmt: off
INDICATORS: tuple[Indicator, ...] = (  # one indicator a statement
    # patterns
    Indicator("residents", "Residents of the country of origin", "patterns", 0,
              of("persons", place=HOME), main=False),
    Indicator("emigrants", "Emigrants", "patterns", 1, of("emigrants"), rows=("L25", "L101")),
    Indicator("emigrants_by_place", "Emigrants", "patterns", 1, of("abroad"), by="place",
              places=MAIN_PLACES, rows=("L25", "L101"), main=False),
    Indicator("arrivals", "Arrivals abroad", "patterns", 1, OUT, rows=("L25", "L101")),
    Indicator("arrivals_eu27", "Arrivals in the European Union", "patterns", 1,
              of("arrivals", channel=WAYS_OUT, place=EU27), rows=("L25",)),
    Indicator("arrivals_by_channel", "Arrivals", "patterns", 1, OUT, by="channel",
              rows=("L25", "L101"), main=False),
    Indicator("net_migration", "Net migration at home", "patterns", 0,
              of("moves", place=HOME), base=of("arrivals", place=HOME), rows=("L25",),
              main=False),
    Indicator("visits", "Short visits abroad", "patterns", 1, of("visits"), good=1,
              rows=("L03", "L33")),
    Indicator("visa_refusal_rate", "Short-stay visas refused", "patterns", 1,
              of("visa_refusals"), "%", of("visa_applications"), good=-1, rows=("L54",)),
    Indicator("permits_issued", "First residence permits", "patterns", 1, of("permits_issued"),
              rows=("L07", "L39")),
    # irregular migration
    Indicator("irregular_stock", "Irregular residents", "irregular", 2, of("irregular_stock"),
              good=-1, rows=("L10", "L75")),
    Indicator("irregular_entries", "Irregular entries", "irregular", 2, of("irregular_entries"),
              good=-1, rows=("L10", "L65")),
    Indicator("overstays", "New overstays", "irregular", 2, of("overstays"), good=-1,
              rows=("L33", "L75")),
    Indicator("irregular_share", "Emigrants staying irregularly", "irregular", 2,
              of("irregular_stock"), "%", of("emigrants"), good=-1, rows=("L10",)),
    Indicator("smuggling_revenue", "Fees paid to smugglers", "irregular", 2,
              of("smuggling_revenue"), "EUR", base=of("attempts"), good=-1, rows=("L72",)),
    # return
    Indicator("returns", "Returns to the origin", "return", 2, of("returns"), rows=("L25",)),
    Indicator("returns_by_kind", "Returns", "return", 2, of("returns"), by="return_kind",
              rows=("L25", "L77"), main=False),
    Indicator("return_orders", "Orders to leave", "return", 2, of("return_orders"),
              rows=("L67", "L80")),
    Indicator("return_rate", "Orders to leave carried out", "return", 2,
              of("returns", return_kind=ENFORCED), "%", of("return_orders"), good=1,
              rows=("L67", "L76", "L80")),
    Indicator("return_orders_by_state", "Orders to leave", "return", 2, of("return_orders"),
              by="place", places=EU_PLACES, rows=("L80",), main=False),
    Indicator("return_rate_by_state", "Orders carried out", "return", 2,
              of("returns", return_kind=ENFORCED), "%", of("return_orders"), by="place",
              places=EU_PLACES, good=1, rows=("L80",), main=False),
    Indicator("returnees", "Returnees living in the origin", "return", 2, of("returnees"),
              rows=("L77",)),
    Indicator("re_emigration_rate", "Returnees leaving again", "return", 2,
              of("re_emigrations"), "% a year", of("returnees"), rows=("L77", "L117")),
    Indicator("returnee_poverty", "Returnees in poor households", "return", 2,
              of("returnees_in_poverty"), "%", of("returnees"), good=-1, rows=("L77", "L117")),
    Indicator("firms_by_returnees", "Firms started by returnees", "return", 4,
              of("firms_by_returnees"), good=1, rows=("L77", "L103")),
    # protection
    Indicator("asylum_applications", "Asylum applications", "protection", 3,
              of("asylum_applications"), rows=("L25", "L81")),
    Indicator("recognition_rate", "Asylum decisions that recognise", "protection", 3,
              of("asylum_decisions", asylum_outcome="recognised"), "%", of("asylum_decisions"),
              rows=("L88",)),
    Indicator("asylum_backlog", "Asylum cases waiting", "protection", 3, of("asylum_backlog"),
              good=-1, rows=("L88",)),
    Indicator("idps", "Internally displaced persons", "protection", 3, of("idps"), good=-1,
              rows=("L85",)),
    Indicator("refugees_in_region", "Refugees in the region", "protection", 3,
              of("refugees_in_region"), rows=("L87",)),
    Indicator("protracted_share", "Displaced for over five years", "protection", 3,
              of("protracted"), "%", DISPLACED, good=-1, rows=("L83", "L86")),
    Indicator("resettled", "Resettled refugees", "protection", 3, of("resettled"), good=1,
              rows=("L90",)),
    Indicator("stateless", "Stateless persons", "protection", 3, of("stateless"), good=-1,
              rows=("L84",)),
    # labour market
    Indicator("active_persons", "Persons of working age at home", "labour", 4, of("active_persons"),
              rows=("L101",)),
    Indicator("wage_by_skill", "Pay at home, education", "labour", 4, of("wage"),
              "EUR a month", by="skill", rows=("L101", "L114"), main=False),
    Indicator("labour_migrants", "Labour migrants abroad", "labour", 1,
              of("persons", status=WORKS_ABROAD), rows=("L101",)),
    Indicator("employment_abroad", "Migrants in work", "labour", 1, of("employment_rate"), "%",
              base=of("emigrants"), good=1, rows=("L09", "L48")),
    Indicator("overqualified", "Graduates abroad below their level", "labour", 1,
              of("overqualified_share"), "%", base=of("persons_by_skill", skill="high"),
              good=-1, rows=("L13", "L51", "L52")),
    Indicator("health_workers", "Health workers at home", "labour", 4, of("health_workers"),
              good=1, rows=("L95",)),
    Indicator("health_workers_abroad", "Health workers living abroad", "labour", 4,
              of("health_workers_abroad"), "%", good=-1, rows=("L13", "L95")),
    Indicator("irregular_workers", "Irregular residents in work", "labour", 2,
              of("irregular_workers"), good=-1, rows=("L80", "L124")),
    Indicator("checked_by_state", "Irregular residents in work whom checks reach", "labour", 2,
              of("checked_workers"), "%", of("irregular_workers"), by="place", places=EU_PLACES,
              good=1, rows=("L68", "L80"), main=False),
    Indicator("unlicensed_share", "Recruiter users with an unlicensed one", "labour", 1,
              of("unlicensed_share"), "%", base=of("permit_applications"), good=-1,
              rows=("L92", "L105")),
    Indicator("recruitment_fees", "Fees paid to recruiters", "labour", 1, of("recruitment_fees"),
              "EUR", base=of("permit_applications"), good=-1, rows=("L62", "L105")),
    # cooperation: where states negotiate
    Indicator("partnership_rung", "Rung of the partnership, 0 to 4", "cooperation", 0,
              of("partnership_rung"), "rung", rows=("L29", "L35", "L109")),
    Indicator("partnership_offer", "Package offered by the Union", "cooperation", 0,
              of("partnership_offer"), "%", rows=("L31", "L32")),
    Indicator("partnership_delivered", "Package delivered", "cooperation", 0,
              of("partnership_delivered"), "%", rows=("L32", "L80")),
    Indicator("partnership_compliance", "Compliance that the Union sees", "cooperation", 0,
              of("partnership_compliance"), "%", rows=("L04", "L31")),
    Indicator("partnership_members", "Member states that take part", "cooperation", 0,
              of("partnership_members"), "states", rows=("L36",)),
    # remittances
    Indicator("remittances_sent", "Remittances sent", "remittances", 4, of("remittances_sent"),
              "EUR", base=of("emigrants"), good=1, rows=("L91",)),
    Indicator("remittances_received", "Remittances received", "remittances", 4,
              of("remittances_received"), "EUR", base=of("emigrants"), good=1, rows=("L91",)),
    Indicator("remittance_fees", "Fees and margins paid", "remittances", 4,
              of("remittance_fees"), "EUR", base=of("emigrants"), good=-1, rows=("L91",)),
    Indicator("remittance_price", "Mean price of sending", "remittances", 4,
              of("remittance_fees"), "%", of("remittances_sent"), base=of("emigrants"),
              good=-1, rows=("L91", "L104")),
    Indicator("price_spread", "Spread of prices over corridors", "remittances", 4,
              of("remittance_fees"), "%", of("remittances_sent"), base=of("emigrants"),
              spread=True, good=-1, rows=("L104",)),
    Indicator("remittances_to_gdp", "Remittances over GDP", "remittances", 4,
              of("remittances_to_gdp"), "%", rows=("L98", "L121")),
    Indicator("remittance_dependency", "Households living on remittances", "remittances", 4,
              of("remittance_dependency"), "%", good=-1, rows=("L98",)),
    Indicator("received_by_place", "Received", "remittances", 4, of("remittances_received"),
              "EUR", base=of("abroad"), by="place", places=MAIN_PLACES, good=1,
              rows=("L91", "L104"), main=False),
    Indicator("price_by_place", "Price of sending", "remittances", 4, of("remittance_fees"), "%",
              of("remittances_sent"), base=of("abroad"), by="place", places=MAIN_PLACES,
              good=-1, rows=("L104",), main=False),
    # diaspora
    Indicator("diaspora_by_skill", "Living abroad, education", "diaspora", 1,
              of("persons_by_skill", place=ABROAD), by="skill", rows=("L101",), main=False),
    Indicator("diaspora_settled", "Long-term residents abroad", "diaspora", 1,
              of("persons", status="settled"), rows=("L40",)),
    Indicator("diaspora_investment", "Investment by diaspora and returnees", "diaspora", 4,
              of("diaspora_investment"), "EUR", base=of("emigrants"), good=1,
              rows=("L94", "L102")),
    # development
    Indicator("gdp_per_capita", "GDP per resident", "development", 4, of("gdp_per_capita"),
              "EUR a year", good=1, rows=("L101",)),
    Indicator("poverty", "Residents in poor households", "development", 4,
              of("poverty_headcount"), "%", good=-1, rows=("L91",)),
    Indicator("poverty_gap", "Shortfall of the poor, over the line, per resident", "development",
              4, of("poverty_gap"), "%", good=-1, rows=("L91", "L121")),
    Indicator("low_schooled", "School leavers with little schooling", "development", 4,
              of("low_schooled"), "%", of("school_leavers"), good=-1, rows=("L116",)),
    Indicator("tertiary_share", "Adults with a degree", "development", 4, of("tertiary_share"),
              "%", good=1, rows=("L114",)),
    Indicator("skilled_emigration", "Graduates living abroad", "development", 4,
              of("skilled_emigration_rate"), "%", rows=("L13",)),
    Indicator("left_behind_children", "Children with a parent abroad", "development", 4,
              of("left_behind_children"), good=-1, rows=("L116",)),
    Indicator("programme_cost", "Public cost of the levers", "development", 0,
              of("programme_cost"), "EUR", good=-1, rows=("L23", "L106")),
    Indicator("cost_by_line", "Public cost", "development", 0, of("cost_by_line"), "EUR",
              by="budget_line", good=-1, rows=("L106",), main=False),
    # rights
    Indicator("deaths_in_transit", "Deaths on irregular routes", "rights", 2,
              of("deaths_in_transit"), good=-1, rows=("L15",)),
    Indicator("trafficked", "Newly trafficked persons", "rights", 2, of("trafficked"), good=-1,
              rows=("L78",)),
    Indicator("exploited", "Cases of exploitation at work", "rights", 2, of("exploited"),
              good=-1, rows=("L69",)),
    Indicator("exploitation_by_place", "Exploitation per 1,000 emigrants", "rights",
              2, of("exploited", 1000.0), "per 1,000 a year", of("abroad"), by="place",
              places=MAIN_PLACES, good=-1, rows=("L69", "L93"), main=False),
    Indicator("detained", "Persons detained", "rights", 2, of("detained"), good=-1,
              rows=("L70",)),
    Indicator("detention_length", "Months in detention per person detained", "rights", 2,
              of("detention_months"), "months", of("detained"), good=-1, rows=("L70",)),
    Indicator("without_reception", "Asylum seekers without a place in reception", "rights", 3,
              of("without_reception"), good=-1, rows=("L70",)),
    Indicator("without_reception_by_state", "Asylum seekers without a place", "rights", 3,
              of("without_reception"), "%", of("asylum_backlog"), by="place", places=EU_PLACES,
              good=-1, rows=("L70",), main=False),
    Indicator("separated", "Families parted", "rights", 0, of("separated"), good=-1,
              rows=("L15", "L116")),
    Indicator("harm_rate", "Harms per 1,000 movers", "rights", 0, HARMS, "per 1,000", OUT,
              good=-1, rows=("L15",)),
    *(
        Indicator(f"{harm}_by_group", f"{label} per 1,000 movers", "rights", 0,
                  of("harms_by_group", 1000.0, harm=harm), "per 1,000", of("movers_by_group"),
                  by="group", good=-1, rows=("L15", "L16"), main=False)
        for harm, label in HARMS_BY_GROUP.items()
    ),
    Indicator("refoulements", "Recognised refugees returned", "rights", 3, of("refoulements"),
              good=-1, target=0.0, rows=("L11",)),
)
# fmt: on

BY_ID = {indicator.id: indicator for indicator in INDICATORS}
