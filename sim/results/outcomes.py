"""Everything a run reports, declared once (ODD 5): name, dimensions, unit, kind, pillar.

The recorder fills one integer or float array per outcome, shaped by `dims` after (time, origin).
Flows are sums over the month, stocks are end-of-month. Money is in EUR of 2015. Pillars: 1 legal
migration and mobility, 2 irregular migration and trafficking, 3 protection and asylum,
4 development, 0 horizontal.
"""

from dataclasses import dataclass
from functools import partial


@dataclass(frozen=True)
class Outcome:
    """One variable of the result.

    dims      dimensions after (policy, replicate, time, origin)
    kind      "flow" (sum over the month), "stock" (end of the month) or "level" (mean of the month)
    integer   counts of persons and cases are integers; money and shares are not
    headline  how the summary table condenses it to one number: "sum", "last", "mean" or "" (not
              in the summary); the sum runs over the whole horizon, `last` is the last 12 months
    good      +1 if more of it is what the Communication wants, -1 if less, 0 if neither
    """

    name: str
    dims: tuple[str, ...]
    unit: str
    kind: str
    pillar: int
    doc: str
    integer: bool = True
    headline: str = ""
    good: int = 0


Dims = tuple[str, ...]


def _outcome(
    kind: str,
    name: str,
    dims: Dims,
    pillar: int,
    doc: str,
    unit: str = "1",
    headline: str = "last",
    good: int = 0,
    integer: bool = True,
) -> Outcome:
    return Outcome(name, dims, unit, kind, pillar, doc, integer, headline, good)


_flow = partial(_outcome, "flow", headline="sum")
_stock = partial(_outcome, "stock")
_level = partial(_outcome, "level", integer=False)

P = ("place",)

# fmt: off
OUTCOMES: tuple[Outcome, ...] = (  # one outcome a line

    # people
    _flow("births", P, 0, "Persons born"),
    _flow("deaths", P, 0, "Persons who died, deaths in transit included", good=-1),
    # flows
    _flow(
        "moves",
        ("place", "channel"),
        1,
        "Persons moving, by channel: arrivals in the place minus departures from it",
        headline="",
    ),
    _flow("arrivals", ("place", "channel"), 1, "Persons arriving in a place, by channel"),
    _flow("departures", ("place", "channel"), 1, "Persons leaving a place, by channel", headline=""),
    _flow("visa_applications", P, 1, "Applications for short-stay visas"),
    _flow("visa_refusals", P, 1, "Short-stay visas refused", good=-1),
    _flow("permit_applications", P, 1, "Applications for residence permits of any kind"),
    _flow("permits_issued", P, 1, "First residence permits issued"),
    _flow("permit_refusals", P, 1, "Residence permits refused"),
    _flow("visits", P, 1, "Short stays begun", good=1),
    _flow("irregular_entries", ("place", "route"), 2, "Entries without authorisation", good=-1),
    _flow("attempts", ("route",), 2, "Attempts to cross without authorisation"),
    _flow("interceptions", ("route",), 2, "Attempts intercepted at a border"),
    _flow("pull_backs", ("route",), 2, "Attempts intercepted in transit"),
    _flow("refused_entry", P, 2, "Visa-free travellers refused at the border"),
    _flow("overstays", P, 2, "Persons who stayed past their visa or permit", good=-1),
    _flow("found_illegally_present", P, 2, "Irregular residents detected"),
    _flow("return_orders", P, 2, "Orders to leave"),
    _flow("returns", ("place", "return_kind"), 2, "Persons going back, by kind and place left"),
    _flow("re_emigrations", (), 2, "Returnees leaving the origin again"),
    _flow("regularised", P, 2, "Irregular residents given a permit"),
    _flow("asylum_applications", P, 3, "First asylum applications"),
    _flow("asylum_decisions", ("place", "asylum_outcome"), 3, "First asylum decisions"),
    _flow("resettled", P, 3, "Refugees resettled", good=1),
    _flow("displacements", (), 3, "Persons newly displaced by conflict or disaster"),
    # stocks
    _stock("persons", ("place", "status"), 0, "Living persons", headline=""),
    _stock("persons_by_skill", ("place", "skill"), 0, "Living persons by education", headline=""),
    _stock("emigrants", (), 1, "Persons living outside the origin"),
    _stock("irregular_stock", P, 2, "Persons staying without authorisation", good=-1),
    _stock("asylum_backlog", P, 3, "Asylum applications not yet decided", good=-1),
    _stock("visa_backlog", P, 1, "Short-stay visa applications not yet decided", good=-1),
    _stock("idps", (), 3, "Internally displaced persons", good=-1),
    _stock("refugees_in_region", P, 3, "Refugees in the origin's region"),
    _stock("stateless", (), 3, "Stateless persons", good=-1),
    _stock("protracted", (), 3, "Displaced or refugees in the region for over five years", good=-1),
    _stock("returnees", (), 2, "Residents of the origin who have lived abroad"),
    _stock("returnees_in_poverty", (), 2, "Of these, those in poor households", good=-1),
    _level("returnees_at_work", (), 2, "Share of returnees in the labour force who have work", good=1),
    # money
    _flow("remittances_sent", P, 4, "Remittances sent", "EUR", good=1, integer=False),
    _flow("remittances_received", P, 4, "Remittances received, net of fees", "EUR", good=1, integer=False),
    _flow("remittance_fees", P, 4, "Fees and margins on remittances", "EUR", good=-1, integer=False),
    _flow("recruitment_fees", (), 1, "Fees paid to recruiters", "EUR", good=-1, integer=False),
    _flow("smuggling_revenue", (), 2, "Fees paid to smugglers", "EUR", good=-1, integer=False),
    _flow("diaspora_investment", (), 4, "Investment by the diaspora and returnees", "EUR", good=1, integer=False),
    _flow("cost_by_line", ("budget_line",), 0, "Public cost by line of the budget", "EUR", integer=False),
    _level("budget_delivered", (), 0, "Share of the programmes that the budget pays for", headline="mean"),
    _flow("programme_cost", (), 0, "Public cost of the levers in force", "EUR", good=-1, integer=False),
    _flow("programme_cost_low", (), 0, "Public cost, all prices at the cheap end of their ranges", "EUR", headline="", integer=False),
    _flow("programme_cost_high", (), 0, "Public cost, all prices at the dear end of their ranges", "EUR", headline="", integer=False),
    # development at origin
    _level("gdp_per_capita", (), 4, "Gross domestic product per resident and year", "EUR year-1", good=1),
    _level("wage", ("skill",), 4, "Monthly pay in the origin", "EUR month-1", good=1),
    _level("earnings_lost", (), 4, "Share of earnings at home lost to drought", headline="mean", good=-1),
    _level("price_level", (), 4, "Prices at home over those of the start", "ratio"),
    _level("poverty_headcount", (), 4, "Share of residents in poor households", good=-1),
    _level("poverty_gap", (), 4, "Mean shortfall of residents below the poverty line, over the line", good=-1),
    _level("employment_at_home", (), 4, "Share of residents from 18 to 61 who work, receivers of remittances less", good=1),
    _flow("school_leavers", (), 4, "Persons who turn 18 in the origin"),
    _flow("low_schooled", (), 4, "Of these, persons without upper secondary education", good=-1),
    _flow("graduations", P, 4, "Persons who finish tertiary education, by place", good=1),
    _level("tertiary_share", (), 4, "Share of resident adults aged 25-64 with tertiary education", good=1),
    _stock("active_persons", ("skill",), 4, "Persons of working age and out of school in the origin"),
    _stock("health_workers", (), 4, "Health workers resident in the origin", good=1),
    _level("health_workers_per_1000", (), 4, "Health workers per thousand residents of the origin", "per 1000", good=1),
    _level("health_workers_abroad", (), 4, "Share of the origin's health workers living abroad", good=-1),
    _level("skilled_emigration_rate", (), 4, "Share of the origin's graduates living abroad"),
    _stock("left_behind_children", (), 4, "Children in the origin with a parent abroad", good=-1),
    _level("remittance_dependency", (), 4, "Share of households getting over half of their income from abroad", good=-1),
    _level("remittance_share", (), 4, "Share from abroad of the income of households that are sent money"),
    _level("remittances_to_gdp", (), 4, "Remittances received in 12 months over GDP"),
    _level("diaspora_fdi", (), 4, "Foreign direct investment as far as it follows graduates abroad, over the start", "ratio", good=1),
    _level("diaspora_trade", (), 4, "Trade as far as it follows graduates abroad, over the start", "ratio", good=1),
    _level("income_gain", (), 4, "Pay of emigrants over that at home, less 1: places of high income"),
    _level("income_gain_south", (), 4, "Pay of emigrants over that at home, less 1: other places"),
    _flow("firms_by_returnees", (), 4, "Firms started by returnees", good=1),
    # rights
    _flow("deaths_in_transit", ("route",), 2, "Deaths on irregular routes", good=-1),
    _flow("trafficked", P, 2, "Persons newly trafficked", good=-1),
    _flow("exploited", P, 2, "Cases of exploitation at work", good=-1),
    _flow("exploited_south", (), 2, "Cases of exploitation at work in places outside the Union with low pay", good=-1),
    _stock("irregular_workers", P, 2, "Irregular residents who work", good=-1),
    _flow("pay_undercut", P, 2, "Pay kept from irregular workers, against that of the low-skilled", "EUR", good=-1, integer=False),
    _flow("detained", P, 2, "Persons detained", good=-1),
    _level("overqualified_share", (), 1, "Share of employed graduates abroad working below their level", good=-1),
    _level("overqualified_ratio", (), 1, "The same, over the share among nationals of destinations", "ratio", good=-1),
    _level("employment_rate", (), 1, "Share of working-age migrants abroad who work", good=1),
    _level("unlicensed_share", (), 1, "Share of recruiter users who use an unlicensed one", good=-1),
    _level("smuggler_price", (), 2, "Mean fee of active smugglers", "EUR"),
    _flow("trafficked_women", P, 2, "Women and girls newly trafficked", good=-1),
    _flow("trafficked_minors", P, 2, "Minors newly trafficked", good=-1),
    _flow("freed", P, 2, "Trafficked persons who got free", good=1),
    _flow("detention_months", P, 2, "Months that persons spend in detention", "month", good=-1),
    _flow("detention_months_beyond", P, 2, "Months of it beyond the first six, as a detention begins", "month", good=-1),
    _stock("without_reception", P, 3, "Asylum seekers without a place in reception", good=-1),
    _flow("onward_moves", P, 3, "Asylum seekers who go to another state before a decision"),
    _stock("checked_workers", P, 2, "Irregular residents who work within reach of employer checks"),
    _flow("separated", P, 0, "Families parted: a child left in the origin, or a removal from family", good=-1),
    _flow("unaccompanied_minors", P, 3, "Minors who arrive irregularly with no family there", good=-1),
    _stock("stranded", P, 3, "Persons stranded in transit, by the place they left", good=-1),
    _flow("referred", P, 3, "Stranded persons helped back"),
    _flow("refoulements", (), 3, "Recognised refugees returned: never", good=-1),
    _flow("movers_by_group", ("group",), 0, "Persons moving abroad, by group; one may be of several", headline=""),
    _flow("harms_by_group", ("group", "harm"), 0, "Cases of harm, by group of the person", headline="", good=-1),
    # sectors of the Union that are short of people
    _level("health_fill", (), 1, "The origin's health workers in the Union over those of the first month, over the growth of vacancies there", "ratio"),
    _level("science_fill", (), 1, "The same of graduates, for science and technology", "ratio"),
    # ageing of the Union
    _level("old_age_dependency", (), 1, "Persons of 65 and over per person of 20 to 64 in the Union, with the origin's migrants", good=-1),
    _level("old_age_dependency_without", (), 1, "The same without the origin's migrants"),
    # talks with partners, where agreements are negotiated; else 0
    _level("partnership_rung", (), 0, "Rung of the partner: 0 dialogue to 4 visa-free travel", "rung", headline="mean"),
    _level("partnership_offer", (), 0, "Package that the Union offers, as a share of a full one", headline="mean"),
    _level("partnership_delivered", (), 0, "Package that arrives, as a share of a full one", headline="mean"),
    _level("partnership_effort", (), 0, "Effort that the partner carries out", headline="mean"),
    _level("partnership_compliance", (), 0, "Index of compliance that the Union sees", headline="mean"),
    _level("partnership_trust", (), 0, "Trust between partner and Union", headline="mean"),
    _level("partnership_members", (), 0, "Member states that take part", "state", headline="mean"),
    _level("partnership_coverage", (), 0, "Share of the diaspora in member states that takes part", headline="mean"),
    _level("partnership_suspended", (), 0, "Visa-free travel suspended", headline="mean"),
    _level("partnership_reforms", (), 0, "Share of the reforms of a roadmap that is made", headline="mean"),
)
# fmt: on

BY_NAME = {outcome.name: outcome for outcome in OUTCOMES}


def attributes(outcome: Outcome) -> dict[str, str]:
    """Attributes of a variable in the style of CF: unit, long name, cell methods, pillar."""
    method = {"flow": "time: sum", "stock": "time: point", "level": "time: mean"}[outcome.kind]
    return {
        "units": outcome.unit,
        "long_name": outcome.doc,
        "cell_methods": method,
        "pillar": str(outcome.pillar),
    }
