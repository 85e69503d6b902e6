"""Threads over blocks of rows: compiled loops that hold no lock, each on its own share.

Which thread works on which block changes no result, since every block has books of its own and
they are added as whole numbers.
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

import numpy as np


@cache
def _pool(threads: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(threads)


os.register_at_fork(after_in_child=_pool.cache_clear)


def share_out(threads: int, loop: Callable[..., Any], *arguments: Any, at: int) -> None:
    """Run `loop(*arguments)` on every share of the blocks.

    threads  how many shares; `at`: position at which `loop` takes its share, an array
             (first block, step)
    """
    before, after = arguments[:at], arguments[at:]
    shares = [np.array([first, threads], np.int64) for first in range(threads)]
    if threads == 1:
        loop(*before, shares[0], *after)
        return
    jobs = [_pool(threads).submit(loop, *before, share, *after) for share in shares]
    for job in jobs:
        job.result()
