"""The way, what stops people on it, and detention, against the formulas on paper (ODD 7.5, 7.8)."""

import math

import numpy as np
import pytest

from sim.equations.journey import interception
from sim.model.migration_model import MigrationModel
from sim.vocabulary import SEA, Channel, Flow, Route, RouteFlow, Status
from tests.helpers import (
    crowd,
    live,
    model_under,
    parameters_of,
    settle_crowd,
    sigmas,
)

MANY = 40_000


def world_under(policy: dict[str, float], origin: str = "SOM", **values: float) -> MigrationModel:
    """A model in its first month under levers, with other values of parameters."""
    changed = {name.replace("__", "."): value for name, value in values.items()}
    return model_under(policy, origin, parameters_of(origin).replace(changed))


def on_the_way(model: MigrationModel, **columns: int) -> np.ndarray:
    """Persons whose journey to Italy ends this month."""
    italy, home = model.world.index("ITA"), model.sides[0].home
    standard = {"status": Status.IN_TRANSIT, "due": 0, "place": home, "target": italy}
    return crowd(MANY, **(standard | {"channel": Channel.SMUGGLED} | columns))


def shares(model: MigrationModel) -> np.ndarray:
    return np.diff(model.sides[0].terms.routes["share"], prepend=0.0)


def test_who_is_stopped_without_money_is_stranded_as_often_as_assumed():
    model = world_under({})
    settle_crowd(model, on_the_way(model, savings=0))
    live(model, 1)
    p = model.now
    stopped = (1.0 - p["journey.death_sea"]) * interception(p["journey.interception"], 1.0)
    stranded = model.sides[0].stock[:, Status.STRANDED].sum()
    given_up = stopped * (1.0 - p["journey.repeat"])
    assert abs(sigmas(stranded, MANY, given_up * p["journey.stranded"])) < 4


def test_who_has_money_left_is_not_stranded():
    model = world_under({})
    settle_crowd(model, on_the_way(model, savings=100))
    live(model, 1)
    assert model.sides[0].stock[:, Status.STRANDED].sum() == 0
    assert model.sides[0].stock[:, Status.IN_TRANSIT].sum() > 0


@pytest.mark.parametrize("reach", [0.0, 1.0])
def test_the_stranded_are_helped_go_back_try_again_and_are_abused_at_their_hazards(reach):
    model = world_under({"transit_reception": reach})
    settle_crowd(model, on_the_way(model, status=Status.STRANDED, due=32767))
    flows = live(model, 1).sum(axis=0)
    p = model.now
    names = ("stranded_return", "stranded_again", "stranded_abuse")
    back, again, abuse = (p[f"journey.{name}"] for name in names)
    helped = reach * p["transit_reception.referral"]
    total = back + again + abuse + helped
    happens = 1.0 - math.exp(-total / 12.0)
    stock = model.sides[0].stock.sum(axis=(0, 2))
    assert abs(sigmas(flows[Flow.EXPLOITED], MANY, happens * abuse / total)) < 4
    assert abs(sigmas(stock[Status.IN_TRANSIT], MANY, happens * again / total)) < 4
    assert abs(sigmas(stock[Status.HOME], MANY, happens * (back + helped) / total)) < 4
    if reach:
        assert abs(sigmas(flows[Flow.REFERRED], MANY, happens * helped / total)) < 4
    else:
        assert flows[Flow.REFERRED] == 0


def test_a_stranded_refugee_goes_back_to_refuge_and_not_to_the_country_fled():
    model = world_under({"transit_reception": 1.0})
    refuge = model.world.index("KEN")
    settle_crowd(model, on_the_way(model, status=Status.STRANDED, due=32767, place=refuge))
    live(model, 1)
    assert model.sides[0].stock[refuge, Status.REFUGEE_IN_REGION].sum() > 0
    assert model.sides[0].stock[model.sides[0].home].sum() == 0


def test_pull_backs_stop_people_without_making_the_way_deadlier():
    before, after = world_under({}), world_under({"transit_cooperation": 1.0})
    one, other = (model.sides[0].terms.routes for model in (before, after))
    p = after.now
    hazard = p["journey.interception"] + p["transit_cooperation.interception"]
    assert other["interception"] == pytest.approx(1.0 - math.exp(-hazard))
    assert (one["death"] == other["death"]).all()
    settle_crowd(after, on_the_way(after))
    side = after.sides[0]
    live(after, 1)
    stopped = side.route_flows[:, :, RouteFlow.INTERCEPTIONS].sum()
    pulled = side.route_flows[:, :, RouteFlow.PULL_BACKS].sum()
    share = p["transit_cooperation.interception"] / hazard
    assert abs(sigmas(pulled, stopped, share)) < 4


def test_enforcement_on_land_sends_people_over_the_sea():
    before, after = world_under({}, "MDA"), world_under({"border_enforcement_land": 3.0}, "MDA")
    one, other = shares(before), shares(after)
    land, sea = Route.EASTERN_BORDERS, Route.EASTERN_MEDITERRANEAN
    pushed = math.exp(-2.0 * before.now["journey.diversion"])
    assert other[land] / other[sea] == pytest.approx(pushed * one[land] / one[sea])
    assert other.sum() == pytest.approx(1.0)


def test_a_dearer_route_is_taken_less():
    model = world_under({}, "MDA")
    before = shares(model)
    for recruiter in model.sides[0].recruiters:
        recruiter.fee *= 2.0 if recruiter.route == Route.EASTERN_BORDERS else 1.0
    model.step()
    assert shares(model)[Route.EASTERN_BORDERS] < before[Route.EASTERN_BORDERS]


def test_rescue_saves_lives_at_sea_only():
    one, other = (world_under({"sea_rescue": reach}).sides[0].terms.routes for reach in (0.0, 1.0))
    saved = parameters_of("SOM").value("journey.rescue_saves")
    for route in Route:
        left = 1.0 - saved if route in SEA else 1.0
        assert other["death"][route] == pytest.approx(left * one["death"][route])


def test_a_guardian_keeps_minors_from_traffickers_and_adults_at_the_same_risk():
    trafficked = []
    for reach in (0.0, 1.0):
        model = world_under({"unaccompanied_minors": reach})
        settle_crowd(model, on_the_way(model, birth=-15 * 12))
        flows = live(model, 1).sum(axis=0)
        assert flows[Flow.TRAFFICKED_MINORS] == flows[Flow.TRAFFICKED]
        assert flows[Flow.UNACCOMPANIED] > 0
        trafficked.append(flows[Flow.TRAFFICKED] / flows[Flow.UNACCOMPANIED])
    left = 1.0 - model.now["unaccompanied_minors.risk"]
    assert trafficked[1] == pytest.approx(left * trafficked[0], rel=0.25)
    model = world_under({"unaccompanied_minors": 1.0})
    settle_crowd(model, on_the_way(model))
    flows = live(model, 1).sum(axis=0)
    assert flows[Flow.TRAFFICKED_MINORS] == flows[Flow.UNACCOMPANIED] == 0
    assert flows[Flow.TRAFFICKED] > 0


def irregular(model: MigrationModel, **columns: int) -> np.ndarray:
    italy = model.world.index("ITA")
    standard = {"status": Status.IRREGULAR_ENTRANT, "place": italy, "channel": Channel.SMUGGLED}
    return crowd(MANY, **(standard | columns))


def longest_detention(policy: dict[str, float]) -> int:
    """Months that anybody spends in detention in two years of hard return policy."""
    model = world_under({"return_policy": 5.0} | policy, stay__detained=0.5)
    settle_crowd(model, irregular(model))
    months = np.zeros(MANY, int)
    found = []

    def look(people: np.ndarray, tick: int) -> None:
        held = people["status"] == Status.DETAINED
        months[:] = np.where(held, months + 1, 0)
        found.append(months.max())

    live(model, 24, look)
    return max(found)


def test_nobody_is_detained_beyond_the_limit():
    assert longest_detention({"detention_limit": 3.0}) == 3
    assert longest_detention({"detention_limit": 0.0}) == 0
    assert 6 < longest_detention({}) <= 18


def test_who_is_granted_a_period_is_not_detained_and_not_forced():
    model = world_under({"return_policy": 5.0, "voluntary_departure": 1.0})
    settle_crowd(model, irregular(model))
    flows = live(model, 12).sum(axis=0)
    assert flows[Flow.ORDERS] > 0
    assert flows[Flow.DETAINED] == flows[Flow.RETURNS_FORCED] == 0
    assert flows[Flow.DEPARTED] > 0
    returned = flows[Flow.DEPARTED] + flows[Flow.RETURNS_ASSISTED]
    carried_out = model.sides[0].terms.places["returned"][model.world.index("ITA")]
    assert abs(sigmas(returned, flows[Flow.ORDERS], carried_out)) < 4


def test_minors_with_a_guardian_are_not_ordered_to_leave():
    model = world_under({"return_policy": 5.0, "unaccompanied_minors": 1.0})
    settle_crowd(model, irregular(model, birth=-10 * 12))
    flows = live(model, 12).sum(axis=0)
    assert flows[Flow.FOUND] > 0
    assert flows[Flow.ORDERS] == 0


@pytest.mark.parametrize("reach", [0.0, 1.0])
def test_victims_get_free_at_the_hazard_of_their_protection(reach):
    model = world_under({"victim_protection": reach})
    settle_crowd(model, irregular(model, status=Status.TRAFFICKED))
    flows = live(model, 6).sum(axis=0)
    p = model.now
    hazard = p["stay.rescue"] * (1.0 + reach * p["victim_protection.rescue"])
    assert abs(sigmas(flows[Flow.FREED], MANY, 1.0 - math.exp(-hazard / 2.0))) < 4


def test_overstayers_are_found_more_often_by_an_entry_exit_system_and_others_are_not():
    found = {}
    for status in (Status.OVERSTAYER, Status.IRREGULAR_ENTRANT):
        for reach in (0.0, 1.0):
            model = world_under({"entry_exit_system": reach}, stay__ordered=0.5)
            settle_crowd(model, irregular(model, status=status))
            found[status, reach] = live(model, 3).sum(axis=0)[Flow.FOUND]
    gain = 1.0 + model.now["entry_exit_system.detection"]
    seen = found[Status.OVERSTAYER, 1.0] / found[Status.OVERSTAYER, 0.0]
    assert seen == pytest.approx(gain, rel=0.1)
    other = found[Status.IRREGULAR_ENTRANT, 1.0] / found[Status.IRREGULAR_ENTRANT, 0.0]
    assert other == pytest.approx(1.0, rel=0.1)


@pytest.mark.parametrize("reach", [0.0, 1.0])
def test_the_stateless_are_naturalised_at_the_hazard_of_the_lever(reach):
    model = world_under({"statelessness_reduction": reach}, protection__intensity=0.0)
    stateless = crowd(MANY, traits=128, status=Status.HOME, place=model.sides[0].home)
    stateless["birth"] = -22 * 12
    settle_crowd(model, stateless)
    live(model, 6)
    left = (model.sides[0].population.people["traits"] & 128 != 0).sum()
    hazard = reach * model.now["statelessness_reduction.rate"]
    kept = math.exp(-hazard / 2.0)
    assert left == MANY if not reach else abs(sigmas(left, MANY, kept)) < 4
