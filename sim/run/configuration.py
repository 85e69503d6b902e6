"""From words on the command line to one checked configuration, through Hydra.

Every word is looked at before Hydra sees it, so that a misspelt key, scenario or package is
answered with the nearest name that exists, and nothing is created on disk for a command that
cannot run.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from hydra import compose
from hydra.core.config_store import ConfigStore
from hydra.core.global_hydra import GlobalHydra
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import Override
from hydra.errors import HydraException
from hydra.initialize import initialize_config_dir
from omegaconf import DictConfig
from omegaconf.errors import OmegaConfBaseException

from sim.errors import InputError
from sim.levers.packages import find_package
from sim.levers.registry import standard_registry
from sim.params.reader import choices
from sim.run.scenarios import as_node, config_folder, read_scenario, scenario_names
from sim.run.schema import (
    ALLOWED,
    ENGINES,
    KEYS,
    LATER,
    LATER_ENGINES,
    OPEN_KEYS,
    RunConfig,
)

CONFIG = "config"


@dataclass(frozen=True)
class Word:
    """One `key=value` of the command line, checked.

    key     without prefix, as `levers.remittance_cost`
    name    with the prefix that Hydra wants
    values  each value it takes, as text for Hydra; more than one in a sweep
    """

    key: str
    name: str
    values: tuple[str, ...]

    @property
    def text(self) -> str:
        """The whole word, for Hydra."""
        return f"{self.name}={','.join(self.values)}"

    @property
    def for_hydra(self) -> bool:
        """Whether it configures Hydra itself: launcher, folders."""
        return self.key.startswith(("hydra.", "hydra/"))

    @property
    def swept(self) -> bool:
        """Whether it has more than one value."""
        return len(self.values) > 1 and not self.for_hydra


def read_words(arguments: Sequence[str], *, sweep: bool = False) -> list[Word]:
    """The overrides of a command, checked one by one.

    Args:
        arguments: `key=value` words as typed.
        sweep: Whether a word may have several values.
    """
    words: list[Word] = []
    for argument in arguments:
        word = _read_word(argument)
        if any(word.key == other.key for other in words):
            raise InputError(f"{argument}: {word.key} is given twice")
        if word.swept and not sweep:
            raise InputError(f"{argument}: several values make a sweep; add -m to run one")
        words.append(word)
    given = {word.key: word for word in words}
    if "scenario" not in given:
        there = ", ".join(scenario_names())
        raise InputError(f"no scenario is given; add +scenario=<name>, there are: {there}")
    for name in given["scenario"].values:
        read_scenario(name)
    for name in given["package"].values if "package" in given else ():
        find_package(name)
    for name in given["engine"].values if "engine" in given else ():
        if name not in ENGINES:
            later = " (it comes in a later version)" if name in LATER_ENGINES else ""
            raise InputError(f"engine={name} does not exist{later}; {choices(name, ENGINES)}")
    return words


def _read_word(argument: str) -> Word:
    """One word, parsed by Hydra's grammar and its key looked up."""
    try:
        override = OverridesParser.create().parse_override(argument)
    except HydraException as error:
        reason = str(error).splitlines()[0]
        raise InputError(f"{argument}: not of the form key=value ({reason})") from None
    key = override.key_or_group
    if override.is_hydra_override():
        return Word(key, argument.partition("=")[0], (argument.partition("=")[2],))
    if override.is_delete():
        raise InputError(f"{argument}: a setting cannot be deleted; write {key}=value")
    _check_key(key, argument)
    return Word(key, _prefix(key) + key, _values(override, argument))


def _check_key(key: str, argument: str) -> None:
    """Refuse a key that the configuration does not have."""
    if key in KEYS or key in OPEN_KEYS or key.startswith(tuple(f"{name}." for name in OPEN_KEYS)):
        return
    if key in LATER:
        raise InputError(f"{argument}: {key} comes in a later version; leave it out")
    levers = (f"levers.{name}" for name in standard_registry())
    known = (*KEYS, *(f"{name}.<name>" for name in OPEN_KEYS), *levers)
    raise InputError(f"{argument}: there is no key {key!r}; nearest are {choices(key, known)}")


def _prefix(key: str) -> str:
    """What Hydra wants before a key: `+` for a config group, `++` where any name may stand."""
    if key == "scenario":
        return "+"
    return "++" if key == "package" or key.startswith(OPEN_KEYS) else ""


def _values(override: Override, argument: str) -> tuple[str, ...]:
    """Values of a word as texts; several in a sweep."""
    if not override.is_sweep_override():
        return (override.get_value_element_as_str(),)
    if not override.is_discrete_sweep():
        raise InputError(f"{argument}: list the values of a sweep, as seed=1,2 or seed=range(0,10)")
    try:
        values = tuple(override.sweep_string_iterator())
    except HydraException:
        raise InputError(f"{argument}: list the values of a sweep, as seed=1,2") from None
    if not values:
        raise InputError(f"{argument}: holds no value")
    return values


@contextmanager
def hydra_ready(words: Sequence[Word]) -> Iterator[None]:
    """Hydra set up with the schema and the scenarios that `words` name; undone at the end."""
    store = ConfigStore.instance()
    store.store(name="schema", node=RunConfig)
    for word in words:
        for name in word.values if word.key == "scenario" else ():
            node = as_node(read_scenario(name))
            store.store(group="scenario", name=name, node=node, package="_global_")
    state = GlobalHydra.instance().hydra
    GlobalHydra.instance().clear()
    try:
        with initialize_config_dir(str(config_folder()), job_name="sim", version_base="1.3"):
            yield
    finally:
        GlobalHydra.instance().hydra = state


def compose_configuration(words: Sequence[Word]) -> DictConfig:
    """The configuration of one run, Hydra's own part (`hydra`) included; call in `hydra_ready`."""
    try:
        return compose(CONFIG, [word.text for word in words], return_hydra_config=True)
    except (HydraException, OmegaConfBaseException) as error:
        raise InputError(_explain(error, words)) from None


def _explain(error: Exception, words: Sequence[Word]) -> str:
    """Hydra's complaint as one line that names the word and what is allowed."""
    text = str(error)
    for word in words:
        if f"override {word.text}" in text and word.key in (*ALLOWED, *OPEN_KEYS):
            allowed = ALLOWED.get(word.key, f"a mapping; write {word.key}.<name>=<number>")
            return f"{word.key}={word.values[0]}: allowed is {allowed}"
    text = text.split("Config search path")[0]
    lines = [line.strip() for line in text.splitlines()]
    return " ".join(line for line in lines if line)[:300]
