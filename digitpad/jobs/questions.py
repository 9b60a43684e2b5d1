"""What is asked about a drawing, and what comes back: frozen, and read in any thread. Imports records and ink."""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from digitpad.errors import ImageError
from digitpad.ink.glyph import EVERY_STEP, Screen, Steps, Switches, steps
from digitpad.ink.ink import Ink
from digitpad.ink.pictures import from_array
from digitpad.records import Answer, Reading

SMALLEST_SHARE = 0.04  # of the canvas's shorter side: a smaller drawing is a slip of the pen
TOO_SMALL = "too small"
MARGIN = 0.1  # of a digit's longer side: the paper that is cut out with it

Picture = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Manner:
    """How drawings are read: as numbers or not, refused below which threshold (None: the model's own), by which steps.

    `screen` is what the ink was drawn on; None: nobody knows, so nothing is too small and every step is taken.
    """

    numbers: bool = False
    threshold: float | None = None
    switches: Switches = EVERY_STEP
    screen: Screen | None = None

    def steps(self, ink: Ink) -> Steps:
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
class Question:
    """A drawing for some models: ink, or the (28, 28) glyph of a picture. `number` grows with every question.

    `page` is the whole (height, width) grey picture that the glyph was found on, for who reads numbers.
    """

    number: int
    models: tuple[str, ...]
    ink: Ink | None = None
    picture: Picture | None = None
    manner: Manner = field(default_factory=Manner)
    page: NDArray[np.uint8] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Reply:
    """What each model that could be asked said, by id, and the glyph that it was shown.

    `steps` is the way to that glyph, None for a picture. Of a number, `reading` is the whole; the answers, the glyph
    and `focus` (its ink) are of the digit that was written last, or on a picture of the rightmost one.
    """

    question: Question
    answers: dict[str, Answer]
    glyph: Picture
    steps: Steps | None = None
    reading: Reading | None = None
    focus: Ink | None = None


def focus(ink: Ink, reading: Reading) -> tuple[Ink, Answer | None]:
    """The digit of a number that the newest stroke belongs to, and its answer; the whole ink where there is none."""
    if not reading.digits:
        return ink, None
    newest = max(reading.digits, key=lambda digit: max(digit.strokes))
    return Ink(tuple(ink.strokes[n] for n in newest.strokes)), newest.answer


def last_digit(page: NDArray[np.uint8], reading: Reading, otherwise: Picture) -> Picture:
    """The glyph of a picture's rightmost digit, cut out with a little paper around it; `otherwise` where that fails."""
    left, top, right, bottom = reading.digits[-1].box
    edge = MARGIN * max(right - left, bottom - top)
    rows, columns = (slice(max(int(a - edge), 0), int(b + edge) + 1) for a, b in ((top, bottom), (left, right)))
    try:
        return from_array(page[rows, columns])
    except ImageError:
        return otherwise


def refused_if_small(answer: Answer, question: Question) -> Answer:
    """The answer, refused where the drawing is too small for the screen that it is on."""
    if question.ink is None or not question.manner.too_small(question.ink):
        return answer
    return replace(answer, digit=None, refused=TOO_SMALL)
