"""All parameters of one run, ready to be asked for by name."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from sim.errors import InputError
from sim.params.quantity import ALWAYS, Quantity, is_number
from sim.params.reader import (
    FOLDER,
    SOURCES,
    Source,
    choices,
    read_parameter_files,
    read_sources,
)

CALIBRATED = "calibrated.yaml"
"""File of a scenario that `task=calibrate` writes."""


class Parameters:
    """Parameters by id, with the sources they cite. Never changes; `replace` gives another one."""

    def __init__(
        self, quantities: Mapping[str, Quantity], sources: Mapping[str, Source] | None = None
    ) -> None:
        """Hold `quantities` (id -> Quantity), in the order given."""
        self._quantities = dict(quantities)
        self._sources = dict(sources or {})

    def __contains__(self, name: object) -> bool:
        """Whether there is a parameter of that name."""
        return name in self._quantities

    def __iter__(self) -> Iterator[str]:
        """Ids, in the order of the files."""
        return iter(self._quantities)

    def __len__(self) -> int:
        """Number of parameters."""
        return len(self._quantities)

    def ids(self) -> tuple[str, ...]:
        """Ids, in the order of the files."""
        return tuple(self._quantities)

    def quantity(self, name: str) -> Quantity:
        """The parameter with its unit, source, range and dated values."""
        try:
            return self._quantities[name]
        except KeyError:
            near = choices(name, self._quantities)
            raise InputError(f"parameter {name!r} does not exist; nearest are {near}") from None

    def value(self, name: str, month_index: int | None = None) -> float:
        """Value in force in a month [unit of the parameter]; the first one if no month is given."""
        return self.quantity(name).on(month_index)

    def source(self, name: str) -> Source:
        """The source that a parameter cites."""
        return self._sources[self.quantity(name).source]

    def sources(self) -> dict[str, Source]:
        """All sources, by id."""
        return dict(self._sources)

    def replace(self, values: Mapping[str, float]) -> "Parameters":
        """The same with other values, each constant in time and within its bounds."""
        changed = dict(self._quantities)
        for name, value in values.items():
            old = self.quantity(name)
            if not is_number(value):
                raise InputError(f"parameters.{name}: {value!r} is not a number [{old.unit}]")
            try:
                changed[name] = replace(old, values=((ALWAYS, float(value)),))
            except InputError as error:
                raise InputError(f"parameters.{name}: {error}") from None
        return Parameters(changed, self._sources)

    def digest(self) -> str:
        """SHA-256 over ids and dated values: two runs with equal digests used equal numbers."""
        content = {name: quantity.values for name, quantity in sorted(self._quantities.items())}
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def load_parameters(scenario_folder: Path | None = None, folder: Path = FOLDER) -> Parameters:
    """Defaults of `folder`, changed by a scenario's `parameters.yaml`, then its `calibrated.yaml`.

    The last is what `task=calibrate` writes; a scenario's `sources.yaml` adds to the sources.
    """
    source_files = [folder / SOURCES]
    scenario_files: list[Path] = []
    if scenario_folder is not None:
        scenario_files = [scenario_folder / name for name in ("parameters.yaml", CALIBRATED)]
        if (scenario_folder / SOURCES).exists():
            source_files.append(scenario_folder / SOURCES)
    sources = read_sources(source_files)
    defaults = sorted(file for file in folder.glob("*.yaml") if file.name != SOURCES)
    return Parameters(read_parameter_files(defaults, scenario_files, sources), sources)
