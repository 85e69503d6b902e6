"""What comes back to the origin (ODD 7.9).

pay      w_e = w_e,exo(t)·(L_e/L_e0)^(−η_w)                    η_w: Mishra (2014), EVIDENCE B69
output   y = y_exo(t)·((L/N)/(L0/N0))^α·(K/K0)^(1−α)           per resident; L pay-weighted labour
school   logit p = logit(p0) + β_bg·(ln(1 + gap)·exit) + β_R·receives − β_a·parent absent
prices   P = 1 + φ·(ε_M·ΔM + ε_L·ΔL), at least 0.1    M money from abroad/GDP, L output lost
poverty  share of residents whose household has less than the line per head, counted
"""

import math
from collections.abc import Iterable

import numpy as np


def pay_of_stayers(exogenous, labour, labour_at_start, elasticity):
    """Monthly pay in the origin [EUR month-1]: numbers, or arrays over skills."""
    ratio = np.maximum(labour, 1.0) / np.maximum(labour_at_start, 1.0)
    return exogenous * np.power(ratio, -elasticity)


def output_per_head(
    exogenous: float, labour_ratio: float, capital_ratio: float, labour_share: float
) -> float:
    """GDP per resident [EUR year-1]; ratios per resident, relative to the start."""
    return (
        exogenous
        * math.pow(labour_ratio, labour_share)
        * math.pow(capital_ratio, 1.0 - labour_share)
    )


def price_level(swings: float, strengths: Iterable[float], rises: Iterable[float]) -> float:
    """Prices at home over those of the start [1]; 1 where the strengths are 0."""
    moved = sum(strength * rise for strength, rise in zip(strengths, rises, strict=True))
    return max(0.1, 1.0 + swings * moved)
