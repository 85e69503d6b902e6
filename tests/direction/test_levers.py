"""Each lever, moved alone with the same luck, pushes its outcome the way it declares."""

from functools import cache

import pytest

from tests.helpers import REGISTRY, compared, run

FROM_TO = {
    "visa_processing_capacity": (1.0, 3.0),
    "visa_fee": (1.0, 3.0),
    "work_permit_quota": (1.0, 3.0),
    "return_policy": (1.0, 2.0),
    "border_enforcement": (1.0, 3.0),
    "seasonal_scheme": (0.0, 10.0),
    "resettlement": (0.0, 5000.0),
    "remittance_cost": (3.0, 9.0),
    "blue_card_threshold": (0.7, 1.5),
    "border_enforcement_sea": (1.0, 3.0),
    "border_enforcement_land": (1.0, 3.0),
    "detention_limit": (1.0, 18.0),
    "mainstreaming": (0.0, 1e8),
    "support_package_size": (1.0, 2.0),
    "more_for_more": (1.0, 2.0),
    "dialogue": (1.0, 3.0),
    "easing_criteria": (0.0, 0.3),
    "budget_cap": (1e5, 1e7),
}
"""Settings compared, where they are not 0 and 1. No price is neutral to remittance_cost."""

SOMALIA = (
    "resettlement", "regional_protection",
    "border_enforcement_sea", "sea_rescue", "transit_cooperation", "partner_capacity",
    "transit_detention", "regional_dialogue",
    "unaccompanied_minors", "anti_trafficking", "victim_protection", "transit_reception",
    "partner_asylum", "refugee_host_relations", "relief_and_development", "idp_framework",
    "asylum_support", "disaster_risk_reduction", "statelessness_reduction",
    "civil_society",
)  # fmt: skip
"""Levers that need displacement, refugees in the region, or many on the way."""

SAHEL = ("climate_adaptation",)
"""Levers that need a drought."""

RARE = (
    "circular_migration", "reintegration_support", "border_enforcement", "diaspora_dialogue",
    "seasonal_workers_directive", "post_study_work", "intra_corporate_transfer", "youth_mobility",
    "unaccompanied_minors", "anti_trafficking", "victim_protection", "health_worker_code",
    "entry_exit_system", "transit_reception", "vacancy_monitor",
)  # fmt: skip
"""Levers whose outcome is too rare, or moves too little, for a small population."""

SMALL = {"persons_per_agent": 100, "months": 48}
LARGE = {"persons_per_agent": 5, "months": 60}

DECLARED = [lever for lever in REGISTRY.values() if lever.direction]
COMMON = [lever for lever in DECLARED if lever.id not in RARE]


@cache
def before(origin: str, name: str, setting: float, seeds: int, large: bool):
    """Runs with the lever at its lower setting; at neutral they are the same for all levers."""
    scale = LARGE if large else SMALL
    needs = REGISTRY[name].needs
    if setting == REGISTRY[name].neutral:
        return baseline(origin, seeds, large, needs)
    policy = {**dict(needs), name: setting}
    return tuple(run(policy, origin, seed=s + 1, **scale) for s in range(seeds))


@cache
def baseline(origin: str, seeds: int, large: bool, needs=()):
    """Runs with no lever set but those that the lever tried needs to act at all."""
    scale = LARGE if large else SMALL
    return tuple(run(dict(needs), origin, seed=s + 1, **scale) for s in range(seeds))


def effect_of(lever, seeds: int, large: bool = False):
    """Mean effect on the lever's outcome of raising it."""
    origin = "SOM" if lever.id in SOMALIA else "NER" if lever.id in SAHEL else "MDA"
    low, high = FROM_TO.get(lever.id, (0.0, 1.0))
    runs = before(origin, lever.id, low, seeds, large)
    policy = {**dict(lever.needs), lever.id: high}
    rows = compared(policy, runs, origin, **(LARGE if large else SMALL))
    return rows[lever.outcome].effect


@pytest.mark.parametrize("lever", COMMON, ids=lambda lever: lever.id)
def test_more_of_a_lever_moves_its_outcome_as_declared(lever):
    assert effect_of(lever, seeds=2) * lever.direction > 0


@pytest.mark.slow
@pytest.mark.parametrize("name", RARE)
def test_a_lever_with_a_rare_outcome_shows_in_a_large_population(name):
    lever = REGISTRY[name]
    assert effect_of(lever, seeds=2, large=True) * lever.direction > 0


def test_every_lever_with_a_direction_is_tried():
    assert {lever.id for lever in COMMON} | set(RARE) == {lever.id for lever in DECLARED}
    assert {*FROM_TO, *SOMALIA, *SAHEL} <= set(REGISTRY)


def test_a_partnership_makes_readmission_return_more_people():
    """It has no direction alone: cooperation matters where an agreement is in force."""
    scale = {**SMALL, "persons_per_agent": 10}
    agreed = {"readmission_agreement": 1.0, "visa_facilitation": 1.0}
    alone = tuple(run(agreed, seed=s, **scale) for s in (1, 2))
    rows = compared({**agreed, "mobility_partnership": 1.0}, alone, "MDA", **scale)
    assert rows["returns.readmitted"].effect > 0
    assert rows["programme_cost"].effect > 0


def test_facilitation_lowers_refusals_and_raises_visits():
    rows = compared({"visa_facilitation": 1.0}, baseline("MDA", 2, False), "MDA", **SMALL)
    applied, refused = rows["visa_applications"], rows["visa_refusals"]
    assert refused.reform / applied.reform < refused.baseline / applied.baseline
    assert rows["visits"].effect > 0


def test_visa_free_travel_ends_most_visas():
    rows = compared({"visa_free": 1.0}, baseline("MDA", 2, False), "MDA", **SMALL)
    assert rows["visa_applications"].reform < 0.2 * rows["visa_applications"].baseline
    assert rows["refused_entry"].effect > 0


def test_cheaper_remittances_cost_senders_less_and_bring_more_home():
    rows = compared({"remittance_cost": 3.0}, baseline("MDA", 2, False), "MDA", **SMALL)
    assert rows["remittance_fees"].effect < 0
    assert rows["remittances_received"].effect > 0
    assert rows["poverty_headcount"].effect <= 0


def test_recognition_raises_what_graduates_earn_and_send():
    rows = compared({"qualification_recognition": 1.0}, baseline("MDA", 2, False), "MDA", **SMALL)
    assert rows["overqualified_share"].effect < 0
    assert rows["remittances_sent"].effect > 0
