"""The loop over persons (ODD 3.4): look at everybody's alarm clock, visit the awake."""

import numba
import numpy as np
from numba.cpython.unsafe.numbers import trailing_zeros

from sim.behaviour.counting import count
from sim.behaviour.life import live_month, next_wake, stays_as_is, tell_household
from sim.behaviour.work import find_work
from sim.equations.draws import Purpose, philox_lane, unit
from sim.kernels.lanes import LANES, equal_lanes
from sim.kernels.prefetch import prefetch
from sim.vocabulary import Flow, Status

BATCH = 4096
"""Rows for which the first draws are made at once."""
REACH = 3
"""Rows to either side that are fetched too: most households lie within."""
AHEAD = 12
"""Visits between asking for a record and needing it."""


@numba.njit(cache=True, error_model="numpy", _nrt=False)
def list_awake(wake, first, end, now, awake):
    """Write the rows of `first` to `end` whose clock rings `now` into `awake`; how many.

    One comparison of `LANES` clocks gives a mask of those that ring, walked bit by bit.
    """
    count = 0
    start = first
    while start + LANES <= end:
        ringing = equal_lanes(wake, start, now)
        while ringing != 0:
            awake[count] = start + np.int64(trailing_zeros(ringing))
            count += 1
            ringing &= ringing - np.uint64(1)
        start += LANES
    for row in range(start, end):
        if wake[row] == now:
            awake[count] = row
            count += 1
    return count


@numba.njit(cache=True, error_model="numpy", _nrt=False)
def draw_for(rows, seed, tick, luck):
    """The four uniforms of a visit for each of `rows`: `uniforms`, in a loop that vectorises.

    luck  (4, BATCH), written
    """
    a, b, c, d = luck[0], luck[1], luck[2], luck[3]
    low_seed = np.uint64(seed & 0xFFFFFFFF)
    high_seed = np.uint64(seed >> 32)
    month = np.uint64(tick & 0xFFFFFFFF)
    purpose = np.uint64(Purpose.CLOCK.value)
    for i in range(rows.size):
        row = np.uint64(rows[i])
        low = row & np.uint64(0xFFFFFFFF)
        w, x, y, z = philox_lane(low, month, row >> np.uint64(32), high_seed, low_seed, purpose)
        a[i] = unit(w)
        b[i] = unit(x)
        c[i] = unit(y)
        d[i] = unit(z)


@numba.njit(cache=True, error_model="numpy", _nrt=False)
def fetch_household(people, row):
    """Ask for the lines of a person who will be visited soon, and of the rows around."""
    prefetch(people, row)
    prefetch(people, row - REACH)
    prefetch(people, row + REACH)


@numba.njit(cache=True, error_model="numpy", _nrt=False)
def visit_block(people, wake, first, end, awake, luck, terms, tally, tick):
    """Let the awake among rows `first` to `end` live this month.

    awake  (rows,) of int64, luck (4, rows): written over

    First those who stay as they are, all in a short loop that fetches their households ahead; then
    the others, whom the first loop has brought into the cache. No household is split, so the order
    is that of the whole population: see `life.stays_as_is`.
    """
    count = list_awake(wake, first, end, np.uint16(tick), awake)
    draw_for(awake[:count], terms.rules[0].seed, tick, luck)
    for i in range(min(AHEAD, count)):
        fetch_household(people, awake[i])
    moved = 0
    for i in range(count):
        if i + AHEAD < count:
            fetch_household(people, awake[i + AHEAD])
        row = awake[i]
        chances = (luck[0, i], luck[1, i], luck[2, i], luck[3, i])
        if not stays_as_is(people, wake, row, chances, terms, tally, tick):
            awake[moved] = row
            for word in range(4):
                luck[word, moved] = chances[word]
            moved += 1
    for i in range(moved):
        chances = (luck[0, i], luck[1, i], luck[2, i], luck[3, i])
        live_month(people, wake, awake[i], chances, terms, tally, tick)
    return count


@numba.njit(cache=True, nogil=True, error_model="numpy", _nrt=False)
def visit_awake(people, wake, blocks, share, awake, luck, terms, tallies, tick):
    """Let everyone live this month whose clock rings at `tick`; the others cost two bytes each.

    blocks  first row of each block, and the end of the last (n + 1,); no household is split
    share   (first, step): this thread works on blocks first, first + step, …
    awake, luck, tallies  (threads, rows), (threads, 4, rows), (threads,): each thread its own,
                          with room for the largest block
    terms   (1,) of `terms_dtype`
    """
    thread = share[0]
    tally = tallies[thread]
    home = terms[0].rules[0].home
    for block in range(share[0], blocks.size - 1, share[1]):
        first, end = blocks[block], blocks[block + 1]
        tally.flows[home, Flow.AWAKE] += visit_block(
            people, wake, first, end, awake[thread], luck[thread], terms[0], tally, tick
        )


@numba.njit(cache=True, nogil=True, error_model="numpy", _nrt=False)
def start_clocks(people, wake, blocks, share, rows, luck, record, tallies):
    """Before the first month: draw work and remittances abroad, fill the books, set the clocks.

    rows, luck, tallies  (threads, BATCH), (threads, 4, BATCH), (threads,): each thread its own
    """
    terms = record[0]
    tally = tallies[share[0]]
    mine = luck[share[0]]
    batch = rows[share[0]]
    for block in range(share[0], blocks.size - 1, share[1]):
        for row in range(blocks[block], blocks[block + 1]):
            if people[row].place != terms.rules[0].home and people[row].status != Status.UNBORN:
                find_work(people, row, terms, -1)
                tell_household(people, wake, row, terms, -1)
        for start in range(blocks[block], blocks[block + 1], BATCH):
            size = min(BATCH, blocks[block + 1] - start)
            for i in range(size):
                batch[i] = start + i
            draw_for(batch[:size], terms.rules[0].seed, -1, mine)
            for i in range(size):
                row = start + i
                person = people[row]
                if person.status == Status.UNBORN:
                    wake[row] = person.birth
                    continue
                count(person, 1, tally)
                wake[row] = next_wake(person, mine[0, i], terms, -1)


@numba.njit(cache=True, nogil=True, _nrt=False)
def recount(people, blocks, share, tallies):
    """Fill the books anew from all rows: what the running books must equal."""
    tally = tallies[share[0]]
    for block in range(share[0], blocks.size - 1, share[1]):
        for row in range(blocks[block], blocks[block + 1]):
            count(people[row], 1, tally)
