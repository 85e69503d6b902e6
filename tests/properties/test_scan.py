"""The scan of the clocks finds exactly those who are to be woken."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.kernels.clock import list_awake


@given(
    seed=st.integers(0, 1000),
    first=st.integers(0, 70),
    rows=st.integers(0, 300),
    share=st.sampled_from([0.0, 0.01, 0.5, 1.0]),
)
def test_the_scan_lists_those_whose_clock_rings_and_nobody_else(seed, first, rows, share):
    rng = np.random.default_rng(seed)
    clocks = np.where(rng.random(first + rows + 70) < share, 40000, 7).astype(np.uint16)
    awake = np.full(rows, -1)

    count = list_awake(clocks, first, first + rows, np.uint16(40000), awake)

    expected = first + np.flatnonzero(clocks[first : first + rows] == 40000)
    assert awake[:count].tolist() == expected.tolist()
