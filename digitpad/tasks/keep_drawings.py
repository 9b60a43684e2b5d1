"""The user's own drawings: all of them, one more, another label, fewer, and back again. Imports ink."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from digitpad.core.language import tr
from digitpad.ink import my_drawings
from digitpad.ink.files import Drawing
from digitpad.ink.ink import Ink
from digitpad.tasks.progress import Problem


@dataclass(frozen=True, slots=True, eq=False)
class KeptDrawings:
    """All drawings as they are now, and the one that was just added, if any."""

    drawings: list[Drawing]
    added: Drawing | None = None


@dataclass(frozen=True, slots=True, eq=False)
class RemovedDrawings:
    """Drawings that were deleted and can be brought back."""

    drawings: list[Drawing]


@dataclass(frozen=True, slots=True, kw_only=True)
class RelabelledDrawings:
    """Drawings that have another label now. `before`: the ones that they had, by key_id; empty: they had it already.

    `word`: the new one; empty where there are several.
    """

    before: Mapping[str, str]
    word: str


def mended(home: Path) -> Iterator[Problem]:
    """Says what was broken among them, if anything was; it is kept beside, and the others can be read from now on."""
    if said := my_drawings.mended(home):
        yield Problem(said, tr("Nothing that could be read is lost."))


def every(home: Path) -> Iterator[Problem | KeptDrawings]:
    """All that were kept. Raises InkError for a file that cannot be read."""
    yield from mended(home)
    yield KeptDrawings(my_drawings.load(home))


def kept(home: Path, ink: Ink, word: str) -> Iterator[Problem | KeptDrawings | RelabelledDrawings]:
    """Keeps one more under its label; one that is kept already gets the label. Raises InkError, StorageError."""
    yield from mended(home)
    same = [one.key_id for one in my_drawings.load(home) if one.ink.is_same(ink)]
    if same:
        yield from relabelled(home, dict.fromkeys(same, word))
        return
    added = my_drawings.add(home, ink, word)
    yield KeptDrawings(my_drawings.load(home), added)


def relabelled(home: Path, words: Mapping[str, str]) -> Iterator[Problem | KeptDrawings | RelabelledDrawings]:
    """Gives drawings (by key_id) other labels. Raises InkError, StorageError."""
    yield from mended(home)
    before = my_drawings.relabel(home, words)
    word, *more = set(words.values()) or {""}
    yield RelabelledDrawings(before=before, word="" if more else word)
    yield KeptDrawings(my_drawings.load(home))


def removed(home: Path, names: list[str]) -> Iterator[Problem | RemovedDrawings | KeptDrawings]:
    """Deletes those of these names. Raises InkError, StorageError."""
    yield from mended(home)
    yield RemovedDrawings(my_drawings.remove(home, names))
    yield KeptDrawings(my_drawings.load(home))


def brought_back(home: Path, drawings: list[Drawing]) -> Iterator[Problem | KeptDrawings]:
    """Keeps deleted ones again. Raises InkError, StorageError."""
    yield from mended(home)
    my_drawings.put(home, drawings)
    yield KeptDrawings(my_drawings.load(home))
