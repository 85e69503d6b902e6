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
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import workload as w
from engines import ENGINES, OURS, Engine


def positive(text: str) -> int:
    number = int(float(text))
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text}: a number above 0 was expected")
    return number


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


def work(engine: Engine, persons: int, orders: Connection) -> None:
    """One engine's process: measures memory in a first run, then runs when told to."""
    run(engine, 1000, 0)  # compiles, imports
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")  # the peak is counted from here
    before = resident("VmRSS")
    run(engine, persons, 0)
    memory = (resident("VmHWM") - before) / persons
    threads = engine.make(1000, 0).threads
    orders.send({"memory": memory, "threads": threads, "version": engine.version()})
    while (seed := orders.recv()) is not None:
        gc.collect()
        orders.send(run(engine, persons, seed))


def measure(engines: list[Engine], persons: int, rounds: int) -> list[dict[str, Any]]:
    """All engines at one number of persons."""
    context = multiprocessing.get_context("spawn")
    lines = []
    for engine in engines:
        here, there = context.Pipe()
        process = context.Process(target=work, args=(engine, persons, there), daemon=True)
        process.start()
        there.close()
        line = {"engine": engine.name, "persons": persons, **here.recv(), "runs": []}
        lines.append((line, here, process))
    for seed in range(1, rounds + 1):
        for line, here, _ in lines:
            here.send(seed)
            line["runs"].append(here.recv())
    for _, here, process in lines:
        here.send(None)
        process.join()
    return [summarise(line) for line, _, _ in lines]


def summarise(line: dict[str, Any]) -> dict[str, Any]:
    runs = line["runs"]
    work = line["persons"] * w.MONTHS
    speeds = [work / run["step"] for run in runs]
    line["speed"] = statistics.median(speeds)
    line["slowest"], line["fastest"] = min(speeds), max(speeds)
    line["speed_with_reading"] = statistics.median(
        work / (run["step"] + run["read"]) for run in runs
    )
    line["seconds_to_make"] = statistics.median(run["make"] for run in runs)
    return line


def add_ratios(lines: list[dict[str, Any]]) -> None:
    """Speeds as multiples of plain Mesa's (at its size) and of the fastest peer's (same size)."""
    mesa = [line["speed"] for line in lines if line["engine"] == "plain Mesa"]
    for line in lines:
        peers = [
            other["speed"]
            for other in lines
            if other["persons"] == line["persons"] and not other["engine"].startswith(OURS)
        ]
        line["to_plain_mesa"] = line["speed"] / mesa[-1] if mesa else None
        line["to_fastest_peer"] = line["speed"] / max(peers) if peers else None


def table(lines: list[dict[str, Any]]) -> str:
    def ratio(value: float | None) -> str:
        return "-" if value is None else f"{value:.3g}"

    rows = [
        f"{'persons':>12} {'engine':26} {'threads':>7} {'million person-months/s':>30} "
        f"{'with reading':>12} {'make [s]':>9} {'byte/person':>11} {'x Mesa':>8} {'x peer':>8}"
    ]
    for line in lines:
        spread = f"{line['slowest'] / 1e6:.4g} to {line['fastest'] / 1e6:.4g}"
        speed = f"{line['speed'] / 1e6:.4g} ({spread})"
        rows.append(
            f"{line['persons']:12,} {line['engine']:26} {line['threads']:7} {speed:>30} "
            f"{line['speed_with_reading'] / 1e6:12.4g} {line['seconds_to_make']:9.3f} "
            f"{line['memory']:11.1f} {ratio(line['to_plain_mesa']):>8} "
            f"{ratio(line['to_fastest_peer']):>8}"
        )
    return "\n".join(rows)


def processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.split(": ")[1] for line in lines if line.startswith("model name")), "")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons-columnar", type=positive, nargs="*", default=[10**6, 10**7])
    parser.add_argument("--persons-objects", type=positive, nargs="*", default=[10**5])
    parser.add_argument("--rounds", type=positive, default=5)
    parser.add_argument("--json", type=Path, help="write the measurements to this file")
    chosen = parser.parse_args()

    here = [engine for engine in ENGINES if engine.version()]
    for engine in ENGINES:
        if engine not in here:
            print(f"{engine.name}: not installed")
    columnar = [engine for engine in here if not engine.objects]
    sizes = [(here, persons) for persons in chosen.persons_objects]
    sizes += [(columnar, persons) for persons in chosen.persons_columnar]

    lines: list[dict[str, Any]] = []
    for engines, persons in sizes:
        lines += measure(engines, persons, chosen.rounds)
    add_ratios(lines)
    print(f"{w.MONTHS} months, medians of {chosen.rounds} runs in turn (slowest to fastest)")
    print(table(lines))
    if chosen.json:
        machine = {
            "processor": processor(),
            "cores": len(os.sched_getaffinity(0)),
            "python": platform.python_version(),
        }
        chosen.json.write_text(json.dumps({"machine": machine, "lines": lines}, indent=1))


if __name__ == "__main__":
    main()
