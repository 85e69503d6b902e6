"""`python -m sim.replay RUN_FOLDER`: run a result again and compare it bit for bit (ODD 5)."""

import gc
import sys
from pathlib import Path

from sim.errors import InputError
from sim.params.listing import Parser
from sim.report import check_run_folder


def main(arguments: list[str] | None = None) -> int:
    """Run again what made a folder; 0: the same bits, 1: other bits, 2: cannot be compared."""
    parser = Parser(
        prog="python -m sim.replay",
        description="Run again what made a result and compare bit for bit; nothing is written. "
        "Exit code 0: the same bits; 1: other bits; 2: code, data or configuration are others.",
    )
    parser.add_argument("folder", type=Path, metavar="RUN_FOLDER", help="folder of a finished run")
    folder: Path = parser.parse_args(arguments).folder
    try:
        check_run_folder(folder)
        from sim.run.replay import replay  # what simulates is slow to import

        found = replay(folder)
    except InputError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(f"{found.text}\n")
    return 1 if found.differing else 0


if __name__ == "__main__":
    gc.set_threshold(50_000)  # as in `python -m sim`
    code = main()
    gc.freeze()
    sys.exit(code)
