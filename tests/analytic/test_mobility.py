"""Levers of legal migration, one process at a time against paper (ODD 7.4, 7.6, 7.8)."""

import numpy as np
import pytest
from scipy.stats import lognorm

from sim.equations.visa import logistic, shifted, threshold_odds
from sim.model.migration_model import MigrationModel
from sim.model.states import moved_places
from sim.vocabulary import Channel, Flow, Status
from tests.helpers import (
    crowd,
    live,
    model_under,
    settle_crowd,
    sigmas,
)

CROWD = 20_000


def model_with(**levers: float) -> MigrationModel:
    """A model of Moldova whose first month is opened under levers, before persons act."""
    return model_under(levers)


def abroad(model, place="ITA", **columns):
    """A crowd of equals in a place, in the place of the population; the index of the place."""
    index = model.world.index(place)
    settle_crowd(model, crowd(CROWD, place=index, **columns))
    return index


@pytest.mark.parametrize("threshold", [0.8, 1.0, 1.5, 3.0])
def test_a_salary_asked_for_is_reached_by_the_tail_of_a_lognormal(threshold):
    premium, spread = 1.5, 0.6
    pay = lognorm(s=spread, scale=premium * np.exp(-(spread**2) / 2))
    assert pay.mean() == pytest.approx(premium)
    reached = logistic(threshold_odds(threshold, premium, spread))
    assert reached == pytest.approx(pay.sf(threshold), rel=1e-9)


def test_odds_of_nothing_give_the_very_same_chances():
    chances = np.random.default_rng(1).random(1000)
    assert np.array_equal(shifted(chances, np.zeros(1000)), chances)
    assert (shifted(chances, np.full(1000, 0.3)) > chances).all()


def test_unused_places_go_where_they_lack_and_none_is_made():
    rooms = np.array([[10.0, 0.0], [2.0, 5.0], [0.0, 1.0], [9.0, 9.0]])
    asked = np.array([[4.0, 0.0], [5.0, 9.0], [6.0, 0.0], [0.0, 0.0]])
    member = np.array([True, True, True, False])
    moved = moved_places(rooms, asked, member, 0.5)
    assert moved.sum(axis=0) == pytest.approx([0.0, 0.0])
    assert moved[:, 0] == pytest.approx([-3.0, 1.0, 2.0, 0.0])  # half of 6 to 3 and 6 that lack
    assert moved[:, 1] == pytest.approx([0.0, 0.5, -0.5, 0.0])
    full = rooms + moved_places(rooms, asked, member, 1.0)
    assert (full[member] >= np.minimum(rooms, asked)[member] - 1e-12).all()


@pytest.mark.parametrize(
    ("status", "channel"),
    [(Status.HIGHLY_SKILLED, Channel.TRANSFER), (Status.STUDENT, Channel.YOUTH)],
)
def test_those_who_came_for_a_time_go_back_when_it_ends(status, channel):
    model = model_with()
    italy = abroad(model, status=status, channel=channel, due=0, arrived=-12)
    flows = live(model, 1)
    stay = model.sides[0].terms.places["overstay_season"][italy]
    assert abs(sigmas(flows[italy, Flow.OVERSTAYS], CROWD, stay)) < 4
    back = flows[italy, Flow.RETURNS_CIRCULAR]
    assert back + flows[italy, Flow.OVERSTAYS] == CROWD


@pytest.mark.parametrize("setting", [0.0, 1.0])
def test_students_stay_to_work_with_the_chance_of_the_rule_and_the_lever(setting):
    model = model_with(post_study_work=setting)
    italy = abroad(model, status=Status.STUDENT, channel=Channel.STUDY, due=0, arrived=-36)
    flows = live(model, 1)
    chance = model.now["stay.student_stays"] + setting * model.now["post_study_work.stay"]
    gone = flows[italy, Flow.RETURNS]
    assert abs(sigmas(CROWD - gone, CROWD, chance)) < 4


@pytest.mark.parametrize("lever", ["intra_corporate_transfer", "youth_mobility"])
def test_a_temporary_channel_takes_its_share_of_those_refused(lever):
    skilled = lever == "intra_corporate_transfer"
    asked = Channel.HIGHLY_SKILLED if skilled else Channel.STUDY
    instead = Channel.TRANSFER if skilled else Channel.YOUTH
    model = model_with(**{lever: 1.0})
    side = model.sides[0]
    italy = model.world.index("ITA")
    waiting = {"status": Status.PREPARING, "target": italy, "channel": asked, "due": 0}
    settle_crowd(model, crowd(CROWD, place=side.home, **waiting))
    side.visit(0)
    side.collect()
    refused = 1.0 - side.terms.places["chance"][italy, asked]
    share = model.now[f"{lever}.share"]
    assert abs(sigmas(side.arrivals[italy, asked], CROWD, 1.0 - refused)) < 4
    assert abs(sigmas(side.arrivals[italy, instead], CROWD, refused * share)) < 4


def test_visitors_who_would_stay_on_get_permits_in_the_country():
    model = model_with(in_country_switching=1.0)
    side = model.sides[0]
    italy = model.world.index("ITA")
    waiting = {"status": Status.PREPARING, "target": italy, "channel": Channel.SHORT_STAY, "due": 0}
    settle_crowd(model, crowd(CROWD, place=side.home, **waiting))
    side.visit(0)
    side.collect()
    there = side.terms.places[italy]
    entered = side.arrivals[italy, Channel.SHORT_STAY] + side.arrivals[italy, Channel.LABOUR]
    assert (
        0.0
        < there["switch"]
        == (model.now["in_country_switching.taken"] * there["chance"][Channel.LABOUR])
    )
    assert abs(sigmas(side.arrivals[italy, Channel.LABOUR], entered, there["switch"])) < 4
    assert side.flows[italy, Flow.OVERSTAYS] == side.arrivals[italy, Channel.SHORT_STAY]


def returned(months_there: int, **levers: float) -> int:
    """Voluntary returns from Italy in a year of a crowd that came so long ago."""
    model = model_with(**levers)
    italy = abroad(model, status=Status.SETTLED, arrived=-months_there)
    return int(live(model, 12)[italy, Flow.RETURNS])


def test_export_of_pensions_moves_only_those_who_stayed_long_enough():
    lever = {"social_security_coordination": 1.0}
    assert returned(24, **lever) == returned(24)
    assert returned(120, **lever) > returned(120)


def test_rights_that_are_portable_already_leave_nothing_to_coordinate():
    both = {"social_security_coordination": 1.0, "portability_of_rights": 1.0}
    assert returned(120, **both) == returned(120, portability_of_rights=1.0)


def test_directives_act_in_member_states_alone():
    levers = (
        "family_reunification", "long_term_residence", "blue_card", "single_permit",
        "student_researcher_admission", "post_study_work", "integration_support",
        "eures_matching", "youth_mobility", "intra_corporate_transfer", "demand_led_admission",
        "in_country_switching", "lifelong_learning", "seasonal_workers_directive",
    )  # fmt: skip
    usual = model_with().sides[0].terms.places
    model = model_with(**dict.fromkeys(levers, 1.0))
    places = model.sides[0].terms.places
    moved = {
        name
        for name in places.dtype.names
        if not np.array_equal(places[name][model.eu_member], usual[name][model.eu_member])
    }
    assert {"sponsor_after", "settle_after", "chance", "wait", "exploit", "exploit_season",
            "student_stays", "work_duration", "work_odds", "youth", "transfer", "switch",
            "overqualified"} <= moved  # fmt: skip
    outside = ~model.eu_member
    for name in set(places.dtype.names) - {"return_shift"}:  # portable rights: associates too
        assert np.array_equal(places[name][outside], usual[name][outside]), name
