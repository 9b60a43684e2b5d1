"""The process's entry: settings that must stand before Qt and torch are loaded, then the command line."""

import os
import sys

from digitpad.cli import main as run


def main() -> int:
    """Runs `digitpad` as typed and gives its exit code."""
    # Waiting OpenMP threads sleep instead of spinning: beside one busy program a training step took 34 ms, not 129.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
