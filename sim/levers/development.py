"""Pillar 4: the development impact of migration and mobility."""

from sim.levers.lever import Effect, Lever
from sim.levers.responses import amount, level

LEVERS = (
    Lever(
        id="remittance_cost",
        label="Price of sending 200 USD home; -1: as observed",
        pillar=4, unit="% of the amount", bounds=(-1.0, 25.0), neutral=-1.0,
        effects=(Effect("remittance.price", "set", level),),
        source="rpw", evidence="B", rows=("L91",), outcome="remittances_received", direction=-1,
        note="Values between -1 and 0 leave prices as observed.",
    ),
    Lever(
        id="price_transparency",
        label="Remittance price portal: share of senders who see all prices",
        pillar=4, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(Effect("remittance.transparency", "add", amount),),
        source="beck_2022", evidence="C", rows=("L91", "L104", "L112"),
        outcome="remittance_fees", direction=-1,
    ),
    Lever(
        id="diaspora_investment",
        label="Diaspora investment vehicles with public top-up: reach",
        pillar=4, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(Effect("diaspora.investment", "add", amount),),
        source="javorcik_2011", evidence="C", rows=("L102", "L103"),
        outcome="diaspora_investment", direction=1,
    ),
)  # fmt: skip
