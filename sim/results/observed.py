"""Which simulated quantity stands against which observed series: a table, one line a series.

The figures themselves lie in the tables of the world; here stands what each of them counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sim.vocabulary import RETURN_CHANNELS, Channel, Status, label

Span = tuple[int, int]
"""Months of a year that a figure covers: first and end (not included), from its January = 0."""

WHOLE_YEAR, TO_JANUARY_1, END_OF_JUNE, END_OF_DECEMBER = (0, 12), (-1, 0), (5, 6), (11, 12)
MAY_TO_JANUARY = (4, 13)

EUROPEAN_UNION, EVERYWHERE, REPORTING = "EU", "WLD", "REPORTING"
"""Places that are groups: the 28 members of 2013; all together; those that report every year."""
HOME = "HOME"
"""Place of a series of several origins: each of them itself."""
ALL = "ALL"
"""Origins together: those of the run with every year that more than half of them have."""

PERMITS = tuple(
    label(status)
    for status in (
        Status.WORKER, Status.HIGHLY_SKILLED, Status.SEASONAL, Status.STUDENT, Status.FAMILY,
        Status.REGULARISED, Status.SETTLED, Status.PROTECTED, Status.RESETTLED,
    )
)  # fmt: skip
"""Statuses that rest on a permit; free movers hold a passport of the Union and need none."""

REGISTERED = tuple(
    label(channel)
    for channel in Channel
    if channel not in RETURN_CHANNELS
    and channel
    not in (Channel.SEASONAL, Channel.SHORT_STAY, Channel.SMUGGLED, Channel.FREE_MOVEMENT)
)
"""Channels of those whom a register counts as immigrants with the citizenship of the origin."""

SENT_BACK = ("assisted", "forced", "readmitted")


@dataclass(frozen=True)
class Observable:
    """An observed series and its simulated counterpart.

    id          name of the series among the targets of the world
    label       what it is called; the place is added
    outcome     simulated outcome
    minus       outcome taken off it; "" for none
    select      dimension -> labels that count; the rest is left out, other dimensions add up
    everywhere  the series has no place: those of the outcome, if it has any, add up
    fold        "sum", "mean" or "last" over the months of `span`
    input       how the model itself uses the figures; "" if it does not
    foreseen    among them are figures of years that are scored
    note        difference of definition that a reader must know
    """

    id: str
    label: str
    outcome: str
    unit: str = "1"
    fold: str = "sum"
    span: Span = WHOLE_YEAR
    minus: str = ""
    select: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    everywhere: bool = False
    input: str = ""
    foreseen: bool = False
    note: str = ""
    integer: bool = True

    @property
    def share(self) -> bool:
        """A share of one, written in per cent."""
        return self.unit == "1" and not self.integer


OBSERVABLES: tuple[Observable, ...] = (
    Observable(
        "stock", "Emigrants", "persons", fold="last", span=END_OF_JUNE,
        input="start: between the figures of 2005 and 2010", foreseen=True,
        note="by country of birth, modelled by its source between censuses",
    ),
    Observable(
        "valid_permits", "Valid residence permits", "persons", fold="last",
        span=END_OF_DECEMBER, select={"status": PERMITS},
    ),
    Observable(
        "immigration", "Immigration", "arrivals", select={"channel": REGISTERED},
        note="those who stay 12 months or more, by citizenship",
    ),
    Observable("first_permits", "First residence permits", "permits_issued"),
    Observable(
        "visas_applied", "Visa applications", "visa_applications",
        input="demand: mean of 2009 and 2010", foreseen=True,
    ),
    Observable(
        "visas_issued", "Visas issued", "visa_applications", minus="visa_refusals",
        input="refusals: mean of 2009 and 2010", foreseen=True,
    ),
    Observable(
        "visas_refused", "Visas refused", "visa_refusals",
        input="refusals: mean of 2009 and 2010", foreseen=True,
    ),
    Observable(
        "visa_free_travellers_first_9_months", "Visa-free travellers, first nine months",
        "visits", span=MAY_TO_JANUARY,
        note="the model counts all short stays begun",
    ),
    Observable("asylum_first_time", "First asylum applications", "asylum_applications"),
    Observable("asylum_unhcr", "Asylum applications (UNHCR)", "asylum_applications"),
    Observable("found_illegally_present", "Found illegally present", "found_illegally_present"),
    Observable("ordered_to_leave", "Ordered to leave", "return_orders"),
    Observable(
        "returned", "Returned after an order", "returns", select={"return_kind": SENT_BACK},
        input="share returned per order, 2012-2015", foreseen=True,
    ),
    Observable(
        "refused_entry", "Refused entry at the border", "refused_entry",
        note="the model counts visa-free travellers only",
    ),
    Observable(
        "net_migration_wdi", "Net migration (World Bank, UN)", "moves",
        note="sources disagree: see the next line",
    ),
    Observable(
        "net_migration_gaskin_abel", "Net migration (Gaskin and Abel)", "moves",
        note="sources disagree: see the line above",
    ),
    Observable(
        "population", "Residents", "persons", fold="last", span=END_OF_JUNE,
        input="start: residents by age and sex",
    ),
    Observable("births", "Births", "births", input="fertility of the first year"),
    Observable("deaths", "Deaths", "deaths", input="deaths of the first year"),
    Observable(
        "remittances_received_eur2015", "Remittances (World Bank)", "remittances_received",
        unit="EUR", everywhere=True, integer=False,
    ),
    Observable(
        "remittances_bop_eur2015", "Remittances (balance of payments)", "remittances_received",
        unit="EUR", everywhere=True, integer=False,
    ),
    Observable(
        "remittances_to_gdp_wdi", "Remittances over GDP (World Bank)", "remittances_to_gdp",
        fold="last", span=END_OF_DECEMBER, everywhere=True, integer=False,
        input="GDP per resident of every year", foreseen=True,
    ),
    Observable(
        "remittances_to_gdp_nbs", "Remittances over GDP (national)", "remittances_to_gdp",
        fold="last", span=END_OF_DECEMBER, everywhere=True, integer=False,
        input="GDP per resident of every year", foreseen=True,
    ),
    Observable(
        "poverty_headcount_8_30", "Share in poverty (USD 8.30 a day)", "poverty_headcount",
        fold="mean", everywhere=True, integer=False,
        input="the line is set by the share of the first year",
    ),
)  # fmt: skip
"""In the order of tables and pictures."""

BY_ID = {observable.id: observable for observable in OBSERVABLES}
