"""Locks on files that are read, changed and written again. Imports the standard library, errors and storage."""

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from digitpad.core.errors import BusyError, StorageError
from digitpad.core.language import tr
from digitpad.core.storage import AT_HOME

LOCK_SECONDS = 10.0  # how long a change waits for another process's; each holds the lock for some milliseconds
_RETRY_SECONDS = 0.01
# What a file system that knows no locks says; two processes then write whole files over each other, as before.
_NO_LOCKS = {errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS}


@contextmanager
def locked(path: Path, patience: float = LOCK_SECONDS) -> Iterator[None]:
    """Holds the lock on a file that is read, changed and written, against threads and other processes alike.

    The lock is a neighbour, `.NAME.lock`, which stays: the system lets go of it when a process dies. Raises
    StorageError where it cannot be made, BusyError where somebody holds it for longer than `patience` seconds.
    """
    beside = path.with_name(f".{path.name}.lock")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(beside, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise StorageError(
            tr("{path} could not be written: {strerror}.", path=path, strerror=error.strerror or error), AT_HOME
        ) from error
    try:
        give_up = time.monotonic() + patience
        while not try_lock(file):
            if time.monotonic() > give_up:
                raise BusyError(
                    tr(
                        "{path} could not be changed: another digitpad has been writing it for {patience:.0f} seconds.",
                        path=path,
                        patience=patience,
                    ),
                    tr("Try again; if it stays so, close the other window or command."),
                )
            time.sleep(_RETRY_SECONDS)
        yield
    finally:
        os.close(file)


def try_lock(file: int) -> bool:
    """Takes the system's lock on an open file without waiting; False where another holder has it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno in _NO_LOCKS
    return True
