"""The same runs from Python."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from omegaconf import DictConfig

from sim.run.configuration import compose_configuration, hydra_ready, read_words
from sim.run.one_run import Outcome, simulate_plan
from sim.run.plan import Plan, make_plan
from sim.run.progress import Progress

if TYPE_CHECKING:
    import xarray as xr

    from sim.results.summary import Row


@dataclass(frozen=True)
class Run:
    """A finished run: `results` is the Dataset, `summary` its condensed rows."""

    outcome: Outcome
    results: "xr.Dataset"
    summary: "list[Row]"

    @property
    def plan(self) -> Plan:
        """What was run."""
        return self.outcome.plan


def plan_for(
    name: str,
    seed: int | None = None,
    replicates: int | None = None,
    overrides: Sequence[str] = (),
) -> tuple[Plan, DictConfig]:
    """Plan and configuration of a scenario, changed by `key=value` words."""
    arguments = [f"+scenario={name}", *overrides]
    if seed is not None:
        arguments.append(f"seed={seed}")
    if replicates is not None:
        arguments.append(f"replicates={replicates}")
    words = read_words(arguments)
    with hydra_ready(words):
        configuration = compose_configuration(words)
    return make_plan(configuration, tuple(word.text for word in words)), configuration


def simulate(
    name: str,
    seed: int | None = None,
    replicates: int | None = None,
    overrides: Sequence[str] = (),
) -> Run:
    """Simulate baseline and reform of a scenario; nothing is written.

    Args:
        name: The scenario, as in `+scenario=`.
        seed: As in `seed=`.
        replicates: As in `replicates=`.
        overrides: Further words as on the command line, "population.persons_per_agent=100".
    """
    from sim.results.summary import summarise

    plan, _ = plan_for(name, seed, replicates, overrides)
    outcome = simulate_plan(plan)
    results = outcome.draw(outcome.dataset(), Progress(0))
    return Run(outcome, results, summarise(results))
