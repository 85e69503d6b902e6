"""The main scenario 1:1, both policies, one replicate: cold start, warm start, engine, memory."""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def run(words: list[str], folder: Path, cache: Path) -> tuple[float, dict]:
    """Seconds of the whole command, and its run.json."""
    command = [sys.executable, "-m", "sim", "+scenario=mp_moldova", "replicates=1", *words]
    started = time.perf_counter()
    done = subprocess.run(
        [*command, f"hydra.run.dir={folder}"],
        env=os.environ | {"XDG_CACHE_HOME": str(cache)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(done.stderr)
    return time.perf_counter() - started, json.loads((folder / "run.json").read_text())


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        runs = {
            start: run(sys.argv[1:], folder / start, folder / "cache") for start in ("cold", "warm")
        }
    info = runs["warm"][1]
    print(
        f"mp_moldova, {info['persons']:,} persons, {info['months']} months, both policies, "
        f"engine {info['engine']}, {info['threads']} threads"
    )
    rows = {
        "whole command [s]": lambda seconds, _: f"{seconds:.1f}",
        "of which simulation [s]": lambda _, i: f"{i['timings']['simulation']:.1f}",
        "engine alone [s]": lambda _, i: f"{i['engine_seconds']:.1f}",
        "million person-months/s, engine": lambda _, i: (
            f"{i['person_months'] / i['engine_seconds'] / 1e6:.0f}"
        ),
        "visits [million]": lambda _, i: f"{i['events'] / 1e6:.1f}",
        "visits per person-month": lambda _, i: f"{i['events'] / i['person_months']:.4f}",
        "bytes per person, columns": lambda _, i: f"{i['bytes_per_person']:.0f}",
        "peak memory [MB]": lambda _, i: f"{i['peak_memory_bytes'] / 1e6:.0f}",
    }
    print(f"{'':34}{'cold':>10}{'warm':>10}")
    for label, cell in rows.items():
        print(f"{label:34}{cell(*runs['cold']):>10}{cell(*runs['warm']):>10}")


if __name__ == "__main__":
    main()
