"""What the drawings of files are, read as one digit each or as numbers. Imports models and ink, and learn late."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from digitpad.core.errors import DigitpadError, ImageError, InkError
from digitpad.core.records import DIGITS, Answer, Reading
from digitpad.ink import input_files
from digitpad.ink.ink import Ink
from digitpad.ink.input_files import Member, Shown
from digitpad.ink.numbers import Box
from digitpad.ink.pictures import picture_numbers
from digitpad.ink.pictures.image_files import Decoder
from digitpad.ink.pictures.picture_numbers import DigitLine
from digitpad.ink.subject import Subject, number_on
from digitpad.models.library import Library
from digitpad.tasks.progress import Problem, going_on, problem_of

if TYPE_CHECKING:
    from digitpad.learn.card_recognizer import CardRecognizer


@dataclass(frozen=True, slots=True)
class Predicted:
    """A drawing's key_id or file name, what it is as one digit, and as a number where that was asked for.

    Boxes are in the ink's unit, or in the file's own pixels.
    """

    key: str
    answer: Answer
    reading: Reading | None = None


def predicted(
    library: Library, model: str, paths: Sequence[Path], decoder: Decoder | None = None, *, numbers: bool = False
) -> Iterator[Predicted | Problem]:
    """Each drawing and picture of these files and folders, in order; a Problem in place of what cannot be read.

    decoder: of pictures that Pillow does not decode. numbers: digits side by side are read as one number, too.
    Raises UnknownNameError, ModelError, InstallError.
    """
    found = library.open(model)  # a mistyped name is told before torch is loaded
    from digitpad.learn import device

    device.import_torch()
    from digitpad.learn.card_recognizer import CardRecognizer

    recognizer = CardRecognizer.of(found)
    digits = recognizer.card.classes == DIGITS
    for member in input_files.read_all(paths, digits=digits, decoder=decoder):
        if isinstance(member, DigitpadError):
            yield problem_of(member)
        else:
            yield from going_on(_one(recognizer, member, numbers=numbers))


def _one(recognizer: "CardRecognizer", member: Member, *, numbers: bool) -> Iterator[Predicted]:
    drawn, reading = member.drawn, None
    try:
        if isinstance(drawn, Ink):
            answer = recognizer.recognize(drawn)
        else:
            answer = recognizer.recognize_glyph(drawn.glyph, line=None if numbers else drawn.line)
        if numbers:
            reading = _number(recognizer, drawn)
    except InkError as error:  # of which drawing it speaks, only the file's reader knows
        raise InkError(f"{member.key}: {error.message}", error.hint) from error
    yield Predicted(member.key, answer, reading)


def _number(recognizer: "CardRecognizer", drawn: Ink | Shown) -> Reading:
    """The number on a drawing or a picture, its boxes in the file's own unit."""
    if isinstance(drawn, Ink):
        return number_on(Subject(ink=drawn), recognizer)
    found = number_on(Subject(glyph=drawn.glyph, line=_line(drawn)), recognizer)
    return replace(found, digits=tuple(replace(one, box=_scaled(one.box, drawn.scale)) for one in found.digits))


def _line(shown: Shown) -> DigitLine | None:
    """All that stands on a picture; of one of an image set it is looked for only here."""
    try:
        return shown.line or picture_numbers.line_on(shown.grey, light_ink=True)
    except ImageError:  # an image set may hold blank pictures
        return None


def _scaled(box: Box, by: float) -> Box:
    left, top, right, bottom = box
    return by * left, by * top, by * right, by * bottom
