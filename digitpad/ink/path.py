"""From ink to path: the pen's way as a short sequence, what a model sees beside the glyph. Imports numpy, ink, glyph.

A picture does not say which closed shape is a loop and which a crossing, nor where a stroke goes at a touch; the path
does. Position and size on the canvas, and how densely a pen sets its points, cannot change it.
"""

import numpy as np
from numpy.typing import NDArray

from digitpad.core.errors import InkError
from digitpad.core.language import tr
from digitpad.core.path_layers import POINTS
from digitpad.ink.ink import Ink, Points

LEAST = 2  # points of a stroke, however short it is
MOST_STROKES = POINTS // LEAST  # of a scribble with more, the longest are taken
CHANNELS = ("x", "y", "direction x", "direction y", "start", "end", "jump x", "jump y", "along")
SHAPE = (len(CHANNELS), POINTS)
LARGEST = 2.0  # of any value: a jump across the whole box, whose longer side goes from -1 to 1
_DIGITS = 6  # decimals of lengths that decide how many points a stroke gets: a tie must not hang on rounding

Path = NDArray[np.float32]


def path(ink: Ink) -> Path:
    """The (9, 72) float32 path of an ink: CHANNELS at POINTS points of equal arc length over all strokes.

    The box's middle is (0, 0) and its longer side 2 long, as the fit of the glyph has it. Directions are of unit length
    (0 where the pen stood still), `start` and `end` are 1 at a stroke's ends, `jump` is the way from the stroke before,
    at a start; `along` is the share of the way that lies behind. All zeros for empty ink.
    """
    made = np.zeros(SHAPE, np.float32)
    strokes = _longest(_fitted(ink)) if ink else []
    at, before, drawn = 0, None, 0.0
    alongs = [_along(stroke) for stroke in strokes]
    total = sum(along[-1] for along in alongs)
    for stroke, along, count in zip(strokes, alongs, _shares([float(along[-1]) for along in alongs]), strict=True):
        places = np.linspace(0.0, along[-1], count)
        points = np.column_stack([np.interp(places, along, stroke[:, axis]) for axis in (0, 1)])
        own = made[:, at : at + count]
        own[0:2] = points.T
        own[2:4] = _directions(points).T
        own[4, 0] = own[5, -1] = 1.0
        if before is not None:
            own[6:8, 0] = points[0] - before
        own[8] = (drawn + places) / total if total > 0 else (at + np.arange(count)) / (POINTS - 1)
        at, before, drawn = at + count, points[-1], drawn + float(along[-1])
    return made


def checked(paths: NDArray[np.float32]) -> NDArray[np.float32]:
    """(N, 9, 72) float32, finite and within LARGEST. Raises InkError for another shape or values."""
    batch = np.ascontiguousarray(paths, np.float32)
    if batch.ndim != 3 or batch.shape[1:] != SHAPE:
        raise InkError(
            tr("Paths should be {shape}, got an array of shape {batch_shape}.", shape=SHAPE, batch_shape=batch.shape),
            tr("Make them by path()."),
        )
    if batch.size and not np.abs(batch).max() <= LARGEST * 1.001:  # NaN fails this as well
        raise InkError(tr("A path has values beyond {largest:g}.", largest=LARGEST), tr("Make it by path()."))
    return batch if batch.flags.writeable else batch.copy()


def _fitted(ink: Ink) -> list[Points]:
    """The strokes with the box's middle at (0, 0) and its longer side 2 long; a dot is all zeros."""
    left, top, right, bottom = ink.box
    half = ink.extent / 2
    if half == 0:
        return [np.zeros_like(stroke) for stroke in ink.strokes]
    middle = np.array([left + (right - left) / 2, top + (bottom - top) / 2])
    return [np.clip((stroke - middle) / half, -1.0, 1.0) for stroke in ink.strokes]


def _longest(strokes: list[Points]) -> list[Points]:
    """The strokes, at most MOST_STROKES, in their order."""
    if len(strokes) <= MOST_STROKES:
        return strokes
    lengths = np.array([round(float(_along(stroke)[-1]), _DIGITS) for stroke in strokes])
    kept = np.sort(np.argsort(-lengths, kind="stable")[:MOST_STROKES])
    return [strokes[number] for number in kept]


def _along(stroke: Points) -> Points:
    """How far the pen had gone at each of a stroke's points, (n,)."""
    return np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(stroke, axis=0).T))])


def _shares(lengths: list[float]) -> list[int]:
    """How many of the POINTS each stroke gets: LEAST, and of the rest by its length (largest remainders)."""
    if not lengths:
        return []
    known = np.round(lengths, _DIGITS)
    if not known.any():
        known = np.ones(len(lengths))
    wanted = (POINTS - LEAST * len(lengths)) * known / known.sum()
    counts = np.floor(np.round(wanted, _DIGITS)).astype(int)
    left = POINTS - LEAST * len(lengths) - int(counts.sum())
    counts[np.argsort(-np.round(wanted - counts, _DIGITS), kind="stable")[:left]] += 1
    return [int(count) + LEAST for count in counts]


def _directions(points: Points) -> Points:
    """Unit vectors (n, 2) from the point before to the one after; at the ends from or to the point itself."""
    ways = np.empty_like(points)
    ways[1:-1] = points[2:] - points[:-2]
    ways[0], ways[-1] = points[1] - points[0], points[-1] - points[-2]
    lengths = np.hypot(*ways.T)[:, None]
    return np.asarray(np.divide(ways, lengths, out=np.zeros_like(ways), where=lengths > 1e-9), np.float64)
