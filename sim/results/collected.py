"""A collected sweep: the Datasets and summaries of many runs joined, by one writer."""

import csv
import shutil
import warnings
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xarray as xr

RESULT = "results.nc"
COMBINED = "results.zarr"
SUMMARY = "summary.csv"


@dataclass(frozen=True)
class Job:
    """A finished job of a sweep.

    overrides  swept key -> value, as text
    """

    number: int
    folder: Path
    overrides: dict[str, str]


def combine(folder: Path, jobs: Sequence[Job]) -> None:
    """Join the jobs: one Dataset with the dimension `job`, one table with the swept values."""
    summaries = [(one, *_summary(one)) for one in jobs]
    columns = list(dict.fromkeys(name for _, header, _ in summaries for name in header))
    aside = folder / f".{SUMMARY}"
    with aside.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(
            stream, ["job", *jobs[0].overrides, *columns], restval="", lineterminator="\n"
        )
        writer.writeheader()
        for one, _, rows in summaries:
            writer.writerows({"job": one.number, **one.overrides, **row} for row in rows)
    aside.replace(folder / SUMMARY)
    _write_zarr(folder / COMBINED, jobs)


def _summary(one: Job) -> tuple[list[str], list[dict[str, str]]]:
    """Heading and rows of a job's own summary."""
    with (one.folder / SUMMARY).open(newline="", encoding="utf-8") as stream:
        reader = csv.DictReader(stream)
        return list(reader.fieldnames or ()), list(reader)


def _write_zarr(target: Path, jobs: Sequence[Job]) -> None:
    """Append the Datasets of the jobs one after the other, by this one writer, then rename."""
    aside = target.with_name(f".{target.name}")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # text in zarr 3 has no final specification yet
        labels, common = _union_labels(jobs), _in_all(jobs)
        for place, one in enumerate(jobs):
            with xr.open_dataset(one.folder / RESULT) as dataset:
                shared = dataset[[name for name in dataset.data_vars if name in common]]
                known = {name: index for name, index in labels.items() if name in shared.dims}
                prepared = _prepare(shared, one, jobs, known)
                if place == 0:
                    prepared.to_zarr(aside, mode="w", zarr_format=3, consolidated=False)
                else:
                    same = [n for n, c in prepared.coords.items() if "job" not in c.dims]
                    prepared = prepared.drop_vars(same)
                    prepared.to_zarr(aside, append_dim="job", consolidated=False)
    if target.exists():
        shutil.rmtree(target)  # of the same sweep, before it was resumed
    aside.rename(target)


def _union_labels(jobs: Sequence[Job]) -> dict[str, Any]:
    """Labels over all jobs of the dimensions in which jobs differ."""
    found: dict[str, Any] = {}
    unequal: dict[str, Any] = {}
    for one in jobs:
        with xr.open_dataset(one.folder / RESULT) as dataset:
            for name, index in dataset.indexes.items():
                known = found.setdefault(str(name), index)
                if not known.equals(index):
                    unequal[str(name)] = found[str(name)] = known.union(index, sort=None)
    return unequal


def _in_all(jobs: Sequence[Job]) -> set[str]:
    """Variables that every job has: draws of parameters may be in some only."""
    names = []
    for one in jobs:
        with xr.open_dataset(one.folder / RESULT) as dataset:
            names.append({str(name) for name in dataset.data_vars})
    return set.intersection(*names)


def _prepare(
    dataset: xr.Dataset, one: Job, jobs: Sequence[Job], labels: Mapping[str, Any]
) -> xr.Dataset:
    """One job's Dataset with the dimension `job` and the swept values as coordinates."""
    prepared = dataset.reindex(labels) if labels else dataset
    for name, variable in prepared.data_vars.items():
        unequal = labels.keys() & set(map(str, variable.dims))
        kind = "float64" if unequal or variable.dtype.kind == "f" else "int64"
        prepared[name] = variable.astype(kind)
        prepared[name].encoding = {}
    prepared = prepared.expand_dims(job=[one.number])
    for key, value in one.overrides.items():
        prepared = prepared.assign_coords({key: ("job", [_kind_of(jobs, key)(value)])})
    text = str(dataset.attrs.get("configuration", ""))
    prepared = prepared.assign_coords(configuration=("job", [text]))
    for name, column in prepared.coords.items():
        if column.dtype.kind not in "iufMb":  # text, of any length
            prepared = prepared.assign_coords({name: column.variable.astype(object)})
        prepared[name].encoding = {}
    prepared.attrs = {k: v for k, v in dataset.attrs.items() if k not in ("configuration", "seed")}
    return prepared


def _kind_of(jobs: Sequence[Job], key: str) -> type[int] | type[float] | type[str]:
    """The narrowest type that the values of a swept key have in every job."""
    for kind in (int, float):
        with suppress(ValueError):
            for one in jobs:
                kind(one.overrides[key])
            return kind
    return str
