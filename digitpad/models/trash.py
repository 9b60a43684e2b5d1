"""Folders that were deleted and can be brought back for a while: models, and runs. Imports storage alone.

A folder's own time of change says when it was deleted: it is set when the folder comes here. It lies under its model's
id, the second one of that id as `id~2`, and so on, so that two of one name never meet. What goes for good is first
moved out of sight, so that another process brings back a whole model or none.

The clock may be wrong. What was deleted in this process is kept for as long by its own running time whatever the clock
says meanwhile; a time from before there was a digitpad tells nothing, and its time begins when that is seen; and a
clock that stands there itself removes nothing.
"""

import os
import re
import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path

from digitpad.core.storage import remove_folder

KEPT_SECONDS = 30 * 24 * 3600  # a deleted model
FIRST_CLOCK = 1_704_067_200.0  # 2024, before the first digitpad: a clock that says less was never set
_GOING = ".going-"  # folders in which something is being removed; hidden, so not itself a model
_NUMBERED = re.compile(r"(.+)~[0-9]+", re.DOTALL)  # no id holds a tilde

Lock = Callable[[], AbstractContextManager[None]]

# (device, inode, time of deletion in ns) -> the process's own running seconds when it put that folder here
_here: dict[tuple[int, int, int], float] = {}


@dataclass(frozen=True, slots=True)
class Trashed:
    """One deletion: the id, the name of the folder in the trash, and that folder's own number on the disk.

    The number tells this deletion from a later one that came to lie in the same place.
    """

    model: str
    place: str
    inode: int


def put(folder: Path, trash: Path) -> Trashed:
    """Moves a folder into the trash, beside those of its name. The caller holds its lock, or the library's.

    Raises OSError where the folder cannot be moved.
    """
    trash.mkdir(parents=True, exist_ok=True)
    taken = {path.name for path in trash.iterdir()}
    places = (folder.name, *(f"{folder.name}~{number}" for number in range(2, len(taken) + 3)))
    place = next(name for name in places if name not in taken)
    _stamp(folder)  # before it is moved: nowhere it may look as old as the model is
    folder.rename(trash / place)
    status = (trash / place).lstat()
    _here[status.st_dev, status.st_ino, status.st_mtime_ns] = time.monotonic()
    return Trashed(folder.name, place, status.st_ino)


def lying(trash: Path) -> list[Trashed]:
    """All deletions that can be undone, the latest first."""
    found = []
    with suppress(OSError):  # nothing was ever deleted
        for path in trash.iterdir():
            with suppress(OSError):  # another window brings it back at this moment
                if path.is_dir() and not path.name.startswith("."):
                    status = path.lstat()
                    numbered = _NUMBERED.fullmatch(path.name)
                    made = Trashed(numbered[1] if numbered else path.name, path.name, status.st_ino)
                    found.append((status.st_mtime_ns, path.name, made))
    return [made for _, _, made in sorted(found, reverse=True, key=lambda row: row[:2])]


def empty(trash: Path, lock: Lock = nullcontext, kept: float = KEPT_SECONDS) -> None:
    """Removes what has lain here for longer than `kept` seconds.

    Other windows may do the same, or bring it back, at this moment.
    Raises StorageError where the lock is not to be had.
    """
    for path in trash.glob(f"{_GOING}*"):
        remove_folder(path, trash)  # its process was ended halfway
    due = [path for path in sorted(trash.glob("[!.]*")) if _is_due(path, kept)]
    if not due:
        return
    room = Path(tempfile.mkdtemp(dir=trash, prefix=_GOING))
    try:
        with lock():
            for path in due:
                with suppress(OSError):
                    if _is_due(path, kept):  # it may have been brought back, and another lie in its place
                        path.rename(room / path.name)
    finally:
        remove_folder(room, trash)


def _is_due(path: Path, kept: float) -> bool:
    """Whether a folder has lain here for so many seconds for certain."""
    now = time.time()
    try:
        status = path.lstat()
        if not path.is_dir() or now < FIRST_CLOCK:
            return False
        if status.st_mtime < FIRST_CLOCK:
            _stamp(path)
            return False
    except OSError:
        return False  # gone meanwhile, or not ours to touch
    since = _here.get((status.st_dev, status.st_ino, status.st_mtime_ns))
    if since is not None and time.monotonic() - since < kept:
        return False
    return now - status.st_mtime > kept


def _stamp(path: Path) -> None:
    """Sets a folder's time of change to now; of a link its own, where the system has one."""
    now = time.time()
    os.utime(path, (now, now), follow_symlinks=os.utime not in os.supports_follow_symlinks)
