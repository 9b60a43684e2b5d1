"""Whether a drawing holds several digits side by side, which must not be read as one. Imports numbers, records and ink.

Two things must hold. The marks (strokes, or a picture's blobs) stand in columns that lie on one line with paper between
them: so do 100 % of two real digits that are set side by side with a gap, and 0.05 % of single ones, a four or a five
whose strokes lie apart. And whoever reads digits finds them there, which is not so of letters and scribbles.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from digitpad.core.errors import InkError
from digitpad.core.limits import NUMBER_STROKES
from digitpad.core.records import DIGITS, Answer, Reading, Refusal
from digitpad.ink.numbers import SPECK, Box, line_height

# Lengths are shares of the line's height; measured on 6,700 digits of 196 writers, and on pairs and triples of them.
GAP = 0.08  # of paper between two digits that stand apart
WIDE = 0.25  # the same where the reader takes all of it for one digit: many readers take anything for one
TIGHT = -0.15  # the same where the drawing is no single digit to the reader: slanted ones reach over each other
HEIGHT = 0.5  # of the highest column: a lower one is a bar or a dot of its neighbour
LEVEL = 0.6  # of the lower column's height, that it shares with every other
SURE = 0.5  # how surely there is a digit in each column: the smaller of two is drawn with less care


def unless_several(answer: Answer, boxes: Sequence[Box], read: Callable[[], Reading]) -> Answer:
    """The answer to a drawing taken as one digit, refused where it is several.

    boxes: of its strokes, or of the marks of a picture. read: gives the number that they are to the same model; asked
    only where they stand in columns. Models of other things than digits answer as ever.
    """
    if not 2 <= len(boxes) <= NUMBER_STROKES or answer.classes != DIGITS or answer.nearest is None:
        return answer
    try:
        found = _found(answer, boxes, read)
    except InkError:  # a scribble
        return answer
    return replace(answer, digit=None, refused=Refusal.SEVERAL, several=found, in_doubt=False) if found else answer


def _found(answer: Answer, boxes: Sequence[Box], read: Callable[[], Reading]) -> int:
    """How many digits there are; 0 where it is one. Raises InkError where there is none."""
    if is_apart(boxes):
        digits = read().digits
        meant = len(digits) > 1 or is_apart(boxes, WIDE)
        return len(columns(boxes)) if meant and all(digit.answer.sure >= SURE for digit in digits) else 0
    if (answer.digit is None or answer.in_doubt) and is_apart(boxes, TIGHT):
        digits = read().digits
        known = all(digit.answer.digit is not None for digit in digits)
        return len(digits) if known and is_apart([digit.box for digit in digits], TIGHT) else 0
    return 0


def is_apart(boxes: Sequence[Box], gap: float = GAP) -> bool:
    """Whether marks with these boxes stand in two columns or more, as digits of one line do."""
    stand = columns(boxes, gap)
    return len(stand) > 1 and _on_one_line(stand)


def columns(boxes: Sequence[Box], gap: float = GAP) -> list[Box]:
    """The boxes from left to right, joined where less paper than `gap` of the line's height is between them."""
    if not boxes:
        return []
    height = line_height(boxes)
    made: list[Box] = []
    for box in sorted(box for box in boxes if max(box[2] - box[0], box[3] - box[1]) >= SPECK * height):
        if made and box[0] - made[-1][2] < gap * height:
            left, top, right, bottom = made.pop()
            box = left, min(top, box[1]), max(right, box[2]), max(bottom, box[3])
        made.append(box)
    return made


def _on_one_line(boxes: Sequence[Box]) -> bool:
    """Whether all are about as high, and beside each other rather than above."""
    heights = [bottom - top for _, top, _, bottom in boxes]
    if min(heights) < HEIGHT * max(heights) or not max(heights):
        return False
    shared = min(bottom for _, _, _, bottom in boxes) - max(top for _, top, _, _ in boxes)
    return shared >= LEVEL * min(heights)
