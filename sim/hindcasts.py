"""How scenarios fare against the past, one after another: `python -m sim.hindcasts [NAME ...]`."""

import sys
from pathlib import Path

from sim.errors import InputError
from sim.params.listing import Parser


def main(arguments: list[str] | None = None) -> int:
    """Run `task=hindcast` of scenarios, of all without a name; 2 if one is refused."""
    parser = Parser(
        prog="python -m sim.hindcasts",
        description="Run task=hindcast of scenarios one after another, each up to the last scored "
        "year, and say how each fares. Results go to <folder>/<name>/.",
    )
    parser.add_argument("words", nargs="*", metavar="NAME or KEY=VALUE",
                        help="scenarios (none: all), and settings of their runs")  # fmt: skip
    parser.add_argument("--folder", type=Path, default=Path("outputs/hindcasts"))
    parser.add_argument("--readme", action="store_true",
                        help="write what is said into the README of each scenario")  # fmt: skip
    options = parser.parse_args(arguments)
    names = [word for word in options.words if "=" not in word]
    settings = [word for word in options.words if "=" in word]
    try:
        from sim.run.scenarios import find_folder, scenario_names

        for name in names:
            find_folder(name)
        from sim.run.hindcasts import hindcast_of_scenario, in_words, write_readme

        for name in names or scenario_names():
            paragraph = in_words(hindcast_of_scenario(name, settings, options.folder / name))
            sys.stdout.write(f"{name}: {paragraph}\n")
            sys.stdout.flush()
            if options.readme:
                write_readme(name, paragraph)
    except InputError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
