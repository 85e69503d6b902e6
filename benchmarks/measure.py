"""What the parts of the suite share: interleaved timing, memory of a tree of processes, a fit."""

import gc
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np

from sim.run import provenance

MIB, GIB = 2.0**20, 2.0**30


# Time


@dataclass(frozen=True)
class Work:
    """Something to time; `prepare` is done before each round and is not timed."""

    do: Callable[[], object]
    prepare: Callable[[], object] = lambda: None


def interleaved(
    works: Mapping[str, Work], rounds: int, warm_up: int = 1
) -> dict[str, dict[str, Any]]:
    """Seconds of each work: median, least and most of `rounds` in turn, after some untimed."""
    seconds: dict[str, list[float]] = {name: [] for name in works}
    for number in range(-warm_up, rounds):
        for name, work in works.items():
            work.prepare()
            gc.collect()
            started = time.perf_counter()
            work.do()
            if number >= 0:
                seconds[name].append(time.perf_counter() - started)
    return {name: spread(values) for name, values in seconds.items()}


def spread(values: Sequence[float]) -> dict[str, Any]:
    """Median, least and most of some measurements, and all of them in their order."""
    return {
        "median": float(np.median(values)),
        "min": float(min(values)),
        "max": float(max(values)),
        "all": [float(value) for value in values],
    }


def ratio(above: Mapping[str, Any], below: Mapping[str, Any]) -> dict[str, Any]:
    """Spread of the ratios of two works, round by round."""
    return spread([a / b for a, b in zip(above["all"], below["all"], strict=True)])


def fitted(x: Sequence[float], y: Sequence[float]) -> dict[str, float]:
    """Least squares `y = intercept + slope · x`, and R²."""
    slope, intercept = np.polyfit(x, y, 1)
    rest = np.asarray(y) - intercept - slope * np.asarray(x)
    r2 = 1.0 - float((rest**2).sum()) / float(((y - np.mean(y)) ** 2).sum())
    return {"intercept": float(intercept), "slope": float(slope), "r2": r2}


# Memory


def available_memory() -> int:
    """Memory that can be taken without swapping [B]."""
    lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    return next(1024 * int(line.split()[1]) for line in lines if line.startswith("MemAvailable:"))


def tree_of(root: int) -> set[int]:
    """A process and all its descendants."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                after_name = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:  # it has ended
                continue
            parents[int(entry.name)] = int(after_name[1])
    found = {root}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def proportional_memory(root: int) -> int:
    """Proportional set size of a tree of processes [B]: a page that n share counts 1/n in each."""
    total = 0
    for process in tree_of(root):
        try:
            lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(1024 * int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total


class PeakMemory:
    """Samples the proportional memory of a tree of processes while its body runs.

    peak   largest sample [B];  samples: how many were taken
    every  least time between samples [s]; reading takes at most a tenth of the time
    """

    def __init__(self, root: int | None = None, every: float = 0.05) -> None:
        self.root, self.every = root or os.getpid(), every
        self.peak = self.samples = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def _watch(self) -> None:
        wait = 0.0
        while not self._over.wait(wait):
            started = time.perf_counter()
            self.peak = max(self.peak, proportional_memory(self.root))
            self.samples += 1
            wait = max(self.every, 9.0 * (time.perf_counter() - started))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()


# The machine


def machine() -> dict[str, Any]:
    """What was measured on; nothing that names the machine or its owner."""
    lines = Path("/proc/cpuinfo").read_text(encoding="ascii").splitlines()
    model = next((line.split(": ")[1] for line in lines if line.startswith("model name")), "?")
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return provenance.machine() | {
        "processor": model,
        "memory_gib": round(memory / GIB, 1),
        "load_before": round(os.getloadavg()[0], 2),
        "packages": provenance.packages(),
    }


def say(line: str) -> None:
    """One line of progress."""
    print(line, file=sys.stderr, flush=True)


# Commands


def command(
    words: Sequence[str | Path],
    cache: Path,
    expected: int = 0,
    watch: Callable[[int], AbstractContextManager[object]] = nullcontext,
) -> None:
    """Run a command of this interpreter to its end; stop with what it said if it went wrong.

    cache     folder for compiled code
    expected  exit code
    watch     given the process, a context to stand beside it, such as `PeakMemory`
    """
    line = [sys.executable, *map(str, words)]
    env = os.environ | {"XDG_CACHE_HOME": str(cache)}
    ran = subprocess.Popen(line, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    with ran, watch(ran.pid):
        said, _ = ran.communicate()
    if ran.returncode != expected:
        raise RuntimeError(f"python {' '.join(line[1:])}: {said.decode()[-2000:]}")
