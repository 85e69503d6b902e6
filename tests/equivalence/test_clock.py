"""The sleeping clock does what a plain monthly draw over everybody does, on average."""

import math

import numba
import numpy as np
import pytest

from sim.behaviour.life import live_month, luck_of, stays_as_is
from sim.behaviour.protection import displaced_bound
from sim.behaviour.stay import stay_bound
from sim.model.origin_side import OriginSide
from sim.vocabulary import Status
from tests.helpers import run, world_of

ADULT = 18 * 12
SEEDS = 12
SCALE = 200


@numba.njit
def monthly_chance(person, terms, tick):
    """Chance that anything without a date may happen to a person this month [1]."""
    status = person.status
    if status == Status.HOME or status == Status.RETURNED:
        age = tick - person.birth
        return 1.0 - math.exp(terms.alarm[age - 1] - terms.alarm[age])
    if status == Status.DISPLACED:
        return 1.0 - math.exp(-displaced_bound(terms) / 12.0)
    if person.place == terms.rules[0].home or status == Status.IN_TRANSIT:
        return 0.0
    return 1.0 - math.exp(-stay_bound(person, terms, person.seen) / 12.0)


@numba.njit
def look_at_everybody(people, wake, record, tallies, tick, seed):
    """A month without clocks: every person is asked, with ordinary random numbers."""
    terms = record[0]
    tally = tallies[0]
    np.random.seed(seed)  # noqa: NPY002 - numba's generator
    for row in range(people.size):
        luck = np.random.random()  # noqa: NPY002
        person = people[row]
        if person.status == Status.DEAD:
            continue
        if person.status == Status.UNBORN:
            if person.birth == tick:
                luck = luck_of(row, terms, tick)
                live_month(people, wake, row, luck, terms, tally, tick)
            continue
        dated = person.due == tick or tick >= person.dies or tick - person.birth == ADULT
        if dated or luck < monthly_chance(person, terms, tick):
            luck = luck_of(row, terms, tick)
            if not stays_as_is(people, wake, row, luck, terms, tally, tick):
                live_month(people, wake, row, luck, terms, tally, tick)


def visit_densely(side, tick):
    """Stands in for `OriginSide.visit`."""
    seed = side.model.settings.seed * 1000 + tick
    people = side.population
    side.set_bounds()
    look_at_everybody(people.people, people.wake, side.terms.record, side.tallies, tick, seed)


def totals(record, origin):
    """Flows of two years, and stocks at the end, that hang on the clock."""
    data = record.data
    home = world_of(origin).index(origin)
    sums = {
        name: data[name].sum()
        for name in (
            "visits", "visa_applications", "permit_applications", "overstays", "exploited",
            "found_illegally_present", "remittances_sent", "births", "deaths",
        )
    }  # fmt: skip
    return sums | {
        "left": data["departures"][:, :, home].sum(),
        "voluntary returns": data["returns"][..., 0].sum(),
        "settled": data["persons"][-1].sum(axis=(0, 1))[-5],
        "in work": data["employment_rate"][-1, 0],
        "emigrants": data["emigrants"][-1, 0],
        "from region": data["returns"].sum() + data["asylum_applications"].sum(),
    }


@pytest.mark.parametrize("origin", ["MDA", "SOM"])
def test_waking_some_is_on_average_asking_all(monkeypatch, origin):
    scale = SCALE if origin == "MDA" else 4 * SCALE
    runs = [totals(run({}, origin, seed=s, persons_per_agent=scale), origin) for s in range(SEEDS)]
    monkeypatch.setattr(OriginSide, "visit", visit_densely)
    dense = [
        totals(run({}, origin, seed=1000 + s, persons_per_agent=scale), origin)
        for s in range(SEEDS)
    ]
    for name in runs[0]:
        one, other = (np.array([total[name] for total in found], float) for found in (runs, dense))
        error = math.sqrt((one.var(ddof=1) + other.var(ddof=1)) / SEEDS)
        assert abs(one.mean() - other.mean()) <= 4 * error, name
    assert np.mean([total["left"] for total in runs]) > 0
