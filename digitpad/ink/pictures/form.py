"""Which lines on a picture are a form's: cells, boxes, combs, base lines, ruled and squared paper. Imports numpy.

Whether a line belongs to the form or to the digit (a one, a seven's bar) is told by where it goes and what remains
without it.
"""

import itertools
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from digitpad.ink.pictures.blobs import Blob, blobs
from digitpad.ink.pictures.form_lines import SHORTEST, SOFT, FormLine, along, amounts, own, pooled, stroke, without

Grey = NDArray[np.float32]
Mask = NDArray[np.bool_]

LOOK_SIDE = 320  # pixels of the longer side at which lines are looked for
DIGIT = 0.17  # of the shorter side: less than that without the lines is no digit
LONG = 0.5  # of the side: ruled lines are so long at least
RIM = 0.03  # of the side: so near the border a ruled line ends
MOST_JUDGED = 16  # lines that are held against the digit one by one
FILLS = 0.7  # of the shorter side: so large a digit has strokes along the border
EDGE = 0.26  # of the side: so near the border a line that goes from end to end is a cell's
PART = 0.15  # of the digit's outline: what has less is dirt
SPANS = 0.7  # of the side: a shorter line that touches the digit may be a stroke of it
FINE = 0.6  # of the strokes' width: so fine, or so pale, a digit's own stroke is not
FINEST = 0.35  # of the strokes' width: so fine a line is the form's, however little it reaches past the digit
LONGER = 1.35  # times the digit: a level stroke of its own is not so long where it sticks out on both sides
LONGEST = 1.9  # times the digit: no stroke of its own is so long


def form_lines(ink: Grey, level: float) -> list[FormLine]:
    """The lines of the form on a picture of ink, in its pixels; `level` is the least ink that may belong to one."""
    step = -(-max(ink.shape) // LOOK_SIDE)
    small = pooled(ink, step)
    mask = small > level
    lines = [line for axis in (0, 1) for line in along(mask if axis == 0 else mask.T, axis)]
    found = _of_form(mask, small, lines) if lines else []
    half = (step - 1) / 2
    return [
        replace(
            line, start=line.start * step, end=line.end * step, at=line.at * step + half, width=line.width * step - half
        )
        for line in found
    ]


def is_cell(form: Sequence[FormLine], shape: tuple[int, int]) -> bool:
    """Whether the picture is a cell that was cut out: some of its lines run along the border."""
    return any(_is_edge(line, (shape[1], shape[0])) for line in form)


def _of_form(mask: Mask, ink: Grey, lines: Sequence[FormLine]) -> list[FormLine]:
    """Those of the lines that are the form's and not the digit's."""
    sides = (mask.shape[1], mask.shape[0])
    form = _edges(lines, mask, ink, sides)
    form += [line for line in _boxed(lines, mask, ink, sides) if line not in form]
    form += _ruling([line for line in lines if line not in form], sides)
    left_ink, left = without(ink, mask, form)
    others = [line for line in lines if line not in form]
    for line in sorted(others, key=lambda line: line.width / line.length)[:MOST_JUDGED]:
        alike = [other for other in others if other not in form and other.width <= 1.3 * line.width]
        if _is_form(line, alike, left, left_ink):
            form.append(line)
            left_ink, left = without(left_ink, left, [line])
    return form


def _main(mask: Mask, ink: Grey) -> tuple[Blob | None, Mask]:
    """The blob that the digit is, as far as can be told (the longest outline), and its pixels; None: all too small."""
    every, labels = blobs(mask, ink)
    found = [blob for blob in every if blob.extent >= DIGIT * min(mask.shape)]
    inner = [blob for blob in found if not blob.sides]
    main = max(inner or found, key=lambda blob: blob.outline, default=None)
    return main, labels == (main.label if main is not None else -1)


def _edges(lines: Sequence[FormLine], mask: Mask, ink: Grey, sides: tuple[int, int]) -> list[FormLine]:
    """The lines that are a cell's; not a stroke along the border of a digit that fills its picture."""
    near = [line for line in lines if _is_edge(line, sides)]
    found = [line for line in near if all(_is_held(line, end, near, sides) for end in (line.start, line.end))]
    bare_ink, bare = without(ink, mask, found)
    rest, its = _main(bare, bare_ink)
    if rest is None or rest.extent < FILLS * min(sides):
        return found
    if min(rest.right - rest.left, rest.bottom - rest.top) < 0.25 * min(sides):
        return found  # a piece of a line
    return [line for line in found if not _joined(line, found, its, mask, ink)]


def _joined(line: FormLine, found: Sequence[FormLine], its: Mask, mask: Mask, ink: Grey) -> bool:
    """Whether a line hangs together with the digit's pixels, by more than the other lines."""
    alone_ink, alone = without(ink, mask, [other for other in found if other is not line])
    labels = blobs(alone, alone_ink)[1]
    own = alone & ~without(ink, alone, [line])[1]
    return bool(np.isin(labels[its], np.unique(labels[own])).any())


def _is_edge(line: FormLine, sides: tuple[int, int]) -> bool:
    """Whether a line may be a cell's: nearly from border to border, and near another border that it runs along."""
    along, across = (sides[0], sides[1]) if line.axis == 0 else (sides[1], sides[0])
    from_border = min(line.at, across - 1 - line.at)
    whole = line.start <= 0.2 * along and line.end >= 0.8 * along
    return whole and from_border <= EDGE * across and line.width <= 0.1 * across + 1


def _is_held(line: FormLine, end: float, others: Sequence[FormLine], sides: tuple[int, int]) -> bool:
    """Whether a line ends at the border or at a line across: a stroke ends anywhere."""
    along = sides[line.axis]
    if min(end, along - end) <= 0.04 * along + 0.5:
        return True
    return any(other.axis != line.axis and abs(other.at - end) <= 1.5 * other.width + 3 for other in others)


def _ruling(lines: Sequence[FormLine], sides: tuple[int, int]) -> list[FormLine]:
    """Lines of one direction that are three or more, long, much alike and at even distances."""
    found: list[FormLine] = []
    for axis in (0, 1):
        same = sorted((line for line in lines if line.axis == axis), key=lambda line: line.at)
        same = [line for line in same if line.length >= LONG * sides[axis]]
        longest = max((line.length for line in same), default=0.0)
        same = [line for line in same if line.length >= 0.7 * longest]
        usual_width = float(np.median([line.width for line in same])) if same else 0.0
        same = [line for line in same if line.width <= 1.7 * usual_width + 1]
        reach = [line for line in same if line.start <= RIM * sides[axis] or line.end >= (1 - RIM) * sides[axis]]
        if len(same) < 3 or 2 * len(reach) < len(same):
            continue
        gaps = np.diff([line.at for line in same])
        steps = gaps / max(float(np.median(gaps)), 1e-6)
        even = np.abs(steps - np.rint(steps)) < 0.2
        found += [line for number, line in enumerate(same) if even[max(number - 1, 0) : number + 1].any()]
    return found


def _is_form(line: FormLine, alike: Sequence[FormLine], mask: Mask, ink: Grey) -> bool:
    """Whether a line is too long, or lies too far out, for the digit that the rest of the ink is.

    alike: all the lines that are about as thin. Without one of its lines alone a box would still be taken for a digit.
    """
    bare_ink, bare = without(ink, mask, alike)
    rest, its = _main(bare, bare_ink)
    if rest is None:
        return False
    own_ink, own = without(ink, mask, [line])
    labels = blobs(mask, ink)[1]
    connected = bool(np.isin(labels[its], np.unique(labels[mask & ~own])).any())
    if connected:  # the digit has other lines of its own
        rest, its = _main(own, own_ink)
    if rest is None:
        return False
    sides = (mask.shape[1], mask.shape[0])
    spans = line.length >= SPANS * sides[line.axis]
    width = min(line.width, _weight(line, mask, ink)) if spans else line.width
    through = line.start <= RIM * sides[line.axis] and line.end >= (1 - RIM) * sides[line.axis]
    crossing = connected and line.axis == 0 and through and line.length >= LONGEST * rest.extent
    if rest.mass < 0.9 * line.length * width and line.width > FINE * stroke(rest) and not crossing:
        return False  # the line is the digit, or most of it
    if not connected:
        return _lies_outside(line, rest, _span(bare, bare_ink, rest, line.axis), sides)
    return _reaches_past(line, width, rest, sides)


def _weight(line: FormLine, mask: Mask, ink: Grey) -> float:
    """The width of a line that is all full ink and holds as much: pale lines are finer than they look."""
    mask, ink = (mask, ink) if line.axis == 0 else (mask.T, ink.T)
    held = amounts(ink, *own(mask, line), SOFT)
    return float(np.median(held)) if held.size else line.width


def _reaches_past(line: FormLine, width: float, rest: Blob, sides: tuple[int, int]) -> bool:
    """Whether a line that touches the digit goes on beyond it on both sides, further than a digit's stroke would."""
    low, high = (rest.left, rest.right) if line.axis == 0 else (rest.top, rest.bottom)
    beyond = min(low - line.start, line.end - high) - 1  # a line's ends are found a pixel further out than they are
    through = line.start <= RIM * sides[line.axis] and line.end >= (1 - RIM) * sides[line.axis]
    through = through and rest.extent <= FILLS * max(sides)
    spans = line.length >= SPANS * sides[line.axis]
    if spans and width < FINEST * stroke(rest) and line.length >= rest.extent:
        return bool(beyond > 0)
    fine = width < FINE * stroke(rest)
    long = line.length >= LONGEST * rest.extent and width <= 0.8 * stroke(rest)
    least = LONGER if line.length < 2.2 * (high - low) else 1.2  # as wide as it is high, or slim as a one
    longer = spans and line.axis == 0 and line.length >= least * rest.extent and width <= 1.3 * stroke(rest)
    return bool(beyond > 0.06 * rest.extent if fine else beyond > 0.15 * rest.extent and (through or long or longer))


def _boxed(lines: Sequence[FormLine], mask: Mask, ink: Grey, sides: tuple[int, int]) -> list[FormLine]:
    """The four sides of a box with something in it: each ends where it meets the others, as no digit's strokes do."""
    level, upright = ([line for line in lines if line.axis == axis] for axis in (0, 1))
    for top, bottom in itertools.permutations(level, 2):
        for left, right in itertools.permutations(upright, 2):
            if bottom.at - top.at < SHORTEST * min(sides) or right.at - left.at < SHORTEST * min(sides):
                continue
            box = [top, bottom, left, right]
            closed = all(_closes(line, left, right) for line in (top, bottom))
            closed = closed and all(_closes(line, top, bottom) for line in (left, right))
            closed = closed and all(_is_corner(mask, one, other) for one in (top, bottom) for other in (left, right))
            if closed and _holds(box, lines, mask, ink):
                return box
    return []


def _closes(line: FormLine, first: FormLine, last: FormLine) -> bool:
    """Whether a line ends at these two."""
    near = 1.5 * max(first.width, last.width) + 0.03 * line.length + 1
    return abs(line.start - first.at) <= near and abs(line.end - last.at) <= near


def _is_corner(mask: Mask, level: FormLine, upright: FormLine) -> bool:
    """Whether there is ink where two lines cross: a thick round zero has none where its four sides would."""
    side = (mask.shape[1], mask.shape[0])
    row, column = round(level.across(upright.at, side[0])), round(upright.across(level.at, side[1]))
    return bool(mask[max(row - 1, 0) : row + 2, max(column - 1, 0) : column + 2].any())


def _holds(box: Sequence[FormLine], lines: Sequence[FormLine], mask: Mask, ink: Grey) -> bool:
    """Whether there is something in the box that is no bar from side to side, as an angular eight has."""
    top, bottom, left, right = box
    bare_ink, bare = without(ink, mask, box)
    rest = _main(bare, bare_ink)[0]
    if rest is None or rest.extent > 1.25 * max(line.length for line in box):
        return False
    across, down = (rest.left + rest.right) / 2, (rest.top + rest.bottom) / 2
    if not (left.at < across < right.at and top.at < down < bottom.at):
        return False
    near = 2 * max(line.width for line in box) + 1
    spans_across = rest.left - left.at < near and right.at - rest.right < near
    spans_down = rest.top - top.at < near and bottom.at - rest.bottom < near
    if spans_across or spans_down:  # what is left without the straight lines is a digit's, or was all a bar
        others = [line for line in lines if line not in box]
        left_ink, left_over = without(bare_ink, bare, others)
        return _main(left_over, left_ink)[0] is not None
    return True


def _span(mask: Mask, ink: Grey, rest: Blob, axis: int) -> tuple[int, int]:
    """From where to where all that is no dirt beside the digit lies: without a line, one may fall into parts."""
    parts = [blob for blob in blobs(mask, ink)[0] if blob.outline >= PART * rest.outline] or [rest]
    lows, highs = zip(*((b.left, b.right) if axis == 0 else (b.top, b.bottom) for b in parts), strict=True)
    return min(lows), max(highs)


def _lies_outside(line: FormLine, rest: Blob, span: tuple[int, int], sides: tuple[int, int]) -> bool:
    """Whether a line beside the digit is too long for a stroke of it, or lies beyond it and is longer or finer."""
    near, far = (rest.top, rest.bottom) if line.axis == 0 else (rest.left, rest.right)
    middle = line.across((line.start + line.end) / 2, sides[line.axis])
    outside = max(near - middle, middle - far)
    through = line.start <= RIM * sides[line.axis] and line.end >= (1 - RIM) * sides[line.axis]
    fine, thin = line.width < 0.6 * stroke(rest), line.width <= 1.3 * stroke(rest)
    further = line.start < span[0] - 1 or line.end > span[1] + 1
    if through or (thin and further and line.length >= (1.35 if line.axis == 0 else 1.7) * rest.extent):
        return True
    if line.axis == 1 and not fine:
        return False  # a one that stands beside another digit
    least = 0.5 if fine else 0.95
    return bool(thin and outside > (0 if fine else 0.04 * rest.extent) and line.length >= least * rest.extent)
