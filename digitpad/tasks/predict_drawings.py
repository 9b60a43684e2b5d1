"""What the drawings of files are, read as one digit each or as numbers. Imports evaluation and ink."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from digitpad.core.errors import DigitpadError, ImageError, InkError
from digitpad.core.records import DIGITS, Answer, Reading
from digitpad.evaluation.named_recognizer import Recognizer
from digitpad.ink import input_files
from digitpad.ink.ink import Ink
from digitpad.ink.input_files import Member, Shown
from digitpad.ink.numbers import Box
from digitpad.ink.pictures.image_files import Decoder
from digitpad.tasks.progress import Problem, going_on, problem_of


@dataclass(frozen=True, slots=True)
class Predicted:
    """A drawing's key_id or file name, what it is as one digit, and as a number where that was asked for.

    Boxes are in the ink's unit, or in the file's own pixels.
    """

    key: str
    answer: Answer
    reading: Reading | None = None


def predicted(
    recognizer: Recognizer, paths: Sequence[Path], decoder: Decoder | None = None, *, numbers: bool = False
) -> Iterator[Predicted | Problem]:
    """Each drawing and picture of these files and folders, in order; a Problem in place of what cannot be read.

    decoder: of pictures that Pillow does not decode. numbers: digits side by side are read as one number, too.
    """
    digits = recognizer.card.classes == DIGITS
    for member in input_files.read_all(paths, digits=digits, decoder=decoder):
        if isinstance(member, DigitpadError):
            yield problem_of(member)
        else:
            yield from going_on(_one(recognizer, member, numbers=numbers))


def _one(recognizer: Recognizer, member: Member, *, numbers: bool) -> Iterator[Predicted]:
    drawn = member.drawn
    try:
        if isinstance(drawn, Ink):
            answer, reading = recognizer.recognize(drawn), recognizer.read(drawn) if numbers else None
        elif numbers:
            answer, reading = recognizer.recognize_glyph(drawn.glyph), _number(recognizer, drawn)
        else:
            answer, reading = recognizer.recognize_glyph(drawn.glyph, drawn.line), None
    except InkError as error:  # of which drawing it speaks, only the file's reader knows
        raise InkError(f"{member.key}: {error.message}", error.hint) from error
    yield Predicted(member.key, answer, reading)


def _number(recognizer: Recognizer, shown: Shown) -> Reading:
    """The number on a picture; no digits where nothing is on it."""
    try:
        found = recognizer.read_picture(shown.grey, shown.light_ink)
    except ImageError:  # an image set may hold blank pictures, which have a line all the same
        return Reading()
    return replace(found, digits=tuple(replace(one, box=_scaled(one.box, shown.scale)) for one in found.digits))


def _scaled(box: Box, by: float) -> Box:
    left, top, right, bottom = box
    return by * left, by * top, by * right, by * bottom
