"""Examples of classes from what users have: ink files, folders of a class each, image sets with names. Imports ink.

Whatever the source, an example ends as a drawing with its word: with strokes, or with a picture in their place.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitpad.core import limits
from digitpad.core.errors import DatasetError, DigitpadError, InkError
from digitpad.core.language import mark, tr
from digitpad.core.storage import is_folder
from digitpad.ink import drawn_pictures, file_kinds, files, image_sets, input_files, npz_files
from digitpad.ink.class_names import CLASS
from digitpad.ink.files import Drawing
from digitpad.ink.ink import Ink
from digitpad.ink.pictures.image_files import Decoder

HINT = mark(
    "Examples come from an ink file whose lines have words, a folder with a folder of pictures for each class, or an "
    "image set (.npz) with x, y and names."
)


def read(path: Path, decoder: Decoder | None = None) -> Iterator[Drawing | DigitpadError]:
    """The examples of a file or folder; an error in place of what cannot be read. Raises DigitpadError.

    decoder: of pictures that Pillow does not decode. A picture on which nothing is found is such an error.
    """
    if is_folder(path):
        yield from _of_folders(path, decoder)
        return
    kind = file_kinds.kind_of(path)
    if kind.family == file_kinds.INK:
        yield from (each for each in files.read_each(path) if not _names_a_class(each))
    elif kind.family == file_kinds.SET:
        yield from _of_set(path)
    elif kind.family == file_kinds.PEN:
        raise file_kinds.unread(path, kind)
    else:
        raise DatasetError(tr("{path} holds no examples of classes ({name}).", path=path, name=kind.name), HINT)


def _names_a_class(line: Drawing | DigitpadError) -> bool:
    """Whether it is a line of a set of classes that holds no drawing but the name of a class."""
    return isinstance(line, Drawing) and line.extra.get(CLASS) is True and not line.ink


def _of_folders(folder: Path, decoder: Decoder | None) -> Iterator[Drawing | DigitpadError]:
    """A folder of folders, each named after its class."""
    try:
        found = sorted(path for path in folder.iterdir() if is_folder(path) and not path.name.startswith("."))
    except OSError as error:
        raise DatasetError(
            tr("{folder} could not be read: {strerror}.", folder=folder, strerror=error.strerror),
            tr("Check the folder's rights."),
        ) from error
    if not found:
        raise DatasetError(tr("{folder} has no folder for each class.", folder=folder), HINT)
    for path in found:
        for member in input_files.read_all([path], digits=True, decoder=decoder):
            if isinstance(member, DigitpadError):
                yield member
                continue
            key = f"{path.name}/{member.key}"
            if isinstance(member.drawn, Ink):
                yield Drawing(member.drawn, path.name, key)
            else:
                yield drawn_pictures.drawing_of(member.drawn.glyph, path.name, key)


def _of_set(path: Path) -> Iterator[Drawing | DigitpadError]:
    """An image set: x (N, H, W) uint8, y (N,) whole numbers, and `names` (classes,) of texts, if any."""
    x, words = _labelled(path)
    for number, (picture, word) in enumerate(zip(x, words, strict=True)):
        made, key = image_sets.glyph(picture), f"{path.name}:{number}"
        if made.any():
            yield drawn_pictures.drawing_of(made, word, key)
        else:
            yield InkError(tr("{key} is blank.", key=key), tr("It is left out."))


def _labelled(path: Path) -> tuple[NDArray[np.uint8], Sequence[str]]:
    x, found = image_sets.read_pictures(path), _more(path)
    y, names = found.get("y"), found.get("names")
    if y is None or y.shape != x.shape[:1] or not (np.issubdtype(y.dtype, np.integer) or y.dtype.kind == "U"):
        raise DatasetError(tr("{path} does not say what its {count} pictures are (y).", path=path, count=len(x)), HINT)
    if y.dtype.kind == "U":
        return x, [str(word) for word in y]
    if names is None:
        return x, [str(number) for number in y.tolist()]
    if names.dtype.kind != "U" or names.ndim != 1 or (len(y) and not 0 <= y.min() <= y.max() < len(names)):
        raise DatasetError(tr("The names in {path} do not fit its classes (y).", path=path), HINT)
    known = [str(name) for name in names]  # made once: many pictures share one
    return x, [known[number] for number in y.tolist()]


def _more(path: Path) -> dict[str, NDArray[Any]]:
    try:
        return npz_files.read(path, {"y": False, "names": False}, limits.IMAGE_SET_BYTES)
    except (OSError, npz_files.BrokenNpzError) as error:
        raise DatasetError(
            tr("{path} is no image set that can be read: {error}.", path=path, error=error), HINT
        ) from error
