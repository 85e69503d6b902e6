"""The sleeping clock against a plain dense engine: every month asks everybody, without any bound.

The dense engine adds up a person's hazards from the parameters as the ODD document writes them, and
draws with ordinary random numbers whether anything happens, and of migrants what. Only how it
happens is the simulator's. Neither alarm, bound, thinning nor table of months enters its chances.
"""

import math

import numba
import numpy as np
import pytest

from sim.behaviour.counting import count as enter
from sim.behaviour.household import family_here
from sim.behaviour.life import at_home, live_month, stays_as_is
from sim.behaviour.stay import befall
from sim.behaviour.work import find_work, save_up, saved
from sim.equations.demography import ADULT
from sim.equations.traits import IN_WORK
from sim.model.origin_side import OriginSide
from sim.population.schema import MONEY_UNIT
from sim.vocabulary import IRREGULAR, Sector, Status
from tests.helpers import run

SEEDS = 16
SCALE = {"MDA": 100, "SOM": 400}
RETIRES = 65 * 12
LEAST = 12
"""Mean cases per run from which a cell is compared: fewer are no normal variable."""
OUTSIDE = 2
"""Cells that chance may put outside: of some 300, one in 3,000 lies 4 standard errors off."""

HOME, RETURNED = int(Status.HOME), int(Status.RETURNED)
OVERSTAYER, ENTRANT, REFUSED = map(int, IRREGULAR)


@numba.njit
def hazard_of_going(people, row, terms, tick, p):
    """Hazard of going home [year-1] (ODD 7.8); p: base, decay, target, jobless, family, pension."""
    person = people[row]
    there = terms.places[person.place]
    years = max(0, tick - person.arrived) / 12.0
    omega = there.return_shift
    if (
        saved(person, terms, tick)
        >= terms.rules[0].return_target_months * there.wage[0] / MONEY_UNIT
    ):
        omega += p[2]
    if person.traits & IN_WORK == 0:
        omega += p[3]
    if family_here(people, row) == 1:
        omega -= p[4]
    hazard = p[0] * math.exp(-p[1] * years + omega)
    return hazard * there.pension if years >= p[5] else hazard


@numba.njit
def hazard_abroad(people, row, terms, tick, p):
    """All that may happen to a migrant without a date [year-1] (ODD 7.6, 7.8)."""
    person = people[row]
    status = person.status
    there = terms.places[person.place]
    years = max(0, tick - person.arrived) / 12.0
    hazard = hazard_of_going(people, row, terms, tick, p)
    if (person.traits >> 3) & 3 != Sector.NONE:
        hazard += p[6] * math.exp(-p[7] * years) + p[8]
    if status in (OVERSTAYER, ENTRANT, REFUSED):
        found = there.detection_overstay if status == OVERSTAYER else there.detection
        return hazard + there.exploit_irregular + found + there.regularise + there.asylum_bid
    return hazard + (there.exploit_season if status == Status.SEASONAL else there.exploit)


@numba.njit
def is_settled_abroad(person, home):
    """Does a migrant live there for good or ill, not in refuge, detention or waiting?"""
    status = person.status
    return person.place != home and status not in (
        Status.IN_TRANSIT, Status.STRANDED, Status.DETAINED, Status.ASYLUM_SEEKER, Status.DISPLACED,
        Status.REFUGEE_IN_REGION, Status.TRAFFICKED,
    )  # fmt: skip


@numba.njit
def live_there(people, row, u, terms, tally, tick, p):
    """A month abroad in which something happens, at `u` of the chance that it does [1]."""
    person = people[row]
    hazard = hazard_abroad(people, row, terms, tick, p)
    going = hazard_of_going(people, row, terms, tick, p)
    place, status = person.place + 0, person.status + 0
    enter(person, -1, tally)
    save_up(person, terms, tick)
    fate, more = np.random.random(), np.random.random()  # noqa: NPY002
    befall(people, row, u * hazard, going, fate, more, terms, tally, tick)
    if person.place != place or person.status != status:
        find_work(people, row, terms, tick)
    enter(person, 1, tally)


@numba.njit
def hazard_and_bound(people, row, terms, tick, p):
    """True hazard of a person [year-1], and the chance that their clock would ring [1]."""
    person = people[row]
    rules = terms.rules[0]
    status = person.status
    if status in (HOME, RETURNED):
        month = tick - person.birth - 1
        ages = terms.ages[at_home(person, month + 1)]
        hazard = ages[month].thinks + rules.displacement
        return hazard + (rules.visit_wish if month >= ADULT else 0.0), ages[month].rings
    if status == Status.DISPLACED:
        hazard, bound = rules.displaced_return + rules.displaced_cross, rules.displaced_bound
    elif status == Status.STRANDED:
        hazard = rules.stranded_return + rules.stranded_again + rules.stranded_abuse
        hazard, bound = hazard + rules.referral, rules.stranded_bound
    elif person.place == rules.home or status in (
        Status.IN_TRANSIT, Status.DETAINED, Status.ASYLUM_SEEKER,
    ):  # fmt: skip
        return 0.0, 1.0
    elif status == Status.REFUGEE_IN_REGION:
        hazard = rules.refuge_return + terms.places[person.place].integrate + rules.refuge_onward
        hazard += terms.places[rules.places - 1].resettle
        bound = rules.refuge_bound + rules.resettle_bound
    elif status == Status.TRAFFICKED:
        hazard, bound = rules.rescue, rules.rescue_bound
    else:
        return hazard_abroad(people, row, terms, tick, p), 1.0
    return hazard, 1.0 - math.exp(-bound / 12.0)


@numba.njit
def ask_everybody(people, wake, record, tallies, tick, seed, p, rows, luck):
    """A month without clocks: first all decide whether anything happens, then it happens."""
    terms, tally = record[0], tallies[0]
    np.random.seed(seed)  # noqa: NPY002 - numba's generator
    count = 0
    for row in range(people.size):
        person = people[row]
        if person.status == Status.DEAD:
            continue
        unborn = person.status == Status.UNBORN
        age = tick - person.birth
        dated = unborn or person.due == tick or tick >= person.dies or age in (ADULT, RETIRES)
        if unborn and age != 0:
            continue
        u = np.random.random()  # noqa: NPY002
        if not dated:
            hazard, rings = hazard_and_bound(people, row, terms, tick, p)
            happens = 1.0 - math.exp(-hazard / 12.0)
            if u >= happens:
                continue
            if is_settled_abroad(person, terms.rules[0].home):
                rows[count], luck[0, count], luck[1, count] = row, -1.0, u / happens
                count += 1
                continue
            u /= rings  # what happens is placed by the draw under the clock's bound
        mine = (np.random.random(), u, np.random.random(), np.random.random())  # noqa: NPY002
        if dated or not stays_as_is(people, wake, row, mine, terms, tally, tick):
            rows[count] = row
            for word in range(4):
                luck[word, count] = mine[word]
            count += 1
    for i in range(count):
        if luck[0, i] < 0.0:
            live_there(people, rows[i], luck[1, i], terms, tally, tick, p)
            continue
        mine = (luck[0, i], luck[1, i], luck[2, i], luck[3, i])
        live_month(people, wake, rows[i], mine, terms, tally, tick)


def visit_densely(side, tick):
    """Stands in for `OriginSide.visit`."""
    model, people = side.model, side.population
    names = ("base", "decay", "target", "jobless", "family", "pension_years")
    p = [model.now[f"return.{name}"] for name in names]
    p += [model.now[f"stay.work_review{end}"] for end in ("", "_decay", "_settled")]
    side.set_bounds()
    rows, luck = np.empty(people.people.size, np.int64), np.empty((4, people.people.size))
    ask_everybody(
        people.people, people.wake, side.terms.record, side.tallies, tick,
        model.settings.seed * 1000 + tick, np.array(p), rows, luck,
    )  # fmt: skip


FLOWS = (
    "births", "deaths", "arrivals", "departures", "returns", "visa_applications", "visa_refusals",
    "visits", "permit_applications", "permits_issued", "overstays", "exploited", "regularised",
    "found_illegally_present", "return_orders", "asylum_applications", "asylum_decisions",
    "irregular_entries", "attempts", "displacements", "remittances_sent",
)  # fmt: skip
STOCKS = ("persons", "persons_by_skill")


def cells(record) -> np.ndarray:
    """Every flow of two years and every stock at their end, by place and by what else it has.

    Then the same over all places: small shifts show there first.
    """
    found = [np.asarray(record.data[name]).sum(axis=(0, 1)) for name in FLOWS]
    found += [np.asarray(record.data[name][-1]).sum(axis=0) for name in STOCKS]
    found += [values.sum(axis=0) for values in found if values.ndim]
    found.append(np.asarray(record.data["employment_rate"][-1]) * 1e6)
    return np.concatenate([values.ravel() for values in found]).astype(float)


@pytest.mark.parametrize("origin", ["MDA", "SOM"])
def test_waking_some_is_on_average_asking_all_in_every_cell(monkeypatch, origin):
    scale = SCALE[origin]

    def runs(first: int) -> np.ndarray:
        seeds = range(first, first + SEEDS)
        return np.array([cells(run({}, origin, seed=s, persons_per_agent=scale)) for s in seeds])

    ours = runs(1)
    monkeypatch.setattr(OriginSide, "visit", visit_densely)
    plain = runs(1001)
    common = np.minimum(ours.mean(axis=0), plain.mean(axis=0)) >= LEAST * scale
    error = np.sqrt((ours.var(axis=0, ddof=1) + plain.var(axis=0, ddof=1)) / SEEDS)[common]
    gap = (ours.mean(axis=0) - plain.mean(axis=0))[common]
    z = np.divide(gap, error, out=np.zeros_like(gap), where=error > 0)
    assert common.sum() > 100
    assert (np.abs(z) > 4).sum() <= OUTSIDE
    assert (z**2).mean() < 1.5
