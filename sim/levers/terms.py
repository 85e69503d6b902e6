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
    # talks with partners
    Term("negotiation.open", 0.0, "1", "7.12", "Above 0: agreements are negotiated"),
    Term("cooperation.reward", 0.0, "1", "7.12", "Reward of cooperation by support"),
    Term("support.package", 0.0, "1", "7.12", "Support package that reaches the partner"),
    Term("return.aid_linked", 0.0, "1", "7.8", "Rise of returns per order where aid is linked"),
    Term("talks.aid", 0.0, "1", "7.12", "Aid at stake when readmission is refused"),
    Term("talks.package", 1.0, "1", "7.12", "Factor on the size of the package offered"),
    Term("talks.conditionality", 1.0, "1", "7.12", "Factor on how far it follows effort"),
    Term("talks.dialogue", 1.0, "1", "7.12", "Intensity of the dialogue"),
    Term("talks.missions", 0.0, "1", "7.12", "Rise of the pace to a first agreement"),
    Term("talks.criteria", 0.0, "1", "7.12", "Shift of the compliance asked for"),
    Term("talks.differentiation", 0.0, "1", "7.12", "How far offers follow compliance"),
    Term("talks.delivery", 0.0, "1", "7.12", "Share of lost deliveries that is saved"),
    Term("talks.consent", 1.0, "1", "7.12", "Factor on the pace of an upgrade"),
    Term("talks.common_steps", 0.0, "1", "7.12", "Above 0: a ladder without a partnership"),
)
TERMS: dict[str, Term] = {term.name: term for term in _ALL}
"""All terms by name."""


def neutral_terms() -> dict[str, float]:
    """The terms without any policy."""
    return {name: term.neutral for name, term in TERMS.items()}
