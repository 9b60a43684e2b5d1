"""The straight lines of a form on a picture: cells, boxes, combs, base lines, ruled and squared paper. Imports numpy.

A line is a long, thin, straight run of ink that is nearly level or nearly upright. Whether it belongs to the form or to
the digit (a one, a seven's bar) is told by where it goes and what remains without it. Where a stroke crosses a line the
stroke is kept: there the ink is thicker than the line.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitpad.ink.pictures_blobs import Blob, blobs

Grey = NDArray[np.float32]
Mask = NDArray[np.bool_]

LOOK_SIDE = 320  # pixels of the longer side at which lines are looked for
TILT = 0.1  # a form's lines rise by so much at most: six degrees
DRIFT = 2.0  # pixels by which a line may miss a tilt that is tried, from end to end
SHORTEST = 0.3  # of the shorter side: anything shorter is no line
THICKEST = 0.16  # of the shorter side
SLENDER = 5.0  # a line is so many times as long as wide
PASSES = 3  # lines of one direction that lie on one row, or in another tilt, are found one after another
CROSSED = 1.6  # times a line's width: ink that is thicker there is a stroke across it
DIGIT = 0.17  # of the shorter side: less than that without the lines is no digit
LONG = 0.5  # of the side: ruled lines are so long at least
RIM = 0.03  # of the side: so near the border a ruled line ends
FAINTEST = 0.4  # of the form's ink: a digit's is no fainter, and an empty cell's dirt is not brought up to be one
MOST_JUDGED = 16  # lines that are held against the digit one by one
FILLS = 0.7  # of the shorter side: so large a digit has strokes along the border
EDGE = 0.26  # of the side: so near the border a line that goes from end to end is a cell's


@dataclass(frozen=True, slots=True)
class Line:
    """A line, along an axis (0: level, 1: upright): where it begins and ends there, its place across and its width."""

    axis: int
    start: float
    end: float
    at: float  # across, in the middle of the picture's side
    slope: float
    width: float

    @property
    def length(self) -> float:
        """From end to end, in pixels."""
        return self.end - self.start

    def across(self, along: float, side: int) -> float:
        """Its place across at a place along."""
        return self.at + self.slope * (along - side / 2)


def form_lines(ink: Grey, level: float) -> list[Line]:
    """The lines of the form on a picture of ink, in its pixels; `level` is the least ink that may belong to one."""
    step = -(-max(ink.shape) // LOOK_SIDE)
    small = _pooled(ink, step)
    mask = small > level
    lines = [line for axis in (0, 1) for line in _along(mask if axis == 0 else mask.T, axis)]
    found = _of_form(mask, small, lines) if lines else []
    half = (step - 1) / 2
    return [
        replace(
            line, start=line.start * step, end=line.end * step, at=line.at * step + half, width=line.width * step - half
        )
        for line in found
    ]


def _pooled(ink: Grey, step: int) -> Grey:
    """The most ink of each block of step x step pixels: thin lines must not fade."""
    if step == 1:
        return ink
    height, width = (-(-length // step) * step for length in ink.shape)
    padded = np.pad(ink, [(0, height - ink.shape[0]), (0, width - ink.shape[1])])
    return np.asarray(padded.reshape(height // step, step, width // step, step).max(axis=(1, 3)))


def _along(mask: Mask, axis: int) -> Iterator[Line]:
    """The nearly level lines of a mask."""
    left = mask.copy()
    for _ in range(PASSES):
        found = list(_straight(left, axis))
        yield from found
        for line in found:
            _rub_out(left, line)
        if not found:
            return


def _straight(mask: Mask, axis: int) -> Iterator[Line]:
    """The lines of the tilt in which most ink lies in long runs."""
    shortest = max(SHORTEST * min(mask.shape), 8)
    width = mask.shape[1]
    if mask.sum(axis=1).max() < shortest / (1 + TILT * width):
        return
    wide = _spread(mask)
    tilts = int(np.ceil(TILT * width / DRIFT))
    best: tuple[float, float, NDArray[np.int64], NDArray[np.int64]] | None = None
    for tilt in sorted(range(-tilts, tilts + 1), key=abs):
        slope = tilt * DRIFT / width if tilts else 0.0
        runs, ends = _longest_runs(wide, slope)
        score = float((np.maximum(runs - shortest, 0).astype(float) ** 2).sum())
        if score > 0 and (best is None or score > 1.02 * best[0]):
            best = score, slope, runs, ends
    if best is None:
        return
    _, slope, runs, ends = best
    for rows in _groups(runs >= shortest):
        row = int(rows[np.argmax(runs[rows])])
        line = _measured(mask, axis, slope, row, int(ends[row] - runs[row]), int(ends[row]))
        if line is not None:
            yield line


def _spread(mask: Mask) -> Mask:
    """Each pixel with its neighbours above, below and beside: bridges breaks of a pixel and steps of a tilt."""
    wide = np.pad(mask, 1)
    return np.asarray(wide[:-2, 1:-1] | wide[1:-1, 1:-1] | wide[2:, 1:-1] | wide[1:-1, :-2] | wide[1:-1, 2:])


def _longest_runs(mask: Mask, slope: float) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each row of the mask, tilted: the longest run and where it ends (exclusive)."""
    height, width = mask.shape
    columns = np.arange(width)
    drop = np.rint(slope * (columns - width / 2)).astype(np.int64)
    tilted = mask[np.clip(np.arange(height)[:, None] + drop, 0, height - 1), columns]
    last = np.maximum.accumulate(np.where(tilted, -1, columns), axis=1)
    runs = columns - last
    at = runs.argmax(axis=1)
    return runs[np.arange(height), at], at + 1


def _groups(rows: Mask) -> list[NDArray[np.int64]]:
    found = np.flatnonzero(rows)
    return np.split(found, np.flatnonzero(np.diff(found) > 1) + 1) if len(found) else []


def _measured(mask: Mask, axis: int, slope: float, row: int, start: int, end: int) -> Line | None:
    """The line of a run: its width is the median thickness of the ink along it. None where it is too thick for one."""
    columns = np.arange(start, end)
    centres = np.rint(row + slope * (columns - mask.shape[1] / 2)).astype(np.int64)
    most = int(max(THICKEST * min(mask.shape), 2))
    upper, lower = _thickness(mask, columns, centres, most + 2)
    thick = lower - upper
    here = thick > 0
    if here.sum() < 0.7 * len(columns):
        return None
    width = float(np.median(thick[here]))
    if width > most or (end - start) < SLENDER * width:
        return None
    thin = here & (thick <= CROSSED * width + 1)
    at = float(np.median(((upper + lower - 1) / 2 - slope * (columns - mask.shape[1] / 2))[thin]))
    return Line(axis, float(start), float(end), at, slope, width)


def _thickness(
    mask: Mask, columns: NDArray[np.int64], centres: NDArray[np.int64], reach: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The rows (from, to) of the ink that goes through each column's centre, or within two pixels of it.

    It is followed for `reach` rows up and down.
    """
    height = mask.shape[0]
    offsets = np.arange(-reach - 2, reach + 3)[:, None]
    rows = centres + offsets
    strip = mask[np.clip(rows, 0, height - 1), columns] & (rows >= 0) & (rows < height)
    middle = reach + 2
    shift = np.zeros(len(columns), np.int64)
    inked = strip[middle].copy()
    for step in (1, -1, 2, -2):
        here = ~inked & strip[middle + step]
        shift[here] = step
        inked |= here
    own = offsets - shift
    upper = np.where(~strip & (own < 0), offsets, -reach - 3).max(axis=0) + 1
    lower = np.where(~strip & (own > 0), offsets, reach + 3).min(axis=0)
    return np.where(inked, centres + upper, 0), np.where(inked, centres + lower, 0)


def _own(mask: Mask, line: Line) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """The pixels that are a level line's alone: columns, and of each the first row and the last (exclusive)."""
    width = mask.shape[1]
    columns = np.arange(max(int(line.start), 0), min(int(np.ceil(line.end)), width))
    centres = np.rint(line.at + line.slope * (columns - width / 2)).astype(np.int64)
    most = CROSSED * line.width + 1
    upper, lower = _thickness(mask, columns, centres, int(most) + 2)
    thin = (lower > upper) & (lower - upper <= most)
    return columns[thin], upper[thin], lower[thin]


def _rub_out(mask: Mask, line: Line) -> None:
    """Takes a level line out of a mask, strokes across it left."""
    _cleared(mask, *_own(mask, line), 0)


def _cleared(
    board: NDArray[Any], columns: NDArray[np.int64], upper: NDArray[np.int64], lower: NDArray[np.int64], edge: int
) -> None:
    """Sets the rows from `upper` to `lower` of each column to 0, and `edge` rows more on both sides."""
    if not len(columns):
        return
    for step in range(int((lower - upper).max()) + 2 * edge):
        rows = upper - edge + step
        inside = (rows < lower + edge) & (rows >= 0) & (rows < board.shape[0])
        board[rows[inside], columns[inside]] = 0


def without(ink: Grey, mask: Mask, lines: Sequence[Line]) -> tuple[Grey, Mask]:
    """Ink and mask without these lines, their soft edges included."""
    ink, mask = ink.copy(), mask.copy()
    for axis in (0, 1):
        own_ink, own_mask = (ink, mask) if axis == 0 else (ink.T, mask.T)
        for line in (line for line in lines if line.axis == axis):
            pieces = _own(own_mask, line)
            _cleared(own_ink, *pieces, 2)
            _cleared(own_mask, *pieces, 0)
    return ink, mask


def taken_away(ink: Grey, level: float, form: Sequence[Line]) -> Grey:
    """The ink without the form: its lines, and what hung on them and is as thin, like the teeth of a comb.

    What remains is scaled so that its full ink is 1 again: the lines may have been darker.
    """
    mask = ink > level
    bare_ink, bare = without(ink, mask, form)
    near = _spread(_spread(_spread(mask & ~bare)))
    thick = max(line.width for line in form)
    found, labels = blobs(bare, bare_ink)
    largest = max((blob.outline for blob in found), default=0.0)
    hanging = set(np.unique(labels[near]).tolist())
    bits = [
        blob.label
        for blob in found
        if blob.label in hanging and blob.outline < 0.6 * largest and _stroke(blob) <= 1.3 * thick + 1
    ]
    if bits:
        bare_ink[_spread(_spread(np.isin(labels, bits)))] = 0.0
    standing = bare_ink[bare_ink > level]
    if not standing.size:
        return np.zeros_like(ink)
    full = max(float(np.percentile(standing[standing >= 0.5 * np.percentile(standing, 95)], 75)), FAINTEST)
    return np.asarray(np.clip(bare_ink / np.float32(full), 0, 1), np.float32)


def is_cell(form: Sequence[Line], shape: tuple[int, int]) -> bool:
    """Whether the picture is a cell that was cut out: some of its lines run along the border."""
    return any(_is_edge(line, (shape[1], shape[0])) for line in form)


def _of_form(mask: Mask, ink: Grey, lines: Sequence[Line]) -> list[Line]:
    """Those of the lines that are the form's and not the digit's."""
    sides = (mask.shape[1], mask.shape[0])
    form = _edges(lines, mask, ink, sides)
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


def _edges(lines: Sequence[Line], mask: Mask, ink: Grey, sides: tuple[int, int]) -> list[Line]:
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


def _joined(line: Line, found: Sequence[Line], its: Mask, mask: Mask, ink: Grey) -> bool:
    """Whether a line hangs together with the digit's pixels, by more than the other lines."""
    alone_ink, alone = without(ink, mask, [other for other in found if other is not line])
    labels = blobs(alone, alone_ink)[1]
    own = alone & ~without(ink, alone, [line])[1]
    return bool(np.isin(labels[its], np.unique(labels[own])).any())


def _is_edge(line: Line, sides: tuple[int, int]) -> bool:
    """Whether a line may be a cell's: nearly from border to border, and near another border that it runs along."""
    along, across = (sides[0], sides[1]) if line.axis == 0 else (sides[1], sides[0])
    from_border = min(line.at, across - 1 - line.at)
    whole = line.start <= 0.2 * along and line.end >= 0.8 * along
    return whole and from_border <= EDGE * across and line.width <= 0.1 * across + 1


def _is_held(line: Line, end: float, others: Sequence[Line], sides: tuple[int, int]) -> bool:
    """Whether a line ends at the border or at a line across: a stroke ends anywhere."""
    along = sides[line.axis]
    if min(end, along - end) <= 0.04 * along + 0.5:
        return True
    return any(other.axis != line.axis and abs(other.at - end) <= 1.5 * other.width + 3 for other in others)


def _ruling(lines: Sequence[Line], sides: tuple[int, int]) -> list[Line]:
    """Lines of one direction that are three or more, long, much alike and at even distances."""
    found: list[Line] = []
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


def _is_form(line: Line, alike: Sequence[Line], mask: Mask, ink: Grey) -> bool:
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
    if rest is None or (rest.mass < 0.9 * line.length * line.width and line.width > 0.6 * _stroke(rest)):
        return False  # the line is the digit, or most of it
    sides = (mask.shape[1], mask.shape[0])
    return (_reaches_past if connected else _lies_outside)(line, rest, sides)


def _reaches_past(line: Line, rest: Blob, sides: tuple[int, int]) -> bool:
    """Whether a line that touches the digit goes on beyond it on both sides, further than a digit's stroke would."""
    low, high = (rest.left, rest.right) if line.axis == 0 else (rest.top, rest.bottom)
    beyond = min(low - line.start, line.end - high)
    through = line.start <= RIM * sides[line.axis] and line.end >= (1 - RIM) * sides[line.axis]
    through = through and rest.extent <= FILLS * max(sides)
    fine = line.width < 0.6 * _stroke(rest)
    long = line.length >= 1.9 * rest.extent and line.width <= 0.8 * _stroke(rest)
    return bool(beyond > 0.06 * rest.extent if fine else beyond > 0.15 * rest.extent and (through or long))


def _lies_outside(line: Line, rest: Blob, sides: tuple[int, int]) -> bool:
    """Whether a line beside the digit is too long for a stroke of it, or lies beyond it and is longer or finer."""
    near, far = (rest.top, rest.bottom) if line.axis == 0 else (rest.left, rest.right)
    middle = line.across((line.start + line.end) / 2, sides[line.axis])
    outside = max(near - middle, middle - far)
    through = line.start <= RIM * sides[line.axis] and line.end >= (1 - RIM) * sides[line.axis]
    fine, thin = line.width < 0.6 * _stroke(rest), line.width <= 1.3 * _stroke(rest)
    if through or (thin and line.length >= (1.35 if line.axis == 0 else 1.7) * rest.extent):
        return True
    if line.axis == 1 and not fine:
        return False  # a one that stands beside another digit
    least = 0.5 if fine else 0.95
    return bool(thin and outside > (0 if fine else 0.04 * rest.extent) and line.length >= least * rest.extent)


def _stroke(blob: Blob) -> float:
    """The mean width of its strokes: half of its outline's slope lies on pixels outside of the blob."""
    return blob.mass / max(blob.outline, 1e-6)
