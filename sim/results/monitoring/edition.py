"""Two editions of the same numbers: the public one keeps back cells that rest on too few.

Statistical offices do not publish a cell that rests on a handful of persons. Persons here are
simulated, so nobody could be found; but a cell of few is mostly chance, and a habit that is kept
with made-up persons is kept with real ones. The number is this project's own choice.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.results.monitoring.book import Book, Line
from sim.results.monitoring.indicators import Indicator
from sim.results.monitoring.texts import FEWEST, PUBLIC


@dataclass(frozen=True)
class Shown:
    """A line as an edition shows it: what is hidden is not a number.

    mean, low, high  (world, period); low and high are the 90 % interval over replicates
    hidden           (world, period), kept back
    """

    line: Line
    mean: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    hidden: NDArray[np.bool_]

    def change(self, since: int | NDArray[np.int64]) -> "Shown":
        """Change since an earlier period, hidden where either end is."""
        then = np.broadcast_to(since, self.line.shape)
        return _masked(self.line, self.line.change(since), self.hidden | self.hidden[:, then])


class Edition:
    """A book as one edition shows it."""

    def __init__(self, book: Book, name: str) -> None:
        """`name` is one of `texts.EDITIONS`."""
        self.book, self.name = book, name
        self._kept: dict[str, list[Shown]] = {}

    @property
    def public(self) -> bool:
        """Whether cells of few are kept back."""
        return self.name == PUBLIC

    @property
    def fewest(self) -> int:
        """Real persons below which a cell is kept back."""
        return FEWEST * self.book.scale

    def lines(self, indicator: Indicator) -> list[Shown]:
        """The lines of an indicator."""
        if indicator.id not in self._kept:
            lines = self.book.lines(indicator)
            hidden = self._hidden(indicator, lines)
            self._kept[indicator.id] = [
                _masked(line, line.cells, mask) for line, mask in zip(lines, hidden, strict=True)
            ]
        return self._kept[indicator.id]

    def one(self, indicator: Indicator) -> Shown:
        """The line of an indicator that is not split."""
        return self.lines(indicator)[0]

    def _hidden(self, indicator: Indicator, lines: list[Line]) -> list[NDArray[np.bool_]]:
        """Cells kept back (world, period), line by line."""
        few = [self._few(line) for line in lines]
        if indicator.by and not indicator.over and any(mask.any() for mask in few):
            _hide_a_second(few, [np.abs(np.nan_to_num(line.cells[0][:2])) for line in lines])
        return [np.concatenate([mask, mask.any(axis=0, keepdims=True)]) for mask in few]

    def _few(self, line: Line) -> NDArray[np.bool_]:
        """Cells (policy, period) with some, but too few, behind them."""
        if not self.public:
            return np.zeros((2, *line.shape), dtype=bool)
        persons = line.behind.mean(axis=2)
        return np.asarray(((persons > 0) & (persons < self.fewest)).any(axis=0))


def _hide_a_second(few: list[NDArray[np.bool_]], sizes: list[NDArray[np.float64]]) -> None:
    """Where one part alone is hidden, hide the smallest other too: the total would betray it."""
    masks, size = np.stack(few), np.stack(sizes)
    alone = masks.sum(axis=0) == 1
    others = np.where(masks | (size == 0), np.inf, size)
    smallest = others.argmin(axis=0)
    for policy, period in zip(*np.nonzero(alone & np.isfinite(others.min(axis=0))), strict=True):
        few[smallest[policy, period]][policy, period] = True


def _masked(line: Line, cells: tuple[NDArray[np.float64], ...], hidden: NDArray[np.bool_]) -> Shown:
    mean, low, high = (np.where(hidden, np.nan, values) for values in cells)
    return Shown(line, mean, low, high, hidden)
