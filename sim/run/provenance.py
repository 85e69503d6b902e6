"""Where a result comes from: version, commit, machine, memory."""

import hashlib
import os
import platform
import resource
import sys
from datetime import UTC, datetime
from pathlib import Path

from sim.run.scenarios import CHECKOUT

DISTRIBUTION = "migration-policy-simulator"
PACKAGES = ("mesa", "numpy", "numba", "xarray", "netCDF4", "hydra-core")


def version() -> str:
    """Version of the simulator, as installed; "unknown" where it runs without installation."""
    return _version(DISTRIBUTION)


def _version(distribution: str) -> str:
    from importlib import metadata  # slow to import

    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return "unknown"


def commit(folder: Path = CHECKOUT) -> str | None:
    """Commit of the checkout, with "+changes" if files differ from it; None without git."""
    if not (folder / ".git").exists():
        return None
    head = _git(folder, "rev-parse", "HEAD")
    if not head:
        return None
    return head + ("+changes" if _git(folder, "status", "--porcelain", "-uno") else "")


def code_digest() -> str:
    """SHA-256 over the sources of the simulator: two runs with equal digests ran the same code."""
    files = sorted((CHECKOUT / "sim").rglob("*.py"))
    content = hashlib.sha256()
    for file in files:
        content.update(f"{file.relative_to(CHECKOUT).as_posix()}\0".encode() + file.read_bytes())
    return content.hexdigest()


def _git(folder: Path, *arguments: str) -> str:
    """Output of one git command, "" if it fails."""
    import subprocess  # slow to import

    command = ["git", "-C", str(folder), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def machine() -> dict[str, str | int]:
    """What the run ran on; nothing that names the machine or its owner."""
    return {
        "system": platform.system(),
        "architecture": platform.machine(),
        "cores": len(os.sched_getaffinity(0))
        if hasattr(os, "sched_getaffinity")
        else os.cpu_count() or 1,
        "python": platform.python_version(),
    }


def packages() -> dict[str, str]:
    """Versions of the packages that numbers pass through."""
    return {name: _version(name) for name in PACKAGES}


def peak_memory(workers: int = 1) -> int:
    """Largest resident memory so far: this process, and its largest worker times `workers` [B].

    Pages that forked workers share with this process are counted for each: an upper bound.
    """
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    peak += workers * resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def now() -> str:
    """The present moment, UTC, ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="seconds")
