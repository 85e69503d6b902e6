"""The command line: `python -m sim +scenario=<name> [key=value ...]`."""

import gc
import os
import sys

from sim.run.command import main

if __name__ == "__main__":
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # its threads would only wait, and busily
    gc.set_threshold(50_000)  # what is read and imported stays: looking through it costs a tenth
    code = main(sys.argv[1:])
    gc.freeze()  # and at the end it goes with the process, unread
    sys.exit(code)
