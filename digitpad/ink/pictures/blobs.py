"""Which marks on a picture belong to the digit: connected blobs, and a choice among them. Imports numpy."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MOST_MARKS = 1000  # those with the longest outlines are looked at; a dotted digit has a hundred, noise has thousands
SPECK = 0.04  # of the largest blob's ink: anything smaller is dirt
NEAR = 0.5  # of the digit's extent: a mark further off belongs to something else
CLOSE = 0.35  # of a small mark's extent: so close to the digit it is a piece of it, wherever it stands
BESIDE = 0.5  # of the first digit's height: a mark further up or down is of another line
LEAST_EXTENT = 0.03  # of the picture's longer side: enough for a mark to be the digit where the largest is a frame
LEAST_IN_CELL = 0.2  # of a cell's shorter side: anything smaller is dirt, and the cell is empty
LEAST_CELL, MOST_CELL = 40, 160  # pixels of the shorter and the longer side of what may be a cell cut out
EDGE, THIN_EDGE = 0.14, 0.07  # of the side: what lies along the border and is no deeper is what is left of a line
ASIDE = 0.35  # of a mark's width and height: with less beside and above the digit it stands off its corner
CORNER = 0.4  # of the digit's outline: a corner mark has less
CORNERS, OUTER = 3, 0.3  # so many corners of a form are marked at least; of the side: so far out their marks lie
SMALL_MARK = 0.25  # of the shorter side: four that are no larger are marks with nothing between
ANGLE, ALIKE = 0.55, 1.6  # of its box, that an angle's ink fills at most; times the shortest mark's extent


@dataclass(frozen=True, slots=True)
class Field:
    """What is known of a picture whose marks are chosen from.

    frame: a mark that touches two sides of the picture, or lies along its border for more than this share of the
    shorter side, is a frame, the edge of the paper or a shadow, unless there is nothing else; None: the digit itself
    may touch the border anywhere, as in a small scan. cell: it is a cell whose lines were taken away. edges: what lies
    thinly along the border is the rest of a line.
    """

    shape: tuple[int, int]
    frame: float | None = None
    cell: bool = False
    edges: bool = False


@dataclass(frozen=True, slots=True)
class Blob:
    """A connected mark: its number in the picture of labels, the ink it holds, and its box in whole pixels."""

    label: int
    mass: float
    outline: float  # the length of its edge, where soft edges count for as much as they change
    left: int
    top: int
    right: int  # exclusive, as bottom
    bottom: int
    contact: int  # pixels that lie on the picture's border
    sides: int  # of the picture that it touches

    @property
    def extent(self) -> int:
        """The longer side of the box, in pixels."""
        return max(self.right - self.left, self.bottom - self.top)

    def gap(self, other: "Blob") -> float:
        """The distance between two boxes, in pixels; 0 where they meet."""
        across = max(self.left - other.right, other.left - self.right, 0)
        down = max(self.top - other.bottom, other.top - self.bottom, 0)
        return float(np.hypot(across, down))


def blobs(mask: NDArray[np.bool_], ink: NDArray[np.float32]) -> tuple[list[Blob], NDArray[np.int64]]:
    """The 8-connected blobs of a mask, and the picture of their labels (0: none)."""
    edges = np.diff(np.pad(mask, [(0, 0), (1, 1)]).astype(np.int8), axis=1)
    rows, starts = np.nonzero(edges == 1)
    ends = np.nonzero(edges == -1)[1]
    _, numbers = np.unique(_joined(rows.tolist(), starts.tolist(), ends.tolist()), return_inverse=True)
    labels = np.zeros(mask.shape, dtype=np.int64)
    labels[mask] = np.repeat(numbers + 1, ends - starts)  # both go row by row, from left to right
    masses, outlines = (np.bincount(labels.ravel(), weights=amount.ravel()) for amount in (ink, _slopes(ink)))
    border = [labels[0], labels[-1], labels[1:-1, 0], labels[1:-1, -1]]
    contacts = np.array([np.bincount(side, minlength=len(masses)) for side in border])
    count = len(masses) - 1
    least = [np.full(count, max(mask.shape)) for _ in range(2)]
    most = [np.zeros(count, np.int64) for _ in range(2)]
    for side, lows, highs in ((0, starts, ends), (1, rows, rows + 1)):
        np.minimum.at(least[side], numbers, lows)
        np.maximum.at(most[side], numbers, highs)
    boxes = np.stack([*least, *most], axis=1).tolist()
    found = []
    for at in np.sort(np.argsort(-outlines[1:], kind="stable")[:MOST_MARKS]).tolist():
        touching = contacts[:, at + 1]
        amounts = float(masses[at + 1]), float(outlines[at + 1])
        left, top, right, bottom = boxes[at]
        found.append(Blob(at + 1, *amounts, left, top, right, bottom, int(touching.sum()), int((touching > 0).sum())))
    return found, labels


def _slopes(ink: NDArray[np.float32]) -> NDArray[np.float32]:
    """How steeply the ink changes at each pixel."""
    wide = np.pad(ink, 1, "edge")
    return np.asarray(np.hypot(wide[1:-1, 2:] - wide[1:-1, :-2], wide[2:, 1:-1] - wide[:-2, 1:-1]) / 2)


def _joined(rows: list[int], starts: list[int], ends: list[int]) -> list[int]:
    """For each run of pixels (row by row, left to right) the first run of its blob. Union-find over touching runs."""
    parent = list(range(len(rows)))
    above = 0
    for run, row in enumerate(rows):
        while rows[above] < row - 1 or (rows[above] == row - 1 and ends[above] < starts[run]):
            above += 1
        touching, first = above, run  # the first run of the blob that this one belongs to, as far as is known
        while touching < run and rows[touching] == row - 1 and starts[touching] <= ends[run]:
            other = touching
            while parent[other] != other:
                parent[other] = parent[parent[other]]
                other = parent[other]
            parent[max(first, other)] = min(first, other)
            first = min(first, other)
            touching += 1
    for run, before in enumerate(parent):
        parent[run] = parent[before]  # a parent is never behind its child, so it is a root by now
    return parent


def digit(found: Sequence[Blob], field: Field) -> list[Blob]:
    """The blobs that make up the digit: the one with the longest outline, what is near it and no speck.

    Empty where there is no blob that can be a digit.
    """
    candidates = _unframed(found, field)
    if not candidates:
        return []
    first = max(candidates, key=lambda blob: blob.outline)  # a shadow may be larger, but is soft and round
    chosen = [first]
    waiting = [blob for blob in candidates if SPECK * first.mass <= blob.mass and blob is not first]
    aside = [blob for blob in waiting if _stands_off(blob, first)]
    waiting = [blob for blob in waiting if blob not in aside]
    while near := [blob for blob in waiting if any(blob.gap(one) <= NEAR * first.extent for one in chosen)]:
        chosen += near
        waiting = [blob for blob in waiting if blob not in near]
    while close := [blob for blob in aside if any(blob.gap(one) <= CLOSE * blob.extent for one in chosen)]:
        chosen += close  # the next dash of a stroke, and no corner mark
        aside = [blob for blob in aside if blob not in close]
    return chosen


def line(found: Sequence[Blob], field: Field) -> list[Blob]:
    """The blobs that make up a line of digits: the one with the longest outline and what stands beside it.

    Specks are none of them, nor are a form's corner marks.
    """
    candidates = _unframed(found, field)
    if not candidates:
        return []
    first = max(candidates, key=lambda blob: blob.outline)
    room = BESIDE * (first.bottom - first.top)
    return [
        blob
        for blob in candidates
        if blob.mass >= SPECK * first.mass and blob.bottom > first.top - room and blob.top < first.bottom + room
        if blob is first or not _stands_off(blob, first)
    ]


def _unframed(found: Sequence[Blob], field: Field) -> list[Blob]:
    """The blobs that are no frame, or all of them where nothing but dirt would be left; see `Field`."""
    corner_marks = _corner_marks(found, field.shape)
    found = [blob for blob in found if blob not in corner_marks]
    inner = [blob for blob in found if not (field.edges and _is_edge(blob, field))]
    least = LEAST_EXTENT * max(field.shape)
    if field.cell or len(inner) < len(found):
        least = LEAST_IN_CELL * min(field.shape)
        inner = [blob for blob in inner if blob.extent >= least] and inner
    longest = None if field.frame is None else field.frame * min(field.shape)
    candidates = [blob for blob in inner if longest is None or not _is_frame(blob, longest)]
    if not candidates or max(blob.extent for blob in candidates) < least:
        candidates = inner
    return candidates


def _corner_marks(found: Sequence[Blob], shape: tuple[int, int]) -> list[Blob]:
    """A form's corner marks: angles alike in three corners or more, with something between, or small in all four."""
    marks: dict[tuple[bool, bool], Blob] = {}
    for blob in found:
        across, down = (blob.left + blob.right) / 2 / shape[1], (blob.top + blob.bottom) / 2 / shape[0]
        box = (blob.right - blob.left) * (blob.bottom - blob.top)
        far_out = min(across, 1 - across) <= OUTER and min(down, 1 - down) <= OUTER
        if far_out and blob.mass <= ANGLE * box and blob.extent <= 0.4 * min(shape):
            at = (across > 0.5, down > 0.5)
            marks[at] = max(marks.get(at, blob), blob, key=lambda one: one.extent)
    extents = [mark.extent for mark in marks.values()]
    if len(marks) < CORNERS or max(extents) > ALIKE * min(extents):
        return []
    if len(marks) == len(found) and (len(marks) < 4 or max(extents) > SMALL_MARK * min(shape)):
        return []  # the parts of a broken zero
    return list(marks.values())


def _is_frame(blob: Blob, longest: float) -> bool:
    return blob.sides > 1 or blob.contact > longest


def _is_edge(blob: Blob, field: Field) -> bool:
    """Whether a mark lies thinly along the border and runs into it, or is very thin."""
    height, width = field.shape
    beside = min(blob.right, width - blob.left) / width, blob.top == 0 or blob.bottom == height
    along = min(blob.bottom, height - blob.top) / height, blob.left == 0 or blob.right == width
    small = min(field.shape) >= LEAST_CELL and max(field.shape) <= MOST_CELL
    if small or field.cell:  # on a smaller canvas, or a page, a digit may stand so near the border
        return min(beside[0], along[0]) <= EDGE
    return any(depth <= (EDGE if runs_in else THIN_EDGE) for depth, runs_in in (beside, along)) and blob.sides > 0


def _stands_off(blob: Blob, first: Blob) -> bool:
    """Whether a small mark stands off a corner of the digit, neither beside nor above or below it: a corner mark."""
    across = min(blob.right, first.right) - max(blob.left, first.left)
    down = min(blob.bottom, first.bottom) - max(blob.top, first.top)
    aside = across < ASIDE * (blob.right - blob.left) and down < ASIDE * (blob.bottom - blob.top)
    return aside and blob.outline < CORNER * first.outline
