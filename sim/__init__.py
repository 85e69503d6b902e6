"""Agent-based simulator of migration policy: compares policies, does not predict arrivals.

`simulate` runs a scenario, `MigrationModel` is the model itself, a `mesa.Model`. Both are loaded
when they are first asked for, so that importing `sim` costs nothing.
"""

from typing import Any

__all__ = ["MigrationModel", "simulate"]


def __getattr__(name: str) -> Any:
    """Load what was asked for."""
    if name == "simulate":
        from sim.run.api import simulate

        return simulate
    if name == "MigrationModel":
        from sim.run.model import MigrationModel

        return MigrationModel
    if name == "__version__":
        from sim.run.provenance import version

        return version()
    raise AttributeError(f"module 'sim' has no attribute {name!r}")
