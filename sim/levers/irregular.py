"""Pillar 2: irregular migration and trafficking."""

from sim.levers.lever import Effect, Lever
from sim.levers.responses import amount, factor, grow, shrink

LONGEST_DETENTION = 18.0
"""Months that article 15 of Directive 2008/115/EC allows at the most."""


def within(limit: float, strength: float) -> float:
    """Months by which `limit` [month] lies below the longest detention that the law allows."""
    return strength * (limit - LONGEST_DETENTION)


LEVERS = (
    Lever(
        id="readmission_agreement",
        label="Readmission agreement in force",
        pillar=2, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(Effect("return.readmission", "add", amount),),
        source="com_2011_743", evidence="B", rows=("L27", "L30", "L76"),
        outcome="returns.readmitted", direction=1,
    ),
    Lever(
        id="return_policy",
        label="Effort in detecting irregular stay and ordering return",
        pillar=2, unit="1", bounds=(0.0, 5.0), neutral=1.0,
        effects=(Effect("return.effort", "scale", factor),),
        source="com_2011_743", evidence="C", rows=("L67",), outcome="return_orders", direction=1,
    ),
    Lever(
        id="assisted_return",
        label="Assisted voluntary return: share of orders offered help",
        pillar=2, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(Effect("return.assisted", "add", amount),),
        source="kuschminder_2026", evidence="C", rows=("L67", "L117"),
        outcome="returns.assisted", direction=1,
    ),
    Lever(
        id="reintegration_support",
        label="Reintegration support: share of returners helped",
        pillar=2, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(Effect("return.reintegration", "add", amount),),
        source="kuschminder_2026", evidence="C", rows=("L60", "L117"),
        outcome="emigrants", direction=-1,
    ),
    Lever(
        id="border_enforcement",
        label="Border enforcement on all routes, as a factor of the reference year",
        pillar=2, unit="1", bounds=(0.1, 10.0), neutral=1.0,
        effects=(Effect("border.enforcement", "scale", factor),),
        source="gathmann_2008", evidence="B", rows=("L65",),
        outcome="irregular_entries", direction=-1,
    ),
    Lever(
        id="employer_sanctions",
        label="Employer sanctions and verification: reach",
        pillar=2, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(Effect("employer.sanctions", "add", amount),),
        source="bohn_2014", evidence="B", rows=("L68",), outcome="irregular_stock", direction=-1,
    ),
    Lever(
        id="border_enforcement_sea",
        label="Border enforcement on sea routes, as a factor of that on all routes",
        pillar=2, unit="1", bounds=(0.1, 10.0), neutral=1.0,
        effects=(Effect("border.sea", "scale", factor),),
        source="gathmann_2008", evidence="B", rows=("L65",),
        outcome="irregular_entries.central_mediterranean", direction=-1,
    ),
    Lever(
        id="border_enforcement_land",
        label="Border enforcement on land routes, as a factor of that on all routes",
        pillar=2, unit="1", bounds=(0.1, 10.0), neutral=1.0,
        effects=(Effect("border.land", "scale", factor),),
        source="gathmann_2008", evidence="B", rows=("L65",),
        outcome="irregular_entries.eastern_borders", direction=-1,
    ),
    Lever(
        id="sea_rescue",
        label="Rescue at sea: reach",
        pillar=2, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(Effect("border.rescue", "add", amount),),
        source="deiana_2021", evidence="C", rows=("L118",),
        outcome="deaths_in_transit", direction=-1,
        note="That smugglers answer with unsafer boats is contested: journey.rescue_compensation "
             "is 0 unless set.",
    ),
    Lever(
        id="transit_cooperation",
        label="Cooperation with border authorities of transit states: reach",
        pillar=2, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(
            Effect("transit.interception", "add", amount, "transit_cooperation.interception"),
        ),
        source="iom_2019", evidence="C", rows=("L66", "X09"),
        outcome="pull_backs", direction=1, by="transit",
    ),
    Lever(
        id="transit_detention",
        label="Detention in transit states of those who were stopped: share kept from trying again",
        pillar=2, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(Effect("transit.held", "add", amount, "transit_detention.held"),),
        source="com_2011_743", evidence="none", rows=("L66", "L118"),
        outcome="attempts", direction=-1, by="transit",
    ),
    Lever(
        id="transit_visas",
        label="Visas that transit states ask of those on the way: reach",
        pillar=2, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(Effect("transit.entry", "add", amount, "transit_visas.cost"),),
        source="com_2011_743", evidence="none", rows=("X09",),
        outcome="smuggler_price", direction=1, by="transit",
        note="Whoever may not enter a transit state legally pays to be brought there too.",
    ),
    Lever(
        id="partner_capacity",
        label="Skills, capacity and resources for partners' border and return authorities",
        pillar=2, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(
            Effect("transit.interception", "add", amount, "partner_capacity.interception"),
            Effect("return.capacity", "add", amount, "partner_capacity.returns"),
        ),
        source="com_2011_743", evidence="none", rows=("L64",),
        outcome="interceptions", direction=1,
    ),
    Lever(
        id="crime_information_exchange",
        label="Exchange of information on organised crime among agencies: reach",
        pillar=2, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(
            Effect("smuggling.closed", "add", amount, "crime_information_exchange.closed"),
        ),
        source="com_2011_743", evidence="none", rows=("L72",),
        outcome="smuggler_price", direction=1,
    ),
    Lever(
        id="anti_corruption",
        label="Action against corruption at borders and in administrations: reach",
        pillar=2, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(Effect("smuggling.cost", "scale", grow, "anti_corruption.cost"),),
        source="com_2011_743", evidence="none", rows=("L79",),
        outcome="smuggler_price", direction=1,
    ),
    Lever(
        id="document_security",
        label="Secure documents, biometrics, action against identity theft: reach",
        pillar=2, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(Effect("visa.forgery", "add", amount, "document_security.found"),),
        source="com_2011_743", evidence="none", rows=("L73",),
        outcome="arrivals.short_stay", direction=-1,
    ),
    Lever(
        id="bona_fide_travellers",
        label="Multiple-entry visas for frequent travellers in good faith: reach",
        pillar=2, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(
            Effect("visa.required", "scale", shrink, "bona_fide_travellers.known"),
            Effect("visa.multiple", "add", amount, "bona_fide_travellers.multiple"),
        ),
        source="com_2011_743", evidence="none", rows=("L74",), outcome="visits", direction=1,
    ),
    Lever(
        id="entry_exit_system",
        label="Entry-exit system and registered travellers: reach",
        pillar=2, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(
            Effect("overstay.deterred", "scale", shrink, "entry_exit_system.deterred"),
            Effect("overstay.detection", "scale", grow, "entry_exit_system.detection"),
        ),
        source="com_2011_743", evidence="none", rows=("L75",), outcome="overstays", direction=-1,
    ),
    Lever(
        id="voluntary_departure",
        label="Period for voluntary departure: share of orders that grant it",
        pillar=2, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(Effect("return.period", "add", amount),),
        source="directive_2008_115", evidence="none", rows=("L67",),
        outcome="detained", direction=-1,
        note="Who is granted the period is not detained and, if they go, goes by themselves; how "
             "many go is left as it was.",
    ),
    Lever(
        id="detention_limit",
        label="Longest detention before return",
        pillar=2, unit="month", bounds=(0.0, LONGEST_DETENTION), neutral=LONGEST_DETENTION,
        effects=(Effect("detention.limit", "add", within),),
        source="directive_2008_115", evidence="none", rows=("L70", "L67"),
        outcome="detention_months", direction=1, by="member",
    ),
    Lever(
        id="unaccompanied_minors",
        label="Action plan on unaccompanied minors: share with a guardian",
        pillar=2, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(
            Effect("trafficking.minors", "scale", shrink, "unaccompanied_minors.risk"),
            Effect("minors.kept", "add", amount),
        ),
        source="com_2011_743", evidence="none", rows=("L71", "L16"),
        outcome="trafficked_minors", direction=-1,
    ),
    Lever(
        id="anti_trafficking",
        label="Prevention and prosecution of trafficking: reach",
        pillar=2, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(Effect("trafficking.risk", "scale", shrink, "anti_trafficking.risk"),),
        source="com_2011_743", evidence="none", rows=("L78",), outcome="trafficked", direction=-1,
    ),
    Lever(
        id="victim_protection",
        label="Protection of victims of trafficking: reach",
        pillar=2, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(
            Effect("trafficking.rescue", "scale", grow, "victim_protection.rescue"),
            Effect("trafficking.protected", "add", amount, "victim_protection.protected"),
        ),
        source="com_2011_743", evidence="none", rows=("L78", "L16"), outcome="freed", direction=1,
    ),
    Lever(
        id="labour_inspection",
        label="Labour inspection and prosecution of violations of rights: reach",
        pillar=2, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(
            Effect("work.inspection", "scale", shrink, "labour_inspection.risk"),
            Effect("informal.demand", "scale", shrink, "labour_inspection.informal"),
        ),
        source="com_2011_743", evidence="none", rows=("L69", "L80"),
        outcome="exploited", direction=-1,
    ),
    Lever(
        id="undeclared_work",
        label="Action against undeclared work: jobs without papers brought into the open, reach",
        pillar=2, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(Effect("informal.demand", "scale", shrink, "undeclared_work.jobs"),),
        source="com_2011_743", evidence="none", rows=("L124", "L69"),
        outcome="irregular_workers", direction=-1,
    ),
    Lever(
        id="detention_alternatives",
        label="Decent reception and alternatives to detention: share of detentions replaced",
        pillar=2, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(Effect("detention.used", "scale", shrink),),
        source="com_2011_743", evidence="none", rows=("L70",), outcome="detained", direction=-1,
        by="member",
        note="That more abscond than from detention is not modelled.",
    ),
    Lever(
        id="directive_supervision",
        label="Supervision of how states apply the return and sanctions directives: reach",
        pillar=2, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(
            Effect("directives.supervised", "add", amount, "directive_supervision.closed"),
        ),
        source="com_2011_743", evidence="none", rows=("L80",),
        outcome="returns.forced", direction=1, by="member",
        note="Moves those that lag towards the rule, and nobody away from it; on employers it acts "
             "only where checks are due (employer_sanctions).",
    ),
)  # fmt: skip
