"""Pillar 0: instruments that serve all four pillars."""

from sim.levers.lever import Effect, Lever
from sim.levers.responses import amount, shrink

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
)  # fmt: skip
