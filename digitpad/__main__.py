"""The process's entry: settings that must stand before Qt and torch are loaded, then the command line."""

import os
import sys

from digitpad.core.language import tr

# Waiting OpenMP threads sleep instead of looking out for work: beside one busy program a training step took 34 ms, not
# 129. Looking out for a third of a millisecond (GNU's GOMP_SPINCOUNT=20000) made padnet's training a third faster on an
# idle machine, but beside a busy program 3.4 times slower than there; so it becomes 1.8 times slower.
OPENMP = {"OMP_WAIT_POLICY": "PASSIVE"}


def settle() -> None:
    """Sets how OpenMP's threads wait, unless the user has said how; for whoever has not loaded torch yet."""
    os.environ.update(OPENMP | os.environ)


def main() -> int:
    """Runs `digitpad` as typed and gives its exit code."""
    settle()
    try:
        from digitpad.cli import main as run
    except KeyboardInterrupt:  # Ctrl+C while the commands themselves are loaded
        sys.stderr.write(tr("digitpad: interrupted.\n"))
        return 130
    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
