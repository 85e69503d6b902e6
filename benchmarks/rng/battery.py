"""The random numbers under TestU01, in the orders in which the simulator asks for them.

    python benchmarks/rng/battery.py                                    SmallCrush, every stream
    python benchmarks/rng/battery.py --battery crush --stream persons   Crush, one stream

A generator that hashes its arguments has no order of its own: each stream below walks the seeds,
persons, months, purposes and words of `sim.equations.draws` in another order, and a flaw shows in
some orders only. TestU01 (L'Ecuyer and Simard, "TestU01: a C library for empirical testing of
random number generators", ACM Transactions on Mathematical Software 33(4), 2007) gets the numbers
as the simulator does, from the compiled `uniforms` and `lasting`.

Every run writes its row into SUMMARY.md beside this file, in place of the earlier one of the same
stream, battery and seed. Needs the Debian package libtestu01-0 (section non-free).
"""

import argparse
import ctypes
import hashlib
import os
import re
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import numba
import numpy as np
from numba import types

from sim.equations.draws import Purpose, lasting, uniforms, unit

SUMMARY = Path(__file__).with_name("SUMMARY.md")
LIBRARIES = ("libtestu01mylib.so.0", "libtestu01probdist.so.0", "libtestu01.so.0")
BATTERIES = {
    "smallcrush": "bbattery_SmallCrush",
    "crush": "bbattery_Crush",
    "bigcrush": "bbattery_BigCrush",
}

SEED, PERSON, MONTH, PURPOSE, WORD, FIRST = range(6)
"""What a draw hangs on; FIRST is the seed of the first replicate, from which SEED counts."""
SIZES = (10_000, 3_000_000, 240, len(Purpose), 4)
"""Values an axis goes through before the next one moves: persons and months of the main scenario.
All together are more than BigCrush reads."""
CODES = np.array(list(Purpose), dtype=np.int64)


@numba.njit
def word_of_call(at):
    """One of the four words of `uniforms`."""
    a, b, c, d = uniforms(at[FIRST] + at[SEED], at[PERSON], at[MONTH], CODES[at[PURPOSE]])
    return (a if at[WORD] == 0 else b) if at[WORD] < 2 else (c if at[WORD] == 2 else d)


@numba.njit
def lasting_draw(at):
    """The draw of a person's life."""
    return lasting(at[FIRST] + at[SEED], at[PERSON], CODES[at[PURPOSE]])


@numba.njit
def weyl(at):
    """Multiples of the golden ratio: even, but not random. Shows that the feed can fail."""
    return unit((at[PERSON] * 0x9E3779B9) & 0xFFFFFFFF)


class Stream(NamedTuple):
    """A draw and the axes it walks, fastest first; an axis left out stays at its start."""

    draw: Callable[..., float]
    order: tuple[int, ...]
    doc: str


STREAMS = {
    "persons": Stream(
        word_of_call, (PERSON, MONTH, PURPOSE, SEED), "`uniform`: persons, months, purposes, seeds"
    ),
    "months": Stream(
        word_of_call, (MONTH, PERSON, PURPOSE, SEED), "`uniform`: months, persons, purposes, seeds"
    ),
    "words": Stream(
        word_of_call,
        (WORD, PURPOSE, PERSON, MONTH, SEED),
        "`uniforms`: its four words, purposes, persons, months, seeds",
    ),
    "seeds": Stream(
        word_of_call, (SEED, PERSON, MONTH, PURPOSE), "`uniform`: seeds, persons, months, purposes"
    ),
    "lasting": Stream(lasting_draw, (PERSON, PURPOSE, SEED), "`lasting`: persons, purposes, seeds"),
    "lasting-purposes": Stream(
        lasting_draw, (PURPOSE, PERSON, SEED), "`lasting`: purposes, persons, seeds"
    ),
    "lasting-seeds": Stream(
        lasting_draw, (SEED, PERSON, PURPOSE), "`lasting`: seeds, persons, purposes"
    ),
    "control": Stream(
        weyl, (PERSON,), "multiples of the golden ratio: even, not random, *meant to fail*"
    ),
}


class Generator(ctypes.Structure):
    """`unif01_Gen`, TestU01's generator: two functions of a state."""

    _fields_ = (
        ("state", ctypes.c_void_p),
        ("param", ctypes.c_void_p),
        ("name", ctypes.c_char_p),
        ("uniform", ctypes.c_void_p),
        ("bits", ctypes.c_void_p),
        ("write", ctypes.c_void_p),
    )


def feed(stream: Stream) -> tuple[Callable, Callable, Callable]:
    """The stream as C functions: a uniform, 32 bits, and nothing written of the state."""
    draw, order = stream.draw, stream.order

    @numba.njit
    def following(pointer):
        at = numba.carray(pointer, FIRST + 1)
        u = draw(at)
        for axis in order:
            at[axis] += 1
            if at[axis] < SIZES[axis]:
                break
            at[axis] = 0
        return u

    @numba.cfunc(types.float64(types.voidptr, types.CPointer(types.int64)))
    def uniform(_, pointer):
        return following(pointer)

    @numba.cfunc(types.uint64(types.voidptr, types.CPointer(types.int64)))
    def bits(_, pointer):
        return np.uint64(following(pointer) * 4294967296.0)

    @numba.cfunc(types.void(types.voidptr))
    def write(_):
        pass

    return uniform, bits, write


def testu01() -> ctypes.CDLL:
    """The library, or one line that says where to get it."""
    try:
        return [ctypes.CDLL(name, mode=ctypes.RTLD_GLOBAL) for name in LIBRARIES][-1]
    except OSError:
        sys.exit("TestU01 is missing: install the Debian package libtestu01-0 (section non-free)")


def printed_by(work: Callable[[], None]) -> str:
    """What C code writes to standard output while `work` runs."""
    libc, kept = ctypes.CDLL(None), os.dup(1)
    sys.stdout.flush()
    with tempfile.TemporaryFile() as file:
        os.dup2(file.fileno(), 1)
        try:
            work()
        finally:
            libc.fflush(None)
            os.dup2(kept, 1)
            os.close(kept)
        file.seek(0)
        return file.read().decode(errors="replace")


class Outcome(NamedTuple):
    """What a battery says of a stream.

    p_values  by the name of their statistic
    seconds   of processor time
    digest    of the first numbers: the row holds as long as they stay
    library   TestU01 and its version
    """

    p_values: list[tuple[str, float]]
    seconds: float
    digest: str
    library: str


def test(stream: Stream, battery: str, seed: int) -> Outcome:
    """Run one battery on one stream."""
    library = testu01()
    functions = feed(stream)
    state = np.array([0, 0, 0, 0, 0, seed], dtype=np.int64)
    generator = Generator(
        state.ctypes.data, None, b"draws", *(function.address for function in functions)
    )
    pointer = state.ctypes.data_as(ctypes.POINTER(ctypes.c_int64))
    first = np.array([functions[0].ctypes(None, pointer) for _ in range(10_000)])
    state[:FIRST] = 0
    ctypes.c_int.in_dll(library, "swrite_Basic").value = 0
    started = time.process_time()
    text = printed_by(lambda: getattr(library, BATTERIES[battery])(ctypes.byref(generator)))
    seconds = time.process_time() - started
    count = ctypes.c_int.in_dll(library, "bbattery_NTests").value
    values = (ctypes.c_double * count).in_dll(library, "bbattery_pVal")
    names = (ctypes.c_char_p * count).in_dll(library, "bbattery_TestNames")
    found = re.search(r"Version:\s+(.+)", text)
    p_values = [(name.decode(), p) for name, p in zip(names, values, strict=True)]
    digest = hashlib.sha256(first).hexdigest()[:8]
    return Outcome(p_values, seconds, digest, found[1].strip() if found else "TestU01")


def row(name: str, battery: str, seed: int, outcome: Outcome) -> str:
    """A line of the summary."""
    outside = [
        f"{test} {p:.2g}" if p < 0.5 else f"{test} 1 − {1 - p:.2g}"
        for test, p in outcome.p_values
        if not 0.001 <= p <= 0.999
    ]
    cells = (
        name,
        battery,
        seed,
        len(outcome.p_values),
        "; ".join(outside) or "none",
        round(outcome.seconds),
        outcome.digest,
        f"{outcome.library}, numba {version('numba')}",
        date.today(),
    )
    return f"| {' | '.join(map(str, cells))} |"


def rank(line: str) -> tuple[int, int, int]:
    """Place of a line in the summary: battery, stream, seed. ValueError if it is no row."""
    name, battery, seed = (cell.strip() for cell in line.split("|")[1:4])
    return list(BATTERIES).index(battery), list(STREAMS).index(name), int(seed)


def keep(line: str) -> None:
    """Write the summary anew, with this line in place of the one of the same run."""
    rows = {}
    for text in [*(SUMMARY.read_text().splitlines() if SUMMARY.exists() else ()), line]:
        with suppress(ValueError):
            rows[rank(text)] = text
    SUMMARY.write_text("\n".join([HEAD, *(rows[place] for place in sorted(rows)), ""]))


HEAD = """\
# Random numbers under TestU01

Written by `battery.py`, a row for each run; what is not listed was not run. A p-value outside \
[0.001, 0.999] is shown: of a sound generator 2 in 1,000 are (0.03 in a SmallCrush, 0.3 in a \
Crush), and another seed tells chance from flaw. TestU01 calls clear failure what is below 10⁻¹⁰ \
or above 1 − 10⁻¹⁰. Seconds are processor time; the digest is of the first 10,000 numbers: a row \
holds as long as they stay.

Streams, each with its axes from the fastest to the slowest:

""" + "\n".join(f"- `{name}`: {stream.doc}" for name, stream in STREAMS.items()) + """

| stream | battery | seed | statistics | outside [0.001, 0.999] | seconds | digest | with | date |
|---|---|---|---|---|---|---|---|---|"""  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--battery", choices=BATTERIES, default="smallcrush")
    parser.add_argument("--stream", choices=STREAMS, action="append", help="default: all")
    parser.add_argument(
        "--seed", type=int, default=1, help="of the first replicate; others follow it"
    )
    asked = parser.parse_args()
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # a battery hears nothing of Python's handler
    for name in asked.stream or STREAMS:
        outcome = test(STREAMS[name], asked.battery, asked.seed)
        line = row(name, asked.battery, asked.seed, outcome)
        keep(line)
        print(line, flush=True)


if __name__ == "__main__":
    main()
