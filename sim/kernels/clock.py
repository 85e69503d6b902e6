"""The loop over persons (ODD 3.2): look at everybody's alarm clock, visit the awake."""

import numba
import numpy as np

from sim.behaviour.counting import count
from sim.behaviour.life import live_month, next_wake
from sim.behaviour.terms import Tally
from sim.behaviour.work import find_work
from sim.vocabulary import NEVER, Status

SPAN = 32
"""Rows whose clocks are compared at once."""


@numba.njit(cache=True, _nrt=False)
def part(tallies, block):
    """The tally of one block of rows."""
    return Tally(
        tallies.stock[block],
        tallies.gauges[block],
        tallies.flows[block],
        tallies.arrivals[block],
        tallies.departures[block],
        tallies.routes[block],
        tallies.market[block],
    )


@numba.njit(cache=True, error_model="numpy", _nrt=False)
def visit_block(people, wake, first, end, terms, tally, tick):
    """Let the awake among rows `first` to `end` live this month."""
    now = np.uint16(tick)
    rows = end - first
    spans = rows // SPAN
    for span in range(spans):
        start = first + span * SPAN
        clocks = wake[start : start + SPAN]
        hits = 0
        for i in range(SPAN):
            hits += clocks[i] == now
        if hits > 0:
            for i in range(SPAN):
                if wake[start + i] == now:
                    live_month(people, wake, start + i, terms, tally, tick)
    for row in range(first + spans * SPAN, end):
        if wake[row] == now:
            live_month(people, wake, row, terms, tally, tick)


@numba.njit(cache=True, nogil=True, error_model="numpy", _nrt=False)
def visit_awake(people, wake, blocks, share, terms, tallies, tick):
    """Let everyone live this month whose clock rings at `tick`; the others cost two bytes each.

    blocks   first row of each block, and the end of the last (n + 1,); no household is split
    share    (first, step): this thread works on blocks first, first + step, …
    tallies  a Tally whose arrays have a leading dimension of n blocks
    """
    for block in range(share[0], blocks.size - 1, share[1]):
        visit_block(
            people, wake, blocks[block], blocks[block + 1], terms, part(tallies, block), tick
        )


@numba.njit(cache=True, nogil=True, error_model="numpy", _nrt=False)
def start_clocks(people, wake, blocks, share, terms, tallies):
    """Before the first month: draw work and remittances abroad, fill the books, set the clocks."""
    for block in range(share[0], blocks.size - 1, share[1]):
        tally = part(tallies, block)
        for row in range(blocks[block], blocks[block + 1]):
            person = people[row]
            if person.status == Status.UNBORN:
                wake[row] = person.birth if person.birth >= 0 else NEVER
                continue
            if person.place != terms.rules[0].home:
                find_work(people, row, terms, -1)
            count(person, 1, tally)
            wake[row] = next_wake(person, row, terms, -1)


@numba.njit(cache=True, nogil=True, _nrt=False)
def recount(people, blocks, share, tallies):
    """Fill the books anew from all rows: what the running books must equal."""
    for block in range(share[0], blocks.size - 1, share[1]):
        tally = part(tallies, block)
        for row in range(blocks[block], blocks[block + 1]):
            count(people[row], 1, tally)
