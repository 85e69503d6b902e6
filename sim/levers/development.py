"""Pillar 4: the development impact of migration and mobility."""

from sim.levers.lever import Effect, Lever
from sim.levers.responses import amount, grow, level, shrink

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
        source="beck_2022", evidence="C", rows=("L91", "L104"),
        outcome="remittance_fees", direction=-1,
    ),
    Lever(
        id="diaspora_investment",
        label="Diaspora investment vehicles with public top-up: reach",
        pillar=4, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(Effect("diaspora.investment", "add", amount),),
        source="javorcik_2011", evidence="C", rows=("L102",),
        outcome="diaspora_investment", direction=1,
    ),
    Lever(
        id="diaspora_platform",
        label="Diaspora platform and organisations: reach",
        pillar=4, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(
            Effect("diaspora.collective", "add", amount, "diaspora_platform.collective"),
            Effect("information.diaspora", "add", amount, "diaspora_platform.coverage"),
        ),
        source="com_2011_743", evidence="none", rows=("L94",),
        outcome="diaspora_investment", direction=1,
    ),
    Lever(
        id="diaspora_knowhow",
        label="Diaspora database, volunteers and transfer of know-how: reach",
        pillar=4, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(Effect("diaspora.knowhow", "add", amount, "diaspora_knowhow.productivity"),),
        source="com_2011_743", evidence="none", rows=("L113",),
        outcome="gdp_per_capita", direction=1,
    ),
    Lever(
        id="migrant_enterprise",
        label="Public-private partnerships with migrant entrepreneurs: reach",
        pillar=4, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(Effect("return.enterprise", "scale", grow, "migrant_enterprise.firms"),),
        source="com_2011_743", evidence="none", rows=("L103",),
        outcome="firms_by_returnees", direction=1,
    ),
    Lever(
        id="financial_literacy",
        label="Financial literacy and credit for productive use of remittances: reach",
        pillar=4, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(
            Effect("remittance.invested", "add", amount, "financial_literacy.invested"),
            Effect("remittance.literacy", "add", amount, "financial_literacy.formal"),
        ),
        source="com_2011_743", evidence="none", rows=("L112",),
        outcome="diaspora_investment", direction=1,
    ),
    Lever(
        id="health_worker_code",
        label="Code of practice on recruitment of health personnel: reach",
        pillar=4, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(Effect("permit.health", "scale", shrink, "health_worker_code.permits"),),
        source="who_code_2010", evidence="none", rows=("L95",),
        outcome="health_workers", direction=1,
    ),
    Lever(
        id="blue_card_refusal",
        label="Blue Cards refused for ethical recruitment: share",
        pillar=4, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(Effect("permit.skilled", "scale", shrink),),
        source="directive_2009_50", evidence="none", rows=("L96",),
        outcome="arrivals.highly_skilled", direction=-1,
    ),
    Lever(
        id="policy_coherence",
        label="Capacity and coherence of partners' jobs, school, health and housing policies",
        pillar=4, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(
            Effect("origin.amenity", "add", amount, "policy_coherence.amenity"),
            Effect("origin.schooling", "add", amount, "policy_coherence.schooling"),
        ),
        source="com_2011_743", evidence="none", rows=("L97",), outcome="emigrants", direction=-1,
    ),
    Lever(
        id="decent_work",
        label="Decent work and retention of the skilled: reach",
        pillar=4, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(
            Effect("origin.retention", "add", amount, "decent_work.pay"),
            Effect("origin.schooling", "add", amount, "decent_work.schooling"),
        ),
        source="com_2011_743", evidence="none", rows=("L114",),
        outcome="skilled_emigration_rate", direction=-1,
    ),
    Lever(
        id="climate_adaptation",
        label="Adaptation to climate change: reach among those whom drought hits",
        pillar=4, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(Effect("climate.loss", "scale", shrink, "climate_adaptation.loss"),),
        source="com_2011_743", evidence="none", rows=("L18",),
        outcome="earnings_lost", direction=-1,
        note="Does nothing without a drought among the shocks of a scenario.",
    ),
    Lever(
        id="mainstreaming",
        label="Migration in sector policies and national programmes: public money a year",
        pillar=4, unit="EUR year-1", bounds=(0.0, 1e9), neutral=0.0,
        effects=(Effect("origin.aid", "add", amount),),
        source="com_2011_743", evidence="none", rows=("L100",),
        outcome="gdp_per_capita", direction=1,
    ),
    Lever(
        id="anti_xenophobia",
        label="Action against xenophobia and social exclusion: reach",
        pillar=4, unit="1", bounds=(0.0, 1.0), neutral=0.0,
        effects=(
            Effect("work.discrimination", "add", amount, "anti_xenophobia.work"),
            Effect("state.salience", "scale", shrink, "anti_xenophobia.salience"),
        ),
        source="com_2011_743", evidence="none", rows=("L119",),
        outcome="employment_rate", direction=1,
    ),
)  # fmt: skip
