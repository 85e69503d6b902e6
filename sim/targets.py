"""Observed series of scenarios, chosen anew from the tables: `python -m sim.targets [NAME ...]`."""

import gc
import sys

from sim.errors import InputError
from sim.params.listing import Parser


def main(arguments: list[str] | None = None) -> int:
    """Write `targets.csv` into the folders of scenarios, of all without a name; 2 if refused."""
    parser = Parser(
        prog="python -m sim.targets",
        description="Write targets.csv of scenarios anew: which observed series task=hindcast "
        "holds their past against. Nothing is simulated.",
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="a scenario; none: all of them")
    names: list[str] = parser.parse_args(arguments).names
    try:
        from sim.run.scenarios import find_folder, scenario_names

        for name in names:
            find_folder(name)
        from sim.run.targets import write_targets  # what reads the tables is slow to import

        for name in names or scenario_names():
            file, count = write_targets(name)
            sys.stdout.write(f"{name:24} {count:4} series  {file}\n")
    except InputError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    gc.set_threshold(50_000)  # as in `python -m sim`
    sys.exit(main())
