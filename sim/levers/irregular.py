"""Pillar 2: irregular migration and trafficking."""

from sim.levers.lever import Effect, Lever
from sim.levers.responses import amount, factor

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
        source="gathmann_2008", evidence="B", rows=("L65", "L66", "L64"),
        outcome="irregular_entries", direction=-1,
    ),
    Lever(
        id="employer_sanctions",
        label="Employer sanctions and verification: reach",
        pillar=2, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(Effect("employer.sanctions", "add", amount),),
        source="bohn_2014", evidence="B", rows=("L68",), outcome="irregular_stock", direction=-1,
    ),
)  # fmt: skip
