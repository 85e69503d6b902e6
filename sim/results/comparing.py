"""Two Datasets held against each other, bit for bit."""

import xarray as xr


def differing(one: xr.Dataset, other: xr.Dataset) -> list[str]:
    """Names of variables and coordinates that are not the same in both, those of `one` first."""
    names = list(dict.fromkeys([*one.variables, *other.variables]))
    return [str(name) for name in names if not _same(one, other, str(name))]


def _same(one: xr.Dataset, other: xr.Dataset, name: str) -> bool:
    """Equal dimensions, types and bits; of texts, equal letters."""
    if name not in one.variables or name not in other.variables:
        return False
    first, second = one[name], other[name]
    if first.dims != second.dims or first.shape != second.shape:
        return False
    if first.dtype.kind in "OUST":
        return bool((first.values.astype(str) == second.values.astype(str)).all())
    left, right = first.values, second.values
    return left.dtype == right.dtype and left.tobytes() == right.tobytes()
