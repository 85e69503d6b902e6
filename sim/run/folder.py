"""A folder of results is whole or not there: it is built aside and renamed at the end."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sim.errors import InputError
from sim.params.reader import short_path

RESULT = "results.nc"
RUN = "run.json"
"""Written last: a folder that holds it is complete."""


def refuse_used(folder: Path) -> None:
    """Refuse a folder that something stands in already: results are never overwritten."""
    if folder.is_file():
        raise InputError(f"{short_path(folder)}: is a file; the run needs a folder of its own")
    if folder.is_dir() and any(folder.iterdir()):
        what = "holds a result" if (folder / RESULT).exists() else "is not empty"
        raise InputError(f"{short_path(folder)}: {what}; choose another hydra.run.dir")


@contextmanager
def whole_folder(folder: Path) -> Iterator[Path]:
    """A temporary sibling of `folder` to write into; it takes its place when all went well.

    If the body fails, nothing is left: neither the sibling nor the parents made for it.
    """
    refuse_used(folder)
    made = _make_parents(folder.parent)
    try:
        aside = Path(tempfile.mkdtemp(prefix=f".{folder.name[:40]}.", dir=folder.parent))
        aside.chmod(0o755)
    except OSError as error:
        _remove_empty(made)
        raise _unwritable(folder, error) from None
    try:
        yield aside
        _rename(aside, folder)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        _remove_empty(made)
        raise


def _rename(aside: Path, folder: Path) -> None:
    """Put the finished folder in its place, in one step; an empty one there gives way."""
    try:
        aside.replace(folder)
    except OSError as error:
        raise _unwritable(folder, error) from None


def _make_parents(folder: Path) -> list[Path]:
    """Make `folder` with its parents; those that were not there before, innermost first."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        _remove_empty(missing)
        raise _unwritable(folder, error) from None
    return missing


def _remove_empty(folders: list[Path]) -> None:
    """Remove folders that are empty, innermost first."""
    for folder in folders:
        with suppress(OSError):
            folder.rmdir()


def _unwritable(folder: Path, error: OSError) -> InputError:
    """One line that says where nothing can be written, and why."""
    return InputError(
        f"{short_path(folder)}: cannot be written ({error.strerror}); choose another hydra.run.dir"
    )
