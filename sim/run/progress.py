"""A bar on a terminal; silent everywhere else."""

import sys
import time
from typing import TextIO

WIDTH = 32
INTERVAL = 0.1  # s


class Progress:
    """Counts steps of a known total and draws a bar with the time left."""

    def __init__(self, total: int, stream: TextIO | None = None) -> None:
        """Prepare for `total` steps; draws only if `stream` (standard error) is a terminal."""
        self.total = max(total, 1)
        self.done = 0
        self.label = ""
        self.stream = stream or sys.stderr
        self.shown = self.stream.isatty()
        self.started = time.perf_counter()
        self.drawn = 0.0

    def begin(self, label: str) -> None:
        """Name what comes next."""
        self.label = label
        self._draw(force=True)

    def step(self, _month: int = 0) -> None:
        """One more step is done."""
        self.done += 1
        self._draw(force=self.done == self.total)

    def reach(self, done: int) -> None:
        """So many steps are done, all told."""
        self.done = done
        self._draw(force=False)

    def close(self) -> None:
        """Take the bar away."""
        if self.shown:
            self.stream.write("\r\x1b[K")
            self.stream.flush()

    def _draw(self, *, force: bool) -> None:
        now = time.perf_counter()
        if not self.shown or (not force and now - self.drawn < INTERVAL):
            return
        self.drawn = now
        share = min(self.done / self.total, 1.0)
        bar = ("#" * round(share * WIDTH)).ljust(WIDTH, ".")
        left = (now - self.started) * (1.0 / share - 1.0) if share > 0 else None
        text = f"{self.label}" if left is None else f"{self.label}, {left:.0f} s left"
        self.stream.write(f"\r\x1b[K[{bar}] {share:4.0%} {text}"[:160])
        self.stream.flush()
