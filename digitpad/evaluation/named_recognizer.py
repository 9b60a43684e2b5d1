"""`from digitpad import Recognizer`: a model of the library by name, ready to be asked. Imports models and learn."""

from pathlib import Path
from typing import Any

from numpy.typing import ArrayLike, NDArray

from digitpad.core.records import Answer, Card, Reading
from digitpad.ink.ink import Ink
from digitpad.ink.pictures.picture_numbers import DigitLine
from digitpad.learn import device
from digitpad.models.library import open_library

DEFAULT_MODEL = "padnet"


class Recognizer:
    """Reads drawings with one model of the library.

    >>> from digitpad import Ink, Recognizer
    >>> Recognizer(model="padnet").recognize(Ink.from_strokes([[(50, y) for y in range(10, 90, 5)]])).digit
    1

    model: its id, as `digitpad models` lists it. home: the folder that trained models lie in (default: DIGITPAD_HOME
    or the user's data folder). Raises UnknownNameError, ModelError, InstallError. Thread-safe.
    """

    def __init__(self, model: str = DEFAULT_MODEL, home: Path | str | None = None) -> None:
        library = open_library(None if home is None else Path(home))
        found = library.open(model)
        device.import_torch()  # says in a sentence where torch cannot be loaded
        from digitpad.learn.card_recognizer import CardRecognizer

        self._recognizer = CardRecognizer.of(found)

    @property
    def card(self) -> Card:
        """What is known of the model."""
        return self._recognizer.card

    def recognize(self, ink: Ink) -> Answer:
        """What the drawing is: `digit` (None where refused), `confidence`, `probabilities`."""
        return self._recognizer.recognize(ink)

    def read(self, ink: Ink) -> Reading:
        """The number that digits written side by side are: `text`, and `digits` with their answers and boxes."""
        return self._recognizer.read(ink)

    def read_picture(self, picture: NDArray[Any], light_ink: bool | None = None) -> Reading:
        """The number on a (height, width) grey picture with digits side by side. Raises ImageError for a blank one.

        light_ink: True where ink is known to be lighter than paper, False where darker, None to find out.
        """
        return self._recognizer.read_picture(picture, light_ink)

    def recognize_glyph(self, glyph: ArrayLike, line: DigitLine | None = None) -> Answer:
        """What a (28, 28) picture in [0, 1], white on black, is. Raises ModelError for another shape or values.

        line: what `pictures_numbers.line_on` finds on the picture that the glyph is from; several digits are refused.
        """
        return self._recognizer.recognize_glyph(glyph, line=line)
