"""How long a user waits: import, help, a refusal, the first run and later ones, the report."""

import shutil
import tempfile
from pathlib import Path
from typing import Any

from measure import Work, command, interleaved

SMALL = ("-m", "sim", "+scenario=mp_moldova", "replicates=1", "population.persons_per_agent=1000")
"""A run of a few thousand persons over the whole horizon: what is left is waiting."""


def measure(quick: bool) -> dict[str, Any]:
    """Seconds of whole commands, in turn; the first run compiles everything anew each time."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        cache, folder, result = place / "cache", place / "run", place / "result"

        def run(words: tuple[str | Path, ...], expected: int = 0) -> Work:
            return Work(lambda: command(words, cache, expected))

        def clear() -> None:
            shutil.rmtree(folder, ignore_errors=True)

        command((*SMALL, f"hydra.run.dir={result}"), cache)
        works = {
            "bare interpreter": run(("-c", "pass")),
            "import sim": run(("-c", "import sim")),
            "--help": run(("-m", "sim", "--help")),
            "refusal": run(("-m", "sim", "+scenario=nowhere"), expected=2),
            "small run": Work(lambda: command((*SMALL, f"hydra.run.dir={folder}"), cache), clear),
            "report and pictures": run(("-m", "sim.report", result)),
        }
        seconds = interleaved(works, 3 if quick else 11)

        def empty() -> None:
            clear()
            shutil.rmtree(cache, ignore_errors=True)

        first = Work(lambda: command((*SMALL, f"hydra.run.dir={folder}"), cache), empty)
        return seconds | interleaved({"small run, first time": first}, 1 if quick else 3, warm_up=0)
