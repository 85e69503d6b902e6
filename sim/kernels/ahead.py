"""Compiled code on a new machine: the longest loops are compiled aside, while others are needed.

A process forked for it compiles them into the cache on disk, from where they are loaded when their
turn comes. Only the first run pays, and pays about half.
"""

import multiprocessing
import os
import signal
from multiprocessing.process import BaseProcess
from pathlib import Path

import numba
import numpy as np

from sim.behaviour.terms import Terms, room_for, tally_dtype
from sim.kernels import clock
from sim.population.schema import RECORD, WAKE


def load_visits(places: int) -> None:
    """Compile, or load, the loops that start clocks and let people live, by running over nobody."""
    nobody, share = np.zeros(1, np.int64), np.array([0, 1])
    people, wake = np.zeros(1, RECORD), np.zeros(1, WAKE)
    rows, luck = np.zeros((1, 1), np.int64), np.zeros((1, 4, 1))
    terms, tallies = Terms(places).record, np.zeros(1, tally_dtype(places))
    clock.start_clocks(people, wake, nobody, share, rows, luck, terms, tallies)
    clock.visit_awake(people, wake, nobody, share, rows, luck, terms, tallies, 0)


def compile_aside(places: int) -> BaseProcess | None:
    """Begin to compile the loops of a month in another process, unless the cache holds them."""
    forks = "fork" in multiprocessing.get_all_start_methods() and (os.cpu_count() or 1) > 1
    if not forks or not numba.config.CACHE_DIR or _mark(places).exists():
        return None
    fork = multiprocessing.get_context("fork")
    process = fork.Process(target=_compile, args=(places,), daemon=True)
    process.start()
    return process


def _compile(places: int) -> None:
    """In the forked process, which ends without a word when the run is stopped."""
    for ends in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ends, signal.SIG_DFL)
    load_visits(places)


def load_compiled(places: int, process: BaseProcess | None) -> None:
    """Wait for what is compiled aside; load it, and note that the cache holds it."""
    if process is not None:
        process.join()
    load_visits(places)
    if numba.config.CACHE_DIR and not _mark(places).exists():
        _mark(places).touch()


def _mark(places: int) -> Path:
    return Path(numba.config.CACHE_DIR) / f"loops-of-{room_for(places)}-places"
