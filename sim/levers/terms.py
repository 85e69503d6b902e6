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
    Term("permit.shortage", 0.0, "1", "7.4", "How far permits follow vacancies of short sectors"),
    Term("labour.activation", 0.0, "%", "7.6", "Points of unemployment fewer in member states"),
    # instruments that serve all pillars
    Term("return.capacity", 0.0, "1", "7.8", "Rise of returns by the partner's capacity"),
    Term("budget.cap", -1.0, "EUR year-1", "5", "Budget for an origin; below 0: no limit"),
    Term("support.delivery", 1.0, "1", "7.2", "Factor on the reach of programmes"),
    # irregular migration, protection and development
    Term("border.sea", 1.0, "1", "7.5", "Enforcement on sea routes, over that on all routes"),
    Term("border.land", 1.0, "1", "7.5", "Enforcement on land routes, over that on all routes"),
    Term("border.rescue", 0.0, "1", "7.5", "Rescue at sea, added"),
    Term("transit.interception", 0.0, "1", "7.5", "Hazard of being pulled back in transit"),
    Term("transit.referral", 0.0, "year-1", "7.5", "Hazard of help for the stranded"),
    Term("transit.held", 0.0, "1", "7.5", "Those stopped who are kept from trying again"),
    Term("transit.entry", 0.0, "1", "7.5", "Rise of smugglers' costs by visas on the way"),
    Term("smuggling.cost", 1.0, "1", "7.10", "Factor on what smugglers pay, bribes included"),
    Term("smuggling.closed", 0.0, "month-1", "7.10", "Smugglers put out of business in a month"),
    Term("trafficking.risk", 1.0, "1", "7.5", "Factor on being trafficked, on any way"),
    Term("trafficking.minors", 1.0, "1", "7.5", "The same, for minors who arrive alone"),
    Term("trafficking.rescue", 1.0, "1", "7.6", "Factor on getting out of a trafficker's hands"),
    Term("trafficking.protected", 0.0, "1", "7.6", "Share of the freed given protection, added"),
    Term("minors.kept", 0.0, "1", "7.8", "Share of minors found whom nobody orders to leave"),
    Term("visa.forgery", 0.0, "1", "7.4", "Share of those meaning to stay who are found out"),
    Term("overstay.deterred", 1.0, "1", "7.4", "Factor on staying past visa, season or permit"),
    Term("overstay.detection", 1.0, "1", "7.6", "Factor on detection of overstayers"),
    Term("return.period", 0.0, "1", "7.8", "Share of orders with a period to leave by oneself"),
    Term("detention.limit", 18.0, "month", "7.8", "Longest detention"),
    Term(
        "detention.used", 1.0, "1", "7.8", "Factor on the share of orders that begin in detention"
    ),
    Term("directives.supervised", 0.0, "1", "7.11", "Shortfall in applying rules made good"),
    Term("reception.places", 1.0, "1", "7.9", "Factor on places in reception of asylum seekers"),
    Term("origin.swings", 1.0, "1", "7.9", "Factor on how prices at home follow money and loss"),
    Term("informal.demand", 1.0, "1", "7.6", "Factor on jobs without papers in member states"),
    Term("work.inspection", 1.0, "1", "7.6", "Factor on exploitation at work"),
    Term("work.discrimination", 0.0, "1", "7.6", "Log-odds of work won back from discrimination"),
    Term("state.salience", 1.0, "1", "7.11", "Factor on how irregular arrivals close doors"),
    Term("region.integration", 1.0, "1", "7.9", "Factor on local integration of refugees"),
    Term("region.solutions", 1.0, "1", "7.9", "Factor on return of the internally displaced"),
    Term("region.crossing", 1.0, "1", "7.9", "Factor on flight of the internally displaced abroad"),
    Term("displacement.risk", 1.0, "1", "7.9", "Factor on displacement by conflict or disaster"),
    Term("asylum.speed", 1.0, "1", "7.9", "Factor on the months to an asylum decision"),
    Term("asylum.common", 0.0, "1", "7.9", "Weight of the common practice on recognition"),
    Term("stateless.naturalised", 0.0, "year-1", "7.2", "Naturalisation of the stateless"),
    Term("diaspora.collective", 0.0, "1", "7.9", "Share of remittances invested together"),
    Term("diaspora.knowhow", 0.0, "1", "7.9", "Gain of productivity per share of graduates abroad"),
    Term("permit.health", 1.0, "1", "7.4", "Factor on permits for health workers"),
    Term("permit.skilled", 1.0, "1", "7.4", "Factor on permits for the highly skilled"),
    Term("origin.amenity", 0.0, "1", "7.3", "Utility of staying, added"),
    Term("origin.schooling", 0.0, "1", "7.9", "Log-odds of tertiary education, added"),
    Term("origin.retention", 0.0, "1", "7.9", "Rise of the pay of graduates at home"),
    Term("origin.trade", 0.0, "1", "7.9", "Rise of pay and output at home by trade"),
    Term("climate.loss", 1.0, "1", "7.9", "Factor on earnings lost to drought"),
    Term("origin.aid", 0.0, "EUR year-1", "7.9", "Public money put into the origin's capital"),
    Term("return.enterprise", 1.0, "1", "7.8", "Factor on firms started by returners"),
    Term("remittance.literacy", 0.0, "1", "7.7", "Log-odds of formal sending, added"),
    Term("remittance.invested", 0.0, "1", "7.9", "Share of remittances put to productive use"),
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
    Term("talks.consent", 1.0, "1", "7.12", "Factor on the pace of an upgrade"),
    Term("talks.regional_floor", 0.0, "1", "7.12", "Least trust within a regional dialogue"),
    Term("talks.regional_news", 0.0, "year-1", "7.12", "Pace at which trust of fellows spreads"),
    Term("talks.global_floor", 0.0, "1", "7.12", "Least trust where the world meets"),
    Term("talks.global_news", 0.0, "year-1", "7.12", "Pace at which trust of all others spreads"),
    Term("talks.trade", 0.0, "1", "7.12", "Depth of a trade agreement, in talks"),
    Term("talks.linked", 0.0, "1", "7.12", "Share of the worth of trade that hangs on effort"),
    Term("talks.at_odds", 0.0, "1", "7.12", "What other policies take back of what talks give"),
    Term("talks.one_voice", 0.0, "1", "7.12", "How far member states speak with one voice"),
    Term("talks.common_steps", 0.0, "1", "7.12", "Above 0: a ladder without a partnership"),
)
TERMS: dict[str, Term] = {term.name: term for term in _ALL}
"""All terms by name."""


def neutral_terms() -> dict[str, float]:
    """The terms without any policy."""
    return {name: term.neutral for name, term in TERMS.items()}
