"""How a scalar function is compiled, and how it is run uncompiled (DESIGN 3.3).

Behaviour is written once. `compiled` makes a numba function of it; `interpreted` gives the same
function, and all it calls, as plain Python: the engine of Mesa agents steps through that one.
"""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import numba
from numba.core.registry import CPUDispatcher

ROOMS = ("equations", "behaviour", "kernels")
"""Packages whose sources end up in machine code."""


def cache_folder() -> Path:
    """Folder that keeps compiled code between runs: one for each state of the sources.

    A compiled function holds copies of all it calls, so a change in any source starts a new folder.
    `NUMBA_CACHE_DIR` overrides; a folder that cannot be written leaves numba's own choice.
    """
    package = Path(__file__).parent.parent
    files = [file for room in ROOMS for file in sorted((package / room).glob("*.py"))]
    files += [package / "vocabulary.py", package / "population" / "schema.py"]
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "migration-policy-simulator" / digest


def keep_compiled_code() -> str:
    """Tell numba where to keep compiled code; what is wrong with the folder, or nothing.

    Without a folder, code may be compiled at every start.
    """
    if "NUMBA_CACHE_DIR" in os.environ:
        return ""
    folder = cache_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".probe{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        return (
            f"compiled code cannot be kept in {folder} ({error.strerror}): every start may compile "
            "anew, half a minute or more; set XDG_CACHE_HOME to a folder that can be written"
        )
    numba.config.CACHE_DIR = str(folder)
    return ""


CACHE_PROBLEM = keep_compiled_code()
"""Why compiled code is not kept; empty if it is."""
compiled = numba.njit(cache=True, error_model="numpy", _nrt=False)
"""Decorator of scalar functions.

No fastmath: a last digit can move a draw across a threshold. No reference counting: nothing here
allocates, and counting references to shared tables made two threads slower than one.
"""
inlined = numba.njit(cache=True, error_model="numpy", _nrt=False, forceinline=True)
"""The same for a function called in a loop that is to vectorise: LLVM must see through the call."""


def _names(code: CodeType) -> set[str]:
    inner = (const for const in code.co_consts if isinstance(const, CodeType))
    return set(code.co_names).union(*map(_names, inner))


_twins: dict[CPUDispatcher, FunctionType] = {}


def interpreted(function: Callable[..., Any]) -> Callable[..., Any]:
    """The plain Python form of a compiled function and of every compiled function it calls."""
    if not isinstance(function, CPUDispatcher):
        return function
    if function not in _twins:
        plain = function.py_func
        names = dict(plain.__globals__)
        _twins[function] = FunctionType(plain.__code__, names, plain.__name__, plain.__defaults__)
        for name in _names(plain.__code__):
            if isinstance(names.get(name), CPUDispatcher):
                names[name] = interpreted(names[name])
    return _twins[function]


def original(function: Callable[..., Any]) -> CPUDispatcher | None:
    """The compiled function that a plain form was made of; None for any other function."""
    return next((key for key, plain in _twins.items() if plain is function), None)


def address(function: Any) -> tuple[str, str] | None:
    """Module and name of a compiled function; None for anything else."""
    if not isinstance(function, CPUDispatcher):
        return None
    return function.py_func.__module__, function.py_func.__name__
