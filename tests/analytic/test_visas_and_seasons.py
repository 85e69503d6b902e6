"""What visas do to those who mean to stay, and what seasonal workers do next (ODD 7.4, 7.6)."""

import numpy as np
import pytest

from sim.equations.traits import IN_WORK
from sim.model.processes.act import states_decide
from sim.population.schema import MONEY_UNIT
from sim.vocabulary import NO_PLACE, Channel, Flow, Sector, Skill, Status
from tests.helpers import crowd, live, model_under, settle_crowd, sigmas

CROWD = 40_000
RICH = 1000
"""Savings that pay any journey [MONEY_UNIT]."""


def refused_visitors(age: int, **levers: float):
    """A model, Italy, and the flows of a month in which a crowd hears whether it may visit."""
    model = model_under(levers)
    italy = model.world.index("ITA")
    waiting = {"status": Status.PREPARING, "target": italy, "due": 0, "savings": RICH}
    people = crowd(CROWD, place=model.sides[0].home, birth=-age * 12, **waiting)
    settle_crowd(model, people)
    return model, italy, live(model, 1)


def going_irregularly(model) -> int:
    """Persons who have hired a smuggler."""
    people = model.sides[0].population.people
    waiting = people["status"] == Status.PREPARING
    return int((waiting & (people["channel"] == Channel.SMUGGLED)).sum())


@pytest.mark.parametrize("age", [25, 50])
def test_some_of_those_refused_a_visit_go_irregularly_the_young_more_often(age):
    model, italy, flows = refused_visitors(age)
    side = model.sides[0]
    profile = side.terms.ages["thinks"][0, age * 12 - 1] / model.now["departure.reconsider"]
    chance = model.now["visa.deflected"] * profile
    refused = flows[italy, Flow.VISA_REFUSALS]
    assert refused > 1000
    assert abs(sigmas(going_irregularly(model), refused, chance)) < 4
    assert (profile > 1.0) == (age == 25)


def test_who_needs_no_visa_is_not_sent_to_smugglers():
    model, italy, flows = refused_visitors(25, visa_free=1.0)
    assert flows[italy, Flow.REFUSED_ENTRY] > 0
    assert going_irregularly(model) == 0


@pytest.mark.parametrize(("free", "found"), [(0.0, 0.0), (1.0, 1.0)])
def test_workers_left_out_find_an_employer_where_they_may_look_for_one(free, found):
    model = model_under({"visa_free": free})
    side = model.sides[0]
    italy = model.world.index("ITA")
    side.corridors["applications"][italy] = 1e9  # hardly any place for so many
    states_decide(model)
    chance = side.terms.places["chance"][italy]
    spot = found * model.now["permit.on_the_spot"] * model.now["permit.chance_labour"]
    assert chance[Channel.LABOUR] == pytest.approx(spot, abs=1e-4)
    assert chance[Channel.SEASONAL] == pytest.approx(0.0, abs=1e-4)


def season_over(model, **columns: int) -> int:
    """A crowd in Italy whose season ends in the first month; the index of Italy."""
    italy = model.world.index("ITA")
    season = {"status": Status.SEASONAL, "channel": Channel.SEASONAL, "due": 0, "arrived": -7}
    settle_crowd(model, crowd(CROWD, place=italy, **(season | columns)))
    return italy


def test_seasonal_workers_come_back_a_year_after_they_last_came():
    model = model_under({})
    italy = season_over(model)
    asked = np.zeros(CROWD, bool)
    back = []

    def look(people, tick):
        if tick == 0:
            asked[:] = (people["status"] == Status.RETURNED) & (people["target"] == italy)
            assert set(people["due"][asked]) == {12 - 7}
        there = (people["status"] == Status.SEASONAL) & (people["place"] == italy)
        back.append(int((there & asked).sum()))

    flows = live(model, 6, look)
    home = CROWD - flows[italy, Flow.OVERSTAYS]
    assert abs(sigmas(asked.sum(), home, model.now["permit.season_again"])) < 4
    assert back[:5] == [0] * 5
    assert back[5] > 0.9 * asked.sum()  # some have left otherwise, or plan to
    assert flows[italy, Flow.PERMITS_ISSUED] >= back[5]


def test_others_who_go_home_have_no_date_to_come_back():
    model = model_under({})
    italy = season_over(model, channel=Channel.TRANSFER, status=Status.HIGHLY_SKILLED)
    flows = live(model, 1)
    assert flows[italy, Flow.RETURNS_CIRCULAR] > 0
    assert set(model.sides[0].population.people["target"]) == {NO_PLACE}


@pytest.mark.parametrize("skill", [Skill.LOW, Skill.MIDDLE])
def test_a_season_is_paid_as_low_skilled_work(skill):
    model = model_under({})
    traits = IN_WORK | (skill << 1) | (Sector.OTHER << 3)
    italy = season_over(model, traits=traits, seen=254, income=128)
    live(model, 1)
    side = model.sides[0]
    pay = side.terms.places["wage"][italy, Skill.LOW] * side.rank[128] / MONEY_UNIT
    savings = np.median(side.population.people["savings"])
    assert savings == int(8 * model.now["departure.saving_rate"] * pay)
