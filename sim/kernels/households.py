"""Once a year: accounts of the households in the origin (ODD 7.9), counted from persons."""

import numba

from sim.equations.draws import lasting
from sim.equations.traits import sector_of, skill_of
from sim.vocabulary import Sector, Status

POOR = 0
PERSONS = 1
DEPENDENT = 2
HOUSEHOLDS = 3
LEFT_BEHIND = 4
RECEIVING = 5
TERTIARY = 6
ADULTS = 7
PROTRACTED = 8
ACCOUNTS = 9

CHILD = 18 * 12
RETIRES = 62 * 12


@numba.njit(cache=True, _nrt=False)
def is_protracted(person, tick):
    """Displaced, or a refugee in the region, for over five years?"""
    away = person.status == Status.DISPLACED or person.status == Status.REFUGEE_IN_REGION
    return away and tick - person.arrived > 60


@numba.njit(cache=True, error_model="numpy", _nrt=False)
def household_income(people, first, end, tick, terms, factor, works, pension, relief):
    """Income at home and from abroad of one household, and who lives in it.

    factor  (places,): EUR received per EUR of `remits`, price and pay of the month
    works   chance that an adult at home has work [1]; pension [EUR month-1]
    relief  fall of labour supply per unit share of income from abroad [1]
    Returns (income [EUR month-1], from abroad [EUR month-1], at home [persons], children, away).
    """
    rules = terms.rules[0]
    earned = 0.0
    sent = 0.0
    here = 0
    children = 0
    away = 0
    for row in range(first, end):
        person = people[row]
        status = person.status
        if status == Status.UNBORN or status == Status.DEAD:
            continue
        age = tick - person.birth
        if person.place != rules.home:
            sent += person.remits * factor[person.place]
            if age >= CHILD:
                away += 1
            continue
        here += 1
        if age < CHILD:
            children += 1
        elif age >= RETIRES:
            earned += pension
        elif sector_of(person) != Sector.NONE and lasting(rules.seed, row) < works:
            earned += terms.home_pay[skill_of(person)] * terms.rank[person.income]
    if sent > 0.0 and earned > 0.0:
        earned *= 1.0 - relief * sent / (sent + earned)
    return earned + sent, sent, here, children, away


@numba.njit(cache=True, nogil=True, error_model="numpy", _nrt=False)
def account(people, blocks, share, tick, record, factor, works, pension, relief, line, books):
    """Poverty, dependency, children left behind, education of adults (ODD 7.9).

    line   poverty line per head [EUR month-1]
    books  (blocks, ACCOUNTS) of int64, written
    """
    terms = record[0]
    home = terms.rules[0].home
    for block in range(share[0], blocks.size - 1, share[1]):
        mine = books[block]
        first = blocks[block]
        stop = blocks[block + 1]
        while first < stop:
            end = first + 1
            while end < stop and people[end].member > 0:
                end += 1
            income, sent, here, children, away = household_income(
                people, first, end, tick, terms, factor, works, pension, relief
            )
            if here > 0:
                mine[HOUSEHOLDS] += 1
                mine[PERSONS] += here
                if income < line * here:
                    mine[POOR] += here
                if sent > 0.0:
                    mine[RECEIVING] += 1
                    if sent > 0.5 * income:
                        mine[DEPENDENT] += 1
                if away > 0:
                    mine[LEFT_BEHIND] += children
            for row in range(first, end):
                person = people[row]
                if is_protracted(person, tick):
                    mine[PROTRACTED] += 1
                age = tick - person.birth
                alive = person.status != Status.UNBORN and person.status != Status.DEAD
                if alive and person.place == home and age >= 25 * 12 and age < 65 * 12:
                    mine[ADULTS] += 1
                    if skill_of(person) == 2:
                        mine[TERTIARY] += 1
            first = end


@numba.njit(cache=True, nogil=True, error_model="numpy", _nrt=False)
def incomes_per_head(
    people, blocks, share, tick, record, factor, works, pension, relief, width, counts
):
    """Histogram of persons at home by household income per head, to set a line.

    width   of a bin [EUR month-1];  counts  (blocks, bins) of int64, written
    """
    terms = record[0]
    bins = counts.shape[1]
    for block in range(share[0], blocks.size - 1, share[1]):
        first = blocks[block]
        stop = blocks[block + 1]
        while first < stop:
            end = first + 1
            while end < stop and people[end].member > 0:
                end += 1
            income, _, here, _, _ = household_income(
                people, first, end, tick, terms, factor, works, pension, relief
            )
            if here > 0:
                counts[block, min(bins - 1, int(income / here / width))] += here
            first = end
