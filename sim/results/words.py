"""Numbers and findings in plain words: one way of rounding and saying things, everywhere."""

import math
from typing import Protocol

OPEN = 1e9
"""Stands for the open end of a band, so that it is a number in every file."""

LABELS = {
    "births": "Births",
    "deaths": "Deaths",
    "arrivals": "Arrivals abroad",
    "visa_applications": "Short-stay visa applications",
    "visa_refusals": "Short-stay visa refusals",
    "permit_applications": "Residence permit applications",
    "permits_issued": "First residence permits",
    "permit_refusals": "Residence permit refusals",
    "visits": "Short visits abroad",
    "irregular_entries": "Irregular entries",
    "attempts": "Attempts to cross irregularly",
    "interceptions": "Interceptions at borders",
    "refused_entry": "Visa-free travellers refused at borders",
    "overstays": "New overstays",
    "found_illegally_present": "Persons found illegally present",
    "return_orders": "Orders to leave",
    "returns": "Returns to the origin",
    "regularised": "Regularisations",
    "re_emigrations": "Returnees leaving again",
    "returnees": "Returnees living in the origin",
    "returnees_in_poverty": "Returnees in poor households",
    "active_persons": "Persons of working age in the origin",
    "asylum_applications": "Asylum applications",
    "asylum_decisions": "Asylum decisions",
    "resettled": "Resettled refugees",
    "displacements": "New displacements",
    "emigrants": "Emigrants abroad",
    "irregular_stock": "Irregular residents",
    "asylum_backlog": "Asylum cases waiting",
    "visa_backlog": "Visa applications waiting",
    "idps": "Internally displaced persons",
    "refugees_in_region": "Refugees in the region",
    "stateless": "Stateless persons",
    "protracted": "Persons displaced for over five years",
    "remittances_sent": "Remittances sent",
    "remittances_received": "Remittances received",
    "remittance_fees": "Remittance fees",
    "recruitment_fees": "Fees paid to recruiters",
    "smuggling_revenue": "Fees paid to smugglers",
    "diaspora_investment": "Diaspora investments",
    "programme_cost": "Public costs of the programme",
    "gdp_per_capita": "Average income (GDP) per resident",
    "poverty_gap": "The poverty gap",
    "employment_at_home": "The share of residents in work",
    "school_leavers": "School leavers",
    "low_schooled": "School leavers with little schooling",
    "graduations": "Graduations at home and abroad",
    "health_workers_per_1000": "Health workers per thousand residents",
    "health_workers_abroad": "The share of health workers living abroad",
    "remittance_share": "The share of receivers' income from abroad",
    "diaspora_fdi": "Foreign investment that follows the diaspora",
    "diaspora_trade": "Trade that follows the diaspora",
    "income_gain": "The gain in pay in places of high income",
    "income_gain_south": "The gain in pay in other places",
    "exploited_south": "Cases of exploitation in low-pay places",
    "irregular_workers": "Irregular residents in work",
    "pay_undercut": "Pay kept from irregular workers",
    "health_fill": "Health workers in the Union relative to vacancies there",
    "science_fill": "Graduates in the Union relative to vacancies in science there",
    "overqualified_ratio": "Over-qualification relative to nationals",
    "cost_by_line": "Public costs",
    "old_age_dependency": "Persons over 65 per one of 20 to 64 in the Union",
    "old_age_dependency_without": "The same without the origin's migrants",
    "budget_delivered": "The share of programmes paid for",
    "wage": "Monthly pay in the origin",
    "poverty_headcount": "The share of residents in poverty",
    "tertiary_share": "The share of adults with a degree",
    "health_workers": "Health workers in the origin",
    "skilled_emigration_rate": "The share of graduates living abroad",
    "left_behind_children": "Children with a parent abroad",
    "remittance_dependency": "The share of households living on remittances",
    "remittances_to_gdp": "Remittances as a share of GDP",
    "firms_by_returnees": "Firms started by returnees",
    "deaths_in_transit": "Deaths on the way",
    "trafficked": "Newly trafficked persons",
    "exploited": "Cases of exploitation at work",
    "detained": "Detained persons",
    "overqualified_share": "The share of graduates abroad below their level",
    "employment_rate": "The share of migrants in work",
    "unlicensed_share": "The share using unlicensed recruiters",
    "smuggler_price": "The mean smuggling fee",
    "refoulements": "Returns of recognised refugees",
    "pull_backs": "Interceptions in transit",
    "trafficked_women": "Newly trafficked women and girls",
    "trafficked_minors": "Newly trafficked minors",
    "freed": "Persons freed from traffickers",
    "detention_months": "Months in detention",
    "separated": "Families parted",
    "unaccompanied_minors": "Unaccompanied minors arriving",
    "stranded": "Persons stranded in transit",
    "referred": "Stranded persons helped back",
    "partnership_rung": "The rung of the partner (0 to 4)",
    "partnership_offer": "The package offered",
    "partnership_delivered": "The package that arrives",
    "partnership_effort": "The effort of the partner",
    "partnership_compliance": "The compliance of the partner",
    "partnership_trust": "Trust between partner and Union",
    "partnership_members": "Member states that take part",
    "partnership_coverage": "The diaspora covered by member states",
    "partnership_suspended": "Time with visa-free travel suspended",
    "partnership_reforms": "Reforms of a roadmap made",
}
"""What an outcome is called in a sentence; an outcome without an entry uses its own name."""

SHORT = {
    "visits": "Short visits",
    "visa_applications": "Visa applications",
    "visa_refusals": "Visa refusals",
    "emigrants": "All emigrants",
    "remittances_to_gdp": "Remittances over GDP",
    "gdp_per_capita": "GDP per resident",
    "poverty_headcount": "In poverty",
    "skilled_emigration_rate": "Graduates abroad",
    "left_behind_children": "Children left behind",
    "trafficked": "Newly trafficked",
    "exploited": "Exploited at work",
    "detained": "Detained",
    "unlicensed_share": "Unlicensed recruiters",
    "smuggling_revenue": "Smugglers' fees",
    "remittances_received": "Remittances",
    "partnership_rung": "Rung (0 to 4)",
    "partnership_delivered": "Package that arrives",
    "partnership_effort": "Effort of the partner",
    "partnership_compliance": "Compliance seen",
    "partnership_trust": "Trust",
    "partnership_members": "States taking part",
}
"""Titles of small pictures, where the full label is too long."""

PARTS = {
    "women": "women and girls",
    "stateless": "stateless persons",
    "short_stay": "staying after a visit",
    "smuggled": "with a smuggler",
    "eu27": "in the European Union",
}
"""What a part is called, where its code does not say it."""

SINGULAR = frozenset(
    {"gdp_per_capita", "wage", "smuggler_price"}
    | {name for name, text in LABELS.items() if text.startswith("The share")}
    | {name for name in LABELS if name.startswith("partnership_")} - {"partnership_members"}
)
MINUS = "\u2212"
NBSP = "\u00a0"  # keeps a number and its unit on one line


class Quantity(Protocol):
    """What decides how a number is written."""

    @property
    def unit(self) -> str:
        """Unit of the number."""

    @property
    def share(self) -> bool:
        """A share of one, written in per cent."""


def step_for(magnitude: float, digits: int) -> float:
    """The unit of rounding that keeps `digits` figures of a number of this magnitude."""
    if not math.isfinite(magnitude) or magnitude <= 0:
        return 1.0
    return float(10.0 ** (math.floor(math.log10(magnitude)) - digits + 1))


def number(value: float, step: float) -> str:
    """A number rounded to `step`, with thousands separators and a true minus sign."""
    if not math.isfinite(value):
        return "unknown"
    decimals = max(0, math.ceil(-math.log10(step) - 1e-9))
    rounded = round(value / step) * step
    text = f"{abs(rounded):,.{decimals}f}"
    return (MINUS if rounded < 0 else "") + text


def scale(quantity: Quantity, magnitude: float) -> tuple[float, str, str]:
    """Factor, text before and text after a number of this magnitude."""
    if quantity.share:
        return 100.0, "", f"{NBSP}%"
    before = f"EUR{NBSP}" if quantity.unit.startswith("EUR") else ""
    per = {"EUR year-1": " a year", "EUR month-1": " a month"}.get(quantity.unit, "")
    if magnitude >= 1e9:
        return 1e-9, before, f"{NBSP}billion{per}"
    if magnitude >= 1e6:
        return 1e-6, before, f"{NBSP}million{per}"
    return 1.0, before, per


def amount(value: float, quantity: Quantity, digits: int = 3) -> str:
    """A level in words: "31,200", "EUR 1.25 billion", "12.4 %"."""
    factor, before, after = scale(quantity, abs(value))
    shown = value * factor
    step = step_for(abs(shown), digits)
    if quantity.unit == "1" and not quantity.share:
        step = max(step, 1.0) if abs(value) >= 10 and factor == 1 else step
    if shown == 0:
        step = 1.0
    return f"{before}{number(shown, step)}{after}"


def span(
    effect: float, low: float, high: float, quantity: Quantity, signed: bool = True
) -> tuple[str, str]:
    """An effect and its interval, rounded alike: ("-31,000", "-35,000 to -27,000").

    Without sign the interval is turned to run from small to large. With no interval the second
    text is empty. Differences of shares are in percentage points.
    """
    magnitude = max(abs(x) for x in (effect, low, high) if math.isfinite(x))
    factor, before, after = scale(quantity, magnitude)
    after = f"{NBSP}points" if quantity.share else after
    step = _step_of_effect(effect, low, high, magnitude) * factor
    if quantity.unit == "1" and not quantity.share and factor == 1 and magnitude >= 10:
        step = max(step, 1.0)
    if signed:
        ends = (low * factor, high * factor)
        first = number(effect * factor, step)
        first = f"+{first}" if effect > 0 and float(first.replace(",", "")) != 0 else first
    else:
        bounds = sorted((abs(low * factor), abs(high * factor)))
        ends = (bounds[0], bounds[1])
        first = number(abs(effect * factor), step)
    interval = (
        f"{number(ends[0], step)}{NBSP}to{NBSP}{number(ends[1], step)}"
        if math.isfinite(low) and math.isfinite(high)
        else ""
    )
    return f"{before}{first}{after}", interval


def _step_of_effect(effect: float, low: float, high: float, magnitude: float) -> float:
    """Unit of rounding: two figures, three where the interval is narrow or ends near zero."""
    coarse, fine = step_for(magnitude, 2), step_for(magnitude, 3)
    if not (math.isfinite(low) and math.isfinite(high)):
        return coarse
    narrow = (high - low) / 2.0 < coarse
    touches = low * high > 0 and min(abs(low), abs(high)) < coarse / 2.0
    return fine if (narrow and low != high) or touches else coarse


def join(parts: list[str]) -> str:
    """Sentence parts joined by commas and a final "and"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def lower_first(text: str) -> str:
    """The text with a small first letter, unless it opens with an abbreviation."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text


def tidy(name: str) -> str:
    """A code as words: "highly_skilled" -> "highly skilled"."""
    return PARTS.get(name, name.replace("_", " "))
