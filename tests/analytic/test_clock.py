"""The alarm clock: waits follow the hazard, by constant bound and by age, and thinning is exact."""

import math

import numba
import numpy as np
import pytest

from sim.equations.clock import hazard_probability, hints_of, months_until, months_until_by_age
from sim.equations.demography import AGES_IN_MONTHS, cumulative, mortality, rogers_castro
from sim.equations.draws import Purpose, uniforms
from sim.vocabulary import NEVER, Flow, Status
from tests.helpers import crowd, live, model_of, settle_crowd, sigmas, world_of

MANY = 200_000


@numba.njit
def waits(bound, out):
    for i in range(out.size):
        out[i] = months_until(uniforms(3, i, 0, Purpose.CLOCK.value)[0], bound)


@numba.njit
def waits_by_age(cumulated, hints, age, out):
    for i in range(out.size):
        out[i] = months_until_by_age(
            uniforms(3, i, 0, Purpose.CLOCK.value)[0], cumulated, hints, age
        )


@pytest.mark.parametrize(("bound", "months"), [
    (0.02, 1), (0.02, 60), (0.4, 2), (0.4, 12), (3.0, 1), (3.0, 12), (30.0, 1),
])  # fmt: skip
def test_waits_under_a_constant_bound_are_exponential(bound, months):
    wait = np.empty(MANY, np.int64)
    waits(bound, wait)
    woken = 1 - math.exp(-bound * months / 12)
    assert wait.min() >= 1
    assert abs(sigmas((wait <= months).sum(), MANY, woken)) < 4


HAZARDS = {
    "death": mortality(0.0001, 0.09),
    "reconsidering": 0.25 * rogers_castro(0.02, 0.1, 0.06, 0.1, 20.0, 0.4, 0.003),
}


@pytest.mark.parametrize("hazard", HAZARDS.values(), ids=HAZARDS)
@pytest.mark.parametrize("age", [0, 17 * 12 + 5, 40 * 12, 75 * 12])
def test_waits_by_age_follow_the_cumulated_hazard(hazard, age):
    wait = np.empty(MANY, np.int64)
    cumulated = cumulative(hazard)
    waits_by_age(cumulated, hints_of(cumulated), age, wait)
    for months in (1, 12, 120, 240):
        woken = 1 - math.exp(-hazard[age : age + months].sum() / 12)
        assert abs(sigmas((wait <= months).sum(), MANY, woken)) < 4


def test_nobody_waits_for_what_cannot_happen():
    assert months_until(0.5, 0.0) == NEVER
    mortal = cumulative(HAZARDS["death"])
    nothing = np.zeros(AGES_IN_MONTHS + 1)
    assert months_until_by_age(0.5, nothing, hints_of(nothing), 240) == NEVER
    assert months_until_by_age(0.5, mortal, hints_of(mortal), AGES_IN_MONTHS) == NEVER


def test_the_chance_of_a_month_is_that_of_its_hazard():
    assert hazard_probability(0.0) == 0.0
    assert hazard_probability(12.0) == pytest.approx(1 - math.exp(-1))


def hazard_of_return(model, place, months):
    """Hazard of return in each of the coming months of a jobless migrant, two years there."""
    p, there = model.now, model.sides[0].terms.places[place]
    years = (np.arange(months) + 24) / 12
    shift = there["return_shift"] + p["return.jobless"]
    return p["return.base"] * np.exp(-p["return.decay"] * years + shift)


def test_returns_follow_their_hazard_whatever_the_bound():
    model, italy = model_of(), world_of("MDA").index("ITA")
    people = 4_000_000
    settle_crowd(model, crowd(people, place=italy, status=Status.SETTLED))
    flows = live(model, 12)
    returned = 1 - math.exp(-hazard_of_return(model, italy, 12).sum() / 12)
    assert abs(sigmas(flows[italy, Flow.RETURNS], people, returned)) < 4


def test_at_first_irregular_stay_is_ended_as_each_hazard_says():
    model, italy = model_of(), world_of("MDA").index("ITA")
    people = 4_000_000
    settle_crowd(model, crowd(people, place=italy, status=Status.OVERSTAYER))
    flows = live(model, 1)[italy]
    there = model.sides[0].terms.places[italy]
    hazards = {
        Flow.RETURNS: hazard_of_return(model, italy, 1)[0],
        Flow.FOUND: there["detection"],
        Flow.REGULARISED: there["regularise"],
        Flow.ASYLUM_APPLICATIONS: there["asylum_bid"],
        Flow.EXPLOITED: there["exploit_irregular"],
    }
    total = sum(hazards.values())
    for flow, hazard in hazards.items():
        chance = hazard_probability(total) * hazard / total
        assert abs(sigmas(flows[flow], people, chance)) < 4, flow.name


def at_home(model, age: int, people: int = 100_000) -> np.ndarray:
    home = model.world.index("MDA")
    settle_crowd(model, crowd(people, place=home, status=Status.HOME, birth=-age * 12))
    return np.zeros(people, bool)


@pytest.mark.parametrize("age", [20, 27, 45, 70])
def test_adults_at_home_reconsider_by_age(age):
    model = model_of()
    side = model.sides[0]
    side.terms.rules["staying"] = 0.0  # whoever thinks again goes,
    side.terms.rules["visit_wish"] = 0.0
    side.terms.places["cost"] = 0.0  # for everybody can pay
    decided = at_home(model, age)

    def note(people, tick):
        decided[:] |= people["status"] != Status.HOME

    live(model, 12, note)
    months = slice(age * 12 - 1, age * 12 + 11)  # those that end in the run's first year
    thought = 1 - math.exp(-side.terms.ages["thinks"][0, months].sum() / 12)
    assert abs(sigmas(decided.sum(), decided.size, thought)) < 4


def test_adults_at_home_travel_at_the_rate_of_their_wishes():
    model = model_of()
    side = model.sides[0]
    side.terms.rules["staying"] = 1e300  # nobody emigrates,
    side.terms.places["visa"] = 0.0  # nobody needs a visa,
    side.terms.places["turned_back"] = 0.0  # nobody is turned back,
    side.terms.places["overstay"] = 0.0  # nobody stays on
    people = at_home(model, 30).size
    flows = live(model, 6)
    wish = float(side.terms.rules["visit_wish"][0])
    thinks = side.terms.ages["thinks"][0, 30 * 12 - 1 : 30 * 12 + 5]
    expected = people * (hazard_probability_of(wish + thinks) * wish / (wish + thinks)).sum()
    assert abs(flows[:, Flow.VISITS].sum() - expected) < 4 * math.sqrt(expected)
    assert side.arrivals.sum() == 0


def hazard_probability_of(hazards):
    return 1 - np.exp(-hazards / 12)
