"""What files and folders hold: ink, pictures and image sets, in their order, for command line and window. Imports ink.

A batch is whatever several files hold together. One bad member never costs the others: in its place comes the error
that says what is wrong with it, and whoever reads the batch reports it and goes on.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digitpad.core.errors import DigitpadError, ImageError
from digitpad.core.language import mark, tr
from digitpad.core.storage import is_file, is_folder
from digitpad.ink import file_kinds, files, image_sets
from digitpad.ink.glyph import Picture
from digitpad.ink.ink import Ink
from digitpad.ink.pictures import image_files, picture_numbers, pipeline
from digitpad.ink.pictures.picture_numbers import DigitLine

MEMORY_HINT = mark("Close other programs, or make the file smaller first.")


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """A picture: the glyph found in it, its grey pixels, and how many of the file's own pixels one of them is.

    `line` is all that stands beside each other on it; None in an image set, whose pictures hold one thing each.
    """

    glyph: Picture
    grey: NDArray[np.uint8]
    scale: float = 1.0
    line: DigitLine | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Member:
    """One drawing or picture of a batch: the file, its key_id or file name, and what it is."""

    path: Path
    key: str
    drawn: Ink | Shown


def read_all(
    paths: Iterable[Path], *, digits: bool = True, decoder: image_files.Decoder | None = None
) -> Iterator[Member | DigitpadError]:
    """Every member of these files and folders, a folder's files by name; an error in place of what cannot be read.

    digits: what the model knows; one of other things is shown an image set's 28x28 pictures as they stand.
    decoder: of pictures that Pillow does not decode (see `images.load`).
    """
    for path in paths:
        try:
            yield from _members(path, digits, decoder)
        except DigitpadError as error:
            yield error
        except MemoryError:
            yield ImageError(tr("{path} needs more memory than there is.", path=path), MEMORY_HINT)


def _members(path: Path, digits: bool, decoder: image_files.Decoder | None) -> Iterator[Member | DigitpadError]:
    if is_folder(path):
        yield from read_all(_in_folder(path), digits=digits, decoder=decoder)
        return
    kind = file_kinds.kind_of(path)
    if kind.family == file_kinds.SET:
        found = image_sets.read(path)
        for number, picture in enumerate(found.x):
            glyph = image_sets.glyph(picture) if digits or found.plain is None else picture / np.float32(255)
            yield Member(path, f"{path.name}:{number}", Shown(glyph, picture))
    elif kind.family == file_kinds.INK:
        for each in files.read_each(path):
            yield each if isinstance(each, DigitpadError) else Member(path, each.key_id, each.ink)
    elif kind.family == file_kinds.PICTURE:
        yield Member(path, path.name, _shown(path, decoder))
    else:
        raise file_kinds.unread(path, kind)


def _in_folder(folder: Path) -> list[Path]:
    """Its ink files, pictures and image sets, in the order of their names; other files and folders are passed over."""
    try:
        found = [path for path in folder.iterdir() if path.name.lower().endswith(file_kinds.READ) and is_file(path)]
    except OSError as error:
        raise ImageError(
            tr("{folder} could not be read: {strerror}.", folder=folder, strerror=error.strerror),
            tr("Check the folder's rights."),
        ) from error
    found = [path for path in found if not path.name.startswith(".")]
    if not found:
        raise ImageError(
            tr("{folder} holds neither pictures nor ink files.", folder=folder),
            tr("Name a folder with PNG or ndjson files."),
        )
    return sorted(found)


def _shown(path: Path, decoder: image_files.Decoder | None) -> Shown:
    try:
        grey = image_files.load(path, decoder)
        scale = image_files.longer_side(path, decoder) / max(grey.shape)
        way = pipeline.steps(grey)
        return Shown(way.found(), grey, scale, picture_numbers.line_in(way))
    except ImageError as error:
        named = str(path) in error.message
        raise error if named else ImageError(f"{path}: {error.message}", error.hint) from error
