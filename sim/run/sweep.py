"""A sweep: many runs through a launcher of Hydra, each in a folder of its own, then joined."""

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
from sim.run.folder import refuse_used, whole_folder
from sim.run.plan import make_plan

if TYPE_CHECKING:
    from sim.results.collected import Job

MOST_CHECKED = 500
"""Configurations that are tried before the first job starts."""

LONGEST_NAME = 120
FAILED = "failed.txt"


def run_sweep(words: Sequence[Word]) -> int:
    """Run every combination of the swept values; exit code 0, or 1 if a job failed."""
    clock = time.perf_counter()
    swept = [word.key for word in words if word.swept]
    with hydra_ready(words):
        folder = _check_all(words)
        total = math.prod(len(word.values) for word in words if not word.for_hydra)
        _say(f"sweep of {total} jobs in {folder}")
        problem = _launch(words, swept, folder)
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


def _check_all(words: Sequence[Word]) -> Path:
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
    try:
        _run_job(configuration, words, folder, target, clock)
    except Exception as error:  # told below
        reason = " ".join(str(error).split()) or type(error).__name__
        with suppress(OSError):
            (folder / FAILED).write_text(f"{type(error).__name__}: {reason}\n", encoding="utf-8")
        _say(f"job {number} failed: {title}: {reason}")
    else:
        _say(f"job {number} done in {time.perf_counter() - clock:.1f} s: {title}")


def _run_job(
    configuration: DictConfig, words: Sequence[str], folder: Path, target: Path, clock: float
) -> None:
    """Run a job aside and put it in its place, with the `.hydra` folder that Hydra made."""
    from sim.run.one_run import log_to, stop_logging
    from sim.run.tasks import perform

    plan = make_plan(configuration, tuple(words))
    hydra_files = folder / ".hydra"
    kept = folder.with_name(f".{folder.name}.hydra")
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
