"""Has this working tree become slower than the branch it grew from?

    python benchmarks/guard.py                    against the merge base with main
    python benchmarks/guard.py --base v0.1.0      against any revision
    python benchmarks/guard.py --measure seconds  processor time instead of instructions

On main itself the base is the last commit, or the one before if nothing is changed. Exits with 1
if a part below lost more than `--limit`, with 0 if none did, with 2 if nothing could be measured.
Both trees are copied to a temporary folder, warmed up (their code is compiled once) and measured
in turn, base and tree, tree and base, on one thread.

    import      `import sim`, a whole process
    help        `python -m sim --help`, a whole process
    load        importing the model; in seconds only, as it is long under valgrind
    population  making the population of mp_moldova, one agent for 20 persons
    year        twelve of its months

Instructions are counted by valgrind's callgrind and hardly vary, so one pair will do. Code is then
compiled for x86-64-v3, since valgrind knows no AVX-512. They see neither cache nor memory: after a
change of layout take `--measure seconds` as well. Seconds vary. A part has lost when the median of
the pairs' ratios is above the limit and its 95 % interval, by order statistics, above 1: large, and
no accident. With fewer than six pairs the interval is the ratios' range.
"""

import argparse
import json
import os
import platform
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from math import comb
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PAIRS = {"instructions": 1, "seconds": 15}
COMMANDS = {"import": ("-c", "import sim"), "help": ("-m", "sim", "--help")}
REPEATS = 5
"""A process of some hundredths of a second is timed over so many."""
SCENARIO = "mp_moldova"
OVERRIDES = ("population.persons_per_agent=20", "engine.threads=1")


class GuardError(Exception):
    """What could not be done, in one line."""


def done(command: Sequence[str | Path], **options: Any) -> str:
    """Standard output of a command that must succeed."""
    ended = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    if ended.returncode:
        said = [line for line in ended.stderr.splitlines() if line and not line.startswith("==")]
        raise GuardError(f"{command[0]} failed: {said[-1] if said else ended.returncode}")
    return ended.stdout


# Inside a tree


def control(*words: str) -> None:
    """Tell the callgrind around this process what to do; it answers while we wait."""
    asked = subprocess.Popen(("callgrind_control", *words, str(os.getpid())), stdout=2)
    while asked.poll() is None:
        time.sleep(0.01)


def probe(counted: bool) -> None:
    """Do the parts that need the model, in this process, and print the seconds of each.

    Callgrind counts by itself, from the first month on: it is told where a part ends.
    """
    import sim

    if Path(sim.__file__).parents[1] != Path.cwd():
        sys.exit(f"sim is {sim.__file__}, not the one of {Path.cwd()}")
    seconds = {}

    def part(name: str, work: Callable[[], object]) -> None:
        started = time.process_time()
        work()
        seconds[name] = time.process_time() - started
        if counting:
            control(f"--dump={name}")

    def populate() -> Any:
        return sim.MigrationModel.from_scenario(SCENARIO, seed=1, overrides=OVERRIDES)

    counting = False
    part("load", lambda: sim.MigrationModel)
    model = populate()
    model.step()  # the first call of everything loads its compiled code
    if counted:
        control("--instr=on")
        counting = True
    part("population", populate)
    part("year", lambda: [model.step() for _ in range(12)])
    print(json.dumps(seconds))


# Around it


class Tree:
    """Sources, with an environment and a cache of their own `beside` them."""

    def __init__(self, folder: Path, counted: bool, beside: Path | None = None) -> None:
        beside = beside or folder.parent
        self.folder, self.counted = folder, counted
        self.dumps = beside / f"{folder.name}-dumps"
        self.env = {key: value for key, value in os.environ.items() if "NUMBA" not in key}
        self.env |= {
            "PYTHONPATH": str(folder),
            "PYTHONHASHSEED": "0",
            "XDG_CACHE_HOME": str(beside / f"{folder.name}-cache"),
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
        }
        if counted:
            x86 = platform.machine() == "x86_64"
            self.env |= {"NUMBA_CPU_NAME": "x86-64-v3" if x86 else "generic"}

    def python(self, *words: str, counted: str = "") -> str:
        """Run the interpreter in this tree, counted from the start ("yes") or later ("no")."""
        command = [sys.executable, *words]
        if counted:
            shutil.rmtree(self.dumps, ignore_errors=True)
            self.dumps.mkdir()
            options = (f"--callgrind-out-file={self.dumps / 'out'}", f"--instr-atstart={counted}")
            command = ["valgrind", "--tool=callgrind", *options, *command]
        return done(command, cwd=self.folder, env=self.env)

    def warm_up(self) -> None:
        """Compile everything, so that no measured process does."""
        for words in COMMANDS.values():
            self.python(*words)
        self.python(__file__, "--probe", "timed")

    def measure(self) -> dict[str, float]:
        """What every part costs, in instructions or seconds."""
        return self.instructions() if self.counted else self.seconds()

    def instructions(self) -> dict[str, float]:
        counts = {}
        for name, words in COMMANDS.items():
            self.python(*words, counted="yes")
            counts[name] = self.totals()["Program termination"]
        self.python(__file__, "--probe", "counted", counted="no")
        return counts | self.dumped()

    def dumped(self) -> dict[str, int]:
        """Instructions up to each dump that was asked for, by its name."""
        return {
            name.removeprefix("dump "): count
            for name, count in self.totals().items()
            if name.startswith("dump ")
        }

    def totals(self) -> dict[str, int]:
        """Instructions in callgrind's files, by what made it write them."""
        texts = [file.read_text() for file in sorted(self.dumps.iterdir())]
        return {
            re.search(r"^desc: Trigger: (.*)$", text, re.M)[1]: int(
                re.search(r"^totals: (\d+)$", text, re.M)[1]
            )
            for text in texts
        }

    def seconds(self) -> dict[str, float]:
        spent = {}
        for name, words in COMMANDS.items():
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            for _ in range(REPEATS):
                self.python(*words)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            spent[name] = used / REPEATS
        return spent | json.loads(self.python(__file__, "--probe", "timed"))


def git(*words: str | Path) -> str:
    return done(["git", "-C", ROOT, *words]).strip()


def base_of(asked: str | None) -> str:
    """Commit to compare with."""
    if asked:
        return git("rev-parse", "--verify", "--quiet", f"{asked}^{{commit}}")
    names = git(
        "for-each-ref", "--format=%(refname)", "refs/heads/main", "refs/remotes/origin/main"
    )
    if not names:
        raise GuardError("there is no branch main: name a revision with --base")
    base = git("merge-base", "HEAD", names.splitlines()[0])
    if base == git("rev-parse", "HEAD") and not git("status", "--porcelain"):
        return git("rev-parse", "HEAD~1")
    return base


def copy_commit(commit: str, folder: Path) -> None:
    archive = folder.with_suffix(".tar")
    git("archive", "-o", archive, commit)
    shutil.unpack_archive(archive, folder)


def copy_working_tree(folder: Path) -> None:
    """Every file that is tracked or could be, as it is now."""
    for name in git("ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0"):
        if name and (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)


def interval(ratios: Sequence[float]) -> tuple[float, float]:
    """95 % interval of the median, between two order statistics."""
    n, left_out = len(ratios), 0
    while 2 * sum(comb(n, i) for i in range(left_out + 1)) / 2**n <= 0.05:
        left_out += 1
    left_out = max(0, left_out - 1)
    return sorted(ratios)[left_out], sorted(ratios)[n - 1 - left_out]


def judge(pairs: Sequence[tuple[dict, dict]], limit: float) -> dict[str, dict[str, Any]]:
    """Cost before and now, ratio with its interval, and whether it is a loss, of every part."""
    parts = {}
    for name in pairs[0][0]:
        ratios = [tree[name] / base[name] for base, tree in pairs]
        low, high = interval(ratios)
        parts[name] = {
            "base": median(base[name] for base, _ in pairs),
            "tree": median(tree[name] for _, tree in pairs),
            "ratio": median(ratios),
            "interval": [low, high],
            "lost": median(ratios) > 1 + limit and low > 1,
        }
    return parts


def compare(commit: str, counted: bool, pairs: int) -> list[tuple[dict, dict]]:
    """Costs of base and working tree, pair by pair."""
    with tempfile.TemporaryDirectory(prefix="guard-") as name:
        base, tree = (Tree(Path(name).resolve() / word, counted) for word in ("base", "tree"))
        copy_commit(commit, base.folder)
        copy_working_tree(tree.folder)
        for each in (base, tree):
            print(f"warming up {each.folder.name}", file=sys.stderr)
            each.warm_up()
        measured = []
        for number in range(pairs):
            print(f"pair {number + 1} of {pairs}", file=sys.stderr)
            order = (base, tree) if number % 2 == 0 else (tree, base)
            costs = {each: each.measure() for each in order}
            measured.append((costs[base], costs[tree]))
    return measured


def table(parts: dict[str, dict[str, Any]], measure: str) -> str:
    scale, unit = (1e-6, "million") if measure == "instructions" else (1.0, "s")
    lines = [f"{measure:12}{f'base [{unit}]':>16}{f'tree [{unit}]':>16}{'ratio':>8}  interval"]
    for name, part in parts.items():
        low, high = part["interval"]
        lines.append(
            f"{name:12}{part['base'] * scale:16.3f}{part['tree'] * scale:16.3f}"
            f"{part['ratio']:8.3f}  {low:.3f} to {high:.3f}{'  LOST' if part['lost'] else ''}"
        )
    return "\n".join(lines)


def run(asked: argparse.Namespace) -> int:
    tools = shutil.which("valgrind") and shutil.which("callgrind_control")
    if asked.measure == "instructions" and not tools:
        raise GuardError("valgrind is missing: install the Debian package valgrind")
    measure = asked.measure or ("instructions" if tools else "seconds")
    commit = base_of(asked.base)
    counted = measure == "instructions"
    parts = judge(compare(commit, counted, asked.pairs or PAIRS[measure]), asked.limit)
    if asked.json:
        whole = {"base": commit, "measure": measure, "limit": asked.limit, "parts": parts}
        print(json.dumps(whole, indent=2))
    else:
        print(f"working tree against {git('log', '-1', '--format=%h %s', commit)}")
        print(table(parts, measure))
    return int(any(part["lost"] for part in parts.values()))


def positive(kind: type) -> Callable[[str], Any]:
    def number(text: str) -> Any:
        value = kind(text)
        if value <= 0:
            raise ValueError
        return value

    number.__name__ = f"positive {kind.__name__}"  # argparse names it in its message
    return number


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--base", metavar="REV", help="revision to compare with")
    parser.add_argument(
        "--limit", type=positive(float), default=0.05, help="largest loss allowed (0.05)"
    )
    parser.add_argument(
        "--measure", choices=PAIRS, help="default: instructions where there is valgrind"
    )
    parser.add_argument(
        "--pairs", type=positive(int), help="default: 1 of instructions, 15 of seconds"
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--probe", choices=("counted", "timed"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.probe:
        probe(asked.probe == "counted")
        return 0
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(2))  # leaves through the folder's removal
    try:
        return run(asked)
    except GuardError as failure:
        print(f"guard: {failure}", file=sys.stderr)
    except KeyboardInterrupt:
        print("guard: interrupted", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
