"""A sweep: many runs through a launcher of Hydra, each in a folder of its own, then joined.

A job's folder is whole or not there, so a sweep that was stopped goes on by running the jobs whose
folder is missing: with `sweep.resume=true`, and by itself where a launcher dies with one of its
jobs.
"""

import json
import math
import re
import shutil
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from hydra.core.global_hydra import GlobalHydra
from hydra.core.hydra_config import HydraConfig
from omegaconf import DictConfig, OmegaConf

from sim.errors import InputError
from sim.run.configuration import CONFIG, Word, compose_configuration, hydra_ready
from sim.run.folder import RUN, refuse_used, whole_folder
from sim.run.plan import make_plan
from sim.run.schema import ALLOWED

if TYPE_CHECKING:
    from sim.results.collected import Job

MOST_CHECKED = 500
"""Configurations that are tried before the first job starts."""

LONGEST_NAME = 120
FAILED = "failed.txt"
MADE_BY = "sweep.json"
"""The words of a sweep, in its folder: who resumes it must ask for the same."""
RESUME = "sweep.resume"


def run_sweep(words: Sequence[Word]) -> int:
    """Run every combination of the swept values; exit code 0, or 1 if a job failed."""
    clock = time.perf_counter()
    swept = [word.key for word in words if word.swept]
    resume = _resume(words)
    words = [word for word in words if word.key != RESUME]
    with hydra_ready(words):
        folder = _check_all(words, resume)
        total = math.prod(len(word.values) for word in words if not word.for_hydra)
        kept = len(finished_jobs(folder, swept))
        done_before = f", {kept} of them done before" if kept else ""
        _say(f"sweep of {total} jobs{done_before} in {folder}")
        for old in folder.glob(f"*/{FAILED}"):
            old.unlink()
        _note_words(folder, words)
        problem = _launch_all(words, swept, folder, total)
    if problem and not any(folder.glob("*/.hydra")):
        shutil.rmtree(folder, ignore_errors=True)
        raise InputError(f"the sweep cannot be launched{problem}")
    jobs = finished_jobs(folder, swept)
    collected = ""
    if jobs:
        from sim.results.collected import COMBINED, SUMMARY, combine

        combine(folder, jobs)
        collected = f"{folder / COMBINED} and {SUMMARY}"
    failed = total - len(jobs)
    _say(
        f"{len(jobs)} of {total} jobs done in {time.perf_counter() - clock:.0f} s"
        + (f", together in {collected}" if jobs else "")
    )
    if failed:
        sys.stderr.write(f"{failed} of {total} jobs failed{problem}; see {FAILED} beside them\n")
    return 1 if failed else 0


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _resume(words: Sequence[Word]) -> bool:
    """Whether an earlier sweep is to be gone on with."""
    given = [value.lower() for word in words if word.key == RESUME for value in word.values]
    if given not in ([], ["true"], ["false"]):
        raise InputError(f"{RESUME}={','.join(given)}: allowed is {ALLOWED[RESUME]}")
    return given == ["true"]


def _note_words(folder: Path, words: Sequence[Word]) -> None:
    """Leave the words of the sweep in its folder."""
    text = json.dumps({"words": telling_words(words)}, indent=2)
    (folder / MADE_BY).write_text(text + "\n", encoding="utf-8")


def telling_words(words: Sequence[Word]) -> list[str]:
    """Words that decide what the jobs are: not how, nor where, they are run."""
    how = ("hydra.", "hydra/", "engine")
    return [word.text for word in words if not word.key.startswith(how)]


def _made_by(folder: Path) -> list[str]:
    """Words of the sweep that a folder holds; empty if it holds none."""
    try:
        found = json.loads((folder / MADE_BY).read_text(encoding="utf-8"))["words"]
    except (OSError, ValueError, KeyError, TypeError):
        return []
    return [str(word) for word in found]


def _resumed(folder: Path, words: Sequence[Word], named: bool) -> Path:
    """The folder of the sweep to go on with: the one named, or the last of the same words.

    A new one, `folder`, where nothing of that kind has begun.
    """
    wanted = telling_words(words)
    if not named:
        same = (f for f in sorted(folder.parent.glob("sweep_*")) if _made_by(f) == wanted)
        return max(same, key=lambda found: found.name, default=folder)
    held = _made_by(folder)
    if held and held != wanted:
        raise InputError(f"{RESUME}=true: {folder} holds the sweep of {' '.join(held)}")
    if not held:
        refuse_used(folder)
    return folder


def _launch_all(words: Sequence[Word], swept: Sequence[str], folder: Path, total: int) -> str:
    """Launch until every job has ended; a launcher that died is begun again while it gets on."""
    ended = -1
    while True:
        problem = _launch(words, swept, folder)
        before, ended = (
            ended,
            len(list(folder.glob("*/run.json")) + list(folder.glob(f"*/{FAILED}"))),
        )
        if not problem or ended == total or ended <= max(before, 0):
            return problem
        _say(f"the launcher ended early{problem}; the {total - ended} jobs left are begun again")


def _check_all(words: Sequence[Word], resume: bool) -> Path:
    """Refuse the sweep if a value of it cannot be run; the folder that it will fill."""
    first = [Word(word.key, word.name, word.values[:1]) for word in words]
    trials = [first]
    for place, word in enumerate(words):
        for value in word.values[1:] if word.swept else ():
            other = Word(word.key, word.name, (value,))
            trials.append([*first[:place], other, *first[place + 1 :]])
    for trial in trials[:MOST_CHECKED]:
        plan = make_plan(compose_configuration(trial))
        if plan.task != "run":
            raise InputError(f"task={plan.task}: a sweep takes task=run only; leave out -m")
    folder = Path(str(compose_configuration(first).hydra.sweep.dir))
    named = {word.key for word in words}
    if "hydra.sweep.dir" not in named and any(w.key == "scenario" and w.swept for w in words):
        folder = folder.parent.parent / "several_scenarios" / folder.name
    if resume:
        folder = _resumed(folder, words, "hydra.sweep.dir" in named)
        if folder.is_dir():
            return folder
    refuse_used(folder)
    with whole_folder(folder):
        pass  # the folder can be made and written
    return folder


def _launch(words: Sequence[Word], swept: Sequence[str], folder: Path) -> str:
    """Hand the sweep to Hydra; text on what went wrong as a whole, "" if nothing did."""
    hydra = GlobalHydra.instance().hydra
    if hydra is None:
        raise RuntimeError("Hydra is not set up")
    constant = [word.key for word in words if word.key not in swept]
    overrides = [word.text for word in words if word.key != "hydra.sweep.dir"]
    overrides.append("hydra.sweep.dir=" + _quoted(str(folder)))
    overrides.append(
        "hydra.job.config.override_dirname.exclude_keys=[" + ",".join(map(_quoted, constant)) + "]"
    )
    try:
        hydra.multirun(CONFIG, task_function=job, overrides=overrides)
    except Exception as error:  # a launcher may fail in its own ways
        return f" ({type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''})"
    return ""


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def job(configuration: DictConfig) -> None:
    """One job, called by the launcher, maybe in another process or on another machine.

    Never raises: a job that fails leaves `failed.txt` in its folder and the others go on.
    """
    clock = time.perf_counter()
    hydra = HydraConfig.get()
    number = int(hydra.job.num)
    folder = Path(str(hydra.runtime.output_dir))
    words = [str(word) for word in hydra.overrides.task]
    swept = swept_values(words, list(hydra.job.config.override_dirname.exclude_keys))
    named = any(str(word).startswith("hydra.sweep.subdir=") for word in hydra.overrides.hydra)
    target = folder if named else folder.with_name(folder_name(folder.name, swept))
    title = " ".join(f"{key}={value}" for key, value in swept.items())
    if (target / RUN).is_file():
        _remove_leftovers(folder, target)
        return
    _remove_leftovers(folder, target, but=".hydra")
    try:
        _run_job(configuration, words, folder, target, clock)
    except Exception as error:  # told below
        reason = " ".join(str(error).split()) or type(error).__name__
        with suppress(OSError):
            (folder / FAILED).write_text(f"{type(error).__name__}: {reason}\n", encoding="utf-8")
        _say(f"job {number} failed: {title}: {reason}")
    else:
        _say(f"job {number} done in {time.perf_counter() - clock:.1f} s: {title}")


def _remove_leftovers(folder: Path, target: Path, but: str = "") -> None:
    """Clear away what a killed job left, and what Hydra made anew for one that is done.

    `folder` is that of the job's number, `target` that of its result.
    """
    old = [*folder.parent.glob(f".{target.name[:40]}.????????"), _aside_of(folder)]
    for path in old:
        shutil.rmtree(path, ignore_errors=True)
    if target == folder:
        return
    (folder / FAILED).unlink(missing_ok=True)
    if not but:
        shutil.rmtree(folder, ignore_errors=True)


def _aside_of(folder: Path) -> Path:
    """Where the files of Hydra wait while the job runs."""
    return folder.with_name(f".{folder.name}.hydra")


def _run_job(
    configuration: DictConfig, words: Sequence[str], folder: Path, target: Path, clock: float
) -> None:
    """Run a job aside and put it in its place, with the `.hydra` folder that Hydra made."""
    from sim.run.one_run import log_to, stop_logging
    from sim.run.tasks import perform

    plan = make_plan(configuration, tuple(words))
    hydra_files = folder / ".hydra"
    kept = _aside_of(folder)
    hydra_files.rename(kept)
    try:
        with whole_folder(target) as aside:
            handler = log_to(aside / "run.log")
            try:
                perform(plan, aside, clock, quiet=True)
            finally:
                stop_logging(handler)
            shutil.copytree(kept, aside / ".hydra")
        shutil.rmtree(kept)
    except BaseException:
        folder.mkdir(exist_ok=True)
        kept.rename(hydra_files)
        raise
    if target != folder:
        with suppress(OSError):
            folder.rmdir()


def swept_values(words: Sequence[str], constant: Sequence[str]) -> dict[str, str]:
    """Keys that differ between the jobs of a sweep, with their values in this one."""
    pairs = (word.lstrip("+").split("=", 1) for word in words)
    return {key: value for key, value in pairs if key not in constant}


def folder_name(number: str, swept: Mapping[str, str]) -> str:
    """Name of a job's folder: its number and what it changes, fit for any file system."""
    text = ",".join(f"{key}={value}" for key, value in swept.items())
    text = re.sub(r"[^A-Za-z0-9_.,=+-]+", "_", text)[:LONGEST_NAME].rstrip("_.,=")
    return f"{number}_{text}" if text else number


def finished_jobs(folder: Path, swept: Sequence[str]) -> list["Job"]:
    """Jobs of a sweep that left a result, in the order of their numbers."""
    from sim.results.collected import Job

    jobs = []
    for file in folder.glob("*/run.json"):
        hydra = OmegaConf.load(file.parent / ".hydra" / "hydra.yaml")
        words = [str(word) for word in OmegaConf.select(hydra, "hydra.overrides.task")]
        values = {key: value for key, value in swept_values(words, []).items() if key in swept}
        number = int(OmegaConf.select(hydra, "hydra.job.num"))
        jobs.append(Job(number, file.parent, values))
    return sorted(jobs, key=lambda one: one.number)
