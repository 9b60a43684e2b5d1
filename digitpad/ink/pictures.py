"""From a picture to a glyph: the second door, for photographs, scans and canvases. Imports numpy and ink.

Ink is told from paper, the digit's marks from dirt, and what remains is fitted, centred and brought to the canonical
pen's width as drawn ink is. A picture that is a glyph already (MNIST's own digits are) comes out as it went in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitpad.errors import ImageError
from digitpad.ink.glyph import BOX, CENTRE, MASS_CENTRE, SIZE, Picture, mass_centre
from digitpad.ink.pictures_blobs import Blob, blobs, digit
from digitpad.ink.pictures_paper import SMALL_SIDE, Grey, grey, inked, largest, shrunk

FINE = 5  # pixels of the drawing board on which strokes are widened, per pixel of the glyph
THINNEST, WIDEST = (
    1.9,
    4.2,
)  # glyph pixels; MNIST's strokes are 1.4 to 4.2, thin ones are brought to the canonical pen's
GLYPH_PEN = (1.05, 7.0)  # glyph pixels: MNIST's own extremes; a line of one pixel on a 28x28 canvas is thinner
MOST_CHANGE = 3.0  # glyph pixels by which a stroke is made wider or narrower, at most
FRAME = 0.3  # of the shorter side: a mark that runs so far along the border of a large picture is no digit
MARK = 0.3  # of full ink: what belongs to a mark
NOISE_MARK = 5.0  # standard deviations of the paper: what cannot be its noise
STEEPNESS = 1.6  # how much sharper edges are made: pictures are blurrier than MNIST's, which were two-level once
BOX_TOLERANCE, CENTRE_TOLERANCE = 1.3, 0.55  # glyph pixels by which MNIST's own digits differ from the rule


def from_array(array: NDArray[Any], *, light_ink: bool | None = None) -> Picture:
    """The (28, 28) float32 glyph of the digit on a picture.

    array: (height, width) or (height, width, 1 to 4 channels), of whole numbers or floats; see `pictures_paper.grey`.
    light_ink: True where ink is known to be lighter than paper, False where darker, None to find out.
    Raises ImageError where the picture is unusable or blank.
    """
    picture = grey(array)
    ready = as_it_is(picture, light_ink)
    return ready if ready is not None else fitted(_digit(shrunk(picture), light_ink))


def as_it_is(picture: Grey, light_ink: bool | None) -> Picture | None:
    """The picture where it is a glyph already, in either polarity unless one is told; else None."""
    if picture.shape != (SIZE, SIZE):
        return None
    candidates = (picture, 1 - picture) if light_ink is None else (picture if light_ink else 1 - picture,)
    return next((candidate for candidate in candidates if _is_glyph(candidate)), None)


def _is_glyph(picture: Grey) -> bool:
    """Whether a 28x28 picture has black paper, full ink, a usual pen, the 20x20 box and its mass in the middle."""
    if np.median(picture) > 0.0 or picture.max() < 0.9 or not GLYPH_PEN[0] < _stroke_width(picture) < GLYPH_PEN[1]:
        return False
    left, top, right, bottom = _box(picture)
    off = np.abs(mass_centre(picture) - MASS_CENTRE).max()
    return bool(abs(max(right - left, bottom - top) - BOX) <= BOX_TOLERANCE and off <= CENTRE_TOLERANCE)


def _digit(picture: Grey, light_ink: bool | None) -> Grey:
    """The ink of the digit alone: 0 wherever there is paper, dirt or a frame."""
    found = marks(picture, light_ink)
    return found.cut(digit(found.blobs, picture.shape, found.frame))


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
    """A picture's ink, its connected marks and the picture of their labels; `frame` is for `pictures_blobs.digit`."""

    ink: Grey
    blobs: Sequence[Blob]
    labels: NDArray[np.int64]
    frame: float | None

    def cut(self, chosen: Sequence[Blob]) -> Grey:
        """The ink of these marks alone, cut out. Raises ImageError where there are none."""
        if not chosen:
            hint = "A digit should stand out, dark on light or light on dark."
            raise ImageError("There is nothing on this picture.", hint)
        mask = np.isin(self.labels, [mark.label for mark in chosen])
        top, left = (max(min(getattr(mark, side) for mark in chosen) - 2, 0) for side in ("top", "left"))
        bottom, right = (max(getattr(mark, side) for mark in chosen) + 2 for side in ("bottom", "right"))
        ink = self.ink * largest(mask.astype(np.float32), 3)  # with the soft edge around each mark
        return ink[top:bottom, left:right]


def marks(picture: Grey, light_ink: bool | None) -> Marks:
    """What stands out from the paper of a picture that is not too large (see `pictures_paper.shrunk`)."""
    found = inked(picture, light_ink)
    frame = 0.0 if found.photograph else FRAME if max(picture.shape) > SMALL_SIDE else None
    return Marks(found.ink, *blobs(found.ink > max(MARK, NOISE_MARK * found.noise), found.ink), frame)


def _box(ink: Grey) -> tuple[float, float, float, float]:
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
    left, top, right, bottom = _box(ink)
    extent = max(right - left, bottom - top, 1e-3)
    width = _stroke_width(ink) * BOX / extent
    change = float(np.clip(np.clip(width, THINNEST, WIDEST) - width, -MOST_CHANGE, MOST_CHANGE))
    scale = (BOX - change) / extent * FINE
    middle = ((left + right) / 2, (top + bottom) / 2)
    board = _resampled(ink, SIZE * FINE, scale, middle, CENTRE * FINE)
    board = board / max(float(np.percentile(board[board > board.max() / 2], 75)), 1e-6)  # thin lines fade when shrunk
    board = np.clip((board - 0.5) * STEEPNESS + 0.5, 0.0, 1.0)
    board = _widened(board, change / 2 * FINE)
    return np.clip(_resampled(board, SIZE, 1 / FINE, _middle_of_mass(board), MASS_CENTRE), 0.0, 1.0)


def _stroke_width(ink: Grey) -> float:
    """The mean width of the strokes in pixels: twice the area by the outline's length.

    The outline of a soft picture is its total variation (the coarea formula), so no threshold is needed.
    """
    wide = np.pad(ink, 1)
    outline = np.hypot(wide[1:, 1:] - wide[:-1, 1:], wide[1:, 1:] - wide[1:, :-1]).sum()
    return 2 * float(ink.sum()) / max(float(outline), 1e-6)


def _middle_of_mass(board: Grey) -> tuple[float, float]:
    """The mass centre (x, y) of the board, held back where moving it to the middle would push ink over the edge."""
    total, pixels = float(board.sum()), np.arange(len(board)) + 0.5
    left, top, right, bottom = _box(board)
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
