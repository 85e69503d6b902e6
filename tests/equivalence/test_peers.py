"""The benchmark's sleeping clock runs the same model as its numpy reference, on any threads."""

from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

PEERS = Path(__file__).parents[2] / "benchmarks" / "peers"
PERSONS = 100_000
SEEDS = 20


@pytest.fixture(autouse=True)
def _folder_of_peers(monkeypatch):
    monkeypatch.syspath_prepend(PEERS)


def test_the_sleeping_clock_agrees_with_a_draw_for_everybody_in_every_month():
    validate, engines = import_module("validate"), import_module("engines")
    reference = validate.outcomes(engines.REFERENCE, PERSONS, range(1001, 1001 + SEEDS))

    found = validate.judge(validate.outcomes(engines.OURS, PERSONS, range(SEEDS)), reference)

    assert found["outside"] <= found["allowed"]
    assert found["mean_square"] < 1.3
    assert abs(found["abroad_apart"]) < 3.0
    assert abs(found["savings_apart"]) < 0.003
    assert abs(found["spread_apart"]) < 0.005


def test_two_threads_give_the_bits_of_one():
    ours = import_module("ours")
    one, two = (ours.Model(PERSONS, 1, threads) for threads in (1, 2))
    for _ in range(12):
        one.step()
        two.step()
        assert np.array_equal(one.stock(), two.stock())
    assert np.array_equal(one.savings(), two.savings())
    assert np.array_equal(one.people, two.people)
    assert np.array_equal(one.wake, two.wake)
