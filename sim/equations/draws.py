"""Every random number of the simulator (DESIGN 3.1): a function of who, when and what for.

`uniform(seed, uid, tick, purpose)` hashes its arguments with Philox4x32-10 (Salmon, Moraes, Dror
and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11). No state, so a person meets the same
luck in every policy, on every thread and in either engine.
"""

import math
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from sim.equations.compiled import compiled, inlined

MASK = np.uint64(0xFFFFFFFF)
HALF = np.uint64(32)
M0 = np.uint64(0xD2511F53)
M1 = np.uint64(0xCD9E8D57)
W0 = np.uint64(0x9E3779B9)
W1 = np.uint64(0xBB67AE85)


class Purpose(IntEnum):
    """What a draw is for: two purposes never share luck. Append, never insert."""

    CLOCK = 0
    RECONSIDER = 1
    CHOICE = 2
    PREPARE = 3
    DECISION = 4
    JOURNEY = 5
    STAY = 6
    WORK = 7
    RETURN = 8
    VISIT = 9
    SCHOOL = 10
    DISPLACEMENT = 11
    RECRUITER = 12
    REOPEN = 13
    FAMILY = 14
    NEWS = 15
    REMIT = 16
    PASSPORT = 17
    KIN = 18
    AWAKEN = 19
    # population
    BIRTHS = 32
    DEATH = 33
    TRAITS = 34
    HOUSEHOLD = 35
    BIRTHDAY = 36
    SPELL = 37
    SEX = 38
    # states and recruiters
    MARKET = 48
    STATE = 49


@compiled
def philox(c0, c1, c2, c3, k0, k1):
    """Philox4x32-10: four 32-bit words (as uint64) from a counter of four and a key of two."""
    x0 = np.uint64(c0)
    x1 = np.uint64(c1)
    x2 = np.uint64(c2)
    x3 = np.uint64(c3)
    a = np.uint64(k0)
    b = np.uint64(k1)
    for _ in range(10):
        p0 = x0 * M0
        p1 = x2 * M1
        y0 = (p1 >> HALF) ^ x1 ^ a
        y2 = (p0 >> HALF) ^ x3 ^ b
        x1 = p1 & MASK
        x3 = p0 & MASK
        x0 = y0
        x2 = y2
        a = (a + W0) & MASK
        b = (b + W1) & MASK
    return x0, x1, x2, x3


philox_lane = inlined(philox.py_func)
"""`philox` for loops over many counters, which the compiler then works eight at a time."""


@compiled
def unit(word):
    """A 32-bit word as a number strictly between 0 and 1 [1]."""
    return (float(word) + 0.5) * 2.3283064365386963e-10


@compiled
def uniforms(seed, uid, tick, purpose):
    """Four independent uniforms in (0, 1) for one person, month and purpose."""
    a, b, c, d = philox(
        uid & 0xFFFFFFFF,
        tick & 0xFFFFFFFF,
        uid >> 32,
        seed >> 32,
        seed & 0xFFFFFFFF,
        np.int64(purpose),
    )
    return unit(a), unit(b), unit(c), unit(d)


@compiled
def uniform(seed, uid, tick, purpose):
    """One uniform in (0, 1): the first of `uniforms`."""
    return uniforms(seed, uid, tick, purpose)[0]


@compiled
def lasting(seed, uid, purpose):
    """A uniform in (0, 1) that belongs to a person for life, where no column keeps it.

    One round of the splitmix64 finaliser (Steele, Lea and Flood 2014): a quarter of the cost of
    `uniform`, for what is asked of everybody again and again.
    """
    x = np.uint64(uid) + np.uint64(seed + (np.int64(purpose) << 48)) * np.uint64(0x9E3779B97F4A7C15)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return unit((x ^ (x >> np.uint64(31))) >> HALF)


GUIDES = 256
"""Steps of u for which `pick` is told where to begin."""


def guide_of(cumulated: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Where `pick` begins, for each of `GUIDES` equal steps of u: (GUIDES,).

    cumulated  shares laid end to end [1], (shares,), at most 256 of them
    """
    steps = np.arange(GUIDES) / GUIDES
    found = np.searchsorted(cumulated, steps, side="right")
    return np.minimum(found, cumulated.size - 1).astype(np.uint8)


@compiled
def pick(u, cumulated, guide):
    """Index of the share in which `u` falls, of shares laid end to end; the last at most.

    A few steps on from where `guide_of` the shares says.
    """
    index = guide[int(u * GUIDES)] + 0
    while index + 1 < cumulated.size and u >= cumulated[index]:
        index += 1
    return index


@compiled
def normal(u):
    """Standard normal deviate of a uniform `u` [1].

    Acklam's rational approximation of the inverse distribution, relative error below 1.2e-9.
    """
    if u < 0.02425 or u > 0.97575:
        q = math.sqrt(-2.0 * math.log(u if u < 0.5 else 1.0 - u))
        x = (
            ((((-7.784894002430293e-03 * q - 3.223964580411365e-01) * q - 2.400758277161838) * q
              - 2.549732539343734) * q + 4.374664141464968) * q + 2.938163982698783
        ) / (
            (((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996) * q
             + 3.754408661907416) * q + 1.0
        )  # fmt: skip
        return x if u < 0.5 else -x
    q = u - 0.5
    r = q * q
    return (
        (((((-3.969683028665376e01 * r + 2.209460984245205e02) * r - 2.759285104469687e02) * r
           + 1.383577518672690e02) * r - 3.066479806614716e01) * r + 2.506628277459239) * q
    ) / (
        ((((-5.447609879822406e01 * r + 1.615858368580409e02) * r - 1.556989798598866e02) * r
          + 6.680131188771972e01) * r - 1.328068155288572e01) * r + 1.0
    )  # fmt: skip
