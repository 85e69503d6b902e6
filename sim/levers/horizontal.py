"""Pillar 0: instruments that serve all four pillars."""

from sim.levers.lever import Effect, Lever
from sim.levers.responses import amount, grow, level, shrink

LEVERS = (
    Lever(
        id="mobility_partnership",
        label="Mobility partnership in force",
        pillar=0, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(Effect("cooperation.partnership", "add", amount),),
        source="com_2011_743", evidence="none", rows=("L29", "L35"),
        outcome="returns.readmitted", direction=0,
    ),
    Lever(
        id="diaspora_dialogue",
        label="Structured dialogue with the diaspora: reach",
        pillar=0, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(
            Effect("information.diaspora", "add", amount, "diaspora_dialogue.coverage"),
            Effect("procedure.opacity", "scale", shrink, "diaspora_dialogue.opacity"),
        ),
        source="com_2011_743", evidence="none", rows=("L17", "L94"),
        outcome="unlicensed_share", direction=-1,
    ),
    Lever(
        id="lifelong_learning",
        label="Education and lifelong learning of migrants: reach",
        pillar=0, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(Effect("work.learning", "add", amount),),
        source="com_2011_743", evidence="none", rows=("L09",),
        outcome="overqualified_share", direction=-1,
    ),
    Lever(
        id="information_portal",
        label="EU Immigration Portal: share of possible reach",
        pillar=0, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(
            Effect("information.coverage", "add", amount, "information_portal.coverage"),
            Effect("procedure.opacity", "scale", shrink, "information_portal.opacity"),
        ),
        source="bah_batista_2019", evidence="C", rows=("L14",),
        outcome="unlicensed_share", direction=-1,
    ),
    Lever(
        id="migration_strategy",
        label="Support for the partner's migration strategy, registers and data",
        pillar=0, unit="sd of capacity", bounds=(0.0, 2.0), neutral=0.0,
        effects=(Effect("return.capacity", "add", amount, "migration_strategy.capacity"),),
        source="gu_czaika", evidence="C", rows=("L110",), outcome="returns.forced", direction=1,
    ),
    Lever(
        id="trade_agreement",
        label="Trade agreement with the partner: depth",
        pillar=0, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(
            Effect("origin.trade", "add", amount, "trade_agreement.pay"),
            Effect("talks.trade", "add", amount),
        ),
        source="com_2011_743", evidence="none", rows=("L06", "L122"),
        outcome="wage", direction=0,
        note="Its sign is open: the range of its strength reaches from loss to gain.",
    ),
    Lever(
        id="eu_delegations",
        label="EU delegations trained to deliver: programmes reach more for the same money",
        pillar=0, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(Effect("support.delivery", "scale", grow, "eu_delegations.delivery"),),
        source="com_2011_743", evidence="none", rows=("L120",),
        outcome="unlicensed_share", direction=-1, needs=(("resource_centre", 1.0),),
        note="Does nothing without a centre, dialogue, training or reintegration support.",
    ),
    Lever(
        id="civil_society",
        label="Civil society as implementer: reach",
        pillar=0, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(
            Effect("support.delivery", "scale", grow, "civil_society.delivery"),
            Effect("transit.referral", "add", amount, "civil_society.referral"),
        ),
        source="com_2011_743", evidence="none", rows=("L107", "L118"),
        outcome="referred", direction=1,
    ),
    Lever(
        id="budget_cap",
        label="Budget for the policies towards an origin; -1: no limit",
        pillar=0, unit="EUR year-1", bounds=(-1.0, 1e10), neutral=-1.0,
        effects=(Effect("budget.cap", "set", level),),
        source="com_2011_743", evidence="none", rows=("L23", "L106"),
        outcome="programme_cost", direction=1, needs=(("resource_centre", 1.0),),
        note="Programmes are cut alike towards neutral; rules stay.",
    ),
)  # fmt: skip
