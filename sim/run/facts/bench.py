"""Where experiments are made: some variants of a world, each in many replicates."""

from typing import Protocol

from sim.run.pool import MonthOver, run_tasks
from sim.run.progress import Progress

Numbers = dict[str, dict[str, float] | str]
"""Id of a fact or claim -> its parts by name, or why it could not be measured."""


class Bench(Protocol):
    """Some variants of a world and what is to be measured in each."""

    @property
    def variants(self) -> int:
        """How many variants there are."""

    def months_of(self, variant: int) -> int:
        """Months that one replicate simulates."""

    def measure(self, variant: int, number: int, month_over: MonthOver) -> Numbers:
        """Everything that is to be measured of one replicate of a variant."""


def run_all(
    bench: Bench, replicates: int, processes: int, progress: Progress, label: str
) -> list[list[Numbers]]:
    """Numbers by variant and replicate; any number of processes gives the same."""
    tasks = [(variant, n) for variant in range(bench.variants) for n in range(replicates)]
    progress.total = max(1, sum(bench.months_of(variant) for variant, _ in tasks))
    progress.begin(label)
    found = run_tasks(
        lambda task, month_over: bench.measure(*task, month_over),
        tasks, processes, progress, "facts.persons_per_agent",
    )  # fmt: skip
    return [[found[variant, n] for n in range(replicates)] for variant in range(bench.variants)]
