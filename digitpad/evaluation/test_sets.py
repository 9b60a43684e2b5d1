"""What models are measured on: MNIST, Fashion-MNIST, held-out ink, ink files, image sets. Imports learn and ink.

Whatever the source, a set ends as glyphs and labels, read and checked as a whole before any model is asked.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitpad.core import limits, paths
from digitpad.core.errors import DatasetError, UnknownNameError
from digitpad.core.language import mark, tr
from digitpad.core.picture_sets import IDX_SETS
from digitpad.core.records import DIGITS, NO_CLASS, Card
from digitpad.core.storage import is_there
from digitpad.evaluation.robustness import ROBUSTNESS
from digitpad.ink import corpus, drawn_pictures, file_kinds, files, image_sets, my_drawings
from digitpad.ink.class_names import class_name
from digitpad.ink.files import Drawing
from digitpad.ink.glyph import SIZE
from digitpad.ink.ink import Ink
from digitpad.learn import datasets
from digitpad.learn.card_recognizer import is_too_small
from digitpad.learn.dataset import Dataset

NAMED = (*IDX_SETS, "ink", my_drawings.MINE)
SETS_HINT = mark("A test set is an ink file whose lines have words, or an image set (.npz) with x and y.")


@dataclass(frozen=True, slots=True, eq=False)
class TestSet:
    """Glyphs (N, 28, 28), uint8 or float32 in [0, 1], and their labels (N,) int64; NO_CLASS for none of the classes.

    `refused` (N,) bool: drawings that every model refuses, such as a slip of the pen. `classes` are the names behind
    the labels, None where nobody said them; `fingerprint` is the same for the same content.
    """

    name: str
    glyphs: NDArray[Any]
    labels: NDArray[np.int64]
    refused: NDArray[np.bool_]
    classes: tuple[str, ...] | None
    fingerprint: str
    inks: tuple[Ink, ...] | None = None  # the strokes behind the glyphs, where they were written with a pen
    sources: tuple[str, ...] | None = None  # where each drawing is from; None where no drawing says
    writers: tuple[str, ...] | None = None  # whose hand each is, told apart by source; None where no drawing says
    words: tuple[str, ...] | None = None  # what each drawing says it is
    plain: NDArray[np.uint8] | None = None  # an image set's pictures as they stand: what other things than digits need

    def __len__(self) -> int:
        return len(self.labels)

    def fits(self, card: Card) -> bool:
        """Whether the labels are the model's classes: by name, or by number where nobody named them."""
        if self.classes is not None:
            return self.classes == card.classes
        return int(self.labels.max(initial=0)) < len(card.classes)

    def judged_by(self, card: Card) -> "TestSet":
        """The set with its labels in the classes of this model, by the drawings' words; as it is without any."""
        if self.words is None or not card.own_classes:
            return self
        numbers = {word: number for number, word in enumerate(card.classes)}
        labels = np.array([numbers.get(class_name(word), NO_CLASS) for word in self.words], np.int64)
        if (labels == NO_CLASS).all():
            return self
        digest = f"{self.fingerprint}{zlib.crc32(labels.tobytes()):08x}"
        return replace(self, labels=labels, classes=card.classes, fingerprint=digest)

    def shown_to(self, card: Card) -> NDArray[Any]:
        """The glyphs that this model is asked about."""
        return self.glyphs if self.plain is None or card.classes == DIGITS else self.plain


def load(name: str, home: Path | None = None) -> TestSet:
    """The test set of a name in NAMED, or in a file. Raises UnknownNameError, DatasetError, InkError."""
    if name in IDX_SETS:
        dataset = datasets.load(name, home)
        return _made(name, dataset.test.x.numpy(), dataset.test.y.numpy(), dataset.classes)
    if name == "ink":
        ink = corpus.load(home)
        return of_drawings(name, [*ink.held_out, *ink.held_out_other])
    if name == my_drawings.MINE:
        kept = my_drawings.load(paths.home(home))
        if not kept:
            raise DatasetError(tr("You have kept no drawings yet."), tr("Draw on the pad and keep it with its label."))
        return of_drawings(name, kept)
    path = paths.expanded(name)
    if not is_there(path) and not path.name.endswith((*file_kinds.INK_SUFFIXES, *file_kinds.SET_SUFFIXES)):
        raise UnknownNameError(tr("test set or file"), name, (*NAMED, ROBUSTNESS))
    kind = file_kinds.kind_of(path)
    if kind.family == file_kinds.SET:
        return _of_npz(name, path)
    if kind.family == file_kinds.INK:
        return of_drawings(name, files.read(path))
    if kind.family == file_kinds.PICTURE:
        raise DatasetError(
            tr("{path} is {name}, which is no test set.", path=path, name=kind.name),
            tr("{sets_hint} Ask what it is: predict.", sets_hint=SETS_HINT),
        )
    raise (
        file_kinds.unread(path, kind)
        if kind.family == file_kinds.PEN
        else DatasetError(tr("{path} is {name}, which is no test set.", path=path, name=kind.name), SETS_HINT)
    )


def of(dataset: Dataset, home: Path | None = None) -> list[TestSet]:
    """What a model of this dataset is judged on: its test split, and held-out ink where it learned from ink."""
    mixed = dataset.name == "mnist+ink"
    name = "mnist" if mixed else dataset.name
    test = _made(name, dataset.test.x.numpy(), dataset.test.y.numpy(), dataset.classes)
    return [test, load("ink", home)] if mixed else [test]


def of_drawings(name: str, drawings: Sequence[Drawing]) -> TestSet:
    """The drawings whose word is known, as a set. Raises DatasetError where nobody said what any of them is."""
    known = [drawing for drawing in drawings if drawing.word is not None]
    if not known:
        raise DatasetError(
            tr("No drawing in {name} says what it is.", name=name), tr('Each line needs a "word", such as "word": "7".')
        )
    if len(known) > limits.SET_ROWS:
        said = tr(
            "{name} holds {count:,} drawings; a test set has up to {set_rows:,}.",
            name=name,
            count=len(known),
            set_rows=limits.SET_ROWS,
        )
        raise DatasetError(said, tr("Split it into several files."))
    glyphs = np.empty((len(known), SIZE, SIZE), np.float32)
    for row, drawing in zip(glyphs, known, strict=True):
        row[:] = drawn_pictures.picture_of(drawing)
    labels = np.array([DIGITS.index(drawing.word) if drawing.word in DIGITS else NO_CLASS for drawing in known])
    pictures = [drawn_pictures.is_picture(drawing) for drawing in known]
    refused = np.array([not drawing.ink or is_too_small(drawing.ink) for drawing in known]) & ~np.array(pictures)
    made = _made(name, glyphs, labels, DIGITS, refused)
    sources, writers = (_each(known, key) for key in ("source", "writer"))
    if sources and writers:  # two sources may number their writers alike
        writers = tuple(f"{source}/{writer}" for source, writer in zip(sources, writers, strict=True))
    inks = None if any(pictures) else tuple(drawing.ink for drawing in known)
    words = tuple(drawing.word or "" for drawing in known)
    return replace(made, inks=inks, sources=sources, writers=writers, words=words)


def _each(drawings: Sequence[Drawing], key: str) -> tuple[str, ...] | None:
    """What each drawing says under this key, an empty text where it says nothing; None where none says anything."""
    said = tuple(str(drawing.extra.get(key, "")) for drawing in drawings)
    return said if any(said) else None


def _made(
    name: str,
    glyphs: NDArray[Any],
    labels: NDArray[Any],
    classes: tuple[str, ...] | None,
    refused: NDArray[np.bool_] | None = None,
    plain: NDArray[np.uint8] | None = None,
) -> TestSet:
    labels = labels.astype(np.int64)
    slips = refused if refused is not None and refused.any() else None  # of two sizes, one may be a slip of the pen
    content = [part for part in (glyphs, labels, plain, slips) if part is not None]
    digest = "".join(f"{zlib.crc32(np.ascontiguousarray(part).data):08x}" for part in content)
    refused = np.zeros(len(labels), bool) if refused is None else refused
    return TestSet(name, glyphs, labels, refused, classes, digest, plain=plain)


def _of_npz(name: str, path: Path) -> TestSet:
    """Every picture through the picture pipeline, and as it stands for models of other things than digits."""
    found = image_sets.read(path)
    if found.y is None:
        raise DatasetError(tr("{path} lacks an array (y).", path=path), image_sets.HINT)
    return _made(name, found.glyphs(), found.y, None, plain=found.plain)
