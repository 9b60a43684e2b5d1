"""Files read with suspicion and written whole or not at all. Imports the standard library, errors and limits alone.

Everything that digitpad keeps goes through here: what is read is bounded and never waited for, what is written
replaces a file in one step and keeps its links and rights. What is changed is locked besides (`file_locks`).
"""

import errno
import gzip
import json
import os
import re
import secrets
import shutil
import stat
import time
import zlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from io import BufferedIOBase, BufferedReader
from pathlib import Path
from typing import Any

from digitpad.core.errors import StorageError
from digitpad.core.language import mark, tr
from digitpad.core.limits import JSON_DEPTH

ELSEWHERE = mark("Choose another folder, or make room or permission in this one; nothing is lost.")
AT_HOME = mark("Free space there, make it writable, or choose a folder with DIGITPAD_HOME; nothing is lost.")
LEFTOVER_SECONDS = 3600  # an unfinished file older than this belongs to a process that died
GZIP_MAGIC = b"\x1f\x8b"
BLOCK = 1 << 20  # bytes that are read at once
_MOST_LINKS = 40  # from link to link, as in Linux
# The second half: as 0.1.0 called them, of the files that it wrote.
_UNFINISHED = re.compile(
    r"\..*\.[0-9a-f]{12}\.digitpad-tmp"
    r"|\.(settings|labels|prediction-times|robustness|card|run)\.json\.[a-z0-9_]{8}"
    r"|\.(mine\.ndjson\.gz|checkpoint-\d+-\d+\.safetensors|[0-9a-f]{24}(-[0-9a-f]+)?\.npz)\.[a-z0-9_]{8}",
    re.DOTALL,
)
_swept: set[Path] = set()  # folders in which this process has written


class TooLargeError(ValueError):
    """A file is larger than anything of its kind can be; its message says the limit."""


class NotRegularError(OSError):
    """What is there is a device, a pipe or the like."""


class DamagedError(ValueError):
    """A packed file breaks off or is no such file; its message says so, as half a sentence."""


def open_regular(path: Path) -> BufferedReader:
    """A regular file, open for reading; never waits for a FIFO. Raises OSError, for whatever is no regular file too."""
    try:
        file = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except ValueError as error:  # a name with a NUL in it, or one that the system's encoding does not have
        raise OSError(errno.EINVAL, tr("no file can have this name"), str(path)) from error
    opened = os.fdopen(file, "rb")
    kind = os.fstat(file).st_mode
    if stat.S_ISREG(kind):
        return opened
    opened.close()
    if stat.S_ISDIR(kind):
        raise IsADirectoryError(errno.EISDIR, tr("it is a folder"), str(path))
    raise NotRegularError(errno.EINVAL, tr("it is no regular file"), str(path))


def is_there(path: Path) -> bool:
    """Whether there is anything; unlike Path's own, it has an answer for names that no file can have or reach."""
    return _kind_of(path) is not None


def is_file(path: Path) -> bool:
    """Whether it is a regular file, or a link to one."""
    kind = _kind_of(path)
    return kind is not None and stat.S_ISREG(kind)


def is_folder(path: Path) -> bool:
    """Whether it is a folder, or a link to one."""
    kind = _kind_of(path)
    return kind is not None and stat.S_ISDIR(kind)


def _kind_of(path: Path) -> int | None:
    try:
        return path.stat().st_mode
    except (OSError, ValueError):  # ValueError: a name with a zero byte in it
        return None


def read_bounded(path: Path, limit: int) -> bytes:
    """The bytes of a regular file of at most `limit` bytes; never waits for a FIFO and never fills the memory.

    Raises OSError where it cannot be read or is no regular file, TooLargeError (a ValueError) where it is larger.
    """
    with open_regular(path) as opened:
        content = opened.read(limit + 1)
    if len(content) > limit:
        raise TooLargeError(tr("it is larger than {limit:,} bytes", limit=limit))
    return content


@contextmanager
def open_unpacked(path: Path) -> Iterator[BufferedIOBase]:
    """A regular file, unpacked while it is read where its content (not its name) says gzip.

    Raises OSError, also while it is read, and DamagedError where the packed data break off or are none.
    """
    with open_regular(path) as raw:
        packed = raw.peek(2)[:2] == GZIP_MAGIC
        with gzip.GzipFile(fileobj=raw) if packed else raw as file:
            try:
                yield file
            except (gzip.BadGzipFile, EOFError, zlib.error) as error:
                raise DamagedError(tr("the gzip data break off or are damaged")) from error


def read_unpacked(path: Path, limit: int) -> bytes:
    """The content of a regular file, plain or gzip, of at most `limit` bytes, unpacked no further than that.

    Raises OSError, TooLargeError or DamagedError.
    """
    parts, size = [], 0
    with open_unpacked(path) as file:
        while block := file.read(BLOCK):
            parts.append(block)
            size += len(block)
            if size > limit:
                raise TooLargeError(tr("it is larger than {limit:,} bytes", limit=limit))
    return b"".join(parts)


def read_json(path: Path, limit: int) -> object:
    """What a JSON file of at most `limit` bytes holds. Raises OSError, or ValueError where it is no sane JSON."""
    return parse_json(read_bounded(path, limit))


def parse_json(content: bytes | str) -> object:
    """The value of a JSON text, nested JSON_DEPTH deep at most. Raises ValueError alone, whatever the text is."""
    try:
        value: object = json.loads(content)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    level = [value]
    for _ in range(JSON_DEPTH):
        level = [inner for outer in level for inner in _children(outer)]
        if not level:
            return value
    raise ValueError("it is nested too deeply")


def _children(value: object) -> list[object]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def put_aside(path: Path) -> Path | None:
    """Keeps a broken file beside its place as NAME.broken, so that nothing is lost; None where it cannot be moved.

    An earlier broken one stays: the next is NAME.broken-2, and so on. What is no regular file stays where it is.
    """
    aside = place_aside(path)
    if aside is None or not is_file(path):
        return None
    try:
        path.rename(aside)
    except OSError:
        return None
    return aside


def place_aside(path: Path) -> Path | None:
    """Where a broken file is kept beside its place; None where a hundred others are."""
    places = (path.with_name(f"{path.name}.broken{end}") for end in ("", *(f"-{number}" for number in range(2, 100))))
    return next((place for place in places if not os.path.lexists(place)), None)


def read_object(path: Path, limit: int) -> dict[str, Any]:
    """The JSON object in a file that is about to be changed and written again, under its lock; empty: there is none.

    What cannot be read is put aside, since nothing is written over unread. Raises StorageError where that fails.
    """
    try:
        data = read_json(path, limit)
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, ValueError):
        data = None
    if isinstance(data, dict):
        return data
    if put_aside(path) is None:
        raise StorageError(tr("{path} is broken and could not be put aside.", path=path), AT_HOME)
    return {}


def write_atomic(path: Path, content: bytes, *, make_folder: bool = True) -> None:
    """Writes a file whole or not at all: into a neighbour, flushed to the disk, then renamed. Raises StorageError.

    Its folder is made where there is none, unless `make_folder` is false: then that is an error, for a folder that
    another process has just deleted must not come back with this file alone.
    A link is followed, the rights of a file that is there are kept, a new one's follow the umask. What is no regular
    file (a device, a pipe that somebody reads) or is open already (/dev/stdout) is written to and never replaced.
    """
    write_together([(path, content)], make_folder=make_folder)


def write_together(files: Sequence[tuple[Path, bytes]], *, make_folder: bool = True) -> None:
    """Writes files as `write_atomic` does, all or none: all are on the disk before the first takes its place."""
    with ExitStack() as undoing:
        try:
            new = []
            for path, content in files:
                new.append((path, _beside(path, content, undoing, make_folder=make_folder)))
            for path, made in new:
                if made is not None:
                    target = Path(os.path.realpath(path))
                    if path != files[-1][0]:
                        undoing.callback(_put_back, target, target.read_bytes() if target.exists() else None)
                    made.replace(target)
        except (OSError, ValueError) as error:  # a ValueError: a name that no file can have
            what = getattr(error, "strerror", None) or error
            raise StorageError(tr("{path} could not be written: {what}.", path=path, what=what), AT_HOME) from error
        undoing.pop_all()


def _beside(path: Path, content: bytes, undoing: ExitStack, *, make_folder: bool) -> Path | None:
    """The new file beside its place, where `undoing` removes it; None where the content was written through."""
    if (number := _open_number(path)) is not None:
        _write_open(number, content)
        return None
    target = Path(os.path.realpath(path))
    _sweep_once(target.parent)
    kept = _mode(target)
    if kept is not None and not stat.S_ISREG(kept):
        _write_through(target, content)
        return None
    if make_folder:
        target.parent.mkdir(parents=True, exist_ok=True)
    made = target.with_name(f".{target.name[:100]}.{secrets.token_hex(6)}.digitpad-tmp")
    undoing.callback(_put_back, made, None)
    _write_flushed(made, content, None if kept is None else stat.S_IMODE(kept))
    return made


def _put_back(path: Path, content: bytes | None) -> None:
    """What stood there stands there again, as well as that can be done; None: nothing did."""
    with suppress(OSError, StorageError):
        if content is None:
            path.unlink(missing_ok=True)
        else:
            write_atomic(path, content)


def _open_number(path: Path) -> int | None:
    """Which of this process's open files a name such as /dev/stdout stands for; None: it is any other name."""
    for _ in range(_MOST_LINKS):
        folder = os.path.realpath(path.parent)
        if folder in (f"/proc/{os.getpid()}/fd", "/dev/fd") and path.name.isdecimal():
            return int(path.name)
        if not path.is_symlink():
            return None
        path = path.parent / path.readlink()
    return None


def _write_open(number: int, content: bytes) -> None:
    """Writes to an open file where it stands: opened a second time, it would be written from its beginning."""
    with os.fdopen(os.dup(number), "wb") as opened:
        opened.write(content)


def _mode(path: Path) -> int | None:
    """The kind and rights of what is there; None where nothing is."""
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return None


def _write_flushed(path: Path, content: bytes, rights: int | None) -> None:
    """Writes a new file and brings it to the disk. The umask applies where no rights are given."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, 0o666), "wb") as file:
        if rights is not None:
            with suppress(OSError):  # somebody else's file in a shared folder: the new one is ours, with our rights
                path.chmod(rights)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _write_through(path: Path, content: bytes) -> None:
    """Writes to a device or a pipe as it stands; a pipe that nobody reads is an error, not a wait."""
    file = os.open(path, os.O_WRONLY | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(file, "wb") as opened:
        if hasattr(os, "set_blocking"):  # not on Windows before Python 3.12
            os.set_blocking(opened.fileno(), True)
        opened.write(content)


def check_chosen(path: Path) -> None:
    """Whether a file can be written where the user wants it, before work on it begins. Raises StorageError."""
    try:
        folder = Path(os.path.realpath(path)).parent  # of what a link leads to
        missing, taken, there = not folder.is_dir(), path.is_dir(), path.exists()
        replaced = not there or path.is_file()
        if _open_number(path) is not None:
            return
    except (OSError, ValueError) as error:  # a name that no file can have
        what = getattr(error, "strerror", None) or error
        raise StorageError(
            tr("{path} could not be written: {what}.", path=path, what=what), tr("Choose another name.")
        ) from error
    if missing:
        raise StorageError(
            tr("{path} could not be written: there is no folder {folder}.", path=path, folder=folder),
            tr("Choose one that is there, or make it first."),
        )
    if taken:
        raise StorageError(tr("{path} could not be written: it is a folder.", path=path), tr("Name a file in it."))
    if there and not os.access(path, os.W_OK):
        raise StorageError(tr("{path} could not be written: it is read-only.", path=path), ELSEWHERE)
    if replaced and not os.access(folder, os.W_OK):
        raise StorageError(
            tr("{path} could not be written: the folder {folder} is read-only.", path=path, folder=folder), ELSEWHERE
        )


def write_chosen(path: Path, content: bytes, *beside: tuple[Path, bytes]) -> None:
    """Writes a file that the user named, and what belongs beside it, whole or not at all. Raises StorageError.

    Makes no folder: one that is not there was mistyped. The named file takes its place last.
    """
    files = (*beside, (path, content))
    for each, _ in files:
        check_chosen(each)
    try:
        write_together(files, make_folder=False)  # nor where a link leads
    except StorageError as error:
        raise StorageError(error.message, ELSEWHERE) from error


def sweep(folder: Path) -> None:
    """Removes the unfinished files that killed processes left in a folder. Never raises."""
    with suppress(OSError):
        for path in folder.iterdir():
            if _UNFINISHED.fullmatch(path.name):
                with suppress(OSError):
                    if time.time() - path.lstat().st_mtime > LEFTOVER_SECONDS:
                        path.unlink()


def remove_folder(folder: Path, inside: Path) -> None:
    """Removes a folder and all in it: the one way in which digitpad removes folders, and only of its own.

    Raises StorageError where it does not lie below `inside`. A link is removed and what it points to stays, here and
    further down; what cannot be removed is no reason to fail.
    """
    room = Path(os.path.realpath(inside))
    place = Path(os.path.realpath(folder.parent)) / folder.name
    if folder.name in ("", ".", "..") or room not in place.parents:
        raise StorageError(
            tr("{folder} does not lie in {inside}; it stays.", folder=folder, inside=inside),
            tr("Remove it yourself if it shall go."),
        )
    if place.is_symlink():
        with suppress(OSError):
            place.unlink()
    else:
        shutil.rmtree(place, ignore_errors=True)


def _sweep_once(folder: Path) -> None:
    """Sweeps a folder when this process first writes there."""
    if folder not in _swept:
        _swept.add(folder)
        sweep(folder)
