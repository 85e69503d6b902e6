"""Work done in a forked process, while this one goes on."""

import multiprocessing
import os
import sys
import tempfile
from collections.abc import Callable
from functools import cache


def beside(work: Callable[[], bytes]) -> Callable[[], bytes]:
    """Begin `work` in a process of its own; what is returned waits for it and gives its bytes.

    They pass through a file that has no name, so that nothing waits if nobody asks. Where a process
    cannot be forked, or there is but one core, the work is done when asked for; so it is where the
    process fails: whatever is wrong is raised here.
    """
    if "fork" not in multiprocessing.get_all_start_methods() or (os.cpu_count() or 1) < 2:
        return cache(work)
    kept = tempfile.TemporaryFile()  # noqa: SIM115 - goes with what is returned

    def keep() -> None:
        try:
            kept.write(work())
            kept.flush()
        except Exception:
            sys.exit(1)

    process = multiprocessing.get_context("fork").Process(target=keep, daemon=True)
    process.start()

    @cache
    def done() -> bytes:
        process.join()
        kept.seek(0)
        return kept.read() if process.exitcode == 0 else work()

    return done
