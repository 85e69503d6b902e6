"""The page of results says what the measurements say, and the suite runs through its commands."""

import json
import subprocess
import sys

import pytest

from tests.helpers import ROOT

BENCHMARKS = ROOT / "benchmarks"


def command(script, *words):
    return subprocess.run(
        [sys.executable, str(BENCHMARKS / script), *map(str, words)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def spread(median):
    return {"median": median, "min": 0.9 * median, "max": 1.2 * median, "all": [median]}


def warm(seconds):
    return {
        "persons": 4000, "months": 276, "processes": 2, "person_months": 2_000_000,
        "events": 30_000, "bytes_per_person": 24.0, "command": spread(seconds),
        "simulation": spread(2.0), "files": spread(1.0), "engine": spread(1.0),
        "person_months_per_second": spread(250e6), "events_per_second": spread(4e6),
    }  # fmt: skip


VALUES = {
    "startup": {"--help": spread(0.5), "refusal": spread(2.5)},
    "mp_moldova": {
        "first": spread(44.0), "warm": {"1": warm(12.0), "2": warm(10.0)}, "rows": 5000,
        "column_bytes": 120_000, "peak": 240_000, "peak_tiny": 100_000,
    },
}  # fmt: skip
PEERS = {
    "months": 240,
    "quick": False,
    "lines": [
        {
            "engine": engine, "persons": persons, "threads": threads, "speed": persons * 240 / step,
            "slowest": 1e6, "fastest": 3e9, "bytes_per_person": 20.0, "seconds_to_make": 0.5,
            "runs": [{"step": step}, {"step": step}],
        }
        for engine, persons, threads, step in (
            ("plain Mesa", 10**5, 1, 12.0),
            ("Starsim", 10**7, 1, 99.0),
            ("laser-core", 10**7, 1, 30.0),
            ("laser-core", 10**7, 2, 15.0),
            ("sleeping clock", 10**6, 2, 0.0001),
            ("sleeping clock", 10**7, 1, 4.0),
            ("sleeping clock", 10**7, 2, 2.0),
        )
    ],
}  # fmt: skip


@pytest.fixture
def results(tmp_path):
    """A folder of measurements, made at different times and on different commits."""
    folder = tmp_path / "out"
    folder.mkdir()
    for name, values in VALUES.items():
        stamp = {"part": name, "about": "", "quick": False, "took": 3.0, "machine": {}}
        stamp |= {"when": f"2026-01-0{len(name) % 9}T10:00:00+00:00", "commit": name[0] * 40}
        (folder / f"{name}.json").write_text(json.dumps(stamp | {"values": values}))
    (tmp_path / "peers.json").write_text(json.dumps(PEERS))
    return folder


def change(folder, part, **stamp):
    file = folder / f"{part}.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | stamp))


def page(folder, peers="peers.json"):
    """RESULTS.md as the command writes it."""
    to = folder.parent
    done = command("page.py", "--results", folder, "--to", to, "--peers", to / peers)
    assert done.returncode == 0, done.stderr
    return (to / "RESULTS.md").read_text(encoding="utf-8")


def verdicts(text):
    """Measured value and verdict of each target."""
    lines = text.split("## Targets")[1].split("\n## ")[0].splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[4:] if line]
    return {what: (measured, verdict) for what, _, measured, verdict in cells}


def test_every_target_is_judged_by_its_median(results):
    found = verdicts(page(results))
    no, missing = "**not reached**", ("–", "not measured")
    assert found == {
        "peer workload, 10⁷ persons, 2 threads": ("1,200", "reached"),
        "… over laser-core": ("7.5", no),
        "… over Starsim": ("49.5", "reached"),
        "… over plain Mesa (at its own size)": ("600", "reached"),
        "`mp_moldova` 1:1, engine alone": ("250 (225 to 300)", no),
        "its command, 1 replicate, both policies, warm": ("10 (9 to 12)", "reached"),
        "its command the very first time": ("44 (39.6 to 52.8)", "reached"),
        "memory of a person in columns": ("24", "reached"),
        "peak of the command over the columns of one population": ("2", no),
        "peak of one policy over its columns, 100 million persons": missing,
        "one in ten of mankind (704 million persons), 240 months: time": missing,
        "one in ten of mankind (704 million persons), 240 months: peak memory": missing,
        "800 million persons and their children to be born: memory": missing,
        "cost linear in events: R²": missing,
        "cost less than linear in sleepers: power": missing,
        "months on 2 threads over 1": missing,
        "synthesis, 2 threads, persons alive": missing,
        "`--help`": ("0.5 (0.45 to 0.6)", "reached"),
        "a refusal": ("2.5 (2.25 to 3)", no),
        "report and pictures": missing,
    }


def test_a_quick_run_is_shown_and_not_judged(results):
    change(results, "startup", quick=True)
    text = page(results)
    assert verdicts(text)["a refusal"] == ("2.5 (2.25 to 3)", "not judged (quick run)")
    assert verdicts(text)["its command the very first time"][1] == "reached"


def test_the_page_says_when_and_on_which_commit_each_part_was_measured(results):
    change(results, "startup", commit="abcdef0123456789+changes", when="2026-03-04T05:06:07+00:00")
    text = page(results)
    assert "| startup | 2026-03-04 05:06:07 | abcdef01 and changes | full | 3 | – |" in text
    assert "| mp_moldova | 2026-01-01 10:00:00 | mmmmmmmm | full | 3 | – |" in text


def test_what_was_not_measured_is_said_to_be_missing(results):
    text = page(results, peers="nowhere.json")
    assert "Not measured yet (part `peers`)." in text
    assert "Not measured yet (part `kernels`)." in text
    assert "Not measured yet (part `startup`)." not in text


def test_scenarios_stand_side_by_side(results):
    one = {
        "origins": 1, "places": 56, "persons": 4_000_000, "months": 24, "month": spread(0.02),
        "per_person_month": spread(5.0), "visits": 0.04, "bytes_per_person": 24.0,
    }  # fmt: skip
    values = {"mp_moldova": one, "world": {**one, "origins": 200, "per_person_month": spread(9.0)}}
    (results / "startup.json").rename(results / "scenarios.json")
    change(results, "scenarios", values=values)
    text = page(results).split("## A person-month in three scenarios")[1]
    assert "| `mp_moldova` | 1 / 56 | 4,000,000 |" in text
    assert "| 9 (8.1 to 10.8) | 0.04 | 225 | 24 |" in text


def test_nothing_measured_is_refused(tmp_path):
    done = command("page.py", "--results", tmp_path, "--to", tmp_path, "--peers", tmp_path / "no")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "no results" in done.stderr


def test_a_part_runs_through_the_command_onto_the_page(tmp_path):
    out = tmp_path / "out"
    done = command("run.py", "--quick", "--only", "machine", "--out", out)
    assert done.returncode == 0, done.stderr
    assert [file.name for file in out.iterdir()] == ["machine.json"]
    text = page(out, peers="nowhere.json")
    assert "read, in order [GB/s]" in text
    assert "| quick, not judged |" in text


def test_a_part_that_does_not_exist_is_refused(tmp_path):
    done = command("run.py", "--only", "machine,engine", "--out", tmp_path / "out")
    assert done.returncode == 2
    assert done.stderr.startswith("--only engine: no such part; expected some of machine, kernels")
    assert not (tmp_path / "out").exists()


def test_persons_that_memory_would_not_hold_are_refused_before_they_are_made():
    done = command("crowd.py", "1e7", "--memory", "0.1")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "0.1 GiB are free: at most 4," in done.stderr
