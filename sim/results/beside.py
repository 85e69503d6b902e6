"""Work done in a forked process, while this one goes on."""

import multiprocessing
import os
from collections.abc import Callable
from functools import cache


def beside(work: Callable[[], bytes]) -> Callable[[], bytes]:
    """Begin `work` in a process of its own; what is returned waits for it and gives its bytes.

    Where a process cannot be forked, or there is but one core, the work is done when asked for. So
    it is where the process fails: whatever is wrong is raised here.
    """
    if "fork" not in multiprocessing.get_all_start_methods() or (os.cpu_count() or 1) < 2:
        return cache(work)
    fork = multiprocessing.get_context("fork")
    ours, theirs = fork.Pipe(duplex=False)
    process = fork.Process(target=lambda: theirs.send_bytes(work()), daemon=True)
    process.start()
    theirs.close()

    @cache
    def done() -> bytes:
        try:
            return ours.recv_bytes()
        except EOFError:
            return work()
        finally:
            process.join()

    return done
