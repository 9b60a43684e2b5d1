"""A picture with several digits side by side is read as one number. Imports numpy, records and ink.

The marks on the picture take the place of strokes: neighbours may be one digit, and all such parts are judged at once
(see `numbers`). Digits that touch are one mark, and are not taken apart; of several lines, one is read.
"""

from typing import Any

from numpy.typing import NDArray

from digitpad.ink import numbers
from digitpad.ink.glyph import SIZE, Picture
from digitpad.ink.numbers import Box, Judge, Part
from digitpad.ink.pictures import as_it_is, fitted, marks
from digitpad.ink.pictures_blobs import line
from digitpad.ink.pictures_paper import grey, shrunk
from digitpad.records import DigitRead, Reading


def read(array: NDArray[Any], judge: Judge, *, light_ink: bool | None = None) -> Reading:
    """The number on a picture, as `pictures.from_array` takes it; boxes are in its pixels. Raises ImageError."""
    whole = grey(array)
    ready = as_it_is(whole, light_ink)
    if ready is not None:
        (answer,) = judge([ready])
        return numbers.reading([DigitRead(answer, (0.0, 0.0, float(SIZE), float(SIZE)), (0,))])
    small = shrunk(whole)
    step = max(whole.shape) / max(small.shape)
    found = marks(small, light_ink)
    chosen = line(found.blobs, small.shape, found.frame)
    boxes: list[Box] = [(mark.left * step, mark.top * step, mark.right * step, mark.bottom * step) for mark in chosen]

    def draw(part: Part) -> Picture:
        return fitted(found.cut([chosen[number] for number in part]))

    if not chosen:
        draw(())  # which says that there is nothing
    return numbers.read_parts(boxes, judge, draw)
