"""The user's own drawings: all of them, one more, fewer, and back again. Imports ink."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from digitpad.ink import my_drawings
from digitpad.ink.files import Drawing
from digitpad.ink.ink import Ink


@dataclass(frozen=True, slots=True, eq=False)
class KeptDrawings:
    """All drawings as they are now, and the one that was just added, if any."""

    drawings: list[Drawing]
    added: Drawing | None = None


@dataclass(frozen=True, slots=True, eq=False)
class RemovedDrawings:
    """Drawings that were deleted and can be brought back."""

    drawings: list[Drawing]


def every(home: Path) -> Iterator[KeptDrawings]:
    """All that were kept. Raises InkError for a broken file."""
    yield KeptDrawings(my_drawings.load(home))


def kept(home: Path, ink: Ink, word: str) -> Iterator[KeptDrawings]:
    """Keeps one more under its label. Raises InkError, StorageError."""
    added = my_drawings.add(home, ink, word)
    yield KeptDrawings(my_drawings.load(home), added)


def removed(home: Path, names: list[str]) -> Iterator[RemovedDrawings | KeptDrawings]:
    """Deletes those of these names. Raises InkError, StorageError."""
    yield RemovedDrawings(my_drawings.remove(home, names))
    yield from every(home)


def brought_back(home: Path, drawings: list[Drawing]) -> Iterator[KeptDrawings]:
    """Keeps deleted ones again. Raises InkError, StorageError."""
    my_drawings.put(home, drawings)
    yield from every(home)
