"""Measures parts of the simulator, each in a process of its own, and keeps what it finds.

    python benchmarks/run.py                   every part that needs not be asked for
    python benchmarks/run.py --only kernels    some parts, by name, with commas between
    python benchmarks/run.py --quick           small and short: to see that everything works

Each part leaves a JSON file in benchmarks/out/; `page.py` makes RESULTS.md of these.
"""

import argparse
import importlib
import json
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from measure import machine, say

from sim.errors import InputError
from sim.run import provenance

OUT = Path(__file__).parent / "out"


@dataclass(frozen=True)
class Part:
    """One thing to measure: `measure(quick, **options)` of a module.

    asked  only measured when it is named: takes long, or the whole machine
    """

    module: str
    about: str
    options: dict[str, Any] = field(default_factory=dict)
    asked: bool = False


PARTS = {
    "machine": Part("bandwidth", "bandwidth and instruction rate of this machine"),
    "kernels": Part("kernels", "every kernel alone, one thread and two"),
    "instructions": Part("instructions", "instructions per item, with valgrind"),
    "startup": Part("startup", "import, help, refusal, first run and later, report"),
    "mp_moldova": Part("mp_moldova", "the main scenario 1:1, both policies"),
    "scenarios": Part("scenarios", "a person-month in three scenarios, side by side"),
    "scaling": Part("scaling", "cost against threads, persons, events and sleepers"),
    "mesa": Part("plain_mesa", "every person a Mesa agent, beside the compiled engine"),
    "crowd-10m": Part("crowd", "many origins, 10 million persons", {"persons": 10**7}),
    "crowd-100m": Part("crowd", "many origins, 100 million persons", {"persons": 10**8}),
    "crowd-704m": Part(
        "crowd", "many origins, one in ten of mankind", {"persons": 704 * 10**6}, asked=True
    ),
}


def measure(name: str, quick: bool, out: Path) -> None:
    """Measure one part in this process and write its JSON file."""
    part = PARTS[name]
    stamp = {"part": name, "about": part.about, "quick": quick, "when": provenance.now()}
    stamp |= {"commit": provenance.commit(), "machine": machine()}
    started = time.perf_counter()
    values = importlib.import_module(part.module).measure(quick, **part.options)
    stamp["took"] = time.perf_counter() - started
    text = json.dumps(stamp | {"values": values}, indent=1)
    aside = out / f"{name}.json.part"
    aside.write_text(text + "\n", encoding="utf-8")
    aside.replace(out / f"{name}.json")


def chosen(words: str | None) -> list[str]:
    """Names of the parts to measure."""
    if words is None:
        return [name for name, part in PARTS.items() if not part.asked]
    names = words.split(",")
    for name in names:
        if name not in PARTS:
            raise InputError(f"--only {name}: no such part; expected some of {', '.join(PARTS)}")
    return names


def main() -> int:
    """Run the parts one after the other; 1 if one failed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", metavar="A,B", help=f"some of {', '.join(PARTS)}")
    parser.add_argument("--quick", action="store_true", help="small and short; not judged")
    parser.add_argument("--out", type=Path, default=OUT, help="folder for the JSON files")
    parser.add_argument("--here", choices=PARTS, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    try:
        names = chosen(asked.only)
        asked.out.mkdir(parents=True, exist_ok=True)
        if asked.here:
            measure(asked.here, asked.quick, asked.out)
            return 0
    except InputError as problem:
        say(str(problem))
        return 2
    words = ["--out", str(asked.out)] + ["--quick"] * asked.quick
    failed = []
    for name in names:
        say(f"{name}: {PARTS[name].about}")
        done = subprocess.run([sys.executable, __file__, "--here", name, *words], check=False)
        if done.returncode:
            failed.append(name)
    if failed:
        say(f"not measured: {', '.join(failed)}")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
