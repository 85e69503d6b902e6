"""The choice of destination and channel: elasticities, frequencies, the tables behind it."""

import math

import numba
import numpy as np
import pytest

from sim.behaviour import choice
from sim.behaviour.household import ties
from sim.behaviour.terms import AGE_BANDS, CLASSES, INCOME_BANDS, OFFICIAL, PLACE
from sim.equations.choice import leaving_probability
from sim.equations.compiled import interpreted
from sim.equations.traits import MAY_COME_BACK
from sim.kernels.tables import fill_weights
from sim.model.agents import Migrant
from sim.vocabulary import CHOSEN_CHANNELS, NO_PLACE, Channel, Status
from tests.helpers import crowd, live, model_of, settle_crowd, world_of

BETA_PAY, BETA_COST = 1.3, 0.8
NEST_CHANNEL, NEST_DESTINATION = 0.4, 0.7
STAY = 12.0
PLACES, HOME = 4, 0
MIDDLE = (1 * INCOME_BANDS + 3) * AGE_BANDS + 1
"""A class: middle skills, fourth income band, 30 to 49 years old."""
STEP = 1e-5


def inputs() -> dict[str, np.ndarray]:
    """A world of three destinations that differ in everything."""
    rng = np.random.default_rng(4)
    return {
        "wage": rng.uniform(600, 1500, (PLACES, 3)),
        "cost": rng.uniform(100, 900, (PLACES, CHOSEN_CHANNELS)),
        "home_pay": np.array([150.0, 200.0, 320.0]),
        "chance": rng.uniform(0.1, 0.9, (PLACES, CHOSEN_CHANNELS)),
        "common": rng.normal(0, 0.5, (3, PLACES)),
        "constant": rng.normal(-1, 0.5, CHOSEN_CHANNELS),
    }


def weights(world: dict[str, np.ndarray]) -> np.ndarray:
    """exp(V/λ_k) of the class by place and channel, from the compiled table."""
    table = np.zeros((CLASSES, PLACES, CHOSEN_CHANNELS))
    places = np.zeros(PLACES, PLACE)
    places["wage"], places["cost"] = world["wage"], world["cost"]
    fill_weights(
        table, places, HOME, world["home_pay"], np.ones(INCOME_BANDS), world["common"],
        world["chance"], np.ones(CHOSEN_CHANNELS), world["constant"],
        np.array([BETA_PAY, BETA_COST]), NEST_CHANNEL,
    )  # fmt: skip
    return table[MIDDLE]


def leaving(world: dict[str, np.ndarray]) -> tuple[float, np.ndarray]:
    """P(go), and P(d, k) given going, as the equations have them."""
    within = weights(world).sum(axis=1)
    by_place = within ** (NEST_CHANNEL / NEST_DESTINATION)
    go = leaving_probability(by_place.sum() ** NEST_DESTINATION, math.exp(STAY))
    shares = by_place[:, None] / by_place.sum() * weights(world)
    return go, np.divide(shares, within[:, None], out=np.zeros_like(shares), where=shares > 0)


def elasticity(name: str, index=slice(None)) -> float:
    """d ln P(go) / d ln of one input, numerically."""
    low, high = inputs(), inputs()
    low[name][index] *= 1 - STEP
    high[name][index] *= 1 + STEP
    return math.log(leaving(high)[0] / leaving(low)[0]) / math.log((1 + STEP) / (1 - STEP))


def test_leaving_is_rare_in_this_world():
    assert 0 < leaving(inputs())[0] < 1e-4


def test_the_elasticity_of_leaving_to_pay_abroad_is_beta_pay():
    assert elasticity("wage") == pytest.approx(BETA_PAY, rel=1e-3)


def test_the_elasticity_of_leaving_to_the_chance_of_admission_is_beta_pay():
    assert elasticity("chance") == pytest.approx(BETA_PAY, rel=1e-3)


def mean_burden() -> float:
    """Cost over a year's pay at home, averaged over what movers choose."""
    world = inputs()
    burden = world["cost"] / (12 * world["home_pay"][1])
    return float((leaving(world)[1] * burden).sum())


def test_the_elasticity_of_leaving_to_cost_is_beta_cost_times_its_burden():
    assert elasticity("cost") == pytest.approx(-BETA_COST * mean_burden(), rel=1e-3)


def test_pay_at_home_keeps_people_and_makes_cost_bearable():
    expected = -BETA_PAY + BETA_COST * mean_burden()
    assert elasticity("home_pay") == pytest.approx(expected, rel=1e-3)


def test_pay_of_one_destination_weighs_by_its_share_of_movers():
    share = leaving(inputs())[1][2].sum()
    assert elasticity("wage", 2) == pytest.approx(BETA_PAY * share, rel=1e-3)


def test_a_closed_channel_and_home_have_no_weight():
    world = inputs()
    world["chance"][1, Channel.LABOUR] = 0.0
    table = weights(world)
    assert not table[HOME].any()
    assert table[1, Channel.LABOUR] == 0.0
    assert table[1, Channel.SHORT_STAY] > 0.0


@numba.njit
def both_sums(people, home, record, tick, low, high, full):
    """Weight of all destinations for adults at home: bounds by the tables, and one by one."""
    terms = record[0]
    for row in range(people.size):
        person = people[row]
        if person.place != home or person.status == Status.UNBORN or person.status == Status.DEAD:
            continue
        if tick - person.birth < 18 * 12:
            continue
        links = ties(people, row, home, tick, terms.places)
        group = choice.class_of(person, tick)
        papers = person.history & 1
        step, purse = choice.means(person.savings, links, terms)
        trust = terms.faith[person.belief]
        total = choice.shared_weights(person, group, papers, step, links, purse, terms)[0]
        factors = choice.spread(person.belief, person.history, terms)
        low[row], high[row] = total * factors[0], total * factors[1]
        for place in range(terms.places.size):
            if place != home:
                weight = choice.place_weight(person, group, place, links, trust, purse, terms)
                full[row] += weight


def test_the_tables_give_everybody_the_sum_over_all_destinations():
    model = model_of(persons_per_agent=100, months=24)
    for _ in range(24):
        model.step()
    side = model.sides[0]
    people = side.population.people
    people["belief"] = OFFICIAL
    people["belief"][::7] = 255
    people["belief"][::11] = 100
    people["savings"][::2] = 30_000
    people["history"][::5] |= 3  # a passport and a right to come back
    low, high, full = np.zeros((3, people.size))
    both_sums(people, side.home, side.terms.record, 23, low, high, full)
    assert (full > 0).sum() > 10_000
    exact = (people["belief"] == OFFICIAL) & (people["history"] & MAY_COME_BACK == 0)
    assert np.allclose(low[exact], full[exact], rtol=1e-9, atol=0)
    assert np.allclose(high[exact], full[exact], rtol=1e-9, atol=0)
    assert np.all(low <= full * (1 + 1e-9))  # bounds for the others
    assert np.all(high >= full * (1 - 1e-9))
    assert (high[~exact] > full[~exact]).any()
    assert (low[~exact] < full[~exact]).any()


def test_persons_choose_as_often_as_the_equations_say():
    """Prepared to leave in the first month, by destination and channel, against the tables."""
    model = model_of()
    side = model.sides[0]
    terms, rules, home = side.terms, model.sides[0].terms.rules[0], side.home
    people = 2_000_000
    settle_crowd(model, crowd(
        people, place=home, status=Status.HOME, birth=-27 * 12, traits=2 | 8, income=128,
        savings=30_000,
    ))  # fmt: skip
    decided = np.zeros((len(model.world.places), 16))

    def note(people, tick):
        ready = (people["status"] == Status.PREPARING) & (people["channel"] < CHOSEN_CHANNELS)
        np.add.at(decided, (people["target"][ready], people["channel"][ready]), 1)

    live(model, 1, note)
    person = Migrant(model, side, 0)
    terms = terms.record.view(np.recarray)[0]
    place_weight, pair_weight = interpreted(choice.place_weight), interpreted(choice.pair_weight)
    channels_weight = interpreted(choice.channels_weight)
    group = interpreted(choice.class_of)(person, 0)
    no_ties = (NO_PLACE,) * 5
    expected = np.zeros_like(decided)
    for place in range(len(model.world.places)):
        if place == home:
            continue
        weight = place_weight(person, group, place, no_ties, 1.0, 1e9, terms)
        within = channels_weight(person, group, place, no_ties, 1.0, 1e9, terms)
        for channel in range(CHOSEN_CHANNELS):
            if weight > 0:
                one = pair_weight(person, group, place, channel, False, 1.0, 1e9, terms)
                expected[place, channel] = weight * one / within
    go = leaving_probability(expected.sum() ** rules["nest_destination"], rules["staying"])
    thinks = 1 - math.exp(-side.terms.ages["thinks"][0, 27 * 12 - 1] / 12)
    expected *= people * thinks * go / expected.sum()
    assert abs(decided.sum() - expected.sum()) < 4 * math.sqrt(expected.sum())
    common = expected > 25
    assert common.sum() > 5
    gaps = (decided - expected)[common] / np.sqrt(expected[common])
    assert (gaps**2).sum() < common.sum() + 4 * math.sqrt(2 * common.sum())
    assert decided[world_of("MDA").index("RUS"), Channel.FREE_MOVEMENT] > 0
