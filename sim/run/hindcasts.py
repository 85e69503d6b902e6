"""The past of many scenarios, one after another, and what their READMEs say of it."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.errors import InputError
from sim.params.quantity import format_month, parse_month
from sim.results.hindcast_series import LAST_SCORED
from sim.run.folder import refuse_used
from sim.run.hindcast import JSON
from sim.run.scenarios import find_folder, read_scenario
from sim.vocabulary import MONTHS_PER_YEAR

README = "README.md"
OPENING = "**Test on the past.**"
FILES = "| file | holds |"


def hindcast_of_scenario(name: str, words: Sequence[str], folder: Path) -> dict[str, Any]:
    """Run `task=hindcast` of a scenario in a process of its own; what it says of itself.

    Args:
        name: Of the scenario.
        words: Further words of the command.
        folder: Where its result goes.
    """
    refuse_used(folder)
    end = (LAST_SCORED + 1) * MONTHS_PER_YEAR - 1
    horizon = parse_month(read_scenario(name).horizon["end"])
    longer = [f"horizon.end={format_month(end)}"] if horizon < end else []
    command = [
        sys.executable, "-m", "sim", "task=hindcast", f"+scenario={name}", *longer, *words,
        f"hydra.run.dir={folder}",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        last = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
        raise InputError(f"{name}: {last[-1]}")
    told: dict[str, Any] = json.loads((folder / JSON).read_text(encoding="utf-8"))
    return told


def in_words(told: Mapping[str, Any]) -> str:
    """How a scenario fares, in a paragraph for its README."""
    tally, (first, last) = told["tally"], told["window"]
    if not tally["scored"]:
        return (
            f"{OPENING} None of the {tally['not_scorable']} series in `targets.csv` can be scored: "
            f"the tables hold nothing of {first} to {last}, or no figure before it."
        )
    fitted = tally["scored"] - tally["not_calibrated"]
    said = (
        f"{OPENING} Of {tally['scored']} observed series (`targets.csv`), {first} to {last}, the "
        f"model beats persistence, the last known figure held, in {tally['beats_persistence']}, "
        f"and the trend in {tally['beats_trend']}; {fitted or 'none'} of them helped to calibrate "
        "it."
    )
    inside = [
        f"{100 * tally[key]:.0f} % within {what}"
        for key, what in (
            ("coverage", "the band of chance"),
            ("coverage_draws", f"the range of {told['draws']} runs with other parameters"),
        )
        if tally[key] is not None
    ]
    if inside:
        said += f" Of the observed figures lie {' and '.join(inside)}."
    return f"{said} {_made_by(told)}"


def _made_by(told: Mapping[str, Any]) -> str:
    """The command, and the scale of its runs."""
    count, scale = told["replicates"], told["persons_per_agent"]
    runs = "1 replicate" if count == 1 else f"{count} replicates"
    stands = "every person simulated" if scale == 1 else f"1 agent for {scale:,} persons"
    end = read_scenario(told["scenario"]).horizon["end"]
    longer = f" horizon.end={told['window'][1]}-12" if int(end[:4]) < told["window"][1] else ""
    command = f"python -m sim task=hindcast +scenario={told['scenario']}{longer}"
    return f"(`{command}`, {runs}, {stands}.)"


def write_readme(name: str, paragraph: str) -> Path:
    """Put the paragraph into the README of a scenario: in place of the last one, or anew.

    Anew it stands before the table of files, or at the end.
    """
    file = find_folder(name) / README
    lines = file.read_text(encoding="utf-8").splitlines()
    old = [at for at, line in enumerate(lines) if line.startswith(OPENING)]
    tables = [at for at, line in enumerate(lines) if line.startswith(FILES)]
    if old:
        lines[old[0]] = paragraph
    elif tables:
        lines[tables[0] : tables[0]] = [paragraph, ""]
    else:
        lines += ["", paragraph]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file
