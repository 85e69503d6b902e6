"""The irregular journey (ODD 7.5), per attempt.

intercepted  ι = 1 − exp(−ι0·E)                               1
dead         δ·(1 + ψ·(E − 1))·(1 − ν·rescue)·(1 + ω·rescue)   1
arrives      (1 − ι)/(1 − ι·ρ)                                1, ρ repeat
fee          f = f0·E^η·(1 + μ/n)                             EUR

E  enforcement on the route, 1 in the reference year; n active smugglers on it
"""

import math

from sim.equations.compiled import compiled


@compiled
def interception(hazard, enforcement):
    """Chance of being stopped in one attempt [1]."""
    return 1.0 - math.exp(-hazard * enforcement)


@compiled
def gets_through(intercepted, repeat):
    """Chance of arriving in the end, when who is stopped tries again with chance `repeat` [1]."""
    return (1.0 - intercepted) / (1.0 - intercepted * repeat)


@compiled
def death_risk(base, risk_per_enforcement, enforcement, saved, compensation, rescue):
    """Chance of dying in one attempt [1]."""
    harder = max(0.0, 1.0 + risk_per_enforcement * (enforcement - 1.0))
    return min(1.0, base * harder * (1.0 - saved * rescue) * (1.0 + compensation * rescue))


@compiled
def smuggler_fee(base, enforcement, elasticity, markup, competitors):
    """Fee of a smuggler [EUR]."""
    return (
        base * math.pow(max(enforcement, 0.01), elasticity) * (1.0 + markup / max(competitors, 1.0))
    )
