"""Once a year: a survey of the households in the origin (ODD 7.9), counted from persons."""

import numba

from sim.equations.draws import Purpose, lasting
from sim.equations.traits import FIRST, WAS_ABROAD, has, sector_of, skill_of
from sim.population.schema import MONEY_UNIT
from sim.vocabulary import Sector, Skill, Status

POOR = 0
PERSONS = 1
DEPENDENT = 2
HOUSEHOLDS = 3
LEFT_BEHIND = 4
RECEIVING = 5
TERTIARY = 6
ADULTS = 7
PROTRACTED = 8
BACK = 9  # persons at home who have lived abroad
POOR_BACK = 10
UNCLAIMED = 11  # EUR month-1, sent by those who left nobody of their household at home
ABLE_BACK = 12  # of working age, in the labour force, who have lived abroad
BACK_AT_WORK = 13
SHORTFALL = 14  # EUR month-1, by which the income of poor households is below the line
SENT = 15  # EUR month-1, from abroad
EARNED = 16  # EUR month-1, at home, in households that are sent money
LABOUR = 17  # persons of working age at home
AT_WORK = 18  # the same, in work
RESTS = 19  # of their work, what receivers do less, in 1/PARTS of a person
ACCOUNTS = 20

PARTS = 1024
"""Parts of a person in which work is counted that receivers do not do: counts stay whole."""

CHILD = 18 * 12
RETIRES = 62 * 12
LONG = 60
"""Months after which displacement is called protracted: five years (UNHCR)."""
SURVEYED = 32
"""Blocks that are surveyed at least, some million persons: everybody where there are no more.

Every block is a sample of the whole population, cell by cell (kernels.synthesis.share_of). Of 32
blocks or more, with four persons in a household who are poor together, a share of the poor has a
standard error of at most 0.1 per cent of all persons.
"""


def step_of_survey(blocks: int) -> int:
    """One block in how many is surveyed, the same ones each year (a panel)."""
    return max(1, blocks // SURVEYED)


def weight_of_survey(blocks: int) -> float:
    """All blocks over those surveyed [1]: for how many persons each of these stands."""
    return blocks / len(range(0, blocks, step_of_survey(blocks)))


@numba.njit(cache=True, error_model="numpy", _nrt=False)
def is_at_work(person, row, tick, terms, works, idle):
    """Is an adult at home in work? A returnee first looks for it, `idle` months in the mean.

    Without a branch, as whether somebody works cannot be foreseen.
    """
    u = lasting(terms.rules[0].seed, row, Purpose.WORK.value)
    looks = has(person.history, WAS_ABROAD) & ((tick - person.arrived) * works < 2.0 * idle * u)
    return (sector_of(person) != Sector.NONE) & (u < works) & (not looks)


@numba.njit(cache=True, error_model="numpy", _nrt=False)
def earnings(person, age, at_work, terms, pension):
    """Income at home of one adult [EUR month-1]: pay of those in work, or a pension."""
    pay = terms.home_pay[skill_of(person)] * terms.home_rank[person.income]
    earned = pay if at_work else 0.0
    return pension if age >= RETIRES else earned


@numba.njit(cache=True, error_model="numpy", _nrt=False)
def close_household(
    earned, working, sent, given, here, back, children, away, relief, line, width, books, heads
):
    """Enter one household in the books, when all its members have been seen.

    What is sent by those who left nobody of their household at home goes to kin elsewhere.
    """
    if here == 0:
        books[UNCLAIMED] += int(sent + 0.5)
        return
    sent += given
    if sent > 0.0:
        if earned > 0.0:
            rests = relief * sent / (sent + earned)
            earned *= 1.0 - rests
            books[RESTS] += int(rests * working * PARTS + 0.5)
        books[RECEIVING] += 1
        books[DEPENDENT] += sent > earned
        books[SENT] += int(sent + 0.5)
        books[EARNED] += int(earned + 0.5)
    income = earned + sent
    books[AT_WORK] += working
    books[HOUSEHOLDS] += 1
    books[PERSONS] += here
    poor = income < line * here
    books[POOR] += here * poor
    books[SHORTFALL] += poor * int(line * here - income + 0.5)
    books[BACK] += back
    books[POOR_BACK] += back * poor
    books[LEFT_BEHIND] += children * (away > 0)
    if line <= 0.0:
        heads[min(heads.size - 1, int(income / here / width))] += here


@numba.njit(cache=True, nogil=True, error_model="numpy", _nrt=False)
def account(
    people,
    blocks,
    share,
    step,
    tick,
    record,
    factor,
    works,
    idle,
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

    step    of so many blocks one is counted: see `step_of_survey`
    factor  (places,): EUR received per EUR of `remits`, price and pay of the month
    works   chance that an adult at home has work [1]; pension [EUR month-1]
    idle    months that a returnee who will have work first looks for it, in the mean
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
    graduates = adults = lasted = labour = able = absorbed = 0
    for block in range(share[0] * step, blocks.size - 1, share[1] * step):
        row, end = blocks[block], blocks[block + 1]
        while row < end:
            earned = sent = 0.0
            u = lasting(terms.rules[0].seed, row, Purpose.KIN.value)
            given = 2.0 * gift * u / kin if u < kin else 0.0
            here = back = children = away = working = 0
            while True:  # every member, to the first of the next household
                person = people[row]
                status = person.status
                if status != Status.UNBORN and status != Status.DEAD:
                    age = tick - person.birth
                    grown = age >= CHILD
                    resident = person.place == home
                    sent += person.remits * MONEY_UNIT * factor[person.place]
                    away += grown & (not resident)
                    here += resident
                    back += resident & has(person.history, WAS_ABROAD)
                    children += resident & (not grown)
                    if status == Status.DISPLACED or status == Status.REFUGEE_IN_REGION:
                        lasted += tick - person.arrived > LONG
                    if resident & grown:
                        at_work = is_at_work(person, row, tick, terms, works, idle)
                        earned += earnings(person, age, at_work, terms, pension)
                        came = has(person.history, WAS_ABROAD) & (age < RETIRES)
                        able += came & (sector_of(person) != Sector.NONE)
                        absorbed += came & at_work
                        active = age < RETIRES
                        labour += active
                        working += active & at_work
                        counts = (age >= 25 * 12) & (age < 65 * 12)
                        adults += counts
                        graduates += counts & (skill_of(person) == Skill.HIGH)
                row += 1
                if row == end or has(people[row].history, FIRST):
                    break
            close_household(
                earned, working, sent, given, here, back, children, away, relief, line, width,
                mine, bins,
            )  # fmt: skip
    mine[ADULTS] += adults
    mine[LABOUR] += labour
    mine[TERTIARY] += graduates
    mine[PROTRACTED] += lasted
    mine[ABLE_BACK] += able
    mine[BACK_AT_WORK] += absorbed
