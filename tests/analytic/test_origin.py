"""The origin counted from persons: school, studies, poverty (ODD 7.6, 7.9)."""

import numpy as np
import pytest

import sim
from sim.equations.origin import price_level
from sim.equations.traits import FIRST, KIN_ABROAD
from sim.equations.visa import acceptance
from sim.kernels import households
from sim.model.migration_model import MigrationModel
from sim.model.processes.origins_respond import account_households
from sim.vocabulary import NEVER, Flow, Skill, Status
from tests.helpers import (
    crowd,
    live,
    parameters_of,
    settings_of,
    settle_crowd,
    sigmas,
    world_of,
)

HOUSEHOLDS = 20_000


def model_with(**values):
    """A model of Moldova with some parameters changed."""
    changed = {name.replace("__", "."): value for name, value in values.items()}
    parameters = parameters_of("MDA").replace(changed)
    return MigrationModel(settings_of(), world_of("MDA"), parameters, {})


def skills(people):
    return (people["traits"] >> 1) & 3


def families(model):
    """A parent in Italy, and a child at home who turns 18 next month."""
    people = crowd(2 * HOUSEHOLDS, history=FIRST | KIN_ABROAD, status=int(Status.SETTLED))
    people["place"] = model.world.index("ITA")
    people["history"][1::2] = KIN_ABROAD
    people["place"][1::2] = model.world.index("MDA")
    people["status"][1::2] = Status.HOME
    people["birth"][1::2] = 1 - 18 * 12
    return people


def schooled(model, people, sends):
    """Shares of those who turn 18 with tertiary and with low education, and the month's flows."""
    settle_crowd(model, people)
    model.sides[0].population.people["remits"][::2] = sends  # drawn anew for those abroad
    flows = live(model, 2)
    children = skills(model.sides[0].population.people[1::2])
    return np.mean(children == Skill.HIGH), np.mean(children == Skill.LOW), flows


@pytest.mark.parametrize(("sends", "odds"), [(0, -0.4), (20, 0.2)])
def test_a_household_that_is_sent_money_keeps_a_child_in_school(sends, odds):
    """Log-odds: +0.6 for money, −0.4 for a parent who is away, as on paper."""
    model = model_with(origin__school_remittance=0.6, origin__school_absence=0.4)
    people = families(model)
    people["dies"] = NEVER
    high, low, flows = schooled(model, people, sends)
    rules = model.sides[0].terms.rules
    usual = model.now["origin.school_low"]
    for share, chance, sign in ((high, float(rules["tertiary"][0]), 1), (low, usual, -1)):
        expected = acceptance(chance, sign * odds)
        assert abs(sigmas(share * HOUSEHOLDS, HOUSEHOLDS, expected)) < 4
    home = model.world.index("MDA")
    assert flows[home, Flow.SCHOOL_LEAVERS] == HOUSEHOLDS
    assert flows[home, Flow.LOW_SCHOOLED] == round(low * HOUSEHOLDS)
    assert flows[home, Flow.GRADUATIONS] == round(high * HOUSEHOLDS)


def test_studies_abroad_add_education_to_those_who_finish():
    model = model_with(stay__graduates=0.6, return__base=0.05)
    italy = model.world.index("ITA")
    people = crowd(
        HOUSEHOLDS, birth=-20 * 12, place=italy, status=int(Status.STUDENT), due=1,
        traits=int(Skill.MIDDLE) << 1,
    )  # fmt: skip
    settle_crowd(model, people)
    flows = live(model, 2)
    finished = flows[:, Flow.GRADUATIONS].sum()
    assert abs(sigmas(finished, HOUSEHOLDS, 0.6)) < 6  # a few went home before the end
    people = model.sides[0].population.people
    assert finished == (skills(people) == Skill.HIGH).sum()


def test_poverty_is_as_deep_as_on_paper():
    """Pensioners only: of three households one is above the line, two are below it."""
    model = model_with()
    side = model.sides[0]
    people = crowd(4, birth=-70 * 12, place=side.home, status=int(Status.HOME))
    people["history"] = [FIRST, FIRST, 0, FIRST]
    people["place"][3] = model.world.index("ITA")
    people["status"][3] = Status.SETTLED
    settle_crowd(model, people)
    pension = model.now["origin.pension"] * float(side.terms.home_pay[Skill.MIDDLE])
    side.factor = np.ones(len(model.world.places))
    side.received.append(0.0)
    side.poverty_line = 1.25 * pension
    account_households(model, side)
    assert side.accounts["poverty_headcount"] == 1.0
    assert side.accounts["poverty_gap"] == pytest.approx(0.2, abs=0.01)
    side.poverty_line = 0.5 * pension
    account_households(model, side)
    assert side.accounts["poverty_gap"] == 0.0
    assert side.accounts["remittance_share"] == 0.0


def test_receivers_of_money_work_less_by_the_share_that_comes_from_abroad():
    works = []
    for relief in (0.0, 0.3):
        model = model_with(origin__relief=relief, origin__works=0.8)
        side = model.sides[0]
        people = crowd(2 * 2000, place=side.home, status=int(Status.HOME), traits=2 | 8)
        people["history"][1::2] = 0
        people["place"][1::2] = model.world.index("ITA")
        people["status"][1::2] = Status.SETTLED
        settle_crowd(model, people)
        side.population.people["remits"][1::2] = 30
        side.factor = np.ones(len(model.world.places))
        side.received.append(0.0)
        side.poverty_line = 100.0
        account_households(model, side)
        works.append(side.accounts["employment_at_home"])
    assert works[0] == pytest.approx(0.8, abs=0.03)
    assert 0.7 * works[0] < works[1] < works[0] - 0.05
    assert households.PARTS == 1024


def test_prices_follow_money_from_abroad_and_what_is_lost():
    assert price_level(1.0, (0.0, 0.0), (0.3, 0.5)) == 1.0
    assert price_level(1.0, (0.5, 0.4), (0.1, 0.25)) == pytest.approx(1.15)
    assert price_level(1.0, (0.5, 0.4), (-0.1, 0.0)) == pytest.approx(0.95)
    assert price_level(0.5, (0.5, 0.4), (0.1, 0.25)) == pytest.approx(1.075)


@pytest.mark.parametrize(
    ("scenario", "high", "low"),
    [("mp_moldova", (0.25, 0.45), (0.1, 0.2)), ("horn_of_africa", (0.03, 0.12), (0.75, 0.95))],
)
def test_school_leavers_are_schooled_as_the_adults_of_their_origin(scenario, high, low):
    overrides = ["population.persons_per_agent=1000", "horizon.end=2010-12"]
    flows = sim.simulate(scenario, replicates=1, overrides=overrides).results.sum()
    leavers = float(flows["school_leavers"])
    assert high[0] < float(flows["graduations"]) / leavers < high[1]
    assert low[0] < float(flows["low_schooled"]) / leavers < low[1]


def test_a_panel_of_blocks_tells_what_all_households_tell(monkeypatch):
    """One block in three, weighted up, against everybody: shares and counts within luck."""
    told = []
    for surveyed in (1000, 2):
        monkeypatch.setattr(households, "SURVEYED", surveyed)
        words = ("population.persons_per_agent=20", "engine.threads=2")
        model = sim.MigrationModel.from_scenario("mp_moldova", seed=1, overrides=words)
        model.step()
        told.append((model.sides[0].accounts, model.sides[0].population.blocks.size - 1))
    (everybody, blocks), (panel, _) = told
    assert blocks // 2 >= 3
    assert panel["poverty_headcount"] != everybody["poverty_headcount"]
    assert panel["poverty_headcount"] == pytest.approx(everybody["poverty_headcount"], abs=0.01)
    assert panel["left_behind_children"] == pytest.approx(
        everybody["left_behind_children"], rel=0.06
    )
