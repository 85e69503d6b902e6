"""Pillar 3: international protection and the external dimension of asylum."""

from sim.levers.lever import Effect, Lever
from sim.levers.responses import amount, grow, shrink

LEVERS = (
    Lever(
        id="resettlement",
        label="Resettlement places a year for refugees from the origin",
        pillar=3, unit="year-1", bounds=(0.0, 200000.0), neutral=0.0,
        effects=(Effect("resettlement.places", "add", amount),),
        source="unhcr_resettlement", evidence="A", rows=("L90",), outcome="resettled", direction=1,
    ),
    Lever(
        id="regional_protection",
        label="Regional protection programme: capacity added",
        pillar=3, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(Effect("region.protection", "add", amount, "regional_protection.onward"),),
        source="com_2011_743", evidence="none", rows=("L87",),
        outcome="asylum_applications", direction=-1, by="host",
    ),
    Lever(
        id="partner_asylum",
        label="Asylum systems and law in partner states: strength added",
        pillar=3, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(
            Effect("region.protection", "add", amount, "partner_asylum.onward"),
            Effect("region.integration", "scale", grow, "partner_asylum.integration"),
        ),
        source="com_2011_743", evidence="none", rows=("L81",),
        outcome="asylum_applications", direction=-1, by="host",
    ),
    Lever(
        id="refugee_host_relations",
        label="Displacement in partners' poverty strategies, relations of refugees and hosts",
        pillar=3, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(
            Effect("region.integration", "scale", grow, "refugee_host_relations.integration"),
            Effect("region.protection", "add", amount, "refugee_host_relations.onward"),
        ),
        source="com_2011_743", evidence="none", rows=("L82",),
        outcome="refugees_in_region", direction=-1, by="host",
    ),
    Lever(
        id="relief_and_development",
        label="Relief linked with development in protracted displacement: reach",
        pillar=3, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(
            Effect("region.integration", "scale", grow, "relief_and_development.integration"),
            Effect("region.solutions", "scale", grow, "relief_and_development.solutions"),
        ),
        source="com_2011_743", evidence="none", rows=("L83", "L86"),
        outcome="protracted", direction=-1,
    ),
    Lever(
        id="idp_framework",
        label="Legal framework for internally displaced persons: reach",
        pillar=3, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(Effect("region.crossing", "scale", shrink, "idp_framework.crossing"),),
        source="com_2011_743", evidence="none", rows=("L85",),
        outcome="arrivals.regional_refuge", direction=-1,
    ),
    Lever(
        id="asylum_support",
        label="Support of asylum authorities in the Union: speed and common practice",
        pillar=3, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(
            Effect("asylum.speed", "scale", shrink, "asylum_support.speed"),
            Effect("asylum.common", "add", amount, "asylum_support.common"),
        ),
        source="com_2011_743", evidence="none", rows=("L88",),
        outcome="asylum_backlog", direction=-1,
    ),
    Lever(
        id="disaster_risk_reduction",
        label="Disaster-risk reduction: reach",
        pillar=3, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(
            Effect("displacement.risk", "scale", shrink, "disaster_risk_reduction.risk"),
            Effect("origin.swings", "scale", shrink, "disaster_risk_reduction.prices"),
        ),
        source="com_2011_743", evidence="none", rows=("L89", "L123"),
        outcome="displacements", direction=-1,
    ),
    Lever(
        id="statelessness_reduction",
        label="Naturalisation of stateless persons: reach",
        pillar=3, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(
            Effect("stateless.naturalised", "add", amount, "statelessness_reduction.rate"),
        ),
        source="com_2011_743", evidence="none", rows=("L84", "L16"),
        outcome="stateless", direction=-1,
    ),
    Lever(
        id="transit_reception",
        label="Reception and referral of stranded migrants in transit states: reach",
        pillar=3, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(Effect("transit.referral", "add", amount, "transit_reception.referral"),),
        source="com_2011_743", evidence="none", rows=("L118",), outcome="stranded", direction=-1,
        by="transit",
    ),
    Lever(
        id="reception_conditions",
        label="Decent reception: places for asylum seekers added in member states, reach",
        pillar=3, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(Effect("reception.places", "scale", grow, "reception_conditions.places"),),
        source="com_2011_743", evidence="none", rows=("L70",),
        outcome="without_reception", direction=-1, by="member",
    ),
)  # fmt: skip
