"""An ink drawn again on a canvas: another size, place, turn, slant or speed, on whole pixels. Imports numpy and ink.

What a mouse gives are whole pixels, so a small drawing loses detail and a fast one has few points. The pen's width is
of the screen alone: it never reaches the points.
"""

from dataclasses import dataclass

import numpy as np

from digitpad.ink.glyph import Screen, resample
from digitpad.ink.ink import Ink, Points
from digitpad.ink.perturb import affine

ANYWHERE = -1.0


@dataclass(frozen=True, slots=True)
class Replay:
    """How an ink is drawn again. Lengths of the canvas and the pen are in pixels."""

    canvas: float = 280.0  # the side of the square
    size: float = 0.7  # the drawing's longer side, as a share of the canvas's
    across: float = 0.5  # of the room that the size leaves: 0 is at the left, 1 at the right, ANYWHERE at random
    down: float = 0.5
    pen: float = 20.0
    rotate: float = 0.0  # degrees, clockwise
    shear: float = 0.0  # degrees, the top to the right
    spacing: float = 0.0  # between points, as a share of the drawing's longer side: a fast pen; 0: the ink's own
    dropped: float = 0.0  # share of the inner points that are lost at random

    @property
    def screen(self) -> Screen:
        """What it is drawn on."""
        return Screen(self.canvas, self.canvas, self.pen)


def replayed(ink: Ink, how: Replay, rng: np.random.Generator) -> Ink:
    """The ink drawn again, its points on whole pixels of the canvas; empty ink stays empty."""
    if not ink:
        return ink
    turn = affine("rotation", how.rotate) @ affine("slant", how.shear)
    bent = [_faster(stroke, how, ink.extent, rng) @ turn.T for stroke in ink.strokes]
    left, top, right, bottom = Ink(tuple(bent)).box
    side = how.size * how.canvas
    scale = side / max(right - left, bottom - top, 1e-9)
    room = how.canvas - scale * np.array([right - left, bottom - top])
    share = np.array([how.across, how.down])
    corner = room * np.where(share == ANYWHERE, rng.uniform(0, 1, 2), share)
    return Ink(tuple(_without_repeats(np.round((stroke - (left, top)) * scale + corner)) for stroke in bent))


def _faster(stroke: Points, how: Replay, extent: float, rng: np.random.Generator) -> Points:
    """The stroke with fewer points, as a fast pen or a busy machine leaves them; its ends are kept."""
    if how.spacing and extent > 0:
        stroke = resample(stroke, how.spacing * extent)
    if how.dropped and len(stroke) > 2:
        kept = rng.uniform(size=len(stroke)) >= how.dropped
        kept[[0, -1]] = True
        stroke = stroke[kept]
    return stroke


def _without_repeats(stroke: Points) -> Points:
    """A pen that has not moved a whole pixel has not moved."""
    moved = np.any(np.diff(stroke, axis=0) != 0, axis=1)
    return np.asarray(stroke[np.concatenate([[True], moved])])
