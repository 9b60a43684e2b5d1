"""What is asked about a drawing, and what comes back: frozen, and read in any thread. Imports records and ink."""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from digitpad.core.records import Answer, Reading, Refusal
from digitpad.ink.glyph import EVERY_STEP, GlyphSteps, Screen, Switches, steps
from digitpad.ink.ink import Ink
from digitpad.ink.pictures.picture_numbers import DigitLine

SMALLEST_SHARE = 0.04  # of the canvas's shorter side: a smaller drawing is a slip of the pen

Picture = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """How drawings are read: as numbers or not, refused below which threshold (None: the model's own), by which steps.

    `screen` is what the ink was drawn on; None: nobody knows, so nothing is too small and every step is taken.
    """

    numbers: bool = False
    threshold: float | None = None
    switches: Switches = EVERY_STEP
    screen: Screen | None = None

    def steps(self, ink: Ink) -> GlyphSteps:
        """The ink's way to its glyph."""
        return steps(ink, switches=self.switches, screen=self.screen)

    def glyph(self, ink: Ink) -> Picture:
        """The ink's glyph."""
        return self.steps(ink).centred

    def too_small(self, ink: Ink) -> bool:
        """Whether the ink is a slip of the pen on its screen."""
        if self.screen is None or not ink:
            return False
        return ink.extent < SMALLEST_SHARE * min(self.screen.width, self.screen.height)


@dataclass(frozen=True, slots=True, eq=False)
class Request:
    """A drawing for some models: ink, or the (28, 28) glyph of a picture. `number` grows with every question.

    `line` is all that stands beside each other on the picture that the glyph was found on; None: nothing else is known.
    """

    number: int
    models: tuple[str, ...]
    ink: Ink | None = None
    picture: Picture | None = None
    manner: ReadingOptions = field(default_factory=ReadingOptions)
    line: DigitLine | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """What each model that could be asked said, by id, and the glyph that it was shown.

    `steps` is the way to that glyph, None for a picture. Of a number, `reading` is the whole; the answers, the glyph
    and `focus` (its ink) are of the digit that was written last, or on a picture of the rightmost one; `shown` is its
    place among the reading's digits, from 0.
    """

    question: Request
    answers: dict[str, Answer]
    glyph: Picture
    steps: GlyphSteps | None = None
    reading: Reading | None = None
    focus: Ink | None = None
    shown: int = 0


def newest(reading: Reading) -> int:
    """The place, among a number's digits, of the one that the newest stroke belongs to."""
    return max(range(len(reading.digits)), key=lambda at: max(reading.digits[at].strokes))


def part(ink: Ink, reading: Reading, at: int) -> Ink:
    """The ink of one digit of a number."""
    return Ink(tuple(ink.strokes[n] for n in reading.digits[at].strokes))


def refused_if_small(answer: Answer, question: Request) -> Answer:
    """The answer, refused where the drawing is too small for the screen that it is on."""
    if question.ink is None or not question.manner.too_small(question.ink):
        return answer
    return replace(answer, digit=None, refused=Refusal.TOO_SMALL)
