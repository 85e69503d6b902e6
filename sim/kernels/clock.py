"""The loop over persons (ODD 3.4): look at everybody's alarm clock, visit the awake."""

import numba
import numpy as np

from sim.behaviour.counting import count
from sim.behaviour.life import live_month, next_wake
from sim.behaviour.work import find_work
from sim.equations.draws import Purpose, uniforms
from sim.kernels.prefetch import prefetch
from sim.vocabulary import NEVER, Status

SPAN = 32
"""Rows whose clocks are compared at once."""
BATCH = 2048
"""Rows whose awake are listed before they are visited, so that records can be fetched ahead."""
AHEAD = 6
"""Visits between asking for a record and needing it."""


@numba.njit(cache=True, error_model="numpy", _nrt=False)
def list_awake(wake, first, end, now, awake):
    """Write the rows of `first` to `end` whose clock rings `now` into `awake`; how many.

    Whole spans without anyone awake are passed over by one vector comparison.
    """
    count = 0
    start = first
    while start < end:
        stop = min(start + SPAN, end)
        clocks = wake[start:stop]
        hits = 0
        for i in range(clocks.size):
            hits += clocks[i] == now
        if hits > 0:
            for i in range(clocks.size):
                if clocks[i] == now:
                    awake[count] = start + i
                    count += 1
        start = stop
    return count


@numba.njit(cache=True, error_model="numpy", _nrt=False)
def visit_block(people, wake, first, end, awake, terms, tally, tick):
    """Let the awake among rows `first` to `end` live this month.

    awake  (BATCH,) of int64, to be written over
    """
    now = np.uint16(tick)
    for start in range(first, end, BATCH):
        count = list_awake(wake, start, min(start + BATCH, end), now, awake)
        for i in range(count):
            if i + AHEAD < count:
                prefetch(people, awake[i + AHEAD])
            live_month(people, wake, awake[i], terms, tally, tick)


@numba.njit(cache=True, nogil=True, error_model="numpy", _nrt=False)
def visit_awake(people, wake, blocks, share, scratch, terms, tallies, tick):
    """Let everyone live this month whose clock rings at `tick`; the others cost two bytes each.

    blocks   first row of each block, and the end of the last (n + 1,); no household is split
    share    (first, step): this thread works on blocks first, first + step, …
    scratch  (n, BATCH) of int64, written over
    terms    (1,) of `terms_dtype`;  tallies: (n,) of `tally_dtype`
    """
    for block in range(share[0], blocks.size - 1, share[1]):
        first, end = blocks[block], blocks[block + 1]
        tally = tallies[block]
        visit_block(people, wake, first, end, scratch[block], terms[0], tally, tick)


@numba.njit(cache=True, nogil=True, error_model="numpy", _nrt=False)
def start_clocks(people, wake, blocks, share, record, tallies):
    """Before the first month: draw work and remittances abroad, fill the books, set the clocks."""
    terms = record[0]
    for block in range(share[0], blocks.size - 1, share[1]):
        tally = tallies[block]
        for row in range(blocks[block], blocks[block + 1]):
            person = people[row]
            if person.status == Status.UNBORN:
                wake[row] = person.birth if person.birth >= 0 else NEVER
                continue
            if person.place != terms.rules[0].home:
                find_work(people, row, terms, -1)
            count(person, 1, tally)
            u = uniforms(terms.rules[0].seed, row, -1, Purpose.CLOCK)[0]
            wake[row] = next_wake(person, u, terms, -1)


@numba.njit(cache=True, nogil=True, _nrt=False)
def recount(people, blocks, share, tallies):
    """Fill the books anew from all rows: what the running books must equal."""
    for block in range(share[0], blocks.size - 1, share[1]):
        tally = tallies[block]
        for row in range(blocks[block], blocks[block + 1]):
            count(people[row], 1, tally)
