"""Pillar 3: international protection and the external dimension of asylum."""

from sim.levers.lever import Effect, Lever
from sim.levers.responses import amount

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
        source="com_2011_743", evidence="none", rows=("L81", "L82", "L87"),
        outcome="asylum_applications", direction=-1,
    ),
)  # fmt: skip
