"""A result made again from its `run.json`, and held against what is stored (ODD 5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.errors import InputError
from sim.params.reader import short_path
from sim.run import provenance
from sim.run.configuration import compose_configuration, hydra_ready, read_words
from sim.run.one_run import simulate_plan
from sim.run.plan import Plan, make_plan
from sim.run.progress import Progress
from sim.vocabulary import POLICIES

HOW = ("engine",)
"""Parts of the configuration that say how to run, and never change a result."""


@dataclass(frozen=True)
class Replay:
    """Names of what differs, and what to say of it."""

    differing: tuple[str, ...]
    text: str


def replay(folder: Path) -> Replay:
    """Run again what made a folder, and compare every variable and the summary.

    Raises:
        InputError: code, tables, parameters or configuration are not those of the result.
    """
    from sim.results.comparing import differing
    from sim.results.summary import summarise, to_csv
    from sim.results.writing import SUMMARY, read_result, read_run

    told = read_run(folder)
    plan = plan_of(told, folder)
    stored = read_result(folder)
    progress = Progress((plan.replicates + plan.uncertainty.draws) * len(POLICIES)
                        * plan.settings.months)  # fmt: skip
    try:
        outcome = simulate_plan(plan, progress)
        dataset = outcome.draw(outcome.dataset(), progress)
    finally:
        progress.close()
    names = differing(stored, dataset)
    if to_csv(summarise(dataset)) != (folder / SUMMARY).read_text(encoding="utf-8"):
        names.append(SUMMARY)
    where = short_path(folder)
    if not names:
        return Replay((), f"{where}: the same bits in {len(dataset.data_vars)} variables")
    shown = ", ".join(names[:8]) + (f" and {len(names) - 8} more" if len(names) > 8 else "")
    return Replay(tuple(names), f"{where}: other bits in {shown}{_surroundings(told)}")


def plan_of(told: Mapping[str, Any], folder: Path) -> Plan:
    """The plan that `run.json` tells of; refused where it would not be the same run."""
    where = short_path(folder / "run.json")
    words = read_words(_texts(told, "overrides", where))
    with hydra_ready(words):
        plan = make_plan(compose_configuration(words), tuple(word.text for word in words))
    _refuse_others(told, plan, where)
    now, then = (_flat(each) for each in (plan.configuration(), told.get("configuration", {})))
    for key in sorted(now.keys() | then.keys()):
        if key.split(".")[0] not in HOW and now.get(key) != then.get(key):
            raise InputError(
                f"{where}: made with {key}={then.get(key)}, the same command now means "
                f"{now.get(key)}: the scenario has changed"
            )
    return plan


def _texts(told: Mapping[str, Any], key: str, where: str) -> list[str]:
    found = told.get(key)
    if not isinstance(found, list) or not found:
        raise InputError(f"{where}: has no {key}; expected the run.json of a finished run")
    return [str(item) for item in found]


def _refuse_others(told: Mapping[str, Any], plan: Plan, where: str) -> None:
    """Refuse where code, tables or parameters are others than those that made a result."""
    from sim.world.tables import load_world

    world = load_world(plan.settings.origins, plan.settings.places)
    now = {
        "code": provenance.code_digest(),
        "data": world.digest(),
        "parameters": plan.parameters.digest(),
    }
    then = told.get("hashes", {})
    others = [name for name, digest in now.items() if then.get(name) != digest]
    if others:
        made = f"version {told.get('version')}, commit {told.get('commit')}"
        raise InputError(
            f"{where}: made with other {' and '.join(others)} ({made}); replay it with those"
        )


def _surroundings(told: Mapping[str, Any]) -> str:
    """What else is not as it was: packages, processor, Python."""
    now = {**provenance.packages(), **provenance.machine()}
    then = {**told.get("packages", {}), **told.get("machine", {})}
    moved = [
        f"{key} {then.get(key)} is now {value}" for key, value in now.items()
        if key != "cores" and then.get(key) != value
    ]  # fmt: skip
    return f" ({', '.join(moved)})" if moved else ""


def _flat(nested: Mapping[str, Any], above: str = "") -> dict[str, Any]:
    """A tree of settings with dotted keys."""
    flat: dict[str, Any] = {}
    for key, value in nested.items():
        if isinstance(value, Mapping) and value:
            flat |= _flat(value, f"{above}{key}.")
        else:
            flat[f"{above}{key}"] = value
    return flat
