"""The same small model in every engine, side by side: speed, time to start, memory.

Every engine has a process of its own, which first runs the workload once untimed; then the
engines take turns, so that whatever else the machine does meets them all.
"""

import argparse
import gc
import itertools
import json
import multiprocessing
import os
import platform
import statistics
import sys
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import workload as w
from engines import NAMES, OURS, Engine, installed, limit_threads, positive

RESULT = Path(__file__).parents[2] / "outputs" / "peers.json"


def resident(key: str) -> int:
    """Memory of this process [byte]: `VmRSS` now, `VmHWM` at its peak."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(key))


def run(engine: Engine, persons: int, seed: int) -> dict[str, float]:
    """Make the population, live the months, read the results: seconds of each."""
    marks = [time.perf_counter()]
    model = engine.make(persons, seed)
    marks.append(time.perf_counter())
    for _ in range(w.MONTHS):
        model.step()
    marks.append(time.perf_counter())
    abroad = 1.0 - model.stock().trace() / persons
    savings = float(model.savings().mean(dtype=float))
    marks.append(time.perf_counter())
    make, step, read = (end - start for start, end in itertools.pairwise(marks))
    return {"make": make, "step": step, "read": read, "abroad": abroad, "savings": savings}


def work(engine: Engine, threads: int, persons: int, orders: Connection) -> None:
    """One engine's process: measures memory in a first run, then runs when told to."""
    limit_threads(threads)
    run(engine, 1000, 0)  # compiles, imports
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")  # the peak is counted from here
    before = resident("VmRSS")
    run(engine, persons, 0)
    answer: Any = (resident("VmHWM") - before) / persons
    while True:
        gc.collect()  # before it is another's turn
        orders.send(answer)
        if (seed := orders.recv()) is None:
            return
        answer = run(engine, persons, seed)


class Contestant:
    """An engine at work with some threads, in a process of its own."""

    def __init__(self, engine: Engine, threads: int, persons: int):
        context = multiprocessing.get_context("spawn")
        self.orders, there = context.Pipe()
        self.process = context.Process(target=work, args=(engine, threads, persons, there))
        self.process.daemon = True
        self.process.start()
        there.close()
        self.label = f"{engine.name} with {threads} thread{'s' if threads > 1 else ''}"
        self.line = {
            "engine": engine.name,
            "version": engine.version(),
            "threads": threads,
            "persons": persons,
            "bytes_per_person": self.answer(),
        }
        self.runs: list[dict[str, float]] = []

    def answer(self) -> Any:
        try:
            return self.orders.recv()
        except EOFError:
            sys.exit(f"compare.py: {self.label} failed; its own message stands above")

    def take_turn(self, seed: int) -> None:
        self.orders.send(seed)
        self.runs.append(self.answer())

    def leave(self) -> dict[str, Any]:
        """End the process; medians over its turns."""
        self.orders.send(None)
        self.process.join()
        work = self.line["persons"] * w.MONTHS
        speeds = [work / turn["step"] for turn in self.runs]
        reading = [work / (turn["step"] + turn["read"]) for turn in self.runs]
        return self.line | {
            "speed": statistics.median(speeds),
            "slowest": min(speeds),
            "fastest": max(speeds),
            "speed_with_reading": statistics.median(reading),
            "seconds_to_make": statistics.median(turn["make"] for turn in self.runs),
            "runs": self.runs,
        }


def measure(engines: list[Engine], persons: int, rounds: int) -> list[dict[str, Any]]:
    """All engines at one number of persons, in turn; every other round in reverse order."""
    contestants = [
        Contestant(engine, threads, persons)
        for engine in engines
        for threads in engine.thread_counts()
    ]
    for seed in range(1, rounds + 1):
        for contestant in contestants[:: 1 if seed % 2 else -1]:
            contestant.take_turn(seed)
    return [contestant.leave() for contestant in contestants]


def add_ratios(lines: list[dict[str, Any]]) -> None:
    """Speeds as multiples of plain Mesa's (at its size) and of the fastest peer's (same size)."""
    mesa = [line["speed"] for line in lines if line["engine"] == "plain Mesa"]
    for line in lines:
        peers = [
            other["speed"]
            for other in lines
            if other["persons"] == line["persons"] and other["engine"] != OURS.name
        ]
        line["to_plain_mesa"] = line["speed"] / mesa[-1] if mesa else None
        line["to_fastest_peer"] = line["speed"] / max(peers) if peers else None


HEADER = (
    f"{'persons':>11} {'engine':15} {'threads':>7} {'million person-months/s':>31} "
    f"{'with reading':>12} {'make [s]':>9} {'byte/person':>11} {'x Mesa':>7} {'x peer':>7}"
)


def row(line: dict[str, Any]) -> str:
    """A line of the table."""
    spread = f"{line['slowest'] / 1e6:.4g} to {line['fastest'] / 1e6:.4g}"
    speed = f"{line['speed'] / 1e6:.4g} ({spread})"
    ratios = [line["to_plain_mesa"], line["to_fastest_peer"]]
    mesa, peer = ("-" if ratio is None else f"{ratio:.3g}" for ratio in ratios)
    return (
        f"{line['persons']:11,} {line['engine']:15} {line['threads']:7} {speed:>31} "
        f"{line['speed_with_reading'] / 1e6:12.4g} {line['seconds_to_make']:9.3f} "
        f"{line['bytes_per_person']:11.1f} {mesa:>7} {peer:>7}"
    )


def machine() -> dict[str, Any]:
    """What it was measured on."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.split(": ")[1] for line in lines if line.startswith("model name")), "")
    return {
        "processor": model,
        "cores": len(os.sched_getaffinity(0)),
        "python": platform.python_version(),
        "load_before": os.getloadavg()[0],
    }


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons-objects", type=positive, nargs="*", default=[10**5])
    parser.add_argument("--persons-columnar", type=positive, nargs="*", default=[10**6, 10**7])
    parser.add_argument("--rounds", type=positive, default=5)
    parser.add_argument("--engines", nargs="+", choices=NAMES, default=NAMES)
    parser.add_argument("--quick", action="store_true", help="few persons: to try, not to quote")
    parser.add_argument("--json", type=Path, default=RESULT, help="where to write the results")
    chosen = parser.parse_args()
    if chosen.quick:
        chosen.persons_objects, chosen.persons_columnar = [10**4], [10**6]
        chosen.rounds = 3
    return chosen


def main() -> None:
    chosen = arguments()
    before = machine()
    engines = installed(chosen.engines)
    columnar = [engine for engine in engines if not engine.objects]
    sizes = [(engines, persons) for persons in chosen.persons_objects]
    sizes += [(columnar, persons) for persons in chosen.persons_columnar]
    lines: list[dict[str, Any]] = []
    for group, persons in sizes:
        lines += measure(group, persons, chosen.rounds)
    add_ratios(lines)
    print(f"{w.MONTHS} months, medians of {chosen.rounds} runs in turn (slowest to fastest)")
    print("\n".join([HEADER, *map(row, lines)]))
    chosen.json.parent.mkdir(parents=True, exist_ok=True)
    result = {"machine": before, "months": w.MONTHS, "rounds": chosen.rounds, "quick": chosen.quick}
    chosen.json.write_text(json.dumps(result | {"lines": lines}, indent=1))


if __name__ == "__main__":
    main()
