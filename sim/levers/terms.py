"""The terms that levers move (DESIGN 4): one number each, with the value it has without policy.

A term is a letter in an equation (ODD 7), named where it acts. Equations never ask which lever is
on; the model reads the terms in force at the opening of each month.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Term:
    """A letter in an equation: `neutral` is its value when no lever is set."""

    name: str
    neutral: float
    unit: str
    odd: str
    doc: str


_ALL = (
    Term("visa.required", 1.0, "1", "7.4", "Share of citizens who need a short-stay visa"),
    Term("visa.fee", 1.0, "1", "7.4", "Factor on the visa fee"),
    Term("visa.odds", 0.0, "1", "7.4", "Log-odds added to the chance of a visa"),
    Term("visa.capacity", 1.0, "1", "7.4", "Factor on consular capacity"),
    Term("visa.multiple", 0.0, "1", "7.8", "Share of travellers with multiple-entry visas, added"),
    Term("permit.quota", 1.0, "1", "7.4", "Factor on the places for workers"),
    Term("seasonal.places", 0.0, "1", "7.4", "Seasonal places a year per working-age resident"),
    Term("reentry.circular", 0.0, "1", "7.8", "Share of returners who keep the right to return"),
    Term("work.recognition", 0.0, "1", "7.6", "Share of graduates whose papers are recognised"),
    Term("work.preparation", 0.0, "1", "7.6", "Share of movers trained before departure"),
    Term("rights.portability", 0.0, "1", "7.8", "Share of social rights that can be taken home"),
    Term("information.coverage", 0.0, "1", "7.2", "Share who hear the truth when thinking again"),
    Term("information.diaspora", 0.0, "1", "7.2", "Share who hear it from the organised diaspora"),
    Term("procedure.opacity", 1.0, "1", "7.4", "Factor on the effort of applying unaided"),
    Term("recruiter.licensing", 0.0, "1", "7.10", "Reach of licensing of recruiters"),
    Term("recruiter.monitoring", 0.0, "1", "7.10", "Audits and public rating of recruiters"),
    Term("return.readmission", 0.0, "1", "7.8", "A readmission agreement in force"),
    Term("return.linked", 0.0, "1", "7.8", "Visa facilitation that the agreement is linked to"),
    Term("return.effort", 1.0, "1", "7.8", "Factor on detection and orders to leave"),
    Term("return.assisted", 0.0, "1", "7.8", "Share of orders met with assisted return"),
    Term("return.reintegration", 0.0, "1", "7.8", "Share of returners helped to settle"),
    Term("border.enforcement", 1.0, "1", "7.5", "Enforcement on all routes, reference year 1"),
    Term("employer.sanctions", 0.0, "1", "7.6", "Reach of employer checks and sanctions"),
    Term("remittance.price", -1.0, "%", "7.7", "Price of remitting; below 0: as observed"),
    Term("remittance.transparency", 0.0, "1", "7.7", "Share of senders who see all prices"),
    Term("resettlement.places", 0.0, "year-1", "7.9", "Resettlement places a year"),
    Term("region.protection", 0.0, "1", "7.9", "Capacity of protection in the region"),
    Term("diaspora.investment", 0.0, "1", "7.9", "Reach of vehicles for diaspora investment"),
    Term("cooperation.partnership", 0.0, "1", "7.8", "A mobility partnership in force"),
    # legal migration and mobility
    Term("visa.trouble", 1.0, "1", "7.4", "Factor on the trouble of applying for a visa"),
    Term("permit.wait", 1.0, "1", "7.4", "Factor on the time to a decision on a permit"),
    Term("permit.fee", 1.0, "1", "7.4", "Factor on the fee of a permit"),
    Term("permit.demand", 0.0, "1", "7.4", "Share of employers' offers outside the places"),
    Term("permit.forecast", 0.0, "1", "7.4", "Share of unused places moved to where they lack"),
    Term("permit.offers", 0.0, "1", "7.4", "Log-odds added to the chance of a work permit"),
    Term("permit.switch", 0.0, "1", "7.4", "Share who may ask for a permit during a short stay"),
    Term("skilled.odds", 0.0, "1", "7.4", "Log-odds added to the chance of a skilled permit"),
    Term("skilled.wait", 1.0, "1", "7.4", "Factor on the time to a decision on a skilled permit"),
    Term("skilled.threshold", 1.0, "1", "7.4", "Factor on the salary a skilled permit asks for"),
    Term("transfer.places", 0.0, "1", "7.4", "Transferees among those refused a skilled permit"),
    Term("study.odds", 0.0, "1", "7.4", "Log-odds added to the chance of a study permit"),
    Term("study.cost", 1.0, "1", "7.4", "Factor on the cost of coming to study"),
    Term("study.stay", 0.0, "1", "7.6", "Share of students who stay to work, added"),
    Term("youth.places", 0.0, "1", "7.4", "Youth exchange among those refused a study permit"),
    Term("family.odds", 0.0, "1", "7.4", "Log-odds added to the chance of a family permit"),
    Term("family.waiting", 1.0, "1", "7.3", "Factor on the months before family may follow"),
    Term("residence.waiting", 1.0, "1", "7.6", "Factor on the months until long-term residence"),
    Term("seasonal.protection", 0.0, "1", "7.6", "Reach of protection of seasonal workers"),
    Term("seasonal.return", 0.0, "1", "7.4", "Sureness of another season with a right to return"),
    Term("work.integration", 0.0, "1", "7.6", "Log-odds of work per ln(1 + months), added"),
    Term("work.learning", 0.0, "1", "7.6", "Reach of lifelong learning"),
    Term("work.matching", 0.0, "1", "7.6", "Log-odds of work, added by matching"),
    Term("rights.equal", 0.0, "1", "7.6", "Reach of equal treatment at work"),
    Term("rights.pensions", 0.0, "1", "7.8", "Share of long stayers' rights that go home"),
    Term("recruiter.cooperation", 0.0, "1", "7.10", "Movers sent to licensed agencies"),
    Term("recruiter.detection", 0.0, "1", "7.10", "Chance of detecting fraud, added"),
    Term("border.intelligence", 0.0, "1", "7.5", "Rise of interception by what officers know"),
    # instruments that serve all pillars
    Term("return.obligation", 0.0, "1", "7.8", "An obligation to readmit outside agreements"),
    Term("return.capacity", 0.0, "1", "7.8", "Rise of returns by the partner's capacity"),
    Term("support.delivery", 1.0, "1", "7.2", "Factor on the reach of programmes"),
)
TERMS: dict[str, Term] = {term.name: term for term in _ALL}
"""All terms by name."""


def neutral_terms() -> dict[str, float]:
    """The terms without any policy."""
    return {name: term.neutral for name, term in TERMS.items()}
