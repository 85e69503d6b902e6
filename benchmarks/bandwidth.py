"""What this machine can do at most: bandwidth of memory, latency, rate of instructions."""

from typing import Any

import numba
import numpy as np
from measure import Work, interleaved, spread

from sim.kernels.threads import share_out

CHAINS = 8
"""Chains of additions that do not wait for each other."""


@numba.njit(nogil=True)
def read(array, share, sums):
    """Add up a share of an array."""
    part = array[share[0] * array.size // share[1] : (share[0] + 1) * array.size // share[1]]
    total = 0
    for i in range(part.size):
        total += part[i]
    sums[share[0]] = total


@numba.njit(nogil=True)
def update(array, share, sums):
    """Read and write a share of an array."""
    part = array[share[0] * array.size // share[1] : (share[0] + 1) * array.size // share[1]]
    for i in range(part.size):
        part[i] += 1


@numba.njit(nogil=True)
def jump(array, share, sums):
    """Read a share of an array's elements in an order that nothing foresees, all at will."""
    total = 0
    mask = np.uint64(array.size - 1)
    for i in range(share[0], array.size // 16, share[1]):
        place = (np.uint64(i) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(20)
        total += array[place & mask]
    sums[share[0]] = total


@numba.njit(nogil=True)
def compute(array, share, sums):
    """Scalar instructions on registers, eight chains side by side."""
    a, b, c, d, e, f, g, h = 1, 2, 3, 4, 5, 6, 7, 8
    for i in range(share[0], array.size, share[1]):
        a = (a + i) ^ 1
        b = (b + i) ^ 3
        c = (c + i) ^ 5
        d = (d + i) ^ 7
        e = (e + i) ^ 9
        f = (f + i) ^ 11
        g = (g + i) ^ 13
        h = (h + i) ^ 15
    sums[share[0]] = a + b + c + d + e + f + g + h


LOOPS = {"read": read, "update": update, "jump": jump, "compute": compute}


def works(size: int) -> dict[str, Work]:
    """Every loop over `size` numbers of eight bytes (a power of 2), on one thread and on two."""
    array = np.ones(size, np.int64)

    def work(name: str, threads: int) -> Work:
        sums = np.zeros(threads, np.int64)
        return Work(lambda: share_out(threads, LOOPS[name], array, sums, at=1))

    return {f"{name}, {threads}": work(name, threads) for name in LOOPS for threads in (1, 2)}


def measure(quick: bool) -> dict[str, Any]:
    """Bandwidth [B/s] read, and read and written; random reads and loop rounds a second."""
    size = 2**23 if quick else 2**27
    seconds = interleaved(works(size), 5 if quick else 11)
    done = {"read": 8 * size, "update": 16 * size, "jump": size // 16, "compute": size}
    return {
        "array_bytes": 8 * size,
        **{
            name: {
                threads: spread([done[name] / s for s in seconds[f"{name}, {threads}"]["all"]])
                for threads in ("1", "2")
            }
            for name in LOOPS
        },
    }
