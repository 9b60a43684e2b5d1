"""From a digit's ink to its glyph: scaled, strokes brought to a usual width, centred. Imports numpy and glyph."""

import numpy as np
from numpy.typing import NDArray

from digitpad.ink.glyph import BOX, CENTRE, MASS_CENTRE, SIZE, Picture
from digitpad.ink.pictures.paper import Grey

FINE = 5  # pixels of the drawing board on which strokes are widened, per pixel of the glyph
THINNEST, WIDEST = (
    1.9,
    4.2,
)  # glyph pixels; MNIST's strokes are 1.4 to 4.2, thin ones are brought to the canonical pen's
MOST_CHANGE = 3.0  # glyph pixels by which a stroke is made wider or narrower, at most
STEEPNESS = 1.6  # how much sharper edges are made: pictures are blurrier than MNIST's, which were two-level once


def box_of(ink: Grey) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of the ink at half coverage, to a fraction of a pixel."""
    across, down = ink.max(axis=0), ink.max(axis=1)
    return _edge(across), _edge(down), len(across) - _edge(across[::-1]), len(down) - _edge(down[::-1])


def _edge(profile: NDArray[np.float32]) -> float:
    """Where a profile first reaches one half, in pixels from its start."""
    first = int(np.argmax(profile >= 0.5))
    if first == 0:
        return 0.0
    before, at = float(profile[first - 1]), float(profile[first])
    return first + 0.5 - (at - 0.5) / max(at - before, 1e-6)


def fitted(ink: Grey) -> Picture:
    """Scaled into the 20x20 box, strokes of a usual width, the mass in the middle."""
    left, top, right, bottom = box_of(ink)
    extent = max(right - left, bottom - top, 1e-3)
    width = stroke_width(ink) * BOX / extent
    change = float(np.clip(np.clip(width, THINNEST, WIDEST) - width, -MOST_CHANGE, MOST_CHANGE))
    scale = (BOX - change) / extent * FINE
    middle = ((left + right) / 2, (top + bottom) / 2)
    board = _resampled(ink, SIZE * FINE, scale, middle, CENTRE * FINE)
    board = board / max(float(np.percentile(board[board > board.max() / 2], 75)), 1e-6)  # thin lines fade when shrunk
    board = np.clip((board - 0.5) * STEEPNESS + 0.5, 0.0, 1.0)
    board = _widened(board, change / 2 * FINE)
    return np.clip(_resampled(board, SIZE, 1 / FINE, _middle_of_mass(board), MASS_CENTRE), 0.0, 1.0)


def stroke_width(ink: Grey) -> float:
    """The mean width of the strokes in pixels: twice the area by the outline's length.

    The outline of a soft picture is its total variation (the coarea formula), so no threshold is needed.
    """
    wide = np.pad(ink, 1)
    outline = np.hypot(wide[1:, 1:] - wide[:-1, 1:], wide[1:, 1:] - wide[1:, :-1]).sum()
    return 2 * float(ink.sum()) / max(float(outline), 1e-6)


def _middle_of_mass(board: Grey) -> tuple[float, float]:
    """The mass centre (x, y) of the board, held back where moving it to the middle would push ink over the edge."""
    total, pixels = float(board.sum()), np.arange(len(board)) + 0.5
    left, top, right, bottom = box_of(board)
    x, y = float(board.sum(axis=0) @ pixels) / total, float(board.sum(axis=1) @ pixels) / total
    side, middle = SIZE * FINE, MASS_CENTRE * FINE
    return float(np.clip(x, right + middle - side, left + middle)), float(
        np.clip(y, bottom + middle - side, top + middle)
    )


def _resampled(ink: Grey, size: int, scale: float, at: tuple[float, float], to: float) -> Grey:
    """A (size, size) picture, `scale` times as large, with the point `at` (x, y) of the old one at (to, to)."""
    across = _weights(ink.shape[1], size, scale, at[0], to)
    down = _weights(ink.shape[0], size, scale, at[1], to)
    return np.asarray(down @ ink @ across.T, dtype=np.float32)


def _weights(length: int, size: int, scale: float, at: float, to: float) -> Grey:
    """How much of each old pixel goes into each new one: (size, length). Beyond the old picture there is paper.

    Shrinking averages exactly the area that a new pixel covers; enlarging interpolates with Catmull and Rom's cubic.
    """
    middles = (np.arange(size)[:, None] + 0.5 - to) / scale + at
    pixels = np.arange(length)[None, :]
    if scale <= 1:
        half = 0.5 / scale
        overlap = np.minimum(middles + half, pixels + 1) - np.maximum(middles - half, pixels)
        return np.asarray(np.clip(overlap, 0, None) * scale, dtype=np.float32)
    far = np.abs(middles - pixels - 0.5)
    near_part = (1.5 * far - 2.5) * far * far + 1
    far_part = ((-0.5 * far + 2.5) * far - 4) * far + 2
    return np.asarray(np.where(far < 1, near_part, np.where(far < 2, far_part, 0)), dtype=np.float32)


def _widened(board: Grey, radius: float) -> Grey:
    """Each pixel the largest within a disc around it; for a negative radius the smallest, which makes strokes thin."""
    reach, sign = round(abs(radius)), np.float32(np.sign(radius))
    if reach == 0:
        return board
    wide, (height, width) = np.pad(board * sign, reach), board.shape
    across = wide[:, reach : reach + width]  # the largest within `half` pixels to the left and right
    result = np.full(board.shape, -np.inf, np.float32)
    half = 0
    for down in range(reach, -1, -1):  # the disc's rows, from its shortest at the top to its middle
        while (half + 1) ** 2 + down**2 <= (reach + 0.3) ** 2:  # rounder than with the bare radius
            half += 1
            for side in (reach - half, reach + half):
                across = np.maximum(across, wide[:, side : side + width])
        for row in {reach - down, reach + down}:
            result = np.maximum(result, across[row : row + height])
    return result * sign
