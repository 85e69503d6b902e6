"""The main scenario, everybody simulated, both policies, one replicate: time and memory."""

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from measure import PeakMemory, Work, command, interleaved, spread

from sim.run.model import MigrationModel

QUICK = ("population.persons_per_agent=200",)
TINY = ("population.persons_per_agent=2000",)
"""So few persons that the memory of a run is that of the interpreter and its libraries."""
KEPT = ("persons", "months", "processes", "person_months", "events", "bytes_per_person")


class Command:
    """The command with some settings: a new folder each time, and what its run.json said."""

    def __init__(self, place: Path, cache: Path, *words: str) -> None:
        self.folder, self.cache = place / "run", cache
        line = ("-m", "sim", "+scenario=mp_moldova", "replicates=1")
        self.line = (*line, *words, f"hydra.run.dir={self.folder}")
        self.told: list[dict[str, Any]] = []

    def run(self) -> None:
        """Run it once."""
        command(self.line, self.cache)
        self.told.append(json.loads((self.folder / "run.json").read_text(encoding="utf-8")))

    def work(self, fresh: bool = False) -> Work:
        """To be timed; `fresh`: with nothing compiled before."""

        def clear() -> None:
            shutil.rmtree(self.folder, ignore_errors=True)
            if fresh:
                shutil.rmtree(self.cache, ignore_errors=True)

        return Work(self.run, clear)

    def peak(self) -> int:
        """Run it once more, with its memory watched [B]."""
        watched: list[PeakMemory] = []

        def watch(process: int) -> PeakMemory:
            watched.append(PeakMemory(process))
            return watched[0]

        shutil.rmtree(self.folder, ignore_errors=True)
        command(self.line, self.cache, watch=watch)
        return watched[0].peak

    def found(self, seconds: dict[str, Any]) -> dict[str, Any]:
        """What was measured, medians where it varies."""
        told = self.told[-len(seconds["all"]) :]
        rates = [run["person_months"] / run["engine_seconds"] for run in told]
        return {name: told[0][name] for name in KEPT} | {
            "command": seconds,
            "simulation": spread([run["timings"]["simulation"] for run in told]),
            "files": spread([run["timings"]["writing"] for run in told]),
            "engine": spread([run["engine_seconds"] for run in told]),
            "person_months_per_second": spread(rates),
            "events_per_second": spread([run["events"] / run["engine_seconds"] for run in told]),
        }


def columns(words: tuple[str, ...]) -> dict[str, Any]:
    """Rows and bytes of one population."""
    model = MigrationModel.from_scenario("mp_moldova", seed=1, overrides=words)
    rows = sum(side.population.people.size for side in model.sides)
    return {"rows": rows, "column_bytes": model.column_bytes}


def measure(quick: bool) -> dict[str, Any]:
    """First run, warm runs on two threads and one in turn, memory, columns."""
    words = QUICK if quick else ()
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        cache = place / "cache"
        commands = {t: Command(place, cache, *words, f"engine.threads={t}") for t in ("2", "1")}
        first = {"first": commands["2"].work(fresh=True)}
        first = interleaved(first, 1 if quick else 2, warm_up=0)
        warm = {threads: each.work() for threads, each in commands.items()}
        seconds = interleaved(warm, 1 if quick else 5, warm_up=1)
        return {
            "first": first["first"],
            "warm": {threads: each.found(seconds[threads]) for threads, each in commands.items()},
            "peak": commands["2"].peak(),
            "peak_tiny": Command(place, cache, *TINY).peak(),
        } | columns(words)
