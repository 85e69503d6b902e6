"""Once a year: accounts of the households in the origin (ODD 7.9), counted from persons."""

import numba

from sim.equations.draws import Purpose, lasting
from sim.equations.traits import FIRST, has, sector_of, skill_of
from sim.population.schema import MONEY_UNIT
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
UNCLAIMED = 9
ACCOUNTS = 10

CHILD = 18 * 12
RETIRES = 62 * 12
LONG = 60
"""Months after which displacement is called protracted: five years (UNHCR)."""


@numba.njit(cache=True, error_model="numpy", _nrt=False)
def earnings(person, row, age, terms, works, pension):
    """Income at home of one person [EUR month-1]: pay of those in work, or a pension."""
    if age >= RETIRES:
        return pension
    at_work = sector_of(person) != Sector.NONE
    if at_work and lasting(terms.rules[0].seed, row, Purpose.WORK.value) < works:
        return terms.home_pay[skill_of(person)] * terms.rank[person.income]
    return 0.0


@numba.njit(cache=True, error_model="numpy", _nrt=False)
def close_household(earned, sent, given, here, children, away, relief, line, width, books, heads):
    """Enter one household in the books, when all its members have been seen.

    What is sent by those who left nobody of their household at home goes to kin elsewhere.
    """
    if here == 0:
        books[UNCLAIMED] += int(sent + 0.5)
        return
    sent += given
    if sent > 0.0 and earned > 0.0:
        earned *= 1.0 - relief * sent / (sent + earned)
    income = earned + sent
    books[HOUSEHOLDS] += 1
    books[PERSONS] += here
    if income < line * here:
        books[POOR] += here
    if sent > 0.0:
        books[RECEIVING] += 1
        if sent > 0.5 * income:
            books[DEPENDENT] += 1
    if away > 0:
        books[LEFT_BEHIND] += children
    heads[min(heads.size - 1, int(income / here / width))] += here


@numba.njit(cache=True, nogil=True, error_model="numpy", _nrt=False)
def account(
    people,
    blocks,
    share,
    tick,
    record,
    factor,
    works,
    pension,
    relief,
    kin,
    gift,
    line,
    width,
    books,
    heads,
):
    """Poverty, dependency, children left behind, education of adults (ODD 7.9), in one pass.

    factor  (places,): EUR received per EUR of `remits`, price and pay of the month
    works   chance that an adult at home has work [1]; pension [EUR month-1]
    relief  fall of labour supply per unit share of income from abroad [1]
    kin     share of households at home with relatives abroad beyond the household [1]
    gift    what they get from these: from nothing to twice this, evenly spread [EUR month-1]
    line    poverty line per head [EUR month-1]; width: of a bin of `heads` [EUR month-1]
    books   (threads, ACCOUNTS) of int64, written
    heads   (threads, bins) of int64, written: persons at home by household income per head
    """
    terms = record[0]
    home = terms.rules[0].home
    mine = books[share[0]]
    bins = heads[share[0]]
    for block in range(share[0], blocks.size - 1, share[1]):
        earned = 0.0
        sent = 0.0
        given = 0.0
        here = 0
        children = 0
        away = 0
        for row in range(blocks[block], blocks[block + 1]):
            person = people[row]
            if has(person.history, FIRST):
                close_household(
                    earned, sent, given, here, children, away, relief, line, width, mine, bins
                )
                earned = 0.0
                sent = 0.0
                u = lasting(terms.rules[0].seed, row, Purpose.KIN.value)
                given = 2.0 * gift * u / kin if u < kin else 0.0
                here = 0
                children = 0
                away = 0
            status = person.status
            if status == Status.UNBORN or status == Status.DEAD:
                continue
            age = tick - person.birth
            if status == Status.DISPLACED or status == Status.REFUGEE_IN_REGION:
                mine[PROTRACTED] += tick - person.arrived > LONG
            if person.place != home:
                sent += person.remits * MONEY_UNIT * factor[person.place]
                away += age >= CHILD
                continue
            here += 1
            if age < CHILD:
                children += 1
                continue
            earned += earnings(person, row, age, terms, works, pension)
            if age >= 25 * 12 and age < 65 * 12:
                mine[ADULTS] += 1
                mine[TERTIARY] += skill_of(person) == 2
        close_household(earned, sent, given, here, children, away, relief, line, width, mine, bins)
