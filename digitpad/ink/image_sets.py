"""Image sets: `.npz` files of pictures and their classes, and the glyphs they become. Imports numpy, ink and errors.

Pictures of digits go through the picture pipeline at any size: envelopes' 16x16 scans, photographs, and 28x28 web
canvases with the digit off-centre. One that is a glyph by the pipeline's own rule (MNIST's digits are) comes out as it
went in. A model of other things than digits (clothes) is shown 28x28 pictures as they stand: there is no ink to find.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitpad.core import limits
from digitpad.core.errors import DatasetError, ImageError
from digitpad.core.language import mark, tr
from digitpad.core.records import DIGITS
from digitpad.ink import npz_files
from digitpad.ink.glyph import SIZE, Picture
from digitpad.ink.pictures import image_files, pipeline

HINT = mark("An image set is an .npz file with x (N, H, W) uint8, 255 = ink, and y (N,) whole numbers from 0 to 9.")


@dataclass(frozen=True, slots=True, eq=False)
class ImageSet:
    """x (N, H, W) uint8, 255 = ink; y (N,) int64 from 0 to 9, None where the file has none."""

    x: NDArray[np.uint8]
    y: NDArray[np.int64] | None

    @property
    def plain(self) -> NDArray[np.uint8] | None:
        """The pictures as they stand, where they have a glyph's size."""
        return self.x if self.x.shape[1:] == (SIZE, SIZE) else None

    def glyphs(self) -> NDArray[np.float32]:
        """(N, 28, 28) float32 in [0, 1]: each through the picture pipeline; all zeros where nothing is on it."""
        made = np.empty((len(self.x), SIZE, SIZE), np.float32)
        for row, picture in zip(made, self.x, strict=True):
            row[:] = glyph(picture)
        return made


def read(path: Path) -> ImageSet:
    """The set, checked as a whole. Raises DatasetError."""
    x, y = _arrays(path)
    _check_pictures(path, x)
    if y is None:
        return ImageSet(x.view(np.uint8), None)
    if y.shape != x.shape[:1] or not np.issubdtype(y.dtype, np.integer):
        raise DatasetError(
            tr(
                "y in {path} should be ({count},) whole numbers, got {shape} {dtype}.",
                path=path,
                count=len(x),
                shape=y.shape,
                dtype=y.dtype,
            ),
            HINT,
        )
    if y.min() < 0 or y.max() >= len(DIGITS):
        raise DatasetError(
            tr("y in {path} goes from {min} to {max}, not from 0 to 9.", path=path, min=y.min(), max=y.max()), HINT
        )
    return ImageSet(x.view(np.uint8), y.astype(np.int64))


def read_pictures(path: Path) -> NDArray[np.uint8]:
    """The pictures alone (N, H, W), whatever their classes are. Raises DatasetError."""
    x, _ = _arrays(path)
    _check_pictures(path, x)
    return x.view(np.uint8)


def _check_pictures(path: Path, x: NDArray[Any]) -> None:
    if x.dtype == np.uint8 and x.ndim == 3 and len(x) > limits.SET_ROWS:
        said = tr(
            "{path} holds {count:,} pictures; up to {set_rows:,} are read.",
            path=path,
            count=len(x),
            set_rows=limits.SET_ROWS,
        )
        raise DatasetError(said, tr("Split it into several files."))
    if x.ndim != 3 or x.dtype != np.uint8 or not x.size:
        raise DatasetError(
            tr("x in {path} should be (N, H, W) uint8, got {shape} {dtype}.", path=path, shape=x.shape, dtype=x.dtype),
            HINT,
        )


def glyph(picture: NDArray[np.uint8]) -> Picture:
    """One (H, W) picture as a glyph."""
    if max(picture.shape) > image_files.LARGEST_SIDE:  # as a picture file of this size is shrunk where it is read
        picture = image_files.shrunk(picture)
    try:
        return pipeline.from_array(picture, light_ink=True)
    except ImageError:
        return np.zeros((SIZE, SIZE), np.float32)  # nothing on it: every model refuses it, and it counts as wrong


def _arrays(path: Path) -> tuple[NDArray[Any], NDArray[Any] | None]:
    try:
        found = npz_files.read(path, {"x": True, "y": False}, limits.IMAGE_SET_BYTES)
    except FileNotFoundError:
        raise DatasetError(tr("There is no file {path}.", path=path), tr("Check the name and the folder.")) from None
    except OSError as error:
        raise DatasetError(
            tr("{path} could not be read: {strerror}.", path=path, strerror=error.strerror),
            tr("Check the name and the rights."),
        ) from error
    except npz_files.BrokenNpzError as error:
        raise DatasetError(
            tr("{path} is no image set that can be read: {error}.", path=path, error=error), HINT
        ) from error
    return found["x"], found.get("y")
