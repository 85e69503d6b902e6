"""Which parameters an effect hangs on is said when it can be told, and not before."""

import numpy as np
import pytest
import xarray as xr

from sim.results.draws import drivers, range_of


def result(draws: int, strength: float) -> xr.Dataset:
    """An effect that hangs on the second of forty parameters, downwards, and on noise."""
    random = np.random.default_rng(1)
    values = random.random((draws, 40))
    effect = -strength * values[:, 1] + random.normal(size=draws)
    summary = np.stack([np.zeros((draws, 1)), effect[:, None]])
    return xr.Dataset(
        {
            "draw_summary": (("policy", "draw", "measure"), summary),
            "draw_parameters": (("draw", "parameter"), values),
        },
        {
            "policy": ["baseline", "reform"],
            "measure": ["arrivals"],
            "parameter": [f"p{number}" for number in range(40)],
        },
    )


def test_the_parameter_behind_an_effect_is_named_with_its_sign():
    (found,) = drivers(result(60, 10.0), ["arrivals", "visits"])
    assert (found.parameter, found.measure) == ("p1", "arrivals")
    assert -1.0 <= found.correlation < -0.8


@pytest.mark.parametrize(("draws", "strength"), [(60, 0.0), (29, 10.0)])
def test_nothing_is_named_where_nothing_drives_or_draws_are_few(draws, strength):
    assert drivers(result(draws, strength), ["arrivals"]) == []


def test_few_draws_give_their_ends_and_many_nine_in_ten():
    assert range_of(np.array([3.0, 1.0, 2.0])) == (1.0, 3.0)
    assert range_of(np.arange(99.0)) == pytest.approx((4.0, 94.0))
    assert np.isnan(range_of(np.array([1.0]))).all()
