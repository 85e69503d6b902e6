"""Do all engines run the same model? Final stocks and savings against the numpy reference.

An engine is valid when, over 20 seeds, every cell of its mean stock matrix lies within 4 standard
errors of the reference (but for the few that chance alone puts outside) and its mean savings lie
within 0.5 %. Standard errors are those of both means, from the spread over seeds; the reference
has seeds, and so populations, of its own.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import workload as w
from engines import ENGINES, REFERENCE, Engine
from scipy import stats

FAR = 4.0
"""Standard errors beyond which a cell is called outside."""
CLOSE = 0.005
"""Difference in mean savings that is tolerated [1]."""


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


def judge(ours: dict[str, np.ndarray], reference: dict[str, np.ndarray]) -> dict[str, Any]:
    """How far one engine's outcomes lie from those of the reference."""
    seeds = ours["mean"].size
    error = np.sqrt((ours["stock"].var(0, ddof=1) + reference["stock"].var(0, ddof=1)) / seeds)
    distance = np.abs(ours["stock"].mean(0) - reference["stock"].mean(0))
    apart = np.divide(distance, error, out=np.zeros_like(error), where=error > 0.0)
    apart[(error == 0.0) & (distance > 0.0)] = np.inf
    chance = 2.0 * stats.t.sf(FAR, 2 * seeds - 2)
    outside = int((apart > FAR).sum())
    allowed = int(stats.binom.ppf(0.999, apart.size, chance))
    savings = ours["mean"].mean() / reference["mean"].mean() - 1.0
    return {
        "outside": outside,
        "expected_by_chance": chance * apart.size,
        "allowed": allowed,
        "mean_square": float((apart**2).mean()),
        "farthest": float(apart.max()),
        "abroad": 1.0 - float(np.trace(ours["stock"].mean(0)) / ours["stock"].mean(0).sum()),
        "savings": float(ours["mean"].mean()),
        "savings_apart": float(savings),
        "spread_apart": float(ours["spread"].mean() / reference["spread"].mean() - 1.0),
        "valid": bool(outside <= allowed and abs(savings) <= CLOSE),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, default=10**5)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--json", type=Path, help="write the comparison to this file")
    chosen = parser.parse_args()
    if chosen.seeds < 2 or chosen.persons < 1:
        sys.exit("validate.py: at least 2 seeds and 1 person were expected")

    reference = outcomes(REFERENCE, chosen.persons, range(1001, 1001 + chosen.seeds))
    lines = {}
    print(
        f"{chosen.persons:,} persons, {chosen.seeds} seeds, {w.COUNTRIES**2} cells\n"
        f"{'engine':26} {'outside 4 se':>12} {'by chance':>10} {'mean z^2':>9} {'abroad':>8} "
        f"{'savings':>8} {'apart':>8} {'sd apart':>9}  valid"
    )
    for engine in ENGINES:
        if not engine.version():
            print(f"{engine.name:26} not installed")
            continue
        line = judge(outcomes(engine, chosen.persons, range(1, 1 + chosen.seeds)), reference)
        lines[engine.name] = line
        print(
            f"{engine.name:26} {line['outside']:12} {line['expected_by_chance']:10.2f} "
            f"{line['mean_square']:9.2f} {line['abroad']:8.2%} {line['savings']:8.2f} "
            f"{line['savings_apart']:8.2%} {line['spread_apart']:9.2%}  "
            f"{'yes' if line['valid'] else 'NO'}",
            flush=True,
        )
    if chosen.json:
        chosen.json.write_text(json.dumps(lines, indent=1))
    sys.exit(not all(line["valid"] for line in lines.values()))


if __name__ == "__main__":
    main()
