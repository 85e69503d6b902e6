"""Instructions of every kernel per item, counted by valgrind's callgrind on one thread.

Code is compiled for x86-64-v3, as valgrind knows no AVX-512: on a machine that has it, vectorised
loops take fewer instructions than counted here.
"""

import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from guard import ROOT, Tree, control

from sim.errors import InputError

SCALE = 50
SLEEPERS = 10**7
NOTHING = "nothing"
REFERENCE = "reference"
"""The loop that sets the limit of instructions a second, `bandwidth.compute`."""


def probe(counted: bool) -> None:
    """Do every kernel once in this process, under callgrind, and print how many items each does."""
    from kernels import KERNELS, Bench, reference

    bench = Bench(SCALE, SLEEPERS, threads=1)
    works = {kernel.name: kernel.make(bench, 1) for kernel in KERNELS}
    works[REFERENCE] = reference(bench, 1)
    for work, _ in works.values():  # compiles, or loads
        work.prepare()
        work.do()
    for name, (work, _) in works.items() if counted else ():
        work.prepare()
        for label, do in ((f"{NOTHING} {name}", lambda: None), (name, work.do)):
            control("--instr=on")
            control("--zero")
            do()
            control(f"--dump={label}")
            control("--instr=off")
    print(json.dumps({name: items for name, (_, items) in works.items()}))


def measure(quick: bool) -> dict[str, Any]:
    """Instructions per item of every kernel; what the counting itself takes is taken off."""
    if not (shutil.which("valgrind") and shutil.which("callgrind_control")):
        raise InputError("valgrind is missing: install the Debian package valgrind")
    with tempfile.TemporaryDirectory() as name:
        tree = Tree(ROOT, counted=True, beside=Path(name))
        tree.python(__file__, "warm")
        items = json.loads(tree.python(__file__, "counted", counted="no").splitlines()[-1])
        counts = tree.dumped()
    return {
        "compiled_for": tree.env["NUMBA_CPU_NAME"],
        "per_item": {
            name: (counts[name] - counts[f"{NOTHING} {name}"]) / n for name, n in items.items()
        },
    }


if __name__ == "__main__":
    probe(sys.argv[1] == "counted")
