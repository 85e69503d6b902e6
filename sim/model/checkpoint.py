"""A model put aside between two months, and taken up again to the same bits (ODD 5).

Everything the model holds goes into one file but what it shares with other runs: the tables and
the parameters, which whoever takes it up hands over. Compiled functions are named, not copied; the
terms of an origin are records, into which its fields are views again.
"""

import pickle
from collections.abc import Callable
from importlib import import_module
from io import BufferedIOBase
from types import FunctionType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.behaviour.terms import Terms
from sim.equations.compiled import address, interpreted, original
from sim.model.migration_model import MigrationModel
from sim.params.parameters import Parameters
from sim.world.tables import World

WORLD, PARAMETERS = "world", "parameters"


def put_aside(model: MigrationModel, file: BufferedIOBase) -> None:
    """Write a model between two months."""
    _Writer(file, pickle.HIGHEST_PROTOCOL).dump(model)


def take_up(file: BufferedIOBase, world: World, parameters: Parameters) -> MigrationModel:
    """The model that was put aside; `world` and `parameters` as when it was made."""
    model: MigrationModel = _Reader(file, world, parameters).load()
    for side in model.sides:
        for migrant in side.migrants:
            migrant.see_row()
    return model


class _Writer(pickle.Pickler):
    """Names what is shared or compiled; copies the rest."""

    def persistent_id(self, found: Any) -> str | None:
        """The tables and the parameters stand for themselves."""
        if isinstance(found, World):
            return WORLD
        return PARAMETERS if isinstance(found, Parameters) else None

    def reducer_override(self, found: Any) -> Any:
        """How terms and functions are made again."""
        if isinstance(found, Terms):
            return _terms, (len(found.places), found.own, found.desk)
        if (where := address(found)) is not None:
            return _named, where
        if isinstance(found, FunctionType) and (compiled := original(found)) is not None:
            return interpreted, (compiled,)
        return NotImplemented


class _Reader(pickle.Unpickler):
    """Puts in the tables and the parameters."""

    def __init__(self, file: BufferedIOBase, world: World, parameters: Parameters) -> None:
        super().__init__(file)
        self.shared = {WORLD: world, PARAMETERS: parameters}

    def persistent_load(self, name: str) -> Any:
        """What a name stands for."""
        return self.shared[name]


def _terms(places: int, own: NDArray[np.void], desk: NDArray[np.void]) -> Terms:
    terms = Terms(places, desk)
    terms.own[:] = own
    return terms


def _named(module: str, name: str) -> Callable[..., Any]:
    function: Callable[..., Any] = getattr(import_module(module), name)
    return function
