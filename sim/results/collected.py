"""A collected sweep: the Datasets and summaries of many runs joined, by one writer."""

import csv
import warnings
from collections.abc import Iterator, Mapping, Sequence
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
    with (folder / SUMMARY).open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        keys = list(jobs[0].overrides)
        for place, (one, header, rows) in enumerate(_summaries(jobs)):
            if place == 0:
                writer.writerow(["job", *keys, *header])
            writer.writerows([one.number, *one.overrides.values(), *row] for row in rows)
    _write_zarr(folder / COMBINED, jobs)


def _summaries(jobs: Sequence[Job]) -> Iterator[tuple[Job, list[str], list[list[str]]]]:
    """Heading and rows of every job's own summary."""
    for one in jobs:
        with (one.folder / SUMMARY).open(newline="", encoding="utf-8") as stream:
            header, *rows = list(csv.reader(stream))
        yield one, header, rows


def _write_zarr(target: Path, jobs: Sequence[Job]) -> None:
    """Append the Datasets of the jobs one after the other, by this one writer, then rename."""
    aside = target.with_name(f".{target.name}")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # text in zarr 3 has no final specification yet
        labels = _union_labels(jobs)
        for place, one in enumerate(jobs):
            with xr.open_dataset(one.folder / RESULT) as dataset:
                prepared = _prepare(dataset, one, jobs, labels)
                if place == 0:
                    prepared.to_zarr(aside, mode="w", zarr_format=3, consolidated=False)
                else:
                    known = [n for n, c in prepared.coords.items() if "job" not in c.dims]
                    prepared = prepared.drop_vars(known)
                    prepared.to_zarr(aside, append_dim="job", consolidated=False)
    aside.rename(target)


def _union_labels(jobs: Sequence[Job]) -> dict[str, Any]:
    """Labels of every dimension over all jobs; empty if all jobs have the same."""
    found: dict[str, Any] = {}
    same = True
    for one in jobs:
        with xr.open_dataset(one.folder / RESULT) as dataset:
            for name, index in dataset.indexes.items():
                known = found.setdefault(str(name), index)
                if not known.equals(index):
                    same = False
                    found[str(name)] = known.union(index, sort=None)
    return {} if same else found


def _prepare(
    dataset: xr.Dataset, one: Job, jobs: Sequence[Job], labels: Mapping[str, Any]
) -> xr.Dataset:
    """One job's Dataset with the dimension `job` and the swept values as coordinates."""
    prepared = dataset.reindex(labels) if labels else dataset
    for name, variable in prepared.data_vars.items():
        kind = "float64" if labels or variable.dtype.kind == "f" else "int64"
        prepared[name] = variable.astype(kind)
        prepared[name].encoding = {}
    prepared = prepared.expand_dims(job=[one.number])
    for key, value in one.overrides.items():
        prepared = prepared.assign_coords({key: ("job", [_kind_of(jobs, key)(value)])})
    text = str(dataset.attrs.get("configuration", ""))
    prepared = prepared.assign_coords(configuration=("job", [text]))
    for name, column in prepared.coords.items():
        if column.dtype.kind not in "iufMb":  # text, of any length
            prepared = prepared.assign_coords({name: column.astype(object)})
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
