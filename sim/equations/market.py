"""Recruiters (ODD 7.10): fee, cheating, entry and exit (EVIDENCE C11).

fee      f = mc·(1 + μ·(1 − transparency)/n)      n active competitors of its kind
detect   p = p0 + p_m·monitoring
seeks    p = 1 − (1 − p0)·exp(−o·(O − 1))         o effort of going alone, O opacity
cheats   if gain·f > p·penalty·f + reputation's worth
"""

import math


def seeking_help(use: float, effort: float, opacity: float) -> float:
    """Share of labour movers who look at recruiters [1]; the others fall by e^(−o) per unit."""
    return min(1.0, max(0.0, 1.0 - (1.0 - use) * math.exp(-effort * (opacity - 1.0))))


def fee(cost: float, markup: float, competitors: int, transparency: float) -> float:
    """Fee asked of a migrant [EUR]."""
    return cost * (1.0 + markup * (1.0 - transparency) / max(competitors, 1))


def detection(base: float, per_monitoring: float, monitoring: float) -> float:
    """Chance that a case of cheating is detected [1]."""
    return min(1.0, base + per_monitoring * monitoring)


def cheats(gain: float, detected: float, penalty: float, reputation_worth: float) -> bool:
    """Does cheating pay? All in units of one fee."""
    return gain > detected * penalty + reputation_worth
