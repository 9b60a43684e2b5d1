"""Sets of own classes: opened, kept, filled from files, and made into a model. Imports ink, and learn late."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from digitpad.core.language import tr, tr_n
from digitpad.core.limits import CLASS_DRAWINGS
from digitpad.core.records import OTHERS, Card
from digitpad.ink import class_sets
from digitpad.ink.class_sets import ClassSet
from digitpad.ink.files import Drawing
from digitpad.models.library import Library, numbered
from digitpad.tasks import teach_classes
from digitpad.tasks.progress import Problem, Progress
from digitpad.tasks.teach_classes import ClassesTaught

if TYPE_CHECKING:
    from digitpad.ink.pictures.image_files import Decoder

FIRST_NAME = "my-classes"
ORIGINAL = "padnet"  # whose layers own classes are trained on
MOST_TOLD = 3  # files that could not be read, which are named


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedSet:
    """A set, and the names of all sets that there are, this one among them though nothing of it may be kept yet."""

    names: tuple[str, ...]
    shown: ClassSet


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptSet:
    """A set is on the disk as it is here."""

    kept: ClassSet


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ImportedDrawings:
    """Drawings with words that a file or folder held."""

    drawings: list[Drawing]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ClassesKept:
    """A model of own classes is in the library."""

    card: Card
    made: ClassesTaught


def opened(home: Path, name: str = "") -> Iterator[OpenedSet]:
    """The set of this name (none: the first there is, else a new one). Raises InkError for a broken one."""
    names = class_sets.names(home)
    chosen = name or next(iter(names), FIRST_NAME)
    shown = class_sets.load(home, chosen) if chosen in names else ClassSet(name=chosen)
    yield OpenedSet(names=tuple(sorted({*names, chosen})), shown=shown)


def begun(home: Path) -> Iterator[OpenedSet]:
    """A new, empty set under the next free name."""
    names = class_sets.names(home)
    made = next(name for name in numbered(FIRST_NAME) if name not in names)
    yield OpenedSet(names=tuple(sorted({*names, made})), shown=ClassSet(name=made))


def kept(home: Path, changed: ClassSet) -> Iterator[KeptSet]:
    """Writes the set. Raises StorageError."""
    class_sets.save(home, changed)
    yield KeptSet(kept=changed)


def imported(path: Path, decoder: "Decoder | None" = None) -> Iterator[Progress | Problem | ImportedDrawings]:
    """The drawings of a file or folder that have words; what could not be read is a Problem. Raises DigitpadError."""
    from digitpad.ink import class_files  # Pillow comes with it, and the window need not wait for that

    found: list[Drawing] = []
    nameless, unread = 0, list[str]()
    for each in class_files.read(path, decoder):
        if not isinstance(each, Drawing):
            unread.append(f"{each}")
        elif each.word and each.word.strip():
            found.append(each)
        else:
            nameless += 1
        if len(found) > CLASS_DRAWINGS:
            break  # which the set says
        if len(found) % 100 == 0:
            yield Progress(tr("Reading {name}: {count:,} drawings", name=path.name, count=len(found)), -1.0)
    for said in unread[:MOST_TOLD]:
        yield Problem(said)
    if nameless:
        said = tr_n(
            "{count} drawing has no label and was left out.",
            "{count} drawings have no label and were left out.",
            nameless,
        )
        yield Problem(said, tr("Each line needs a word, such as {word}.", word='"word": "A"'))
    yield ImportedDrawings(drawings=found)


def trained(
    library: Library, home: Path, given: ClassSet, scratch: str = ""
) -> Iterator[Progress | Problem | ClassesKept]:
    """Trains a model of the set's classes, and puts it into the library. Raises as `teach_classes.taught` does.

    `scratch`: a model whose network is trained from scratch; none: on what padnet's layers have learned.
    """
    classes = [name for name in given.classes if name not in OTHERS]
    original = ORIGINAL if library.has(ORIGINAL) else next(iter(card.id for card in library.cards()), ORIGINAL)
    for event in teach_classes.taught(
        library, scratch or original, given.drawings, name=given.name, classes=classes, scratch=bool(scratch)
    ):
        if isinstance(event, ClassesTaught):
            yield Progress(tr("Saving the model"), 1.0)
            yield ClassesKept(card=teach_classes.keep(library, home, event), made=event)
        else:
            yield event
