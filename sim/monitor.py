"""`python -m sim.monitor RUN_FOLDER`: migration profiles and the biennial report (ODD 5.1)."""

import gc
import sys
from pathlib import Path

from sim.errors import InputError
from sim.params.listing import Parser
from sim.report import check_run_folder
from sim.results.monitoring.texts import EDITIONS


def parser() -> Parser:
    """What the command takes."""
    found = Parser(
        prog="python -m sim.monitor",
        description="Write the extended migration profile of each country of origin and the "
        "biennial report on the Global Approach from a result, with no simulation: HTML and CSV "
        "in RUN_FOLDER/monitoring (public edition) and RUN_FOLDER/monitoring/internal.",
    )
    found.add_argument("folder", type=Path, metavar="RUN_FOLDER", help="folder of a finished run")
    found.add_argument("--edition", choices=EDITIONS, help="one edition alone; default: both")
    which = found.add_mutually_exclusive_group()
    which.add_argument("--profile", action="store_true", help="the migration profiles alone")
    which.add_argument("--gamm", action="store_true", help="the biennial report alone")
    return found


def main(arguments: list[str] | None = None) -> int:
    """Write the monitoring outputs of one run; 2 when the folder holds no result."""
    chosen = parser().parse_args(arguments)
    try:
        check_run_folder(chosen.folder)
        from sim.results.monitoring.publish import BOTH, PROFILE, REPORT, monitor

        what = (PROFILE,) if chosen.profile else (REPORT,) if chosen.gamm else BOTH
        editions = (chosen.edition,) if chosen.edition else EDITIONS
        written = monitor(chosen.folder, editions, what)
    except InputError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write("".join(f"{path}\n" for path in written))
    return 0


if __name__ == "__main__":
    gc.set_threshold(50_000)  # as in `python -m sim`
    code = main()
    gc.freeze()
    sys.exit(code)
