"""Writes RESULTS.md, and the picture beside it, from what the parts left in benchmarks/out/.

    python benchmarks/page.py

Parts may have been measured at different times, on different commits; the page says when and on
which. A part that is not there is said to be missing.
"""

import argparse
import json
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from measure import say, spread
from sections import SECTIONS, Lines, table, targets
from targets import Results

HERE = Path(__file__).parent
PEERS = HERE.parent / "outputs" / "peers.json"
"""Where `peers/compare.py` leaves its measurements."""
OURS = "sleeping clock"
SIZE = 10**7
PICTURE = "cost.png"


def read_results(folder: Path) -> Results:
    """Every part's JSON file by the part's name."""
    files = sorted(folder.glob("*.json"))
    found = {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in files}
    return {name: each for name, each in found.items() if "values" in each}


def read_peers(file: Path) -> Mapping[str, Any]:
    """What the comparison with other engines measured, in the form of a part.

    `ours` holds our rate with `SIZE` persons on all threads, and the name of every other engine
    the ratio of ours to its fastest at that size, or to plain Mesa's at its own, round by round.
    """
    told = json.loads(file.read_text(encoding="utf-8"))
    values: dict[str, Any] = {"lines": told["lines"]}
    fastest = {
        line["engine"]: line
        for line in sorted(told["lines"], key=lambda line: line["speed"])
        if line["persons"] == SIZE or line["engine"] == "plain Mesa"
    }
    if ours := fastest.pop(OURS, None):
        mine = rates(ours, told["months"])
        values["ours"] = spread(mine)
        for name, line in fastest.items():
            pairs = zip(mine, rates(line, told["months"]), strict=True)
            values[name] = spread([a / b for a, b in pairs])
    when = datetime.fromtimestamp(file.stat().st_mtime, UTC).isoformat(timespec="seconds")
    stamp = {"part": "peers", "about": "the same small model in other engines", "quick": False}
    return stamp | {"when": when, "commit": None} | told | {"values": values}


def rates(line: Mapping[str, Any], months: int) -> list[float]:
    """Person-months a second of one engine, round by round."""
    return [line["persons"] * months / run["step"] for run in line["runs"]]


def provenance(results: Results) -> Lines:
    """When each part was measured, on which commit, on what."""
    rows = [
        (
            name,
            each["when"].replace("T", " ").removesuffix("+00:00"),
            short(each["commit"]),
            "quick, not judged" if each.get("quick") else "full",
            f"{each['took']:.0f}" if "took" in each else "–",
            each.get("machine", {}).get("load_before", "–"),
        )
        for name, each in results.items()
    ]
    machines = dict.fromkeys(map(described, results.values()))
    return [
        *table(("part", "measured (UTC)", "commit", "kind", "took [s]", "load before"), rows),
        *(f"Measured on: {line}." for line in machines if line),
        "",
    ]


def short(commit: str | None) -> str:
    """A commit as people write it; a mark for changes that were not committed."""
    head, plus, _ = (commit or "unknown").partition("+")
    return head[:8] + (" and changes" if plus else "")


def described(part: Mapping[str, Any]) -> str:
    """The machine of a part in one line."""
    told = part.get("machine", {})
    if "memory_gib" not in told:
        return ""
    packages = ", ".join(f"{name} {told['packages'][name]}" for name in ("numpy", "numba", "mesa"))
    return (
        f"{told['cores']} cores of {told['processor']}, {told['memory_gib']} GiB, {told['system']} "
        f"{told['architecture']}, Python {told['python']}, {packages}"
    )


INTRODUCTION = """\
# Results of the benchmarks

Written by `benchmarks/page.py` from what `benchmarks/run.py` measured; do not edit. Numbers are \
medians with the least and the most in brackets; what is compared was measured in turn in one run. \
How to read and repeat them: [README](README.md)."""


def page(results: Results) -> str:
    """RESULTS.md."""
    lines = [INTRODUCTION, "", "## Targets", "", *targets(results)]
    for part, title, write in SECTIONS:
        there = any(name.startswith(part) for name in results)
        lines += [f"## {title}", ""]
        lines += write(results) if there else [f"Not measured yet (part `{part}`).", ""]
        if part == "scaling" and there:
            lines += [f"![Cost of a month, visits, and limits of the machine]({PICTURE})", ""]
    lines += ["## When and where", "", *provenance(results)]
    return "\n".join(lines).rstrip() + "\n"


def main() -> int:
    """Write page and picture; 2 if nothing was measured."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--results", type=Path, default=HERE / "out", help="folder of JSON files")
    parser.add_argument("--peers", type=Path, default=PEERS, help="JSON file of peers/compare.py")
    parser.add_argument("--to", type=Path, default=HERE, help="folder for page and picture")
    asked = parser.parse_args()
    results = dict(read_results(asked.results))
    if asked.peers.exists():
        results["peers"] = read_peers(asked.peers)
    if not results:
        say(f"{asked.results}: no results; expected the JSON files of benchmarks/run.py")
        return 2
    if "scaling" in results:
        from figure import draw  # slow to import

        draw(results, asked.to / PICTURE)
    (asked.to / "RESULTS.md").write_text(page(results), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
