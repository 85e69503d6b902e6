"""Draws of parameters in a result: what each gave, its range, and what an effect hangs on."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.results.measures import Measure

SUMMARY, VALUES = "draw_summary", "draw_parameters"
TAIL = 0.05
"""Share of draws that a range leaves out at either end, as far as there are enough."""
FEWEST_RANKED = 30
"""Draws from which on it is said what an effect hangs on."""
DOUBT = 0.05
"""Chance that among all parameters one seems to drive an outcome that none drives."""


@dataclass(frozen=True)
class Draws:
    """What sets of parameters gave.

    parameters, values  what was drawn: names, and values (draw, parameter)
    measures, summary   one number each, as in the summary (policy, draw, measure); not a number
                        where a set could not be run
    persons_per_agent   scale of these runs
    seed                of these runs: all have the same luck
    held                what was not drawn, by reason
    failed              why sets could not be run, by number
    """

    parameters: tuple[str, ...]
    values: NDArray[np.float64]
    measures: tuple[Measure, ...]
    summary: NDArray[np.float64]
    persons_per_agent: int
    seed: int
    held: Mapping[str, Sequence[str]]
    failed: Mapping[int, str]

    def to_json(self) -> dict[str, object]:
        """What was drawn and what not, for `run.json`."""
        columns = zip(self.parameters, self.values.T.tolist(), strict=True)
        return {
            "draws": len(self.values),
            "persons_per_agent": self.persons_per_agent,
            "seed": self.seed,
            "drawn": dict(columns),
            "held": {reason: list(names) for reason, names in self.held.items()},
            "failed": {str(number): reason for number, reason in self.failed.items()},
        }


def with_draws(dataset: xr.Dataset, draws: Draws, units: Sequence[str]) -> xr.Dataset:
    """The Dataset with two more variables; `units` are those of the parameters."""
    labels = {
        "draw": np.arange(len(draws.values), dtype=np.int32),
        "parameter": list(draws.parameters),
        "measure": [measure.name for measure in draws.measures],
        "parameter_unit": ("parameter", list(units), {"long_name": "Unit of the parameter"}),
        "measure_unit": (
            "measure",
            [measure.unit for measure in draws.measures],
            {"long_name": "Unit of the measure"},
        ),
    }
    common = {"pillar": "0", "persons_per_agent": draws.persons_per_agent, "seed": draws.seed}
    summary = {
        "units": "as measure_unit",
        "long_name": "Summary of a run with drawn parameters",
        "cell_methods": "time: sum (flows) time: mean (stocks, levels)",
    }
    values = {
        "units": "as parameter_unit",
        "long_name": "Values of the parameters that were drawn",
        "cell_methods": "draw: point",
    }
    return dataset.assign_coords(labels).assign(
        {
            SUMMARY: (("policy", "draw", "measure"), draws.summary, summary | common),
            VALUES: (("draw", "parameter"), draws.values, values | common),
        }
    )


def effects_by_draw(dataset: xr.Dataset) -> dict[str, NDArray[np.float64]]:
    """Effect in each draw that could be run, by measure; empty for a result without draws."""
    if SUMMARY not in dataset:
        return {}
    summary = dataset[SUMMARY].transpose("policy", "draw", "measure")
    effects = np.asarray(summary[1]) - np.asarray(summary[0])
    names = dataset["measure"].values.astype(str)
    return {
        str(name): column[np.isfinite(column)]
        for name, column in zip(names, effects.T, strict=True)
    }


def range_of(effects: NDArray[np.float64]) -> tuple[float, float]:
    """Where nine in ten draws lie; with fewer than 19 draws, the lowest and the highest."""
    if effects.size < 2:
        return math.nan, math.nan
    low, high = np.quantile(effects, (TAIL, 1.0 - TAIL), method="weibull")
    return float(low), float(high)


@dataclass(frozen=True)
class Driver:
    """A parameter that an effect hangs on: rank correlation over draws [1], + or −."""

    parameter: str
    measure: str
    correlation: float


def drivers(dataset: xr.Dataset, wanted: Sequence[str], most: int = 3) -> list[Driver]:
    """Up to `most` parameters for each measure, the strongest first.

    Named are those whose Spearman correlation with the effect is further from zero than the
    largest among all parameters is expected to be by chance (Bonferroni, 5 % for each measure).
    Empty with fewer than `FEWEST_RANKED` draws.
    """
    if SUMMARY not in dataset or dataset.sizes["draw"] < FEWEST_RANKED:
        return []
    names = dataset["parameter"].values.astype(str)
    columns = dict(zip(dataset["measure"].values.astype(str), range(10**6), strict=False))
    effects = np.asarray(dataset[SUMMARY][1]) - np.asarray(dataset[SUMMARY][0])
    found = []
    for measure in (name for name in wanted if name in columns):
        effect = effects[:, columns[measure]]
        known = np.isfinite(effect)
        if known.sum() < FEWEST_RANKED or np.ptp(effect[known]) == 0.0:
            continue
        rho = rank_correlations(np.asarray(dataset[VALUES])[known], effect[known])
        order = np.argsort(-np.abs(rho), kind="stable")[:most]
        limit = least_telling(int(known.sum()), names.size)
        found += [Driver(names[i], measure, float(rho[i])) for i in order if abs(rho[i]) > limit]
    return found


def rank_correlations(
    values: NDArray[np.float64], effect: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Spearman's correlation of each column (draw, parameter) with an effect (draw,)."""
    from scipy.stats import rankdata  # slow to import

    ranks = rankdata(values, axis=0)
    ranks -= ranks.mean(axis=0)
    other = rankdata(effect)
    other -= other.mean()
    return np.asarray(ranks.T @ other / np.sqrt((ranks**2).sum(axis=0) * (other**2).sum()))


def least_telling(draws: int, parameters: int) -> float:
    """Correlation that chance alone passes in any of the parameters once in twenty times."""
    from scipy.special import stdtrit

    t = float(stdtrit(draws - 2, 1.0 - DOUBT / (2.0 * parameters)))
    return t / math.sqrt(draws - 2 + t * t)
