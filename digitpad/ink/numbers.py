"""Strokes written side by side become digits, and digits a number. Imports numpy, records and ink.

A number is split between strokes, never through one. The strokes are put in order, from left to right and as they were
written; neighbours in either order may be one digit. All those candidates are judged at once by whoever reads digits,
and dynamic programming finds the split that is likeliest as a whole: how surely each part is a digit, how surely which,
and whether the parts lie as digits of one line do. One stroke that runs through two digits stays one part.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from digitpad.core.errors import InkError
from digitpad.core.language import tr
from digitpad.core.limits import NUMBER_LENGTH, NUMBER_STROKES
from digitpad.core.records import Answer, DigitRead, Reading
from digitpad.ink.glyph import length
from digitpad.ink.ink import Ink, Points

Box = tuple[float, float, float, float]
Part = tuple[int, ...]  # the numbers of the strokes of one digit, ascending
Sight = TypeVar("Sight")  # what a judge is shown of a part, such as its glyph

MOST_STROKES = 5  # of one digit; in 17,000 digits of 196 writers none has more than 4
MOST_PARTS = 240  # candidates of one drawing: a page of scribbles must not hold up the pad
JUDGED = 256  # that are judged at once: a network's features take 100 kB each
UNREADABLE = "?"  # stands in a number's text for a digit that was refused

# All lengths are shares of the line's height, which is the tallest stroke's.
SPECK = 0.07  # a stroke smaller than this is a slip of the pen, and no part of any digit
WIDEST_GAP = 0.45  # between strokes of one digit, from left to right
WIDEST = 1.7  # a digit of several strokes
SURE_LEAST = 1e-6  # a judge who is certain may err all the same


@dataclass(frozen=True, slots=True)
class Weights:
    """What geometry counts against the judge, in natural logarithms of probability; fitted on training writers."""

    digit: float = 3.0  # of log P(it is a digit)
    part: float = 0.02  # against each digit: of two splits as likely, the one with fewer is taken
    gap: float = 3.0  # against a part whose strokes lie apart, for each share of the height
    inside: float = 0.6  # against a part that lies inside its neighbour, as a slash in a zero does
    small: float = 8.0  # against a part less than half as high as the line, for each factor of e
    wide: float = 2.0  # against a part of several strokes that is wider than high, for each share of the height


WEIGHTS = Weights()


def read(
    ink: Ink, judge: Callable[[list[Sight]], list[Answer]], draw: Callable[[Ink], Sight], weights: Weights = WEIGHTS
) -> Reading:
    """The number that was written; a reading without digits where nothing was drawn. `draw` makes what is judged.

    Raises InkError for more strokes than a number can have, or far longer ones: that is a scribble.
    """
    if not ink:
        return Reading()
    boxes = stroke_boxes(ink)
    _check_length([ink.strokes[n] for n in _marks(boxes)])
    return read_parts(boxes, judge, lambda part: draw(Ink(tuple(ink.strokes[n] for n in part))), weights)


def _marks(boxes: Sequence[Box]) -> list[int]:
    """The numbers of the marks that are no slips of the pen. Raises InkError for more than a number can have."""
    height = line_height(boxes)
    kept = [n for n, box in enumerate(boxes) if _size(box) >= SPECK * height] or list(range(len(boxes)))
    if len(kept) > NUMBER_STROKES:
        said = tr(
            "There are {count:,} marks, too many for one number; up to {number_strokes:,} are read.",
            count=len(kept),
            number_strokes=NUMBER_STROKES,
        )
        raise InkError(said, tr("Write or cut out one line of digits."))
    return kept


def _check_length(strokes: Sequence[Points]) -> None:
    """Every stroke is drawn in many candidates, and what that costs is the way that the pen went."""
    sizes = [max(float(np.ptp(stroke, axis=0).max()), 1e-9) for stroke in strokes]
    if sum(length(stroke) / size for stroke, size in zip(strokes, sizes, strict=True)) > NUMBER_LENGTH:
        raise InkError(tr("The drawing is scribbled over, which is no number."), tr("Write one line of digits."))


def stroke_boxes(ink: Ink) -> list[Box]:
    """The box of each stroke."""
    return [Ink((stroke,)).box for stroke in ink.strokes]


def read_parts(
    boxes: Sequence[Box],
    judge: Callable[[list[Sight]], list[Answer]],
    draw: Callable[[Part], Sight],
    weights: Weights = WEIGHTS,
) -> Reading:
    """The number that marks with these boxes (strokes, or blobs of a picture) are; `draw` makes what is judged.

    Raises InkError for more marks than a number can have.
    """
    height, kept = line_height(boxes), _marks(boxes)
    orders = _orders(kept, boxes)
    parts = candidates(orders, boxes, height)
    blocks = [parts[at : at + JUDGED] for at in range(0, len(parts), JUDGED)]
    judged = [answer for block in blocks for answer in judge([draw(part) for part in block])]
    answers = dict(zip(parts, judged, strict=True))
    scores = {
        part: likelihood(answer, weights) - cost(part, boxes, height, weights) for part, answer in answers.items()
    }
    chosen = max((_best_split(order, scores, boxes, weights) for order in orders), key=lambda split: split[0])[1]
    return reading([DigitRead(answers[part], box_of(part, boxes), part) for part in chosen])


def likelihood(answer: Answer, weights: Weights = WEIGHTS) -> float:
    """Log P(a digit) + log P(the likeliest one), as a judge gives them."""
    sure, which = max(answer.sure, SURE_LEAST), max(answer.confidence, SURE_LEAST)
    return weights.digit * float(np.log(sure)) + float(np.log(which))


def reading(digits: Sequence[DigitRead]) -> Reading:
    """The digits, from left to right, as a number: its text, and how surely all of them are right."""
    ordered = tuple(sorted(digits, key=lambda digit: digit.box[0] + digit.box[2]))
    text = "".join(digit.answer.label or UNREADABLE for digit in ordered)
    return Reading(ordered, text, float(np.prod([digit.answer.confidence for digit in ordered])) if ordered else 0.0)


def line_height(boxes: Sequence[Box]) -> float:
    """The height of the tallest stroke: nearly every digit has one that is as tall as itself. For dashes, the width."""
    tallest = max(bottom - top for _, top, _, bottom in boxes)
    return max(tallest, 0.25 * max(right - left for left, _, right, _ in boxes), 1e-9)


def candidates(orders: Sequence[Sequence[int]], boxes: Sequence[Box], height: float) -> list[Part]:
    """Every run of neighbours, in any of the orders, that could be one digit; each single stroke is among them."""
    found: dict[Part, None] = {(n,): None for n in orders[0]}
    for size in range(2, MOST_STROKES + 1):
        for order in orders:
            for start in range(len(order) - size + 1):
                part = tuple(sorted(order[start : start + size]))
                left, _, right, _ = box_of(part, boxes)
                if widest_gap(part, boxes) <= WIDEST_GAP * height and right - left <= WIDEST * height:
                    found.setdefault(part)
        if len(found) > MOST_PARTS:
            break
    return list(found)


def cost(part: Part, boxes: Sequence[Box], height: float, weights: Weights) -> float:
    """What speaks against this part being a digit, wherever it stands."""
    left, top, right, bottom = box_of(part, boxes)
    tall, wide = bottom - top, right - left
    low = float(np.log(0.5 * height / max(tall, 0.01 * height)))
    against = weights.part + weights.small * max(low, 0.0)
    if len(part) > 1:
        against += weights.gap * widest_gap(part, boxes) / height
        against += weights.wide * max(wide - max(tall, 0.6 * height), 0.0) / height
    return against


def widest_gap(part: Part, boxes: Sequence[Box]) -> float:
    """The widest empty column between strokes of a part; 0 where they overlap from left to right."""
    spans = sorted((boxes[n][0], boxes[n][2]) for n in part)
    widest, reached = 0.0, spans[0][1]
    for left, right in spans[1:]:
        widest, reached = max(widest, left - reached), max(reached, right)
    return widest


def depth(part: Part, after: Part, boxes: Sequence[Box]) -> float:
    """How deep the middle of the narrower of two parts lies inside the other: 0 beside it, 0.5 in its very middle."""
    narrow, wide = sorted((box_of(part, boxes), box_of(after, boxes)), key=lambda box: box[2] - box[0])
    middle, width = (narrow[0] + narrow[2]) / 2, max(wide[2] - wide[0], 1e-9)
    return max(min(middle - wide[0], wide[2] - middle) / width, 0.0)


def box_of(part: Part, boxes: Sequence[Box]) -> Box:
    """Left, top, right, bottom of a part's strokes together."""
    own = np.array([boxes[n] for n in part])
    left, top = own[:, :2].min(axis=0).tolist()
    right, bottom = own[:, 2:].max(axis=0).tolist()
    return left, top, right, bottom


def _orders(kept: Sequence[int], boxes: Sequence[Box]) -> list[list[int]]:
    """From left to right by the middle and by the left edge, and as written: a late bar is a neighbour in one."""
    by_middle = sorted(kept, key=lambda n: boxes[n][0] + boxes[n][2])
    by_edge = sorted(kept, key=lambda n: boxes[n][0])
    orders: list[list[int]] = []
    for order in (by_middle, by_edge, list(kept)):
        if order not in orders:
            orders.append(order)
    return orders


def _best_split(
    order: Sequence[int], scores: dict[Part, float], boxes: Sequence[Box], weights: Weights
) -> tuple[float, list[Part]]:
    """The likeliest split of the strokes in this order, and its score."""
    # best[end][start]: of the splits of all before `end` whose last part begins at `start`, the best one's score, that
    # part, and where the part before it begins
    best: list[dict[int, tuple[float, Part, int]]] = [{} for _ in range(len(order) + 1)]
    for end in range(1, len(order) + 1):
        for start in range(max(end - MOST_STROKES, 0), end):
            part = tuple(sorted(order[start:end]))
            if part not in scores:
                continue
            before = [
                (score - weights.inside * depth(last, part, boxes), begin)
                for begin, (score, last, _) in best[start].items()
            ]
            score, begin = max(before, key=lambda found: found[0]) if start else (0.0, 0)
            best[end][start] = score + scores[part], part, begin
    end, start = len(order), max(best[-1], key=lambda begin: best[-1][begin][0])
    whole, split = best[end][start][0], list[Part]()
    while end:
        _, part, begin = best[end][start]
        split.insert(0, part)
        end, start = start, begin
    return whole, split


def _size(box: Box) -> float:
    return max(box[2] - box[0], box[3] - box[1])
