"""Going back (ODD 7.8).

λ_ret = λ0·exp(−γ·years)·exp(Ω)                                    year-1
Ω = ω_S·target + ω_re·(p_re − p̄) + ω_p·portability + ω_u·jobless − ω_f·family
R_ret = r0·(1 + r_EURA·EURA + r_bil·bilateral)·cooperation         returned per order to leave

p_re  chance of being let in again: visa-free 1, multiple entry near 1, else the official chance
p̄    its mean in the reference year, so that λ0 keeps its meaning
"""

import numpy as np


def return_hazard(base, decay, years):
    """Hazard of voluntary return before any ω term, λ0·exp(−γ·years) [year-1]; array over years."""
    return base * np.exp(-decay * years)
