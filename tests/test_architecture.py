"""Who may import whom, where each package lives, and that nothing declared is forgotten."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

import numpy as np
import pytest

from sim import vocabulary
from sim.behaviour.terms import PLACE, RECRUITER, ROUTE, RULES
from sim.levers.registry import standard_registry
from sim.levers.terms import TERMS
from sim.params.parameters import load_parameters
from sim.population.schema import PERSON, RECORD
from sim.results.outcomes import OUTCOMES
from sim.vocabulary import label
from sim.world.tables import load_world

ROOT = Path(__file__).parent.parent
SIM = ROOT / "sim"

MAY_IMPORT = {
    "vocabulary": (),
    "errors": (),
    "params": ("vocabulary", "errors"),
    "world": ("vocabulary", "errors", "params"),
    "equations": ("vocabulary",),
    "behaviour": ("vocabulary", "equations", "population.schema"),
    "kernels": ("vocabulary", "equations", "behaviour", "population.schema"),
    "population": ("vocabulary", "errors", "equations", "kernels", "params"),
    "levers": ("vocabulary", "errors", "params"),
    "results": ("vocabulary", "errors", "params"),
    "model": (
        "vocabulary", "errors", "params", "world", "equations", "behaviour", "kernels",
        "population", "levers", "results",
    ),
    "run": (
        "vocabulary", "errors", "params", "world", "levers", "results", "model",
    ),
}  # fmt: skip
"""Rooms and what lies downstream of them. A dotted name allows that module alone."""

COMMANDS = (
    "__main__", "__init__", "monitor", "replay", "report", "scenarios", "parameters", "targets",
    "hindcasts",
)  # fmt: skip
"""Modules of `sim` itself, and the `__main__` of rooms: they print what rooms give."""

HOMES = {
    "mesa": ("model",),
    "numba": ("equations", "behaviour", "kernels"),
    "llvmlite": ("kernels",),
    "xarray": ("results",),
    "netCDF4": ("results",),
    "matplotlib": ("results",),
    "jinja2": ("results",),
    "hydra": ("run", "__main__"),
    "omegaconf": ("run", "__main__"),
    "yaml": ("params",),
}
FOR_TYPING = {"xarray": ("run",)}
"""Rooms that may also name a package for type checkers alone."""


@dataclass(frozen=True)
class Import:
    """One import: `sim/levers/lever.py` has `from sim.errors import InputError`.

    at_start  runs when the module is imported, not inside a function or for type checkers
    """

    file: str
    module: str
    imported: str
    at_start: bool
    typing: bool

    @property
    def room(self) -> str:
        """Room or module of `sim` that imports."""
        return self.module.split(".")[1] if "." in self.module else "__init__"


def module_of(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(file: Path) -> Iterator[Import]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    lazy: set[ast.AST] = set()
    typing: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lazy.update(ast.walk(node))
        elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            typing.update(ast.walk(node))
    name = str(file.relative_to(ROOT))
    for node in ast.walk(tree):
        found: list[str] = []
        if isinstance(node, ast.Import):
            found = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}: imports are absolute"
            found = [str(node.module)]
            if node.module in PACKAGES:
                found = [f"{node.module}.{alias.name}" for alias in node.names]
        for imported in found:
            at_start = node not in lazy and node not in typing
            yield Import(name, module_of(file), imported, at_start, node in typing)


FILES = sorted(SIM.rglob("*.py"))
PACKAGES = {module_of(file) for file in FILES if file.name == "__init__.py"}
MODULES = {module_of(file) for file in FILES}
IMPORTS = [found for file in FILES for found in imports_of(file)]


def allowed(found: Import) -> bool:
    target = found.imported.removeprefix("sim.")
    room = target.split(".")[0]
    if found.room in COMMANDS or found.module.endswith(".__main__") or room == found.room:
        return True
    return room in MAY_IMPORT[found.room] or target in MAY_IMPORT[found.room]


def test_every_room_is_known_to_this_test():
    rooms = {module.split(".")[1] for module in MODULES if "." in module}
    assert rooms - set(COMMANDS) == set(MAY_IMPORT)


def test_rooms_import_only_what_lies_downstream():
    wrong = [
        f"{found.file} imports {found.imported}"
        for found in IMPORTS
        if found.imported.startswith("sim.") and not allowed(found)
    ]
    assert not wrong


def test_no_module_imports_itself_by_a_detour():
    needs = {module: set() for module in MODULES}
    for found in IMPORTS:
        if found.at_start and found.imported in MODULES:
            needs[found.module].add(found.imported)
    left = dict(needs)
    while left:
        free = [module for module, wanted in left.items() if not wanted & left.keys()]
        assert free, f"these import each other: {sorted(left)}"
        for module in free:
            del left[module]


@pytest.mark.parametrize("package", HOMES)
def test_each_package_has_one_home(package):
    guests = [
        f"{found.file} imports {found.imported}"
        for found in IMPORTS
        if found.imported.split(".")[0] == package
        and found.room not in HOMES[package]
        and not (found.typing and found.room in FOR_TYPING.get(package, ()))
    ]
    assert not guests


def test_matplotlib_stays_on_the_page():
    strangers = [
        found.file
        for found in IMPORTS
        if found.imported.split(".")[0] == "matplotlib" and Path(found.file).stem != "page"
    ]
    assert not strangers


def test_init_files_of_rooms_stay_empty():
    full = [file for file in SIM.glob("*/**/__init__.py") if file.read_text().strip()]
    assert not full


@pytest.mark.parametrize("module", ["sim", "sim.__main__", "sim.run.command", "sim.errors"])
def test_the_command_line_starts_without_heavy_packages(module):
    code = (
        f"import sys, {module}; "
        "print(*sorted({'numba', 'xarray', 'matplotlib', 'mesa', 'scipy'} & set(sys.modules)))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == ""


@pytest.fixture(scope="module")
def odd() -> str:
    return (SIM / "ODD.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", standard_registry())
def test_the_odd_document_names_every_lever(odd, name):
    assert f"`{name}`" in odd


@pytest.mark.parametrize("name", [column.name for column in PERSON] + ["wake"])
def test_the_odd_document_names_every_column(odd, name):
    assert f"`{name}`" in odd


@pytest.mark.parametrize("name", [outcome.name for outcome in OUTCOMES])
def test_the_odd_document_names_every_outcome(odd, name):
    assert f"`{name}`" in odd


@pytest.mark.parametrize("name", TERMS)
def test_the_odd_document_names_every_term(odd, name):
    assert f"`{name}`" in odd


def strings_and_prefixes() -> tuple[set[str], set[str]]:
    """Every string in the sources, and what stands before the first hole of every f-string."""
    whole: set[str] = set()
    prefixes: set[str] = set()
    for file in FILES:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                if isinstance(node.values[0], ast.Constant):
                    prefixes.add(str(node.values[0].value))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                whole.add(node.value)
    return whole, prefixes


LABELS = {
    label(member)
    for kind in vars(vocabulary).values()
    if isinstance(kind, type) and issubclass(kind, IntEnum)
    for member in kind
}


WORLD = load_world(("MDA",), ("all",))
PARTS_OF_THE_WORLD = {WORLD.subregion(place) for place in WORLD.places}


def is_read(name: str, whole: set[str], prefixes: set[str]) -> bool:
    """Does the source ask for this parameter, by its name or by one that it puts together?

    What is put together ends in words that the source has too: strings, labels of codes, places,
    parts of the world.
    """
    if name in whole:
        return True
    known = whole | LABELS | PARTS_OF_THE_WORLD
    for end in range(name.index(".") + 1, len(name)):
        if name[:end] in prefixes:
            words = name[end:].split(".")
            if all(word in known or word.isupper() for word in words):
                return True
    return False


def test_no_parameter_is_declared_that_nothing_reads():
    whole, prefixes = strings_and_prefixes()
    names = set(load_parameters()) | {
        name
        for folder in sorted((ROOT / "scenarios").iterdir())
        if (folder / "parameters.yaml").exists()
        for name in load_parameters(folder)
    }
    assert not sorted(name for name in names if not is_read(name, whole, prefixes))


def test_no_term_is_declared_that_the_model_does_not_read():
    model = "\n".join(file.read_text(encoding="utf-8") for file in (SIM / "model").rglob("*.py"))
    assert not [name for name in TERMS if f'"{name}"' not in model]


def test_every_term_is_moved_by_a_lever():
    moved = {effect.term for lever in standard_registry().values() for effect in lever.effects}
    assert moved == set(TERMS)


def parsed(*rooms: str) -> Iterator[ast.AST]:
    """Every node of the sources of some rooms."""
    for room in rooms:
        for file in (SIM / room).rglob("*.py"):
            yield from ast.walk(ast.parse(file.read_text(encoding="utf-8")))


def test_no_field_of_the_terms_is_filled_that_nobody_reads():
    fields = {*RULES, *PLACE.names, *RECRUITER.names, *ROUTE.names}
    dotted = {
        node.attr
        for node in parsed("behaviour", "kernels")
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load)
    }
    bracketed = {
        node.slice.value
        for node in parsed("model")
        if isinstance(node, ast.Subscript)
        and isinstance(node.ctx, ast.Load)
        and isinstance(node.slice, ast.Constant)
    }
    assert not sorted(fields - dotted - bracketed)


def test_no_field_bears_the_name_of_a_method_of_a_record():
    """The interpreted engine reads `rules.name`: a method of numpy's records would hide it."""
    fields = {*RULES, *PLACE.names, *RECRUITER.names, *ROUTE.names, *RECORD.names}
    assert not sorted(fields & set(dir(np.record)))
