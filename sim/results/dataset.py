"""From Records to one Dataset (ODD 5): dims, coordinates, attributes, and how it is stored."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.results.outcomes import OUTCOMES, Outcome, attributes
from sim.results.record import Record
from sim.vocabulary import (
    HARMS,
    LIVING,
    MONTHS_PER_YEAR,
    POLICIES,
    AsylumOutcome,
    BudgetLine,
    Channel,
    Group,
    Route,
    Skill,
    label,
)

RETURN_KINDS = ("voluntary", "circular", "assisted", "forced", "readmitted")
LEADING = ("policy", "replicate", "time", "origin")
EU27 = frozenset(
    ("AUT", "BEL", "BGR", "HRV", "CYP", "CZE", "DNK", "EST", "FIN", "FRA", "DEU", "GRC", "HUN",
     "IRL", "ITA", "LVA", "LTU", "LUX", "MLT", "NLD", "POL", "PRT", "ROU", "SVK", "SVN", "ESP",
     "SWE")
)  # fmt: skip
"""The 27 members of 2020, the aggregate that Eurostat calls EU27_2020, at every date."""

CHUNK_CELLS = 2_000_000
COMPRESSION = {"zlib": True, "complevel": 1, "shuffle": True}


class Places(Protocol):
    """What a Dataset asks of a world: its places in order, and their names."""

    @property
    def places(self) -> tuple[str, ...]:
        """ISO 3166-1 alpha-3 codes, origins first."""

    def name(self, iso3: str) -> str:
        """English short name."""


class Horizon(Protocol):
    """What a Dataset asks of the settings of a run."""

    @property
    def scenario(self) -> str:
        """Name of the scenario."""

    @property
    def origins(self) -> tuple[str, ...]:
        """ISO 3166-1 alpha-3 codes of the origins."""

    @property
    def start(self) -> int:
        """Month index of the first month: year * 12 + month - 1."""

    @property
    def months(self) -> int:
        """Length of the horizon [month]."""

    @property
    def persons_per_agent(self) -> int:
        """Persons that one simulated person stands for."""

    @property
    def seed(self) -> int:
        """Seed of the run."""


def coordinates(world: Places, settings: Horizon, replicates: int) -> dict[str, Any]:
    """Labels of every dimension, in the order of the arrays; `place_name` and `in_eu27` beside."""
    places = list(world.places)
    names = [world.name(place) for place in places]
    return {
        "policy": list(POLICIES),
        "replicate": np.arange(replicates, dtype=np.int32),
        "time": ("time", months(settings.start, settings.months), {"long_name": "First of month"}),
        "origin": list(settings.origins),
        "place": ("place", places, {"long_name": "ISO 3166-1 alpha-3 code"}),
        "place_name": ("place", names, {"long_name": "Name of the place"}),
        "in_eu27": (
            "place",
            np.array([place in EU27 for place in places], dtype=np.int8),
            {"long_name": "1: one of the 27 EU members of 2020", "units": "1"},
        ),
        "status": [label(status) for status in LIVING],
        "channel": [label(channel) for channel in Channel],
        "skill": [label(skill) for skill in Skill],
        "route": [label(route) for route in Route],
        "return_kind": list(RETURN_KINDS),
        "asylum_outcome": [label(outcome) for outcome in AsylumOutcome],
        "budget_line": [label(line) for line in BudgetLine],
        "group": [label(group) for group in Group],
        "harm": list(HARMS),
    }


def months(start: int, count: int) -> NDArray[np.datetime64]:
    """First days of `count` months from month index `start` (datetime64[ns])."""
    first = np.datetime64(f"{start // MONTHS_PER_YEAR:04d}-{start % MONTHS_PER_YEAR + 1:02d}", "M")
    return (first + np.arange(count)).astype("datetime64[ns]")


def build_dataset(
    records: Mapping[str, Sequence[Record]],
    world: Places,
    settings: Horizon,
    attrs: Mapping[str, str | int | float],
) -> xr.Dataset:
    """All Records as one Dataset: dims (policy, replicate, time, origin, *dims of the outcome).

    records  policy -> one Record per replicate, in the same order of seeds for all policies
    attrs    text or numbers; at least `version` and `configuration` (YAML)
    """
    policies = [policy for policy in POLICIES if policy in records]
    counts = {len(of_policy) for of_policy in records.values()}
    if len(policies) != len(records) or len(counts) != 1:
        raise ValueError(f"records: expected some of {POLICIES}, each with as many replicates")
    labels = coordinates(world, settings, counts.pop()) | {"policy": policies}
    sizes = {name: len(_values(labels[name])) for name in labels}
    variables = {
        outcome.name: (
            (*LEADING, *outcome.dims),
            _stack(records, outcome, sizes),
            attributes(outcome),
        )
        for outcome in OUTCOMES
    }
    variables["persons_at_start"] = (
        ("policy", "replicate", "origin", "place", "status"),
        _compact(np.array([[record.persons_at_start for record in records[p]] for p in policies])),
        {
            "units": "1",
            "long_name": "Living persons before the first month",
            "cell_methods": "time: point",
            "pillar": "0",
        },
    )
    return xr.Dataset(variables, labels, _global_attributes(settings, attrs))


def encoding(dataset: xr.Dataset) -> dict[str, dict[str, Any]]:
    """How each variable is stored: compressed, a chunk per policy, replicate and origin."""
    stored: dict[str, dict[str, Any]] = {}
    for name, variable in dataset.data_vars.items():
        chunks = [1 if dim in LEADING and dim != "time" else variable.sizes[dim]
                  for dim in variable.dims]  # fmt: skip
        if "time" in variable.dims:
            rest = int(np.prod(chunks)) // max(variable.sizes["time"], 1)
            axis = variable.dims.index("time")
            chunks[axis] = max(1, min(chunks[axis], CHUNK_CELLS // max(rest, 1)))
        stored[str(name)] = {**COMPRESSION, "chunksizes": tuple(max(1, c) for c in chunks)}
        stored[str(name)]["_FillValue"] = None if variable.dtype.kind in "iu" else np.nan
    stored["time"] = {"units": "days since 1970-01-01", "dtype": "int32", "_FillValue": None}
    return stored


def _stack(
    records: Mapping[str, Sequence[Record]], outcome: Outcome, sizes: Mapping[str, int]
) -> NDArray[Any]:
    """Array (policy, replicate, time, origin, *dims) of one outcome, checked."""
    shape = tuple(sizes[dim] for dim in (*LEADING[2:], *outcome.dims))
    stacked: NDArray[Any] | None = None
    policies = [policy for policy in POLICIES if policy in records]
    for p, policy in enumerate(policies):
        for r, record in enumerate(records[policy]):
            if outcome.name not in record.data:
                raise ValueError(f"outcome {outcome.name}: missing in the record of {policy}")
            values = record.data[outcome.name]
            if values.shape != shape:
                raise ValueError(f"outcome {outcome.name}: shape {values.shape}, expected {shape}")
            if stacked is None:
                leading = (len(policies), len(records[policy]))
                dtype = values.dtype if outcome.integer else np.dtype(np.float64)
                stacked = np.empty(leading + shape, dtype)
            stacked[p, r] = values
    if stacked is None:
        raise ValueError("records: at least one replicate is needed")
    if outcome.integer and stacked.dtype.kind not in "iu":
        raise ValueError(f"outcome {outcome.name}: {stacked.dtype}, expected integers")
    return _compact(stacked) if outcome.integer else stacked


def _compact(values: NDArray[Any]) -> NDArray[Any]:
    """The same integers in four bytes each where they fit, in eight where they do not."""
    if values.size == 0:
        return values.astype(np.int32)
    limits = np.iinfo(np.int32)
    fits = values.max() <= limits.max and values.min() >= limits.min
    return values.astype(np.int32 if fits else np.int64)


def _values(coordinate: Any) -> Any:
    return coordinate[1] if isinstance(coordinate, tuple) else coordinate


def _global_attributes(
    settings: Horizon, attrs: Mapping[str, str | int | float]
) -> dict[str, str | int | float]:
    known: dict[str, str | int | float] = {
        "title": f"Migration policy comparison: {settings.scenario}",
        "scenario": settings.scenario,
        "seed": settings.seed,
        "persons_per_agent": settings.persons_per_agent,
        "Conventions": "CF-1.10",
        "comment": "Compares policies; does not predict arrivals. Money is in EUR of 2015.",
        **attrs,
    }
    for name in ("version", "configuration"):
        if name not in known:
            raise ValueError(f"attribute {name}: missing")
    for name, value in known.items():
        if not isinstance(value, str | int | float):
            raise ValueError(f"attribute {name}: {type(value).__name__}, expected text or number")
    return known
