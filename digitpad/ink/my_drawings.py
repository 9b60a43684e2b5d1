"""The user's own drawings: kept with their labels in one ink file of the home. Imports the standard library and ink.

The file is an ink file like any other: models are measured on it, and it can be given to others. Whoever adds to it or
deletes from it writes nothing over that cannot be read; `mended` is asked first, which puts a broken file aside.
"""

import gzip
import os
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from digitpad.core.errors import InkError, StorageError
from digitpad.core.file_locks import locked
from digitpad.core.language import tr, tr_n
from digitpad.core.limits import INK_BYTES
from digitpad.core.storage import place_aside, read_bounded, read_unpacked, write_atomic
from digitpad.ink import files
from digitpad.ink.file_size import TooMuchInkError
from digitpad.ink.files import Drawing
from digitpad.ink.ink import Ink

MINE = "mine"  # the name under which models are measured on them
QUICKLY = 1  # of gzip's levels: ten times as quick as the usual one, and a fifth larger


def path(home: Path) -> Path:
    """The file, which need not exist yet."""
    return home / "ink" / "mine.ndjson.gz"


def load(home: Path) -> list[Drawing]:
    """All drawings that were kept, oldest first; none where there is no file. Raises InkError for a broken one."""
    try:
        return files.read(path(home))
    except InkError:
        if path(home).exists():
            raise
        return []  # it may go while it is read, with its last drawing


def add(home: Path, ink: Ink, word: str) -> Drawing:
    """Keeps one more drawing under its label; gives it as kept. Raises InkError (a broken file stays), StorageError."""
    now = datetime.now(UTC)
    name = f"mine-{now:%Y%m%d-%H%M%S}-{os.urandom(3).hex()}"
    drawing = Drawing(
        ink, word, name, extra={"source": "mine", "writer": "me", "created": now.isoformat(timespec="seconds")}
    )
    put(home, [drawing])
    return drawing


def put(home: Path, drawings: Iterable[Drawing]) -> None:
    """Keeps drawings as they are, after all the others, all or none: deleted ones are brought back."""
    more = "".join(f"{files.to_line(drawing)}\n" for drawing in drawings).encode()
    with locked(path(home)):
        write_atomic(path(home), gzip.compress(_lines(home) + more, QUICKLY, mtime=0))


def remove(home: Path, names: Collection[str]) -> list[Drawing]:
    """Deletes the drawings of these names, all or none, and gives them. The last one's file goes with it."""
    with locked(path(home)):
        every = load(home)
        gone = [drawing for drawing in every if drawing.key_id in names]
        rest = [drawing for drawing in every if drawing.key_id not in names]
        if gone and rest:
            files.write(path(home), rest)
        elif gone:
            path(home).unlink(missing_ok=True)
        return gone


def relabel(home: Path, words: Mapping[str, str]) -> dict[str, str]:
    """Gives drawings (by key_id) other labels, all or none; gives the labels that those which changed had."""
    with locked(path(home)):
        every = load(home)
        now = [replace(one, word=words.get(one.key_id, one.word)) for one in every]
        before = {old.key_id: old.word or "" for old, new in zip(every, now, strict=True) if old.word != new.word}
        if before:
            files.write(path(home), now)
        return before


def mended(home: Path) -> str:
    """Keeps a file that is broken in parts beside its place, and what can be read of it in its place.

    Gives a sentence where it did so. A file that cannot be read at all for its rights or its size stays as it is, and
    so does one in a home that cannot be written: `load` says why.
    """
    if _readable(home) is None:
        return ""
    with suppress(StorageError), locked(path(home)):
        good, aside = _readable(home), place_aside(path(home))
        if good is None or aside is None:  # another process was faster
            return ""
        with suppress(OSError, ValueError):
            write_atomic(aside, read_bounded(path(home), INK_BYTES))
            if good:
                files.write(path(home), good)
            else:
                path(home).unlink()
            count = tr_n("{count:,} drawing", "{count:,} drawings", len(good))
            return tr(
                "The file of your drawings was broken: {count} could be read. The old file is kept as {name}.",
                count=count,
                name=aside.name,
            )
    return ""


def _readable(home: Path) -> list[Drawing] | None:
    """The drawings of a file in which something else stands too; None where it is whole, absent or out of reach."""
    try:
        read_bounded(path(home), INK_BYTES)
    except (OSError, ValueError):
        return None
    good, broken = [], False
    try:
        for each in files.read_each(path(home)):
            if isinstance(each, Drawing):
                good.append(each)
            else:
                broken = True
    except TooMuchInkError:
        return None
    except InkError:
        broken = True  # it holds nothing, or breaks off
    return good if broken else None


def _lines(home: Path) -> bytes:
    """All that is kept, as lines; of these the first and the last are looked at, since nobody should wait for all.

    Raises InkError where the file is no ink file or ends in the middle of a drawing: it is not written over.
    """
    try:
        content = read_unpacked(path(home), INK_BYTES).rstrip(files.BLANK)
        for line in (content.split(b"\n", 1)[0], content.rsplit(b"\n", 1)[-1]) if content else ():
            files.parse(line.decode("utf-8-sig"))
    except FileNotFoundError:
        return b""
    except (OSError, ValueError, InkError):
        files.read(path(home))  # says what is wrong with it and where; what it passes can be added to
        content = read_unpacked(path(home), INK_BYTES).rstrip(files.BLANK)
    return content + b"\n" if content else b""
