"""`python -m sim.report RUN_FOLDER`: rebuild pictures and report from a result (ODD 5)."""

import gc
import sys
from pathlib import Path

from sim.errors import InputError
from sim.params.listing import Parser


def main(arguments: list[str] | None = None) -> int:
    """Rebuild dashboard.png and report.html of one run; 2 when the folder holds no result."""
    parser = Parser(
        prog="python -m sim.report",
        description="Rebuild dashboard.png and report.html from a result, with no simulation.",
    )
    parser.add_argument("folder", type=Path, metavar="RUN_FOLDER", help="folder of a finished run")
    folder: Path = parser.parse_args(arguments).folder
    try:
        check_run_folder(folder)
        from sim.results.writing import rebuild  # xarray and matplotlib are slow to import

        written = rebuild(folder)
    except InputError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write("".join(f"{path}\n" for path in written))
    return 0


def check_run_folder(folder: Path) -> None:
    """Refuse a folder without a result before anything slow is imported."""
    for name in ("results.nc", "run.json"):
        if not (folder / name).is_file():
            what = f"no {name} in it" if folder.is_dir() else "no such folder"
            raise InputError(f"{folder}: {what}; expected the folder of a finished run")


if __name__ == "__main__":
    gc.set_threshold(50_000)  # as in `python -m sim`
    code = main()
    gc.freeze()
    sys.exit(code)
