"""The engines that take part, and how to reach them."""

from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Any, NamedTuple


class Engine(NamedTuple):
    """One implementation of the workload: a module of this folder with a class `Model`.

    `Model(persons, seed)` makes the population; `step()` lives a month, `stock()` gives persons by
    home and country, `savings()` everybody's savings; `threads` is how many it works with.
    """

    name: str
    module: str
    package: str
    objects: bool = False
    options: tuple[tuple[str, int], ...] = ()

    def version(self) -> str | None:
        """Version of its package; None if it is not installed."""
        try:
            return version(self.package)
        except PackageNotFoundError:
            return None

    def make(self, persons: int, seed: int) -> Any:
        return import_module(self.module).Model(persons, seed, **dict(self.options))


OURS = "sleeping clock"
PROJECT = "migration-policy-simulator"
REFERENCE = Engine("numpy", "numpy_engine", "numpy")
ENGINES = (
    Engine("plain Mesa", "plain_mesa", "mesa", objects=True),
    Engine("mesa-frames", "mesa_frames_engine", "mesa-frames"),
    Engine("Starsim", "starsim_engine", "starsim"),
    REFERENCE,
    Engine("laser-core", "laser_engine", "laser-core"),
    Engine(f"{OURS}, 1 thread", "ours", PROJECT, options=(("threads", 1),)),
    Engine(OURS, "ours", PROJECT),
)
