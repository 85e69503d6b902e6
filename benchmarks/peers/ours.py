"""The sleeping clock: each person knows the month of the next event; the others cost two bytes.

The month of the next event is drawn by inverting the cumulated hazard of age and skill, which
gives the same distribution as one uniform a month. Savings are brought up to date when they are
needed: before a move and when they are read. Every draw is a function of seed, person and month,
so that any number of threads gives the same bits.
"""

import math

import numba
import numpy as np
import workload as w

from sim.equations.clock import hints_of, months_until_by_age
from sim.equations.draws import Purpose, normal, uniforms
from sim.kernels.clock import draw_for, list_awake
from sim.kernels.prefetch import prefetch
from sim.kernels.threads import share_out

PERSON = np.dtype([("traits", np.uint32), ("savings", np.float32)])
"""What a visit reads, 8 bytes. `traits` holds, from the lowest bit: country (5), home (5),
skill (2), returned (1), age at the start (10) [month], last month of savings paid in (9)."""
HOME, SKILL, RETURNED, AGE, SINCE = 5, 10, 12, 13, 23
LONGEST = 511
"""Months that fit into `traits`."""
BLOCK = 1 << 13
"""Rows whose awake are listed before they are visited, so that they can be fetched ahead."""
AHEAD = 8
"""Visits between asking for a person and needing it."""
MEAN = 0.5 * (w.HIGHEST + w.LOWEST)
SPREAD = (w.HIGHEST - w.LOWEST) / math.sqrt(12.0)
"""Mean and standard deviation of what is saved in a month, as a factor of the wage [1]."""

kernel = numba.njit(nogil=True, error_model="numpy", _nrt=False)
inlined = numba.njit(error_model="numpy", _nrt=False, forceinline=True)
"""For what is called at every visit: passing so many arrays would cost half the visit's time."""


@kernel
def saved(months, seed, row, now, u):
    """Sum of the uniform factors of `months` months [1].

    Of up to four months the sum itself. Of more a deviate with the sum's mean, variance and fourth
    cumulant for the uniform `u`: a normal one, corrected after Cornish and Fisher.
    """
    if months > 4:
        z = normal(u)
        z -= z * (z * z - 3.0) / (20.0 * months)
        return months * MEAN + math.sqrt(months) * SPREAD * z
    draws = uniforms(seed, row, now, Purpose.WORK)
    total = months * w.LOWEST
    for k in range(months):
        total += (w.HIGHEST - w.LOWEST) * draws[k]
    return total


@kernel
def pay_in(people, row, wage, seed, now, u):
    """Add the savings since they were last paid in."""
    traits = np.int64(people[row].traits)
    months = now - (traits >> SINCE)
    pay = wage[traits & 31, (traits >> SKILL) & 3] * saved(months, seed, row, now, u)
    people[row].savings += np.float32(pay)
    people[row].traits = traits & ((1 << SINCE) - 1) | (now << SINCE)


@kernel
def pick(cumulative, u):
    """First country whose cumulative probability lies above `u`; counted, without a branch."""
    chosen = 0
    for i in range(w.COUNTRIES - 1):
        chosen += cumulative[i] <= u
    return chosen


@inlined
def move(people, row, going, moved):
    """Record that a person now lives in country `going`."""
    traits = np.int64(people[row].traits)
    country, home = traits & 31, (traits >> HOME) & 31
    moved[home, country] -= 1
    moved[home, going] += 1
    people[row].traits = traits - country + going | (np.int64(going == home) << RETURNED)


@inlined
def visit(people, wake, row, luck, tables, chances, moved, seed, now):
    """The clock of a person rings: choose a country or go home, then set the clock anew.

    luck  four uniforms: what happens, the choice, the next event, the savings
    """
    wage, hazards, cumulated, hints = tables
    traits = np.int64(people[row].traits)
    country, home, skill = traits & 31, (traits >> HOME) & 31, (traits >> SKILL) & 3
    age = ((traits >> AGE) & 1023) + now
    hazard = hazards[min(age // 12, w.YEARS - 1), skill]
    going = home
    if country == home or luck[0] * (hazard + w.RETURN) < hazard:
        going = pick(chances[home, skill], luck[1])
    if going != country:
        pay_in(people, row, wage, seed, now, luck[3])
        move(people, row, going, moved)
    abroad = np.int64(going != home)
    wait = months_until_by_age(luck[2], cumulated[abroad, skill], hints[abroad, skill], age)
    wake[row] = now + wait


@kernel
def live(people, wake, blocks, share, rows, luck, tables, chances, moves, seed, now):
    """Month `now` of the persons in `share` of the blocks.

    rows, luck  (thread, BLOCK) and (thread, 4, BLOCK), written over
    tables      wage (country, skill), hazard (year of age, skill) [month-1], and by abroad and
                skill: hazard cumulated over months of age [1] and hints where to look in it
    chances     cumulative probabilities of choosing each country (home, skill, country)
    moves       (thread, home, country), added to
    """
    awake, draws, moved = rows[share[0]], luck[share[0]], moves[share[0]]
    for block in range(share[0], blocks.size - 1, share[1]):
        count = list_awake(wake, blocks[block], blocks[block + 1], np.uint16(now), awake)
        for i in range(min(AHEAD, count)):
            prefetch(people, awake[i])
        draw_for(awake[:count], seed, now, draws)
        for i in range(count):
            if i + AHEAD < count:
                prefetch(people, awake[i + AHEAD])
            mine = (draws[0, i], draws[1, i], draws[2, i], draws[3, i])
            visit(people, wake, awake[i], mine, tables, chances, moved, seed, now)


@kernel
def start(people, wake, blocks, share, rows, luck, shares, tables, moves, seed):
    """Draw the persons in `share` of the blocks and the month of their first event."""
    _, _, cumulated, hints = tables
    homes, skills = shares
    moved, mine = moves[share[0]], rows[share[0]]
    where, leaves, there, able = luck[0, share[0]]
    old, clocks, _, _ = luck[1, share[0]]
    for block in range(share[0], blocks.size - 1, share[1]):
        first, size = blocks[block], blocks[block + 1] - blocks[block]
        for i in range(size):
            mine[i] = first + i
        draw_for(mine[:size], seed, 0, luck[0, share[0]])
        draw_for(mine[:size], seed, -1, luck[1, share[0]])
        for i in range(size):
            home = pick(homes, where[i])
            country = pick(homes, there[i]) if leaves[i] < w.START_ABROAD else home
            skill = np.int64(able[i] >= skills[0]) + np.int64(able[i] >= skills[1])
            age = int(old[i] * 12 * w.YEARS)
            row = first + i
            people[row].traits = country | (home << HOME) | (skill << SKILL) | (age << AGE)
            people[row].savings = 0.0
            moved[home, country] += 1
            abroad = np.int64(country != home)
            wake[row] = months_until_by_age(
                clocks[i], cumulated[abroad, skill], hints[abroad, skill], age
            )


@kernel
def settle(people, blocks, share, rows, luck, wage, seed, now):
    """Pay in the savings of everybody in `share` of the blocks."""
    mine = rows[share[0]]
    for block in range(share[0], blocks.size - 1, share[1]):
        first, size = blocks[block], blocks[block + 1] - blocks[block]
        for i in range(size):
            mine[i] = first + i
        draw_for(mine[:size], seed, now, luck[share[0]])  # who was awake has nothing to be paid
        for i in range(size):
            pay_in(people, first + i, wage, seed, now, luck[share[0], 3, i])


class Model:
    """People as records of 8 bytes, and a clock of 2."""

    def __init__(self, persons: int, seed: int, threads: int | None = None):
        self.threads = threads or numba.get_num_threads()
        self.seed, self.now = seed, 0
        wage, _, hazard, self.attraction = w.parameters()
        age = np.minimum(np.arange(12 * w.YEARS + LONGEST) // 12, w.YEARS - 1)
        monthly = np.stack([hazard[age].T, hazard[age].T + w.RETURN])
        cumulated = np.cumsum(-np.log1p(-monthly), axis=2)
        hints = np.stack([[hints_of(row) for row in rows] for rows in cumulated])
        self.tables = (wage, hazard, cumulated, hints)

        self.people = np.empty(persons, PERSON)
        self.wake = np.empty(persons, np.uint16)
        self.blocks = np.append(np.arange(0, persons, BLOCK), persons)
        self.rows = np.empty((self.threads, BLOCK), np.int64)
        self.luck = np.empty((self.threads, 4, BLOCK))
        self.moves = np.zeros((self.threads, w.COUNTRIES, w.COUNTRIES), np.int64)
        self.stocks = np.zeros((w.COUNTRIES, w.COUNTRIES), np.int64)
        shares = np.cumsum(w.HOME_SHARE), np.cumsum(w.SKILL_SHARE)
        scratch = (self.rows, np.empty((2, *self.luck.shape)))
        book = (shares, self.tables, self.moves, seed)
        share_out(self.threads, start, self.people, self.wake, self.blocks, *scratch, *book, at=3)
        self.count()

    def count(self) -> None:
        self.stocks += self.moves.sum(axis=0)
        self.moves[:] = 0

    def step(self) -> None:
        self.now += 1
        people = (self.people, self.wake, self.blocks)
        chances = w.pull(self.attraction, self.stocks)
        month = (self.tables, chances, self.moves, self.seed, self.now)
        share_out(self.threads, live, *people, self.rows, self.luck, *month, at=3)
        self.count()

    def stock(self) -> np.ndarray:
        return self.stocks

    def savings(self) -> np.ndarray:
        people = (self.people, self.blocks, self.rows, self.luck)
        share_out(self.threads, settle, *people, self.tables[0], self.seed, self.now, at=2)
        return self.people["savings"]
