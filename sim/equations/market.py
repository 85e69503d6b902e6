"""Recruiters (ODD 7.10): fee, cheating, entry and exit (EVIDENCE C11).

fee      f = mc·(1 + μ·(1 − transparency)/n)      n active competitors of its kind
detect   p = p0 + p_m·monitoring
cheats   if gain·f > p·penalty·f + reputation's worth
"""


def fee(cost: float, markup: float, competitors: int, transparency: float) -> float:
    """Fee asked of a migrant [EUR]."""
    return cost * (1.0 + markup * (1.0 - transparency) / max(competitors, 1))


def detection(base: float, per_monitoring: float, monitoring: float) -> float:
    """Chance that a case of cheating is detected [1]."""
    return min(1.0, base + per_monitoring * monitoring)


def cheats(gain: float, detected: float, penalty: float, reputation_worth: float) -> bool:
    """Does cheating pay? All in units of one fee."""
    return gain > detected * penalty + reputation_worth
