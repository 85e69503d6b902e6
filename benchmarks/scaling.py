"""Cost of a month against threads, persons, events and sleepers, each with the others held."""

import math
import time
from typing import Any

from kernels import Bench
from measure import Work, fitted, interleaved, ratio, say, spread

from sim.run.model import MigrationModel

SCALES = (400, 40, 4, 1)
"""Persons behind a simulated one: some ten thousand simulated persons to some four million."""
STEPS = 10


def months(models: dict[str, MigrationModel], count: int) -> dict[str, list[float]]:
    """Seconds of each month of each model, month by month in turn, after one untimed."""
    seconds: dict[str, list[float]] = {name: [] for name in models}
    for number in range(count + 1):
        for name, model in models.items():
            started = time.perf_counter()
            model.step()
            if number:
                seconds[name].append(time.perf_counter() - started)
    return seconds


def model_of(scale: int, threads: int) -> MigrationModel:
    words = [f"population.persons_per_agent={scale}", f"engine.threads={threads}"]
    return MigrationModel.from_scenario("mp_moldova", seed=1, overrides=words)


def against_threads(scale: int, count: int) -> dict[str, Any]:
    """Months on one thread and on two, and how many times faster two are."""
    models = {threads: model_of(scale, int(threads)) for threads in ("1", "2")}
    taken = {threads: spread(seconds) for threads, seconds in months(models, count).items()}
    persons = models["1"].person_months // models["1"].tick
    speedup = ratio(taken["1"], taken["2"])
    return {"seconds": taken, "speedup": speedup, "months": count, "persons": persons}


def against_persons(scales: tuple[int, ...], count: int) -> list[dict[str, Any]]:
    """Months of populations of different size, on two threads."""
    models = {str(scale): model_of(scale, 2) for scale in scales}
    taken = months(models, count)
    return [
        {
            "persons": model.person_months // model.tick,
            "events": model.events / model.tick,
            "seconds": spread(taken[name]),
        }
        for name, model in models.items()
    ]


def visiting(bench: Bench, count: int, blocks: int | None = None) -> Work:
    """The loop over persons, of whom `count` are awake, on one thread."""
    bench.use(1)
    return Work(lambda: bench.side.visit(bench.model.tick), lambda: bench.wake_first(count, blocks))


def against_events(bench: Bench, rounds: int) -> dict[str, Any]:
    """The loop over persons with more and more of them awake, and a line through the medians."""
    counts = [bench.rows // 10 * step // STEPS for step in range(STEPS + 1)]
    taken = interleaved({str(n): visiting(bench, n) for n in counts}, rounds)
    medians = [taken[str(n)]["median"] for n in counts]
    return {"events": counts, "seconds": list(taken.values()), "line": fitted(counts, medians)}


def against_sleepers(bench: Bench, rounds: int) -> dict[str, Any]:
    """The loop with as many awake as in a usual month, and more and more asleep.

    power  by which the time grows with the persons: 1 would be in proportion
    """
    whole = bench.population.blocks.size - 1
    blocks = sorted({max(1, whole * step // STEPS) for step in range(2, STEPS + 1)})
    awake = bench.model.events // bench.model.tick // 2
    taken = interleaved({str(n): visiting(bench, awake, n) for n in blocks}, rounds)
    persons = [int(bench.population.blocks[n]) for n in blocks]
    medians = [each["median"] for each in taken.values()]
    power = fitted([math.log(n) for n in persons], [math.log(s) for s in medians])["slope"]
    return {
        "awake": awake,
        "persons": persons,
        "seconds": list(taken.values()),
        "line": fitted(persons, medians),
        "power": power,
    }


def measure(quick: bool) -> dict[str, Any]:
    """All four; on fewer persons and months if quick."""
    rounds, smallest = (3, 20) if quick else (7, 1)
    say("  threads")
    threads = against_threads(smallest, 6 if quick else 36)
    say("  persons")
    persons = against_persons(SCALES[:2] if quick else SCALES, 6 if quick else 24)
    say("  events, sleepers")
    bench = Bench(smallest, 1, threads=1)
    return {
        "threads": threads,
        "persons": persons,
        "events": against_events(bench, rounds),
        "sleepers": against_sleepers(bench, rounds),
    }
