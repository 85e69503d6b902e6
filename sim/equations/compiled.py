"""How a scalar function is compiled, and how it is run uncompiled (DESIGN 3.3).

Behaviour is written once. `compiled` makes a numba function of it; `interpreted` gives the same
function, and all it calls, as plain Python: the engine of Mesa agents steps through that one.
"""

from collections.abc import Callable
from types import CodeType, FunctionType
from typing import Any

import numba
from numba.core.registry import CPUDispatcher

compiled = numba.njit(cache=True, error_model="numpy", _nrt=False)
"""Decorator of scalar functions. No fastmath: a last digit can move a draw across a threshold."""


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
        _twins[function] = FunctionType(
            plain.__code__, names, plain.__name__, plain.__defaults__
        )
        for name in _names(plain.__code__):
            if isinstance(names.get(name), CPUDispatcher):
                names[name] = interpreted(names[name])
    return _twins[function]
