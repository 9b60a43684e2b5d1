"""A picture with several digits side by side is read as one number. Imports numpy, records and ink.

The marks on the picture take the place of strokes: neighbours may be one digit, and all such parts are judged at once
(see `numbers`). Digits that touch are one mark, and are not taken apart; of several lines, one is read.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from digitpad.core.records import Answer, Reading
from digitpad.ink import numbers
from digitpad.ink.glyph import SIZE, Picture
from digitpad.ink.numbers import Box, Part
from digitpad.ink.pictures.blobs import Blob, line
from digitpad.ink.pictures.pipeline import Marks, PictureSteps, steps

Judge = Callable[[list[Picture]], list[Answer]]


@dataclass(frozen=True, slots=True, eq=False)
class DigitLine:
    """The marks on a picture that stand beside each other: their boxes, in the picture's pixels, and their glyphs."""

    boxes: tuple[Box, ...]
    draw: Callable[[Part], Picture]


def line_on(array: NDArray[Any], *, light_ink: bool | None = None) -> DigitLine:
    """What there is to read on a picture, as `pictures.from_array` takes it. Raises ImageError where there is nothing.

    A picture that is a glyph already is one mark, whatever is on it.
    """
    return line_in(steps(array, light_ink=light_ink))


def line_in(way: PictureSteps) -> DigitLine:
    """The same of a picture whose steps have been taken."""
    found = way.marks
    if found is None:
        glyph = way.found()
        return DigitLine(((0.0, 0.0, float(SIZE), float(SIZE)),), lambda _part: glyph)
    chosen = line(found.blobs, found.place)

    def draw(part: Part) -> Picture:
        return found.glyph([chosen[number] for number in part])

    if not chosen:
        draw(())  # which says that there is nothing
    return DigitLine(tuple(_on_picture(mark, found) for mark in chosen), draw)


def _on_picture(mark: Blob, found: Marks) -> Box:
    """A mark's box in the picture's own pixels."""
    (left, top), (across, down) = found.origin, found.step
    return left + mark.left * across, top + mark.top * down, left + mark.right * across, top + mark.bottom * down


def read_line(found: DigitLine, judge: Judge) -> Reading:
    """The number that stands there; boxes are in the picture's pixels."""
    return numbers.read_parts(found.boxes, judge, found.draw)


def read(array: NDArray[Any], judge: Judge, *, light_ink: bool | None = None) -> Reading:
    """The number on a picture, as `pictures.from_array` takes it; boxes are in its pixels. Raises ImageError."""
    return read_line(line_on(array, light_ink=light_ink), judge)
