"""What `python -m sim` does: help, one run, or a sweep; refusals are one line and exit code 2."""

import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from sim.errors import InputError

if TYPE_CHECKING:
    from sim.run.configuration import Word

HELP = """\
usage: python -m sim +scenario=<name> [key=value ...]      one run: baseline and reform
       python -m sim -m +scenario=<name> key=a,b ...       a sweep over all combinations

Compares two policies on one simulated population, with the same luck for every person.

  +scenario=mp_moldova        which world and reform (list: python -m sim.scenarios)
  seed=1                      another seed, another luck
  replicates=8                seeds run; intervals in the report come from them
  population.persons_per_agent=10   persons behind one simulated person
                              (unless given: 1 with one replicate, 10 with several)
  horizon.end=2030-12         last month; horizon.start=2008-01 the first
  levers.remittance_cost=3    change the reform (list: python -m sim.levers)
  'levers.visa_free={2014-04-28: 1.0}'      ... by date
  'levers.visa_free={MDA: {2014-04-28: 1.0}, GEO: 0}'   ... for some origins
  baseline.levers.<lever>=... change the world that it is compared with
  +package=visa_free          a named set of levers; none: the reform is the baseline
  'parameters={departure.reconsider: 0.3}'  another number (list: python -m sim.parameters)
  uncertainty.draws=20        sets of parameters drawn from their ranges, beside the replicates
                              (unless given: 8 with five replicates or more, else none)
  states.negotiate=true       agreements follow from talks between states, not from the
                              calendar; baseline.states.negotiate=true there too
  task=run                    or hindcast (score the past), calibrate, stylised_facts,
                              causal_claims, sensitivity (what effects hang on)
  sensitivity.trajectories=4  of task=sensitivity; sensitivity.only=[choice] moves the
                              parameters of a group one by one
  facts.replicates=20         of task=stylised_facts; facts.only=[O01,O15] some facts,
                              facts.draws=3 also with parameters drawn from their ranges;
                              of task=causal_claims too: facts.only=[C1,C5] some claims
  engine=numba                or mesa: every person a Mesa agent, slow, the same result
  engine.threads=2            never changes a result
  monitor=true                also write the migration profiles and the biennial report
  checkpoint.every=12         months; killed, the same command goes on from the last checkpoint
  checks=true                 verify the accounts after every process
  hydra.run.dir=<folder>      where the result goes; hydra.sweep.dir of a sweep
  sweep.resume=true           with -m: go on with the last sweep of the same words
  hydra/launcher=joblib       with -m: jobs side by side; slurm: on a cluster

A run leaves results.nc, summary.csv, dashboard.png, report.html and run.json in
outputs/<scenario>/<date_time>_seed<seed>/ of the working directory.
"""

REFUSED = 2
INTERRUPTED = 130


def main(arguments: Sequence[str]) -> int:
    """Run one command; its exit code: 0 done, 1 a job of a sweep failed, 2 refused."""
    if not arguments or any(word in ("-h", "--help") for word in arguments):
        sys.stdout.write(HELP)
        return 0 if arguments else refuse("no scenario is given; add +scenario=<name>")
    signal.signal(signal.SIGTERM, _stop)
    try:
        return _run(arguments)
    except InputError as error:
        return refuse(str(error))
    except OSError as error:
        return refuse(f"{error.filename or 'a file'}: {error.strerror or error}")
    except MemoryError:
        return refuse("memory is full; raise population.persons_per_agent or lower replicates")
    except KeyboardInterrupt:
        sys.stderr.write("\nstopped; nothing is left of this run\n")
        return INTERRUPTED


def refuse(reason: str) -> int:
    """One line on standard error; the exit code of a refusal."""
    sys.stderr.write(" ".join(reason.split()) + "\n")
    return REFUSED


def _stop(_signal: int, _frame: object) -> NoReturn:
    """Leave as tidily on SIGTERM as on Ctrl-C."""
    raise KeyboardInterrupt


def _run(arguments: Sequence[str]) -> int:
    """Sort the words of a command and start what they ask for."""
    if "--version" in arguments:
        from sim.run.provenance import version

        sys.stdout.write(f"{version()}\n")
        return 0
    flags = [word for word in arguments if word.startswith("-")]
    for flag in flags:
        if flag not in ("-m", "--multirun"):
            raise InputError(f"{flag}: not understood; flags are -m (a sweep), --help, --version")

    from sim.run.configuration import read_words

    words = read_words([word for word in arguments if word not in flags], sweep=bool(flags))
    if flags:
        from sim.run.sweep import run_sweep

        return run_sweep(words)
    if any(word.key == "sweep.resume" for word in words):
        raise InputError("sweep.resume: belongs to a sweep; add -m, or leave it out")
    return _run_once(words)


def _run_once(words: Sequence["Word"]) -> int:
    """One run, from its configuration to its folder and the table on the terminal."""
    clock = time.perf_counter()
    from sim.run.configuration import compose_configuration, hydra_ready
    from sim.run.plan import make_plan

    with hydra_ready(words):
        configuration = compose_configuration(words)
        folder = Path(str(configuration.hydra.run.dir))
    plan = make_plan(configuration, tuple(word.text for word in words if not word.for_hydra))
    if plan.task != "run" and not any(word.key == "hydra.run.dir" for word in words):
        folder = folder.with_name(f"{plan.task}_{folder.name}")

    from sim.run.folder import whole_folder
    from sim.run.one_run import log_to, stop_logging, write_hydra_folder
    from sim.run.tasks import perform

    with whole_folder(folder) as aside:
        write_hydra_folder(aside, configuration, list(plan.overrides))
        handler = log_to(aside / "run.log")
        try:
            text = perform(plan, aside, clock)
        finally:
            stop_logging(handler)
    report = folder / "report.html"
    sys.stdout.write(f"{text}\n{report if report.exists() else folder}\n")
    return 0
