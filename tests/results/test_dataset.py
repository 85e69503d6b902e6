"""The Dataset: the contract of names, dims and attributes, and what is refused."""

import dataclasses

import numpy as np
import pytest
import xarray as xr

from sim.results.dataset import build_dataset, months
from sim.results.outcomes import OUTCOMES
from sim.results.writing import write_netcdf
from tests.results.conftest import Settings, World, make_record

ATTRIBUTES = {"version": "0.0", "configuration": "seed: 1\n"}


def records(count: int = 1, length: int = 12):
    """Records of both policies."""
    return {p: [make_record(s, p == "reform", length) for s in range(count)]
            for p in ("baseline", "reform")}  # fmt: skip


def test_every_outcome_has_its_dims_and_attributes(dataset):
    for outcome in OUTCOMES:
        variable = dataset[outcome.name]
        assert variable.dims == ("policy", "replicate", "time", "origin", *outcome.dims)
        assert {"units", "long_name", "cell_methods", "pillar"} <= set(variable.attrs)


def test_counts_are_integers_and_shares_are_not(dataset):
    assert dataset["visits"].dtype == np.int32
    assert dataset["poverty_headcount"].dtype == np.float64


def test_time_is_the_first_of_each_month():
    assert list(months(2008 * 12 + 11, 2).astype(str)) == [
        "2008-12-01T00:00:00.000000000",
        "2009-01-01T00:00:00.000000000",
    ]


def test_the_start_is_kept_by_place_and_status(dataset):
    start = dataset["persons_at_start"].sel(place="MDA", status="home")
    assert start.dims == ("policy", "replicate", "origin")
    assert int(start[0, 0, 0]) == 3_500_000


def test_a_written_result_reads_back_the_same_with_plain_xarray(dataset, tmp_path):
    write_netcdf(dataset, tmp_path / "results.nc")
    with xr.open_dataset(tmp_path / "results.nc") as stored:
        xr.testing.assert_identical(stored.load(), dataset)
        assert stored["visits"].dtype == np.int32
    assert [path.name for path in tmp_path.iterdir()] == ["results.nc"]


def test_large_counts_get_eight_bytes():
    large = records()
    large["reform"][0].data["births"][0, 0, 0] = 2**40
    dataset = build_dataset(large, World(), Settings(months=12), ATTRIBUTES)
    assert dataset["births"].dtype == np.int64
    assert int(dataset["births"].max()) == 2**40


def test_a_missing_outcome_is_refused_by_name():
    broken = records()
    del broken["reform"][0].data["visits"]
    with pytest.raises(ValueError, match="visits: missing in the record of reform"):
        build_dataset(broken, World(), Settings(months=12), ATTRIBUTES)


def test_a_wrong_shape_is_refused_by_name():
    settings = dataclasses.replace(Settings(), months=13)
    with pytest.raises(ValueError, match=r"births: shape \(12, 1, \d+\), expected \(13"):
        build_dataset(records(), World(), settings, ATTRIBUTES)


def test_attributes_are_text_or_numbers():
    with pytest.raises(ValueError, match="attribute extra: list"):
        build_dataset(records(), World(), Settings(months=12), {**ATTRIBUTES, "extra": []})
