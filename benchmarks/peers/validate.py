"""Do all engines run the same model? Final stocks and savings against the numpy reference.

An engine is valid when, over 20 seeds, every cell of its mean stock matrix lies within 4 standard
errors of the reference, but for as many as chance alone puts outside in all but one of a thousand
validations of a right engine, and its mean savings lie within 0.5 %. Standard errors are those of
the difference of both means, from the spread over seeds; the chance of a cell is that of Student's
t. The reference has seeds, and so populations, of its own, and is itself one of the engines.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import workload as w
from engines import NAMES, REFERENCE, Engine, installed, positive
from scipy import stats

FAR = 4.0
"""Standard errors beyond which a cell is called outside."""
CLOSE = 0.005
"""Difference in mean savings that is tolerated [1]."""
SURE = 0.999
"""Share of right engines that pass the test of the cells [1]."""


def outcomes(engine: Engine, persons: int, seeds: range) -> dict[str, np.ndarray]:
    """Final stocks (seed, home, country), mean and standard deviation of savings (seed,)."""
    stocks, means, spreads = [], [], []
    for seed in seeds:
        model = engine.make(persons, seed)
        for _ in range(w.MONTHS):
            model.step()
        savings = model.savings()
        stocks.append(model.stock().astype(float))
        means.append(savings.mean(dtype=float))
        spreads.append(savings.std(dtype=float))
    return {"stock": np.array(stocks), "mean": np.array(means), "spread": np.array(spreads)}


def abroad(stock: np.ndarray) -> np.ndarray:
    """Share of persons abroad (seed,) [1] of stocks (seed, home, country)."""
    return 1.0 - stock.trace(axis1=1, axis2=2) / stock.sum(axis=(1, 2))


def judge(ours: dict[str, np.ndarray], reference: dict[str, np.ndarray]) -> dict[str, Any]:
    """How far one engine's outcomes lie from those of the reference."""
    seeds = ours["mean"].size
    error = np.sqrt((ours["stock"].var(0, ddof=1) + reference["stock"].var(0, ddof=1)) / seeds)
    distance = np.abs(ours["stock"].mean(0) - reference["stock"].mean(0))
    apart = np.divide(distance, error, out=np.zeros_like(error), where=error > 0.0)
    apart[(error == 0.0) & (distance > 0.0)] = np.inf
    chance = 2.0 * stats.t.sf(FAR, 2 * seeds - 2)
    outside = int((apart > FAR).sum())
    allowed = int(stats.binom.ppf(SURE, apart.size, chance))
    savings = ours["mean"].mean() / reference["mean"].mean() - 1.0
    here, there = abroad(ours["stock"]), abroad(reference["stock"])
    abroad_error = np.sqrt((here.var(ddof=1) + there.var(ddof=1)) / seeds)
    return {
        "outside": outside,
        "expected_by_chance": chance * apart.size,
        "allowed": allowed,
        "mean_square": float((apart**2).mean()),
        "farthest": float(apart.max()),
        "abroad": float(here.mean()),
        "abroad_apart": float((here.mean() - there.mean()) / abroad_error),
        "savings": float(ours["mean"].mean()),
        "savings_apart": float(savings),
        "spread_apart": float(ours["spread"].mean() / reference["spread"].mean() - 1.0),
        "valid": bool(outside <= allowed and abs(savings) <= CLOSE),
    }


HEADER = (
    f"{'engine':16} {'outside 4 se':>12} {'by chance':>10} {'allowed':>8} {'mean z^2':>9} "
    f"{'abroad':>8} {'se apart':>8} {'savings':>8} {'apart':>8} {'sd apart':>9}  valid"
)


def row(name: str, line: dict[str, Any]) -> str:
    return (
        f"{name:16} {line['outside']:12} {line['expected_by_chance']:10.2f} {line['allowed']:8} "
        f"{line['mean_square']:9.2f} {line['abroad']:8.2%} {line['abroad_apart']:8.1f} "
        f"{line['savings']:8.2f} {line['savings_apart']:8.2%} {line['spread_apart']:9.2%}  "
        f"{'yes' if line['valid'] else 'NO'}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=positive, default=10**5)
    parser.add_argument("--seeds", type=positive, default=20)
    parser.add_argument("--engines", nargs="+", choices=NAMES, default=NAMES)
    parser.add_argument("--json", type=Path, help="write the comparison to this file")
    chosen = parser.parse_args()
    if chosen.seeds < 2:
        parser.error("argument --seeds: at least 2 were expected")

    engines = installed(chosen.engines)
    reference = outcomes(REFERENCE, chosen.persons, range(1001, 1001 + chosen.seeds))
    lines = {}
    print(f"{chosen.persons:,} persons, {chosen.seeds} seeds, {w.COUNTRIES**2} cells\n{HEADER}")
    for engine in engines:
        line = judge(outcomes(engine, chosen.persons, range(1, 1 + chosen.seeds)), reference)
        lines[engine.name] = line
        print(row(engine.name, line), flush=True)
    if chosen.json:
        chosen.json.write_text(json.dumps(lines, indent=1))
    sys.exit(not all(line["valid"] for line in lines.values()))


if __name__ == "__main__":
    main()
