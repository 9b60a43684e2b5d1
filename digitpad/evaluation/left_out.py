"""The drawings behind the figures of a model of own classes, as pictures: nothing else has them. Imports ink, storage.

<home>/classes/left-out/DATA.npz    x (N, 28, 28) uint8, 255 = ink, row by row as in the evaluation of that DATA
"""

import io
import re
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digitpad.core.errors import DatasetError
from digitpad.core.language import tr
from digitpad.core.storage import write_atomic
from digitpad.ink import class_sets

FOLDER = "left-out"


def keep(home: Path, data: str, glyphs: NDArray[np.uint8]) -> None:
    """Writes the pictures (N, 28, 28) of an evaluation's data, by its fingerprint. Raises StorageError."""
    content = io.BytesIO()
    np.savez_compressed(content, x=glyphs)
    write_atomic(_path(home, data), content.getvalue())


def glyphs(home: Path, data: str, rows: list[int]) -> NDArray[np.uint8]:
    """The pictures (len(rows), 28, 28) in these rows. Raises DatasetError where they were not kept, or are others."""
    from digitpad.ink import image_sets  # here: Pillow would hold up the first paint

    try:
        found = image_sets.read_pictures(_path(home, data))
    except DatasetError as error:
        raise _lost() from error
    if found.shape[1:] != (28, 28) or max(rows, default=0) >= len(found):
        raise _lost()
    return found[rows]


def _path(home: Path, data: str) -> Path:
    if re.fullmatch("[0-9a-f]{1,64}", data) is None:
        raise _lost()
    return home / class_sets.FOLDER / FOLDER / f"{data}.npz"


def _lost() -> DatasetError:
    return DatasetError(
        tr("The drawings that this model was judged on were not kept."),
        tr("Train it again, or evaluate it on an ink file."),
    )
