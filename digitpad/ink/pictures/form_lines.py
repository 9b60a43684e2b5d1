"""The straight lines on a picture, and the picture without some of them. Imports numpy and blobs.

A line is a long, thin, straight run of ink that is nearly level or nearly upright: a form's, or a stroke of the digit
(see `pictures_form`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitpad.ink.pictures.blobs import Blob

Grey = NDArray[np.float32]
Mask = NDArray[np.bool_]

TILT = 0.1  # a form's lines rise by so much at most: six degrees
DRIFT = 2.0  # pixels by which a line may miss a tilt that is tried, from end to end
SHORTEST = 0.3  # of the shorter side: anything shorter is no line
THICKEST = 0.16  # of the shorter side
SLENDER = 5.0  # a line is so many times as long as wide
PASSES = 3  # lines of one direction that lie on one row, or in another tilt, are found one after another
SOFT = 2  # pixels of soft edge on both sides of a line
CROSSED = 1.6  # times a line's width: ink that is thicker there is a stroke across it


@dataclass(frozen=True, slots=True)
class FormLine:
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


def pooled(ink: Grey, step: int) -> Grey:
    """The most ink of each block of step x step pixels: thin lines must not fade."""
    if step == 1:
        return ink
    height, width = (-(-length // step) * step for length in ink.shape)
    padded = np.pad(ink, [(0, height - ink.shape[0]), (0, width - ink.shape[1])])
    return np.asarray(padded.reshape(height // step, step, width // step, step).max(axis=(1, 3)))


def along(mask: Mask, axis: int) -> Iterator[FormLine]:
    """The nearly level lines of a mask."""
    left = mask.copy()
    for _ in range(PASSES):
        found = list(_straight(left, axis))
        yield from found
        for line in found:
            _rub_out(left, line)
        if not found:
            return


def _straight(mask: Mask, axis: int) -> Iterator[FormLine]:
    """The lines of the tilt in which most ink lies in long runs."""
    shortest = max(SHORTEST * min(mask.shape), 8)
    width = mask.shape[1]
    if mask.sum(axis=1).max() < shortest / (1 + TILT * width):
        return
    wide = spread(mask)
    counts = np.pad(np.cumsum(wide, axis=1, dtype=np.int64), [(0, 0), (1, 0)])
    tilts = int(np.ceil(TILT * width / DRIFT))
    best: tuple[float, float, NDArray[np.int64], NDArray[np.int64]] | None = None
    for tilt in sorted(range(-tilts, tilts + 1), key=abs):
        slope = tilt * DRIFT / width if tilts else 0.0
        runs, ends = _longest_runs(wide, counts, slope, shortest)
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


def spread(mask: Mask) -> Mask:
    """Each pixel with its neighbours above, below and beside: bridges breaks of a pixel and steps of a tilt."""
    wide = np.pad(mask, 1)
    return np.asarray(wide[:-2, 1:-1] | wide[1:-1, 1:-1] | wide[2:, 1:-1] | wide[1:-1, :-2] | wide[1:-1, 2:])


def _longest_runs(
    mask: Mask, counts: NDArray[np.int64], slope: float, shortest: float
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each row of the mask, tilted: the longest run and where it ends (exclusive); 0 where it cannot be `shortest`.

    `counts`: how many pixels of a row are set left of each column. Few rows have enough of them for such a run, and the
    others need not be looked at.
    """
    height, width = mask.shape
    columns, rows = np.arange(width), np.arange(height)
    drop = np.rint(slope * (columns - width / 2)).astype(np.int64)
    starts = np.flatnonzero(np.diff(drop, prepend=drop[0] - 1))  # of the stretches that lie on one row
    ends = np.append(starts[1:], width)
    at = np.clip(rows[:, None] + drop[starts], 0, height - 1)
    enough = np.flatnonzero((counts[at, ends] - counts[at, starts]).sum(axis=1) >= shortest)
    runs, stops = np.zeros(height, np.int64), np.zeros(height, np.int64)
    if len(enough):
        tilted = mask[np.clip(enough[:, None] + drop, 0, height - 1), columns]
        lengths = columns - np.maximum.accumulate(np.where(tilted, -1, columns), axis=1)
        last = lengths.argmax(axis=1)
        runs[enough], stops[enough] = lengths[np.arange(len(enough)), last], last + 1
    return runs, stops


def _groups(rows: Mask) -> list[NDArray[np.int64]]:
    found = np.flatnonzero(rows)
    return np.split(found, np.flatnonzero(np.diff(found) > 1) + 1) if len(found) else []


def _measured(mask: Mask, axis: int, slope: float, row: int, start: int, end: int) -> FormLine | None:
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
    return FormLine(axis, float(start), float(end), at, slope, width)


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


def own(mask: Mask, line: FormLine) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """The pixels that are a level line's alone: columns, and of each the first row and the last (exclusive)."""
    width = mask.shape[1]
    columns = np.arange(max(int(line.start), 0), min(int(np.ceil(line.end)), width))
    centres = np.rint(line.at + line.slope * (columns - width / 2)).astype(np.int64)
    most = CROSSED * line.width + 1
    upper, lower = _thickness(mask, columns, centres, int(most) + 2)
    thin = (lower > upper) & (lower - upper <= most)
    return columns[thin], upper[thin], lower[thin]


def _rub_out(mask: Mask, line: FormLine) -> None:
    """Takes a level line out of a mask, strokes across it left."""
    cleared(mask, *own(mask, line), 0)


def cleared(
    board: NDArray[Any], columns: NDArray[np.int64], upper: NDArray[np.int64], lower: NDArray[np.int64], edge: int
) -> None:
    """Sets the rows from `upper` to `lower` of each column to 0, and `edge` rows more on both sides."""
    if not len(columns):
        return
    for step in range(int((lower - upper).max()) + 2 * edge):
        rows = upper - edge + step
        inside = (rows < lower + edge) & (rows >= 0) & (rows < board.shape[0])
        board[rows[inside], columns[inside]] = 0


def amounts(
    ink: Grey, columns: NDArray[np.int64], upper: NDArray[np.int64], lower: NDArray[np.int64], edge: int
) -> NDArray[np.float64]:
    """How much ink each column holds in its rows from `upper` to `lower`, and `edge` rows more on both sides."""
    total = np.zeros(len(columns))
    for step in range(int((lower - upper).max()) + 2 * edge if len(columns) else 0):
        rows = upper - edge + step
        inside = (rows < lower + edge) & (rows >= 0) & (rows < ink.shape[0])
        total[inside] += ink[rows[inside], columns[inside]]
    return total


def without(ink: Grey, mask: Mask, lines: Sequence[FormLine]) -> tuple[Grey, Mask]:
    """Ink and mask without these lines, their soft edges included."""
    ink, mask = ink.copy(), mask.copy()
    for axis in (0, 1):
        own_ink, own_mask = (ink, mask) if axis == 0 else (ink.T, mask.T)
        for line in (line for line in lines if line.axis == axis):
            pieces = own(own_mask, line)
            cleared(own_ink, *pieces, SOFT)
            cleared(own_mask, *pieces, 0)
    return ink, mask


def stroke(blob: Blob) -> float:
    """The mean width of its strokes: half of its outline's slope lies on pixels outside of the blob."""
    return blob.mass / max(blob.outline, 1e-6)
