"""The ink of a picture without the lines of a form, and with the strokes that lie on them. Imports numpy and lines.

Where a stroke crosses a line, the ink is thicker than the line, and stays. Where one lies along it, the line holds more
ink than elsewhere, or its own piece closes a stroke that would end open on both sides: that piece stays with the digit.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from digitpad.ink.pictures.blobs import Blob, blobs
from digitpad.ink.pictures.form_lines import SOFT, FormLine, amounts, own, spread, stroke, without

Grey = NDArray[np.float32]
Mask = NDArray[np.bool_]

FAINTEST = 0.4  # of the form's ink: a digit's is no fainter, and an empty cell's dirt is not brought up to be one
MORE = 0.25  # of what a line holds: with so much more, a stroke lies on it
MORE_PEN = 0.12  # of the pen's width: the same
SPREAD = 3.0  # standard deviations of what a line holds
EQUAL = 0.7  # of the pen's width: on a line so wide a stroke that lies on it need not be seen
BRIDGE = 0.9  # of the digit's height: a longer piece of line is none of its strokes


def taken_away(ink: Grey, level: float, form: Sequence[FormLine]) -> Grey:
    """The ink without the form: its lines, and what hung on them and is as thin, like the teeth of a comb.

    What remains is scaled so that its full ink is 1 again: the lines may have been darker.
    """
    mask = ink > level
    bare_ink, bare = with_strokes(ink, mask, form)
    near = spread(spread(spread(mask & ~bare)))
    thick = max(line.width for line in form)
    found, labels = blobs(bare, bare_ink)
    largest = max((blob.outline for blob in found), default=0.0)
    hanging = set(np.unique(labels[near]).tolist())
    bits = [
        blob.label
        for blob in found
        if blob.label in hanging and blob.outline < 0.6 * largest and stroke(blob) <= 1.3 * thick + 1
    ]
    if bits:
        bare_ink[spread(spread(np.isin(labels, bits)))] = 0.0
    standing = bare_ink[bare_ink > level]
    if not standing.size:
        return np.zeros_like(ink)
    full = max(float(np.percentile(standing[standing >= 0.5 * np.percentile(standing, 95)], 75)), FAINTEST)
    return np.asarray(np.clip(bare_ink / np.float32(full), 0, 1), np.float32)


def with_strokes(ink: Grey, mask: Mask, form: Sequence[FormLine]) -> tuple[Grey, Mask]:
    """Ink and mask without the form's lines, but with the pieces of them on which a stroke of the digit lies."""
    bare_ink, bare = without(ink, mask, form)
    found, labels = blobs(bare, bare_ink)
    if not found:
        return bare_ink, bare
    main = max(found, key=lambda blob: blob.outline)
    its = labels == main.label
    for line in form:
        if line.axis == 0:
            _put_back(line, main, ink, mask, its, bare_ink, bare)
        else:  # the transposed boards are views: what is put back there is put back here
            _put_back(line, main, ink.T, mask.T, its.T, bare_ink.T, bare.T)
    return bare_ink, bare


def _put_back(line: FormLine, main: Blob, ink: Grey, mask: Mask, its: Mask, bare_ink: Grey, bare: Mask) -> None:
    """Puts back, into `bare_ink` and `bare`, the pieces of a level line on which a stroke lies; `its`: the digit's."""
    columns, upper, lower = own(mask, line)
    if len(columns) < 5:
        return
    pen = stroke(main)
    held = amounts(ink, columns, upper, lower, SOFT)
    low, high = (main.left, main.right) if line.axis == 0 else (main.top, main.bottom)
    free = held[(columns < low - pen) | (columns > high + pen)]
    free = held if len(free) < 0.15 * len(held) else free
    least, usual = np.percentile(free, [5, 30])  # of a normal distribution, 1.645 and 0.524 deviations below its middle
    off = float(usual - least) / (1.645 - 0.524)
    more = held - usual > max(MORE * usual, MORE_PEN * pen, SPREAD * off)
    above, below = (_met(its, columns, rows, step) for rows, step in ((upper - 1, -1), (lower, 1)))
    kept = [run for run in _runs(more, columns) if len(run) >= 1.5 * pen]
    kept = [run for run in kept if _touches(its, columns[run], upper[run], lower[run])]
    if not kept and usual >= EQUAL * pen:
        kept = _bridges(columns, above, below, BRIDGE * main.extent)
    for run in kept:
        for column, first, last in zip(columns[run], upper[run] - SOFT, lower[run] + SOFT, strict=True):
            rows = slice(max(int(first), 0), int(last))
            bare_ink[rows, column], bare[rows, column] = ink[rows, column], mask[rows, column]


def _met(its: Mask, columns: NDArray[np.int64], rows: NDArray[np.int64], step: int) -> Mask:
    """Whether the digit's pixels lie, in each column, within three of these rows."""
    met = np.zeros(len(columns), bool)
    for away in range(3):
        at = rows + away * step
        inside = (at >= 0) & (at < its.shape[0])
        met[inside] |= its[at[inside], columns[inside]]
    return met


def _runs(chosen: Mask, columns: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """The runs of chosen columns, as places in `columns`; gaps of two columns are no gaps."""
    found = np.flatnonzero(chosen)
    return np.split(found, np.flatnonzero(np.diff(columns[found]) > 3) + 1) if len(found) else []


def _touches(its: Mask, columns: NDArray[np.int64], upper: NDArray[np.int64], lower: NDArray[np.int64]) -> bool:
    """Whether the digit's pixels lie within three of a piece of line."""
    top, left = max(int(upper.min()) - 3, 0), max(int(columns[0]) - 3, 0)
    return bool(its[top : int(lower.max()) + 3, left : int(columns[-1]) + 4].any())


def _bridges(columns: NDArray[np.int64], above: Mask, below: Mask, longest: float) -> list[NDArray[np.int64]]:
    """The piece of the line between two strokes that end on it on one side, where none goes on beyond it."""
    for met, beyond in ((above, below), (below, above)):
        ends = _runs(met, columns)
        if len(ends) != 2:
            continue
        between = np.arange(ends[0][0], ends[1][-1] + 1)
        if columns[between[-1]] - columns[between[0]] <= longest and not beyond[between].any():
            return [between]
    return []
