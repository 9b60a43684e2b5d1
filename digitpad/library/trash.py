"""The trash: deleted models, kept for a month after they were deleted. Imports the standard library alone.

A folder's own time of change says when it was deleted: it is set when the folder comes here. What goes for good is
first moved out of sight, so that another process brings back a whole model or none.
"""

import os
import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path

KEPT_SECONDS = 30 * 24 * 3600
_GOING = ".going-"  # rooms in which something is being removed; hidden, so not itself a model


def put(folder: Path, trash: Path) -> None:
    """Moves a model's folder into the trash, in place of one of its name there, and empties it of old ones.

    Raises OSError where the folder cannot be moved; what cannot be removed is no reason to fail.
    """
    trash.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(trash / folder.name, ignore_errors=True)
    os.utime(folder)  # before it is moved: nowhere it may look as old as the model is
    folder.replace(trash / folder.name)
    _empty(trash)


def _empty(trash: Path) -> None:
    """Removes what has lain here for long. Other windows may do the same, or bring it back, at this moment."""
    for path in sorted(trash.glob("*")):
        with suppress(OSError):
            if path.name.startswith(_GOING):
                shutil.rmtree(path, ignore_errors=True)  # its process was ended halfway
            elif path.is_dir() and time.time() - path.stat().st_mtime > KEPT_SECONDS:
                room = Path(tempfile.mkdtemp(dir=trash, prefix=_GOING))
                try:
                    path.rename(room / path.name)
                finally:
                    shutil.rmtree(room, ignore_errors=True)
