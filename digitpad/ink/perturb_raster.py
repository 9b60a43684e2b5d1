"""The raster twin of `perturb`, for digits that are no ink: MNIST's and those of photographs. Imports numpy and ink.

What is turned, slanted or cut keeps the side of its ink box and the place of its mass, as the fit would give it; with
nothing changed the picture comes out as it went in.
"""

import numpy as np
from numpy.typing import NDArray

from digitpad.core.errors import ImageError
from digitpad.ink.glyph import SIZE, Picture, mass_centre
from digitpad.ink.pictures import pipeline

BOARD = 4  # pixels of the board on which strokes are widened, per pixel of the glyph
CANVAS = 112  # pixels of the canvas that a glyph is put on to try its size and place
INKED = 0.5
_PIXELS = np.arange(SIZE) + 0.5

Matrix = NDArray[np.float64]


def noisy(picture: Picture, amount: float, seed: int) -> Picture:
    """Grey noise of this standard deviation on every pixel, cut off at black and white."""
    noise = np.random.default_rng(seed).standard_normal(picture.shape, np.float32)
    return np.asarray(np.clip(picture + np.float32(amount) * noise, 0.0, 1.0), np.float32)


def cut(picture: Picture, amount: float) -> Picture:
    """Without this share of the ink box's height at its bottom, fitted again; a row that the cut goes through fades."""
    if not amount:
        return picture
    rows = np.flatnonzero(picture.max(axis=1) >= INKED * picture.max())
    top, bottom = rows[0], rows[-1] + 1
    keep = np.clip(bottom - amount * (bottom - top) - np.arange(SIZE), 0.0, 1.0).astype(np.float32)
    return _refitted(picture * keep[:, None], np.eye(2), picture)


def transformed(picture: Picture, matrix: Matrix) -> Picture:
    """The picture under a (2, 2) map of its points."""
    return _refitted(picture, matrix, picture)


def penned(picture: Picture, change: float) -> Picture:
    """Strokes wider (or, below 0, narrower) by so many pixels; between two discs of whole pixels it is interpolated."""
    if change == 0:
        return picture
    board = _sampled(picture, *np.meshgrid(*[(np.arange(SIZE * BOARD) + 0.5) / BOARD] * 2))
    board = board if change > 0 else 1 - board
    radius = abs(change) / 2 * BOARD
    whole = int(radius)
    inner, outer = _grown(board, whole), _grown(board, whole + 1)
    grown = inner + np.float32(radius - whole) * (outer - inner)
    small = grown.reshape(SIZE, BOARD, SIZE, BOARD).mean(axis=(1, 3), dtype=np.float32)
    return np.asarray(small if change > 0 else 1 - small, np.float32)


def placed(picture: Picture, side: float, at: float, pixels: int) -> Picture:
    """The glyph on a square canvas: its ink box `side` long and in the middle of (at, at), both shares of it.

    (pixels, pixels) float32; each pixel is the mean of 3x3 samples, as a canvas is when it is shrunk.
    """
    rows, columns = np.nonzero(picture >= INKED * picture.max())
    (left, right), (top, bottom) = ((axis.min(), axis.max() + 1) for axis in (columns, rows))
    scale = max(right - left, bottom - top) / side
    fine = ((np.arange(pixels * 3) + 0.5) / (pixels * 3) - at) * scale
    sampled = _sampled(picture, *np.meshgrid(fine + (left + right) / 2, fine + (top + bottom) / 2))
    return np.asarray(sampled.reshape(pixels, 3, pixels, 3).mean(axis=(1, 3)), np.float32)


def from_canvas(picture: Picture, side: float, at: float) -> Picture:
    """What digitpad makes of the glyph on a large canvas: it takes the picture pipeline."""
    canvas = placed(picture, side, at, CANVAS)
    try:
        return pipeline.from_array((canvas * 255).astype(np.uint8), light_ink=True)
    except ImageError:
        return np.zeros_like(picture)  # too faint to be found: every model refuses it


def _refitted(picture: Picture, matrix: Matrix, before: Picture) -> Picture:
    """The picture under the matrix, its box brought to the side, its mass to the place, that `before` has them."""
    if picture.max() < INKED / 2:
        return np.zeros_like(picture)
    scale = _extent(before, np.eye(2)) / _extent(picture, matrix)
    inverse = np.linalg.inv(matrix * scale)
    here = np.stack(np.meshgrid(_PIXELS, _PIXELS), axis=-1) - mass_centre(before)
    source = here @ inverse.T + mass_centre(picture)
    return _sampled(picture, source[..., 0], source[..., 1])


def _extent(picture: Picture, matrix: Matrix) -> float:
    """The longer side of the box of the ink under the matrix."""
    rows, columns = np.nonzero(picture >= INKED * picture.max())
    points = np.column_stack([columns, rows]) @ matrix.T
    return float(np.ptp(points, axis=0).max()) + 1.0


def _sampled(picture: Picture, x: NDArray[np.float64], y: NDArray[np.float64]) -> Picture:
    """The picture at the places (x, y), in pixels from its corner, bilinear; black beyond it. float32, shape of x."""
    wide = np.pad(picture, 2)
    left = np.clip(np.floor(x + 1.5).astype(np.int64), 0, SIZE + 2)
    top = np.clip(np.floor(y + 1.5).astype(np.int64), 0, SIZE + 2)
    across = np.clip(x + 1.5 - left, 0.0, 1.0)
    down = np.clip(y + 1.5 - top, 0.0, 1.0)
    upper = wide[top, left] * (1 - across) + wide[top, left + 1] * across
    lower = wide[top + 1, left] * (1 - across) + wide[top + 1, left + 1] * across
    return np.asarray(upper * (1 - down) + lower * down, np.float32)


def _grown(board: Picture, radius: int) -> Picture:
    """Each pixel the largest within a disc around it."""
    wide = np.pad(board, radius, mode="edge")
    size = len(board)
    result = board
    for down in range(-radius, radius + 1):
        half = int((radius**2 - down**2) ** 0.5)
        for across in range(-half, half + 1):
            part = wide[radius + down : radius + down + size, radius + across : radius + across + size]
            result = np.maximum(result, part)
    return result
