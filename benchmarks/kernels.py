"""Parts of the engine, each alone, on one thread: draws, choice, synthesis, visits, scan."""

import time
from collections.abc import Callable

import numba
import numpy as np

from sim.behaviour.choice import choose
from sim.equations.draws import Purpose, uniforms
from sim.run.model import MigrationModel
from sim.vocabulary import NEVER, NO_PLACE

ROUNDS = 5


def median(work: Callable[[], object]) -> float:
    """Seconds, median of some rounds after a first one that compiles."""
    work()
    seconds = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    return float(np.median(seconds))


@numba.njit
def draw(persons, tick):
    total = 0.0
    for uid in range(persons):
        a, b, c, d = uniforms(1, uid, tick, 1)
        total += a + b + c + d
    return total


@numba.njit(error_model="numpy", _nrt=False)
def choose_for(people, rows, terms, links, tick):
    goes = 0
    for i in range(rows.size):
        row = rows[i]
        u = uniforms(1, row, tick, 1)[0]
        goes += choose(people[row], row, links, False, u, terms[0], tick)[0] != NO_PLACE
    return goes


def main() -> None:
    model = MigrationModel.from_scenario("mp_moldova", seed=1, overrides=["engine.threads=1"])
    side = model.sides[0]
    population = side.population
    people = population.people
    rows = people.size
    print(f"{rows:,} rows, one thread, median of {ROUNDS}")

    draws = 10**7
    seconds = median(lambda: draw(draws, int(Purpose.CHOICE)))
    print(f"{'draws, four uniforms each':34}{seconds / draws * 1e9:10.2f} ns")

    adults = np.flatnonzero((people["birth"] < -216) & (people["status"] == 1))
    nobody = (NO_PLACE,) * 5
    seconds = median(lambda: choose_for(people, adults, side.terms.record, nobody, 0))
    print(f"{'choice of an adult at home':34}{seconds / adults.size * 1e9:10.0f} ns")

    seconds = median(side.starting_population)
    print(f"{'synthesis, per row':34}{seconds / rows * 1e9:10.0f} ns")

    ticks = iter(range(1, ROUNDS + 2))

    def everybody() -> None:
        tick = next(ticks)
        population.wake[:] = tick
        side.visit(tick)

    print(f"{'visit, everybody awake':34}{median(everybody) / rows * 1e9:10.0f} ns")

    population.wake[:] = NEVER  # from here on nobody wakes
    seconds = median(lambda: side.visit(1))
    print(f"{'scan of a sleeping person':34}{seconds / rows * 1e9:10.3f} ns")


if __name__ == "__main__":
    main()
