"""Finds scenarios, shipped ones and those in `scenarios/` of the working directory; reads them."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sim.errors import InputError
from sim.params.quantity import is_number, parse_month
from sim.params.reader import choices, read_yaml, refuse_unknown_keys, short_path
from sim.vocabulary import POLICIES

PACKAGE = Path(__file__).parents[1]
CHECKOUT = PACKAGE.parent
FILE = "scenario.yaml"
NAME = re.compile(r"[A-Za-z0-9_]+")
KEYS = (
    "scenario",
    "title",
    "question",
    "origins",
    "places",
    "replicates",
    "horizon",
    "population",
    "history",
    "baseline",
    "levers",
    "goals",
)


def shipped_folder(name: str) -> Path:
    """`<checkout>/<name>`, or `sim/_<name>` where the package is installed from a wheel."""
    installed = PACKAGE / f"_{name}"
    return installed if installed.is_dir() else CHECKOUT / name


def config_folder() -> Path:
    """Folder of Hydra's configuration files."""
    return shipped_folder("configs")


def scenario_folder() -> Path:
    """Folder with one folder for each scenario that is shipped."""
    return shipped_folder("scenarios")


def own_folders() -> list[Path]:
    """Folders with a scenario in `scenarios/` of the working directory, whatever their names."""
    root = Path.cwd() / "scenarios"
    if root.resolve() == scenario_folder().resolve():
        return []
    return sorted(file.parent for file in root.glob(f"*/{FILE}"))


def scenario_folders() -> dict[str, Path]:
    """Folder of every scenario by its name: shipped, or in `scenarios/` of the working directory.

    Folders whose names cannot be typed after `+scenario=` are left out; a shipped one goes first.
    """
    shipped = (file.parent for file in scenario_folder().glob(f"*/{FILE}"))
    own = (folder for folder in own_folders() if NAME.fullmatch(folder.name))
    found = {folder.name: folder for folder in (*own, *shipped)}
    return {name: found[name] for name in sorted(found)}


def find_folder(name: str) -> Path:
    """The folder of a scenario; refuses a name that there is not, or that is there twice."""
    folders, own = scenario_folders(), own_folders()
    mine = next((folder for folder in own if folder.name == name), None)
    if name not in folders:
        wrong = [short_path(folder) for folder in own if not NAME.fullmatch(folder.name)]
        advice = (
            f"one of your own is a folder scenarios/<name> of the working directory with {FILE}"
        )
        if wrong:
            advice = f"the name of {wrong[0]} must consist of letters, digits and _, as mp_moldova"
        there = choices(name, folders) or "none"
        raise InputError(
            f"scenario {name!r} does not exist; there are, nearest first: {there}; {advice}"
        )
    if mine is not None and mine != folders[name]:
        raise InputError(
            f"{short_path(mine)}: a scenario of this name is shipped; rename the folder, and "
            "`scenario` in it"
        )
    return folders[name]


@dataclass(frozen=True)
class Scenario:
    """A named world with dated lever settings, as its file tells it.

    origins   ISO 3166-1 alpha-3 codes, or ("all",): everybody
    places    codes of those that stand apart beside the members of the Union; None: the usual ones
    replicates  how many, where the usual number would take too long; None: the usual number
    history   which of the two policies is what really happened
    horizon   first month as `start` and last as `end`, as text
    baseline  lever id -> number or dates with numbers: the world compared against
    levers    the same for the reform
    goals     indicator id -> `target`, `by` (a year, or absent), `source` (a key of sources.yaml)
    """

    name: str
    folder: Path
    title: str
    question: str
    origins: tuple[str, ...]
    places: tuple[str, ...] | None
    horizon: Mapping[str, str]
    persons_per_agent: int | None
    replicates: int | None
    baseline: Mapping[str, Any]
    levers: Mapping[str, Any]
    goals: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    history: str = POLICIES[0]

    @property
    def file(self) -> str:
        """Its file, as a reader would type it."""
        return short_path(self.folder / FILE)


def scenario_names() -> tuple[str, ...]:
    """Names that `+scenario=` takes."""
    return tuple(scenario_folders())


def read_scenario(name: str) -> Scenario:
    """The scenario of that name, its file checked key by key."""
    file = find_folder(name) / FILE
    content = read_yaml(file)
    where = short_path(file)
    refuse_unknown_keys(content, KEYS, where)
    for key in ("scenario", "origins", "horizon"):
        if key not in content:
            raise InputError(f"{where}: {key} is missing")
    if content["scenario"] != name:
        raise InputError(f"{where}: scenario is {content['scenario']!r}, must be {name!r}")
    horizon = _block(content, "horizon", ("start", "end"), where)
    population = _block(content, "population", ("persons_per_agent",), where)
    baseline = _block(content, "baseline", ("levers",), where)
    origins = content["origins"]
    if not (_codes(origins) and origins):
        raise InputError(f"{where}: origins must be a list of country codes, as [MDA]")
    places = content.get("places")
    if places is not None and not _codes(places):
        raise InputError(f"{where}: places must be a list of country codes, [all] or null")
    for key in ("start", "end"):
        try:
            parse_month(horizon.get(key))
        except ValueError:
            raise InputError(
                f"{where}: horizon.{key} is {horizon.get(key)!r}, must be a month, as 2008-01"
            ) from None
    scale = population.get("persons_per_agent")
    if scale is not None and (type(scale) is not int or scale < 1):
        raise InputError(
            f"{where}: population.persons_per_agent is {scale!r}, must be a whole number or null"
        )
    replicates = content.get("replicates")
    if replicates is not None and (type(replicates) is not int or replicates < 1):
        raise InputError(f"{where}: replicates is {replicates!r}, must be a whole number or null")
    history = content.get("history", POLICIES[0])
    if history not in POLICIES:
        raise InputError(
            f"{where}: history is {history!r}, must be {' or '.join(POLICIES)}: the policy that is "
            "what really happened"
        )
    return Scenario(
        name=name,
        folder=file.parent,
        title=_text(content, "title", where) or name,
        question=_text(content, "question", where),
        origins=tuple(origins),
        places=None if places is None else tuple(places),
        horizon={key: str(value) for key, value in horizon.items()},
        persons_per_agent=scale,
        replicates=replicates,
        baseline=_levers(baseline, f"{where}: baseline.levers"),
        levers=_levers(content, f"{where}: levers"),
        goals=_goals(content.get("goals"), f"{where}: goals"),
        history=history,
    )


def _block(
    content: Mapping[str, Any], name: str, known: tuple[str, ...], where: str
) -> dict[str, Any]:
    """A nested mapping of a scenario with known keys only; empty where it is absent."""
    block = {} if content.get(name) is None else content[name]
    if not isinstance(block, dict):
        raise InputError(f"{where}: {name} must be a mapping of {', '.join(known)}")
    refuse_unknown_keys(map(str, block), known, f"{where}: {name}")
    return block


def _text(content: Mapping[str, Any], name: str, where: str) -> str:
    """A line of a scenario for readers; empty where it is absent."""
    text = content.get(name)
    if isinstance(text, list | dict) or "${" in str(text):
        raise InputError(f"{where}: {name} is {text!r}, must be text without ${{")
    return "" if text is None else str(text)


def _codes(value: object) -> bool:
    """Whether a value is a list of texts."""
    return isinstance(value, list) and all(isinstance(code, str) for code in value)


def _levers(block: Mapping[str, Any], where: str) -> Mapping[str, Any]:
    """The `levers:` of a block: a mapping, empty where it is absent."""
    levers = {} if block.get("levers") is None else block["levers"]
    if not isinstance(levers, dict):
        raise InputError(f"{where}: must be a mapping of lever to number or dates with numbers")
    return levers


def _goals(block: Any, where: str) -> dict[str, dict[str, Any]]:
    """The `goals:` of a scenario: targets for indicators of which a direction is wanted."""
    if block is None:
        return {}
    if not isinstance(block, dict):
        raise InputError(f"{where}: must be a mapping of indicator to target, by and source")
    from sim.results.monitoring.indicators import INDICATORS

    wanted = [i.id for i in INDICATORS if i.good and not i.by]
    for name, goal in block.items():
        if name not in wanted:
            near = choices(str(name), wanted)
            raise InputError(f"{where}: {name} takes no target; nearest that do are {near}")
        if not isinstance(goal, dict):
            raise InputError(f"{where}.{name}: must be a mapping of target, by and source")
        refuse_unknown_keys(map(str, goal), ("target", "by", "source"), f"{where}.{name}")
        if not is_number(goal.get("target")) or not math.isfinite(goal["target"]):
            raise InputError(f"{where}.{name}.target: is {goal.get('target')!r}, must be a number")
        if type(goal.get("by", 0)) is not int:
            raise InputError(f"{where}.{name}.by: is {goal['by']!r}, must be a year")
        if not isinstance(goal.get("source"), str):
            raise InputError(f"{where}.{name}.source: is missing; a target carries its source")
    return block


def as_node(scenario: Scenario) -> dict[str, Any]:
    """What a scenario puts into the configuration.

    Its levers are not among it: they stay in the scenario, so that `levers.x={date: value}` on
    the command line replaces a calendar instead of being merged into it date by date.
    """
    few = {} if scenario.replicates is None else {"replicates": scenario.replicates}
    return few | {
        "scenario": scenario.name,
        "title": scenario.title,
        "question": scenario.question,
        "origins": list(scenario.origins),
        "places": None if scenario.places is None else list(scenario.places),
        "horizon": dict(scenario.horizon),
        "population": {"persons_per_agent": scenario.persons_per_agent},
    }
