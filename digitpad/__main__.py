"""The process's entry: settings that must stand before Qt and torch are loaded, then the command line."""

import os
import sys

from digitpad.cli import main as run

# A waiting OpenMP thread looks out for work for a third of a millisecond, longer than a small net's step needs from one
# product to the next, then sleeps. Where it sleeps at once, two threads are no use to an MLP (a step of mlp-512 took
# 6.0 ms, 3.1 with one thread, now 2.6). Where it stays awake for long, as it would by itself, it is in the way of one
# busy program (a step took 129 ms, where it sleeps 34).
OPENMP = {"OMP_WAIT_POLICY": "PASSIVE", "GOMP_SPINCOUNT": "20000"}


def settle() -> None:
    """Sets how OpenMP's threads wait, unless the user has said how; for whoever has not loaded torch yet."""
    if not OPENMP.keys() & os.environ.keys():
        os.environ.update(OPENMP)


def main() -> int:
    """Runs `digitpad` as typed and gives its exit code."""
    settle()
    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
