"""The command line: `python -m sim +scenario=<name> [key=value ...]`."""

import sys

from sim.run.command import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
