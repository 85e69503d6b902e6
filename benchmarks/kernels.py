"""Parts of the engine, each alone, on one thread and on two.

A kernel is told to do its work on some threads; what it needs is made once, in `Bench`. What a
kernel cannot do without reading and writing, and what bounds it, stands beside it as data.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import bandwidth
import numba
import numpy as np
from measure import Work, interleaved, say, spread

from sim.behaviour.choice import choose
from sim.equations.draws import Purpose, uniforms
from sim.kernels.clock import BATCH, draw_for
from sim.kernels.households import step_of_survey
from sim.kernels.threads import share_out
from sim.model.processes.open_month import set_choice
from sim.model.processes.origins_respond import account_households
from sim.model.start import margins_of
from sim.population.schema import BYTES_PER_PERSON, RECORD, WAKE
from sim.population.synthesis import Population, synthesise
from sim.run.model import MigrationModel
from sim.vocabulary import NEVER, NO_PLACE, Status

CACHE_LINE = 64
NOBODY = (NO_PLACE,) * 5
"""Contacts abroad of someone who has none."""
BATCHES = 250
BLOCK = 32768
RECORD_BYTES = RECORD.itemsize


@numba.njit(cache=True, nogil=True, error_model="numpy")
def draw_batches(batches, share, rows, luck, seed):
    """First draws of visits, batch by batch."""
    for batch in range(share[0], batches, share[1]):
        draw_for(rows, seed, batch, luck[share[0]])


@numba.njit(cache=True, nogil=True, error_model="numpy")
def choose_all(rows, share, people, terms, goes):
    """The choice of destination and channel, for each of `rows`, without contacts abroad."""
    count = 0
    for i in range(share[0], rows.size, share[1]):
        row = rows[i]
        u = uniforms(1, row, 0, Purpose.CHOICE.value)[0]
        count += choose(people[row], row, NOBODY, u, terms[0], 0)[0] != NO_PLACE
    goes[share[0]] = count


class Bench:
    """A model of the main scenario after a year, and what the kernels are given.

    scale     persons behind a simulated one
    sleepers  clocks of the scan: more than a cache holds
    """

    def __init__(self, scale: int, sleepers: int, threads: int = 2) -> None:
        words = [f"population.persons_per_agent={scale}", f"engine.threads={threads}"]
        self.model = MigrationModel.from_scenario("mp_moldova", seed=1, overrides=words)
        for _ in range(12):
            self.model.step()
        self.side = self.model.sides[0]
        self.population = self.side.population
        self.rows = self.population.people.size
        self.threads, self.sleepers = threads, sleepers
        self.due = np.argsort(self.population.wake, kind="stable")

    def use(self, threads: int) -> None:
        """Let the model's own processes work on so many threads."""
        self.model.settings = replace(self.model.settings, threads=threads)

    @cached_property
    def adults(self) -> Any:
        """Rows of adults at home."""
        people = self.population.people
        return np.flatnonzero((people["birth"] < -216) & (people["status"] == Status.HOME))

    @cached_property
    def asleep(self) -> Population:
        """So many clocks that never ring, in blocks; nobody behind them is ever looked at."""
        blocks = np.append(np.arange(0, self.sleepers, BLOCK), self.sleepers)
        return Population(self.population.people, np.full(self.sleepers, NEVER, WAKE), blocks)

    @cached_property
    def kept(self) -> tuple[Any, Any]:
        """People and clocks as they were, to begin from again."""
        return self.population.people.copy(), self.population.wake.copy()

    def wake_first(self, count: int, blocks: int | None = None) -> None:
        """Let exactly those whose clock rings next ring now: what happens is of the usual kinds.

        count   how many wake up;  blocks: so many are the whole population, all unless given
        """
        people, wake = self.kept
        starts = self.population.blocks[: None if blocks is None else blocks + 1]
        due = self.due[self.due < starts[-1]][:count]
        self.population.people[:] = people
        self.population.wake[:] = np.where(wake == self.model.tick, wake + 1, wake)
        self.population.wake[due] = self.model.tick
        self.side.population = replace(self.population, blocks=starts)


@dataclass(frozen=True)
class Kernel:
    """One kernel.

    make     (bench, threads) -> the work, and how many items it does
    read, written  bytes that an item cannot do without moving to or from memory
    bound    what keeps it from being faster
    """

    name: str
    item: str
    make: Callable[[Bench, int], tuple[Work, int]]
    read: float
    written: float
    bound: str


def draws(bench: Bench, threads: int) -> tuple[Work, int]:
    luck = np.empty((threads, 4, BATCH))
    rows = np.arange(BATCH)
    work = Work(lambda: share_out(threads, draw_batches, BATCHES, rows, luck, 1, at=1))
    return work, BATCHES * BATCH


def scan(bench: Bench, threads: int) -> tuple[Work, int]:
    def sleep() -> None:
        bench.use(threads)
        bench.side.population = bench.asleep

    return Work(lambda: bench.side.visit(bench.model.tick), sleep), bench.sleepers


def visits(bench: Bench, threads: int) -> tuple[Work, int]:
    count = bench.rows // 20

    def wake() -> None:
        bench.use(threads)
        bench.wake_first(count)

    return Work(lambda: bench.side.visit(bench.model.tick), wake), count


def choices(bench: Bench, threads: int) -> tuple[Work, int]:
    rows, goes = bench.adults, np.zeros(threads, np.int64)
    people, terms = bench.population.people, bench.side.terms.record
    work = Work(lambda: share_out(threads, choose_all, rows, people, terms, goes, at=1))
    return work, rows.size


def tables(bench: Bench, threads: int) -> tuple[Work, int]:
    cells = bench.side.terms.weight.size + bench.side.terms.going.size
    return Work(lambda: set_choice(bench.model, bench.side), lambda: bench.use(threads)), cells


def synthesis(bench: Bench, threads: int) -> tuple[Work, int]:
    side, settings = bench.side, bench.model.settings
    margins = margins_of(
        side.world, side.iso3, settings, bench.model.parameters, side.pay_start, side.rank
    )
    arguments = (margins, side.seed, settings.months, settings.persons_per_agent, threads)
    born = int((bench.population.people["birth"] <= 0).sum())
    return Work(lambda: synthesise(*arguments)), born


def clocks(bench: Bench, threads: int) -> tuple[Work, int]:
    def empty() -> None:
        bench.use(threads)
        bench.wake_first(0)
        bench.side.stock[:] = bench.side.gauges[:] = 0

    return Work(bench.side.start_clocks, empty), bench.rows


def survey(bench: Bench, threads: int) -> tuple[Work, int]:
    def settle() -> None:
        bench.use(threads)
        bench.wake_first(0)

    blocks = bench.side.population.blocks
    sizes = np.diff(blocks)[:: step_of_survey(blocks.size - 1)]
    return Work(lambda: account_households(bench.model, bench.side), settle), int(sizes.sum())


def recount(bench: Bench, threads: int) -> tuple[Work, int]:
    def settle() -> None:
        bench.use(threads)
        bench.wake_first(0)

    return Work(lambda: bench.side.recounted(), settle), bench.rows


KERNELS = (
    Kernel(
        "draws", "visit, four uniforms", draws, 0, 0,
        "Instructions: ten rounds of multiplications, vectorised; rows and results stay in cache.",
    ),
    Kernel(
        "scan", "sleeping person", scan, WAKE.itemsize, 0,
        "Memory: two bytes are read in order and compared 64 at a time; nothing else is done.",
    ),
    Kernel(
        "visits", "visit", visits, 4 * CACHE_LINE, CACHE_LINE,
        "Waiting and branches: the awake lie scattered, each with a household in some four lines; "
        "lines are fetched ahead, and what then happens differs from person to person.",
    ),
    Kernel(
        "choice", "choice of an adult", choices, RECORD_BYTES, 0,
        "Instructions: bounds from the tables settle most; for the others sums over destinations, "
        "a search in the table of their class and draws of their own.",
    ),
    Kernel(
        "tables", "cell", tables, 0, 0,
        "Instructions: powers and exponentials, once for a class and not for a person; "
        "the tables of an origin fit the second-level cache.",
    ),
    Kernel(
        "synthesis", "person alive", synthesis, 0, RECORD_BYTES,
        "Instructions: about a dozen draws a person, of which those by age end in a search; "
        "a record is written once.",
    ),
    Kernel(
        "clocks", "row", clocks, RECORD_BYTES, WAKE.itemsize,
        "Instructions: a logarithm and a search a person for the first ringing; records are read "
        "in order.",
    ),
    Kernel(
        "survey", "row surveyed", survey, RECORD_BYTES, 0,
        "Instructions and branches: a household is added up person by person, in order.",
    ),
    Kernel(
        "recount", "row", recount, RECORD_BYTES, 0,
        "Instructions: some ten counters are raised for a person; records are read in order.",
    ),
)  # fmt: skip


def reference(bench: Bench, threads: int) -> tuple[Work, int]:
    """The loop whose rate of instructions is the limit that kernels are held against."""
    array, sums = np.zeros(2**20, np.int64), np.zeros(threads, np.int64)
    return Work(lambda: share_out(threads, bandwidth.compute, array, sums, at=1)), array.size


def measure(quick: bool) -> dict[str, Any]:
    """Items a second of every kernel, on one thread and on two."""
    bench = Bench(20 if quick else 1, 10**7 if quick else 10**8)
    kernels = {}
    for kernel in KERNELS:
        say(f"  {kernel.name}")
        made = {str(threads): kernel.make(bench, threads) for threads in (1, 2)}
        works = {threads: work for threads, (work, _) in made.items()}
        seconds = interleaved(works, 3 if quick else 7)
        items = made["1"][1]
        kernels[kernel.name] = {
            "item": kernel.item,
            "items": items,
            "read": kernel.read,
            "written": kernel.written,
            "bound": kernel.bound,
            "rate": {
                threads: spread([made[threads][1] / s for s in seconds[threads]["all"]])
                for threads in made
            },
            "seconds": seconds,
        }
    return {"rows": bench.rows, "bytes_per_person": BYTES_PER_PERSON, "kernels": kernels}
