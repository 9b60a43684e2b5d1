"""The straight lines of a form on a picture: cells, boxes, combs, base lines, ruled and squared paper. Imports numpy.

A line is a long, thin, straight run of ink that is nearly level or nearly upright. Whether it belongs to the form or to
the digit (a one, a seven's bar) is told by where it goes and what remains without it. Where a stroke crosses a line the
stroke is kept: there the ink is thicker than the line.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from digitpad.ink.pictures_blobs import Blob, blobs

Grey = NDArray[np.float32]
Mask = NDArray[np.bool_]

LOOK_SIDE = 320  # pixels of the longer side at which lines are looked for
TILT = 0.1  # a form's lines rise by so much at most: six degrees
DRIFT = 2.0  # pixels by which a line may miss a tilt that is tried, from end to end
SHORTEST = 0.3  # of the shorter side: anything shorter is no line
THICKEST = 0.13  # of the shorter side
SLENDER = 5.0  # a line is so many times as long as wide
PASSES = 3  # lines of one direction that lie on one row, or in another tilt, are found one after another
CROSSED = 1.6  # times a line's width: ink that is thicker there is a stroke across it
DIGIT = 0.17  # of the shorter side: less than that without the lines is no digit
EDGE = 0.24  # of the side: so near the border a line that goes from end to end is a cell's


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


def lines_of(mask: Mask) -> list[Line]:
    """All straight lines on a picture of ink, those of the digit included; in the picture's pixels."""
    step = -(-max(mask.shape) // LOOK_SIDE)
    small = _pooled(mask, step)
    found = [line for axis in (0, 1) for line in _along(small if axis == 0 else small.T, axis)]
    return [
        replace(line, start=line.start * step, end=line.end * step, at=(line.at + 0.5) * step - 0.5)
        for line in found
    ]  # fmt: skip


def _pooled(mask: Mask, step: int) -> Mask:
    if step == 1:
        return mask
    height, width = (-(-length // step) * step for length in mask.shape)
    padded = np.pad(mask, [(0, height - mask.shape[0]), (0, width - mask.shape[1])])
    return np.asarray(padded.reshape(height // step, step, width // step, step).any(axis=(1, 3)))


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
    upper, lower = _thickness(mask, columns, centres)
    thick = lower - upper
    here = thick > 0
    if here.sum() < 0.7 * len(columns):
        return None
    width = float(np.median(thick[here]))
    if width > max(THICKEST * min(mask.shape), 2) or (end - start) < SLENDER * width:
        return None
    thin = here & (thick <= CROSSED * width + 1)
    at = float(np.median(((upper + lower - 1) / 2 - slope * (columns - mask.shape[1] / 2))[thin]))
    return Line(axis, float(start), float(end), at, slope, width)


def _thickness(mask: Mask, columns: NDArray[np.int64], centres: NDArray[np.int64]) -> tuple[NDArray[np.int64], ...]:
    """The rows (from, to) of the ink that goes through, or within two pixels of, the centre of each column."""
    height = mask.shape[0]
    for step in (0, 1, -1, 2, -2):
        tried = np.clip(centres + step, 0, height - 1)
        centres = np.where(mask[np.clip(centres, 0, height - 1), columns], centres, tried)
    centres = np.clip(centres, 0, height - 1)
    strip, rows = mask[:, columns], np.arange(height)[:, None]
    blank_above = np.where(~strip & (rows < centres), rows, -1).max(axis=0)
    blank_below = np.where(~strip & (rows > centres), rows, height).min(axis=0)
    inked = strip[centres, np.arange(len(columns))]
    return np.where(inked, blank_above + 1, 0), np.where(inked, blank_below, 0)


def _rub_out(mask: Mask, line: Line) -> None:
    """Takes a (level) line out of the mask, strokes across it left."""
    for column, upper, lower in _own(mask, line, 0):
        mask[upper:lower, column] = False


def _own(mask: Mask, line: Line, edge: int) -> Iterator[tuple[int, int, int]]:
    """The pixels that are the line's alone: column, from row, to row (with `edge` pixels more on both sides)."""
    width = mask.shape[1]
    columns = np.arange(max(int(line.start) - edge, 0), min(int(np.ceil(line.end)) + edge, width))
    centres = np.rint(line.at + line.slope * (columns - width / 2)).astype(np.int64)
    upper, lower = _thickness(mask, columns, centres)
    most = CROSSED * line.width + 1
    for column, top, bottom in zip(columns.tolist(), upper.tolist(), lower.tolist(), strict=True):
        if 0 < bottom - top <= most:
            yield column, max(top - edge, 0), bottom + edge


def without(ink: Grey, mask: Mask, lines: Sequence[Line]) -> tuple[Grey, Mask]:
    """Ink and mask without these lines, soft edges included."""
    ink, mask = ink.copy(), mask.copy()
    for axis in (0, 1):
        own_ink, own_mask = (ink, mask) if axis == 0 else (ink.T, mask.T)
        for line in (line for line in lines if line.axis == axis):
            pieces = list(_own(own_mask, line, 0))
            for column, upper, lower in pieces:
                own_ink[max(upper - 2, 0) : lower + 2, column] = 0.0
                own_mask[upper:lower, column] = False
    return ink, mask


def form_lines(mask: Mask, ink: Grey, lines: Sequence[Line]) -> list[Line]:
    """Those of the lines that are the form's and not the digit's."""
    height, width = mask.shape
    sides = (width, height)
    at_edge = [line for line in lines if _is_edge(line, sides)]
    others = [line for line in lines if line not in at_edge]
    ruling = _ruling(others)
    bare_ink, bare = without(ink, mask, lines)
    rest = _main(bare, bare_ink)
    kept: Line | None = None
    if rest is None:  # the digit itself is made of lines: the thickest upright one, if any, is a one
        upright = [line for line in others if line.axis == 1 and line not in ruling]
        if not upright:
            return at_edge
        kept = max(upright, key=lambda line: line.length * line.width)
        others = [line for line in others if line is not kept]
        rest = _box_of(kept, mask.shape)
    own_labels = blobs(mask, ink)[1] if others else None
    return at_edge + [
        line for line in others if line in ruling or _is_form(line, rest, mask, own_labels, sides)
    ]  # fmt: skip


def _main(mask: Mask, ink: Grey) -> Blob | None:
    """The blob that the digit is, as far as can be told: the longest outline, unless it is too small for one."""
    found = [blob for blob in blobs(mask, ink)[0] if blob.extent >= DIGIT * min(mask.shape)]
    inner = [blob for blob in found if not blob.sides]
    return max(inner or found, key=lambda blob: blob.outline, default=None)


def _box_of(line: Line, shape: tuple[int, int]) -> Blob:
    side = shape[1 - line.axis] if line.axis == 0 else shape[0]
    first, last = (line.across(place, side) for place in (line.start, line.end))
    low, high = min(first, last) - line.width / 2, max(first, last) + line.width / 2
    box = (low, line.start, high, line.end) if line.axis == 1 else (line.start, low, line.end, high)
    whole = [round(value) for value in box]
    return Blob(0, line.length * line.width, 2 * line.length, *whole, 0, 0)  # type: ignore[arg-type]


def _is_edge(line: Line, sides: tuple[int, int]) -> bool:
    """Whether the line is a cell's: from border to border, and near another border that it runs along."""
    along, across = (sides[0], sides[1]) if line.axis == 0 else (sides[1], sides[0])
    from_border = min(line.at, across - 1 - line.at)
    whole = line.length >= 0.88 * along
    return whole and from_border <= EDGE * across and line.width <= 0.12 * across + 1


def _ruling(lines: Sequence[Line]) -> list[Line]:
    """Lines that are three or more of one direction, much alike and at even distances."""
    found: list[Line] = []
    for axis in (0, 1):
        same = sorted((line for line in lines if line.axis == axis), key=lambda line: line.at)
        if len(same) < 3:
            continue
        gaps = np.diff([line.at for line in same])
        usual = float(np.median(gaps))
        even = np.abs(gaps / max(usual, 1e-6) - np.rint(gaps / max(usual, 1e-6))) < 0.2
        long = np.median([line.length for line in same])
        for number, line in enumerate(same):
            near = even[max(number - 1, 0) : number + 1]
            if near.any() and line.length >= 0.4 * long:
                found.append(line)
    return found


def _is_form(
    line: Line, rest: Blob, mask: Mask, labels: NDArray[np.int64] | None, sides: tuple[int, int]
) -> bool:
    """Whether a line is too long, or lies too far out, for the digit whose other strokes are `rest`."""
    along = sides[line.axis]
    low, high = (rest.left, rest.right) if line.axis == 0 else (rest.top, rest.bottom)
    near, far = (rest.top, rest.bottom) if line.axis == 0 else (rest.left, rest.right)
    extent = max(rest.extent, 1)
    through = line.start <= 2 and line.end >= along - 2
    beyond = min(low - line.start, line.end - high)  # how far it reaches past the rest on both sides
    middle = line.across((line.start + line.end) / 2, along)
    outside = max(near - middle, middle - far, 0.0)
    if through and (extent < 0.8 * along or outside > 0):
        return True
    if line.length >= 1.35 * extent:
        return True
    if beyond > 0.06 * extent and line.length >= 0.9 * extent and outside > -0.1 * extent:
        return outside > 0 or line.width < 0.6 * _stroke(rest)
    return outside > 0.03 * extent and line.length >= 0.95 * extent


def _stroke(blob: Blob) -> float:
    return 2 * blob.mass / max(blob.outline, 1e-6)
