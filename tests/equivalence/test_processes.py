"""Runs side by side in processes give the bits of runs one after the other."""

import numpy as np
import pytest

import sim


@pytest.mark.parametrize("levers", [[], ["levers.qualification_recognition=1"]], ids=["", "first"])
def test_one_thread_and_two_processes_give_the_same_results(levers):
    """Also with a lever that would move the first draws, before the first month."""
    words = ["population.persons_per_agent=2000", "horizon.end=2008-12", *levers]
    alone, beside = (
        sim.simulate("mp_moldova", seed=3, replicates=2, overrides=[*words, f"engine.threads={n}"])
        for n in (1, 2)
    )
    for name, variable in alone.results.data_vars.items():
        assert np.array_equal(variable.values, beside.results[name].values, equal_nan=True), name
