"""What one run needs to know, once the configuration has been read and checked."""

from dataclasses import dataclass


def month_index(year: int, month: int = 1) -> int:
    """Months since January of year 0: the one clock of calendars and parameters."""
    return year * 12 + month - 1


def year_of(index: int) -> int:
    """Calendar year of a month index."""
    return index // 12


@dataclass(frozen=True)
class Settings:
    """One population, one horizon, one seed; the policy comes beside it.

    start              month index of the first month
    months             length of the horizon [month]
    persons_per_agent  persons that one simulated person stands for
    seed               of this replicate; every draw hangs on it
    engine, threads    how to run; never changes a result
    checks             verify the accounts after every process
    places             that stand apart (`world.rest`); None: the usual ones
    """

    scenario: str
    origins: tuple[str, ...]
    start: int
    months: int
    persons_per_agent: int = 1
    seed: int = 1
    engine: str = "numba"
    threads: int = 2
    checks: bool = False
    places: tuple[str, ...] | None = None
