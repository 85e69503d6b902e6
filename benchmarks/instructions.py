"""Instructions of every kernel per item, counted by valgrind's callgrind on one thread.

Code is compiled for x86-64-v3, as valgrind knows no AVX-512: on a machine that has it, vectorised
loops take fewer instructions than counted here.
"""

import json
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from guard import ROOT, Tree, control

from sim.errors import InputError

SCALES = (100, 25)
"""Two sizes of the population: the difference between them leaves out what is done but once."""
SLEEPERS = 10**8
NOTHING = "nothing"
REFERENCE = "reference"
"""The loop that sets the limit of instructions a second, `bandwidth.compute`."""


def probe(counted: bool) -> None:
    """Do every kernel at both sizes in this process; print how many items each does.

    Callgrind is told what to count: the work, and a work that does nothing, which is taken off.
    """
    from kernels import KERNELS, Bench, reference

    done: dict[str, int] = {}
    for scale in SCALES:
        bench = Bench(scale, SLEEPERS // scale, threads=1)
        works = {kernel.name: kernel.make(bench, 1) for kernel in KERNELS}
        works[REFERENCE] = reference(bench, 1)
        for name, (work, items) in works.items():
            done[f"{name} {scale}"] = items
            work.prepare()
            work.do()  # compiles, or loads
            if counted:
                work.prepare()
                count(f"{name} {scale}", work.do)
                count(f"{NOTHING} {name} {scale}", lambda: None)
    print(json.dumps(done))


def count(label: str, do: Callable[[], object]) -> None:
    """Let callgrind count something, under a label."""
    control("--instr=on")
    control("--zero")
    do()
    control(f"--dump={label}")
    control("--instr=off")


def per_item(counts: dict[str, int], items: dict[str, int]) -> dict[str, float]:
    """Instructions per item of every kernel, from the counts at both sizes."""
    net = {label: counts[label] - counts[f"{NOTHING} {label}"] for label in items}
    found = {}
    for name in dict.fromkeys(label.split()[0] for label in items):
        less, more = (f"{name} {scale}" for scale in SCALES)
        if items[more] == items[less]:
            found[name] = net[more] / items[more]
        else:
            found[name] = (net[more] - net[less]) / (items[more] - items[less])
    return found


def measure(quick: bool) -> dict[str, Any]:
    """Instructions per item of every kernel, as compiled for a processor that valgrind knows."""
    if not (shutil.which("valgrind") and shutil.which("callgrind_control")):
        raise InputError("valgrind is missing: install the Debian package valgrind")
    with tempfile.TemporaryDirectory() as name:
        tree = Tree(ROOT, counted=True, beside=Path(name))
        tree.python(__file__, "warm")
        items = json.loads(tree.python(__file__, "counted", counted="no").splitlines()[-1])
        counts = tree.dumped()
    return {"compiled_for": tree.env["NUMBA_CPU_NAME"], "per_item": per_item(counts, items)}


if __name__ == "__main__":
    probe(sys.argv[1] == "counted")
