"""Pillar 0: talks with partners: what they settle, and what shapes them (ODD 7.12)."""

from collections.abc import Mapping

from sim.errors import InputError
from sim.levers.lever import Effect, Lever
from sim.levers.origins import Policy, Setting
from sim.levers.responses import amount, factor
from sim.params.quantity import ALWAYS

NEGOTIATION = "negotiation"
AGREEMENTS = (
    "common_agenda", "mobility_partnership", "visa_facilitation", "readmission_agreement",
    "visa_free", "support_package",
)  # fmt: skip
"""Levers that talks set, where agreements are negotiated."""

DELIVERED = (
    "resource_centre", "predeparture_training", "qualification_recognition",
    "portability_of_rights", "circular_migration", "seasonal_scheme", "work_permit_quota",
    "recruiter_licensing", "recruiter_monitoring", "assisted_return", "reintegration_support",
    "diaspora_dialogue", "diaspora_investment", "price_transparency", "agency_cooperation",
    "university_partnership", "youth_mobility", "study_grants", "migration_strategy",
)  # fmt: skip
"""Levers of the partnership's package: their calendars are delivered as far as talks allow."""

IN_TALKS = ((NEGOTIATION, 1.0),)
"""What the paired run of a lever needs that acts only where agreements are negotiated."""


def negotiated(policy: Mapping[str, Setting], chosen: Mapping[str, object], where: str) -> Policy:
    """The policy with its agreements left to the talks, from the first month.

    chosen  levers of this block that were set on the command line: an agreement among them is
            refused, while those of a scenario or package give way
    """
    for name in AGREEMENTS:
        if name in chosen:
            raise InputError(
                f"{where}.{name}: is settled by the talks under states.negotiate=true; leave it "
                "out, or set states.negotiate=false"
            )
    kept = {name: calendar for name, calendar in policy.items() if name not in AGREEMENTS}
    return kept | {NEGOTIATION: ((ALWAYS, 1.0),)}


LEVERS = (
    Lever(
        id=NEGOTIATION,
        label="Agreements are negotiated month by month, not set by the calendar",
        pillar=0, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(Effect("negotiation.open", "add", amount),),
        source="com_2011_743", evidence="none", rows=("L10", "L29", "L33", "L36"),
        outcome="partnership_rung", direction=1,
        note="`states.negotiate=true` sets it from the start; any setting above 0 opens the talks.",
    ),
    Lever(
        id="common_agenda",
        label="Common Agenda on Migration and Mobility in force",
        pillar=0, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(Effect("cooperation.partnership", "add", amount, "common_agenda.weight"),),
        source="com_2011_743", evidence="none", rows=("L34",),
        outcome="programme_cost", direction=1,
    ),
    Lever(
        id="support_package",
        label="Support package that reaches the partner: share of a full one",
        pillar=0, unit="1", bounds=(0.0, 3.0), neutral=0.0,
        effects=(
            Effect("support.package", "add", amount),
            Effect("cooperation.reward", "add", amount, "support_package.reward"),
        ),
        source="com_2011_743", evidence="none", rows=("L32",),
        outcome="programme_cost", direction=1,
    ),
    Lever(
        id="support_package_size",
        label="Size of the support package offered, as a factor of a full one",
        pillar=0, unit="1", bounds=(0.0, 3.0), neutral=1.0,
        effects=(Effect("talks.package", "scale", factor),),
        source="com_2011_743", evidence="none", rows=("L32",),
        outcome="partnership_delivered", direction=1, needs=IN_TALKS,
    ),
    Lever(
        id="more_for_more",
        label="More for more: how far the package follows effort, as a factor",
        pillar=0, unit="1", bounds=(0.0, 2.0), neutral=1.0,
        effects=(Effect("talks.conditionality", "scale", factor),),
        source="com_2011_743", evidence="none", rows=("L31",),
        outcome="partnership_effort", direction=1, needs=IN_TALKS,
    ),
    Lever(
        id="dialogue",
        label="Dialogues, action plans, seminars: intensity, as a factor of the usual one",
        pillar=0, unit="1", bounds=(0.0, 3.0), neutral=1.0,
        effects=(Effect("talks.dialogue", "scale", factor),),
        source="com_2011_743", evidence="none", rows=("L05", "L38", "L127"),
        outcome="partnership_trust", direction=1, needs=IN_TALKS,
    ),
    Lever(
        id="regional_dialogue",
        label="Regional dialogues: what they lend to the talks of their members",
        pillar=0, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(
            Effect("talks.regional_floor", "add", amount, "regional_dialogue.floor"),
            Effect("talks.regional_news", "add", amount, "regional_dialogue.news"),
        ),
        source="com_2011_743", evidence="none",
        rows=("L05", "L38", "L127", "X03", "X04", "X05", "X06", "X08"),
        outcome="partnership_trust", direction=1, needs=IN_TALKS,
        note="Members and dates: `python -m sim.levers --dialogues`.",
    ),
    Lever(
        id="one_voice",
        label="One voice of the Union: how far member states make one offer",
        pillar=0, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(Effect("talks.one_voice", "add", amount),),
        source="com_2011_743", evidence="none", rows=("L22",),
        outcome="partnership_members", direction=1, needs=IN_TALKS,
        note="All take part or none: none where the Union as a whole would lose by it.",
    ),
    Lever(
        id="global_forum",
        label="Global forums on migration: what they lend to talks, all states being members",
        pillar=0, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(
            Effect("talks.global_floor", "add", amount, "global_forum.floor"),
            Effect("talks.global_news", "add", amount, "global_forum.news"),
        ),
        source="com_2011_743", evidence="none", rows=("L22",),
        outcome="partnership_trust", direction=1, needs=IN_TALKS,
        note="From 2006 on: the High-level Dialogue, then the Global Forum. Thinner than regions'.",
    ),
    Lever(
        id="linked_trade",
        label="Trade agreement linked to cooperation on migration: share of its worth",
        pillar=0, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(Effect("talks.linked", "add", amount),),
        source="com_2011_743", evidence="none", rows=("L06",),
        outcome="partnership_effort", direction=1, needs=(*IN_TALKS, ("trade_agreement", 1.0)),
        note="Needs a trade agreement; what is not linked comes anyway, and moves no effort.",
    ),
    Lever(
        id="policies_at_odds",
        label="Tariffs or cuts of aid beside talks: share of what talks give that they take back",
        pillar=0, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(Effect("talks.at_odds", "add", amount),),
        source="com_2011_743", evidence="none", rows=("L06",),
        outcome="partnership_effort", direction=-1, needs=IN_TALKS,
        note="Incoherent policies: what is given is worth less, and trust wears away.",
    ),
    Lever(
        id="migration_missions",
        label="Migration missions and cooperation platforms before a first agreement",
        pillar=0, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(Effect("talks.missions", "add", amount, "migration_missions.pace"),),
        source="com_2011_743", evidence="none", rows=("L26",),
        outcome="partnership_rung", direction=1, needs=IN_TALKS,
    ),
    Lever(
        id="easing_criteria",
        label="Criteria before visas are eased: shift of the compliance asked for",
        pillar=0, unit="1", bounds=(-0.3, 0.3), neutral=0.0,
        effects=(Effect("talks.criteria", "add", amount),),
        source="com_2011_743", evidence="none", rows=("L04",),
        outcome="partnership_rung", direction=-1, needs=IN_TALKS,
    ),
    Lever(
        id="differentiation",
        label="Differentiation: how far offers follow what each partner complies with",
        pillar=0, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(Effect("talks.differentiation", "add", amount),),
        source="com_2011_743", evidence="none", rows=("L20",),
        outcome="partnership_offer", direction=0, needs=IN_TALKS,
        note="More for partners above the criteria, less for those below: the sum may go either "
        "way.",
    ),
    Lever(
        id="upgrade_by_consent",
        label="Pace at which a Common Agenda is upgraded, as a factor; 0: never",
        pillar=0, unit="1", bounds=(0.0, 3.0), neutral=1.0,
        effects=(Effect("talks.consent", "scale", factor),),
        source="com_2011_743", evidence="none", rows=("L35",),
        outcome="partnership_rung", direction=1, needs=(*IN_TALKS, ("dialogue", 3.0)),
        note="Needs a Common Agenda: a dense dialogue concludes one before compliance suffices.",
    ),
    Lever(
        id="cotonou_readmission",
        label="Readmission duty of article 13 of Cotonou, linked to aid",
        pillar=2, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(
            Effect("return.aid_linked", "add", amount, "cotonou_readmission.returned"),
            Effect("talks.aid", "add", amount, "cotonou_readmission.aid"),
        ),
        source="com_2011_743", evidence="none", rows=("X07",),
        outcome="returns", direction=1,
    ),
    Lever(
        id="common_steps",
        label="Common steps towards visa-free travel outside a mobility partnership",
        pillar=1, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(
            Effect("visa.odds", "add", amount, "common_steps.odds"),
            Effect("talks.common_steps", "add", amount),
        ),
        source="com_2011_743", evidence="none", rows=("X10",), outcome="visits", direction=1,
    ),
)  # fmt: skip
