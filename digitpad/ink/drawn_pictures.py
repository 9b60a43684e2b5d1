"""Pictures that stand in an ink file: a glyph under a key of its own, beside a drawing without strokes. Imports ink.

So one file holds all that a model of one's own classes is trained on, whether it was drawn or read from pictures.
"""

import base64
import binascii

import numpy as np

from digitpad.core.errors import InkError
from digitpad.core.language import tr
from digitpad.ink.files import Drawing
from digitpad.ink.glyph import SIZE, Picture, glyph
from digitpad.ink.ink import Ink

KEY = "glyph"  # 784 bytes, row by row, in base64


def drawing_of(picture: Picture, word: str, key_id: str) -> Drawing:
    """A line of an ink file that holds this (28, 28) glyph in [0, 1] instead of strokes."""
    content = np.round(picture * 255).astype(np.uint8).tobytes()
    return Drawing(Ink(), word, key_id, extra={KEY: base64.b64encode(content).decode()})


def is_picture(drawing: Drawing) -> bool:
    """Whether it holds a glyph instead of strokes."""
    return not drawing.ink and KEY in drawing.extra


def picture_of(drawing: Drawing) -> Picture:
    """The (28, 28) float32 glyph in [0, 1] of a drawing, be it kept as a picture. Raises InkError for a broken one."""
    if not is_picture(drawing):
        return glyph(drawing.ink)
    try:
        content = base64.b64decode(str(drawing.extra[KEY]), validate=True)
        return np.frombuffer(content, np.uint8).reshape(SIZE, SIZE).astype(np.float32) / np.float32(255)
    except (binascii.Error, ValueError) as error:
        raise InkError(
            tr("The picture of {key} is broken.", key=drawing.key_id),
            tr("Delete it from the file, or import it again."),
        ) from error
