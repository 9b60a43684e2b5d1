"""What lies on the pad and how it is to be read, in one frozen record. Imports numpy and ink, no Qt.

The pad emits a `Subject` at every change; it holds all that whoever reads it needs, so that nobody asks the pad back.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from digitpad.core.records import Reading
from digitpad.ink.glyph import EVERY_STEP, GlyphSteps, Screen, Switches, steps
from digitpad.ink.ink import Ink
from digitpad.ink.pictures import picture_numbers, pipeline
from digitpad.ink.pictures.picture_numbers import DigitLine
from digitpad.ink.pictures.pipeline import EVERY_PICTURE_STEP, PictureSteps, PictureSwitches

SMALLEST_SHARE = 0.04  # of the canvas's shorter side: a smaller drawing is a slip of the pen

Pixels = NDArray[np.uint8]  # of a picture: (height, width), or with colours (height, width, 3)
Glyph = NDArray[np.float32]  # (28, 28) in [0, 1]


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A picture, grey or with colours, that lies on the pad in place of a drawing.

    `exact` is the (28, 28) glyph, 0 to 1, that models read of it: given where the picture is of a test set's glyph,
    which nothing may change on its way to them; None where the glyph has still to be found.
    """

    grey: Pixels
    exact: Glyph | None = None

    @staticmethod
    def of_glyph(glyph: Glyph) -> "Picture":
        """The picture of a (28, 28) glyph, its ink dark on light paper."""
        return Picture(np.rint(255 * (1 - np.clip(glyph, 0, 1))).astype(np.uint8), glyph)

    def shades(self, *, dark: bool) -> Pixels:
        """The greys to paint: a glyph's ink stands out as the pen's does, a picture from elsewhere stays as it is."""
        return 255 - self.grey if dark and self.exact is not None else self.grey


@dataclass(frozen=True, slots=True, eq=False)
class FoundGlyph:
    """How far it was from a picture to a glyph with these switches, and all that stands beside the digit."""

    picture: Picture
    switches: PictureSwitches
    way: PictureSteps
    line: DigitLine | None


def found_glyph(picture: Picture, switches: PictureSwitches) -> FoundGlyph:
    """Looks for the digit on a picture; a large one takes a while."""
    way = pipeline.steps(picture.grey, switches=switches)
    return FoundGlyph(picture, switches, way, picture_numbers.line_in(way) if way.glyph is not None else None)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Subject:
    """An ink in canvas pixels or a picture, true where it can be read, and how it is read.

    `number` grows with every change; `began` is the number of the first change of what lies there now: answers to
    earlier ones are of something that is gone. `glyph` is a picture's, None while it is looked for, or where there is
    none (`searched`); `line` is all that stands beside each other on it. `screen` is what the ink was drawn on; None:
    nobody knows, so nothing is too small and every step is taken. `threshold` None: the model's own.
    """

    number: int = 0
    began: int = 0
    ink: Ink = field(default_factory=Ink)
    picture: Picture | None = None
    glyph: Glyph | None = None
    line: DigitLine | None = None
    searched: bool = False
    model: str = ""
    numbers: bool = False
    threshold: float | None = None
    switches: Switches = EVERY_STEP
    picture_switches: PictureSwitches = EVERY_PICTURE_STEP
    screen: Screen | None = None

    def __bool__(self) -> bool:
        return self.glyph is not None or bool(self.ink.strokes)

    @property
    def drawing(self) -> Ink | Glyph:
        """What is read: a picture's glyph, or the ink."""
        return self.ink if self.glyph is None else self.glyph

    def steps(self) -> GlyphSteps:
        """The ink's way to its glyph."""
        return steps(self.ink, switches=self.switches, screen=self.screen)

    def glyph_of(self, ink: Ink) -> Glyph:
        """The glyph of a part of the ink."""
        return replace(self, ink=ink).steps().centred

    @property
    def too_small(self) -> bool:
        """Whether the ink is a slip of the pen on its screen."""
        if self.screen is None or not self.ink.strokes:
            return False
        return self.ink.extent < SMALLEST_SHARE * min(self.screen.width, self.screen.height)


class NumberReader(Protocol):
    """A model that reads digits side by side."""

    def read(self, ink: Ink, draw: Callable[[Ink], Glyph], threshold: float | None = None) -> Reading:
        """The number that digits side by side are; `draw` makes their glyphs."""

    def read_line(self, line: DigitLine, threshold: float | None = None) -> Reading:
        """The number that digits side by side on a picture are."""


def number_on(subject: Subject, model: NumberReader) -> Reading:
    """The number that a subject's digits side by side are; no digits where there is nothing, or a slip of the pen."""
    if subject.glyph is not None:
        return Reading() if subject.line is None else model.read_line(subject.line, subject.threshold)
    return Reading() if subject.too_small else model.read(subject.ink, subject.glyph_of, subject.threshold)
