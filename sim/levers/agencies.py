"""What agencies and expert facilities of the Union add to the instruments of others.

FRONTEX, EASO, ETF, MIEUX and TAIEX act by nothing of their own: each makes a term of an existing
instrument larger, beside whatever else moves it. How much is known of none of them.
"""

from sim.levers.lever import Effect, Lever
from sim.levers.responses import amount, grow, shrink

LEVERS = (
    Lever(
        id="agency_border_support",
        label="FRONTEX: joint operations, risk analysis and joint returns, share of possible reach",
        pillar=2, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(
            Effect("border.enforcement", "scale", grow, "agency_border_support.enforcement"),
            Effect("border.intelligence", "add", amount, "agency_border_support.analysis"),
            Effect("return.capacity", "add", amount, "agency_border_support.returns"),
        ),
        source="com_2011_743", evidence="none", rows=("L28",),
        outcome="interceptions", direction=1,
    ),
    Lever(
        id="agency_asylum_support",
        label="EASO: support teams, common training and support of partners, share of reach",
        pillar=3, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(
            Effect("asylum.speed", "scale", shrink, "agency_asylum_support.speed"),
            Effect("asylum.common", "add", amount, "agency_asylum_support.common"),
            Effect("region.protection", "add", amount, "agency_asylum_support.partners"),
        ),
        source="com_2011_743", evidence="none", rows=("L28", "L88"),
        outcome="asylum_backlog", direction=-1,
    ),
    Lever(
        id="agency_skills_support",
        label="ETF: partners' training and qualifications made readable abroad, share of reach",
        pillar=1, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(
            Effect("work.recognition", "add", amount, "agency_skills_support.recognition"),
            Effect("work.preparation", "add", amount, "agency_skills_support.preparation"),
        ),
        source="com_2011_743", evidence="none", rows=("L28", "L51"),
        outcome="overqualified_share", direction=-1,
    ),
    Lever(
        id="expert_facilities",
        label="MIEUX and TAIEX: experts lent to partners' administrations, share of reach",
        pillar=0, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(
            Effect("support.delivery", "scale", grow, "expert_facilities.delivery"),
            Effect("return.capacity", "add", amount, "expert_facilities.capacity"),
        ),
        source="com_2011_743", evidence="none", rows=("L28",),
        outcome="unlicensed_share", direction=-1, needs=(("resource_centre", 1.0),),
        note="Programmes reach more where there are any: a centre, dialogue, training or "
             "reintegration support.",
    ),
)  # fmt: skip
