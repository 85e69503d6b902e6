"""The engines that take part, and how to reach them."""

import argparse
import os
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Any, NamedTuple


class Engine(NamedTuple):
    """One implementation of the workload: a module of this folder with a class `Model`.

    `Model(persons, seed)` makes the population; `step()` lives a month, `stock()` gives persons by
    home and country, `savings()` everybody's savings; `threads` is how many it works with.
    """

    name: str
    module: str
    package: str
    objects: bool = False
    """Every person is a Python object: measured with fewer persons."""
    threaded: bool = False

    def version(self) -> str | None:
        """Version of its package; None if it is not installed."""
        try:
            return version(self.package)
        except PackageNotFoundError:
            return None

    def thread_counts(self) -> list[int]:
        """Numbers of threads to measure: one, and as many as there are cores."""
        cores = len(os.sched_getaffinity(0))
        return sorted({1, cores}) if self.threaded else [1]

    def make(self, persons: int, seed: int) -> Any:
        return import_module(self.module).Model(persons, seed)


OURS = Engine("sleeping clock", "ours", "migration-policy-simulator", threaded=True)
REFERENCE = Engine("numpy", "numpy_engine", "numpy")
ENGINES = (
    Engine("plain Mesa", "plain_mesa", "mesa", objects=True),
    Engine("mesa-frames", "mesa_frames_engine", "mesa-frames", threaded=True),
    Engine("Starsim", "starsim_engine", "starsim"),
    REFERENCE,
    Engine("laser-core", "laser_engine", "laser-core", threaded=True),
    OURS,
)
NAMES = [engine.name for engine in ENGINES]


def installed(names: list[str]) -> list[Engine]:
    """Those of the engines `names` that are installed; says which are not."""
    for engine in ENGINES:
        if engine.name in names and not engine.version():
            print(f"{engine.name}: not installed, left out")
    return [engine for engine in ENGINES if engine.name in names and engine.version()]


def limit_threads(threads: int) -> None:
    """Let the engines that thread work with so many threads; call it before they are imported."""
    for name in ("NUMBA_NUM_THREADS", "POLARS_MAX_THREADS"):
        os.environ[name] = str(threads)


def positive(text: str) -> int:
    """A whole number above 0 from the command line; `1e6` is one."""
    number = float(text)
    if number < 1 or not number.is_integer():
        raise argparse.ArgumentTypeError(f"{text}: a whole number above 0 was expected")
    return int(number)
