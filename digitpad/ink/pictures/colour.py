"""A picture's colours, small enough to work on, and the one channel in which ink and paper differ most. Imports numpy.

Colours are kept until the digit's sheet is found: ink and paper of different colours may be equally grey.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitpad.core.errors import ImageError
from digitpad.core.language import tr

Grey = NDArray[np.float32]
Colours = NDArray[np.float32]  # (h, w, 1 or 3) in [0, 1]
Pair = tuple[int, int]

WORK_SIDE = 640  # pixels of the longer side beyond which a picture is shrunk before it is looked at
LUMINANCE = np.array([0.299, 0.587, 0.114], dtype=np.float32)  # ITU-R BT.601
COLOUR_GAIN = 1.5  # another mixture of the channels is taken where it shows that much more than the luminance
OPAQUE = 0.97  # of full cover
PANEL = 0.8  # of its box: an opaque part that fills so much is a panel with its own paper, not the ink itself
COLOURLESS = 8  # of 255: channels that differ by no more are one, which a codec has rounded
LEAST_CONTRAST = 0.04  # of white against black: anything fainter is a blank page


@dataclass(frozen=True, slots=True, eq=False)
class ColourPicture:
    """A picture's colours, how many of its own pixels one of theirs is, and where they begin on it, both (x, y)."""

    colours: Colours
    step: Pair = (1, 1)
    origin: Pair = (0, 0)

    def cropped(self, left: int, top: int, right: int, bottom: int) -> "ColourPicture":
        """A part of it."""
        at = self.origin[0] + left * self.step[0], self.origin[1] + top * self.step[1]
        return ColourPicture(self.colours[top:bottom, left:right], self.step, at)


def opened(array: NDArray[Any], crop: bool = True, side: int = WORK_SIDE) -> ColourPicture:
    """Colours from (h, w) or (h, w, 1 to 4 channels) of any number type, the longer side at most `side`.

    Whole numbers count to their type's largest (to 255 where they are wider than 16 bits), floats to 1, or to 255
    where there are larger ones. Transparency is laid on a ground; `crop`: see `laid`. Raises ImageError.
    """
    array = np.asarray(array)
    channels = array.shape[2] if array.ndim == 3 else 1
    if array.ndim not in (2, 3) or not 1 <= channels <= 4 or not array.size:
        raise ImageError(
            tr("A picture of the shape {shape} cannot be read.", shape=array.shape),
            tr("It should be height x width (x colours)."),
        )
    array = array.reshape(*array.shape[:2], channels)
    low, full = _range(array)
    down, across = _steps(array.shape, side)
    step = across, down
    picture = _unit(_pooled(array, down, across), low, full)
    if channels in (2, 4):
        picture = laid(picture[..., :-1], picture[..., -1], panels=crop)
    return ColourPicture(picture, step)


def plain(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """(h, w, 3 or 4) bytes as (h, w) where they have no colour, else (h, w, 3), transparency laid on a ground.

    All pictures come through here, from files as from the clipboard.
    """
    if pixels.shape[2] == 4:
        cover = pixels[..., 3]
        shown = pixels[..., :3]
        if cover.min() < 255:
            unit = laid(shown.astype(np.float32) / np.float32(255), cover.astype(np.float32) / np.float32(255))
            shown = np.rint(unit * 255).astype(np.uint8)
        pixels = shown
    if int((pixels.max(axis=2) - pixels.min(axis=2)).max()) > COLOURLESS:
        return np.ascontiguousarray(pixels)
    grey: NDArray[np.uint8] = np.rint(pixels @ LUMINANCE).astype(np.uint8)
    return grey


def laid(colours: Colours, cover: Grey, panels: bool = True) -> Colours:
    """Colours of which only so much is there, laid on white or on black, on whichever more can be seen.

    What lies around an opaque panel (a window's soft shadow, a rounded corner) goes on as the panel's own edge, unless
    `panels` is False.
    """
    inside = _panel(colours, cover) if panels else None
    if inside is not None:
        return painted_over(colours, inside)
    alpha = cover[..., None]
    white, black = (colours * alpha + ground * (1 - alpha) for ground in (np.float32(1), np.float32(0)))
    return white if mixed(white).std() >= mixed(black).std() else black


def painted_over(colours: Colours, inside: NDArray[np.bool_]) -> Colours:
    """Each pixel outside takes the colour of the nearest inside on its row; a row without any is as a row nearby."""
    columns = _nearest(inside)
    filled = np.take_along_axis(colours, np.maximum(columns, 0)[..., None], axis=1)
    known = inside.any(axis=1)
    rows: NDArray[np.int64] = _nearest(np.asarray(known)[None, :])[0]
    return np.asarray(filled[rows]) if known.any() else colours


def _nearest(inside: NDArray[np.bool_]) -> NDArray[np.int64]:
    """For each pixel the column of the nearest one inside on its row; -1 on a row without any."""
    width = inside.shape[1]
    columns = np.arange(width)
    before = np.maximum.accumulate(np.where(inside, columns, -1), axis=1)
    after = np.minimum.accumulate(np.where(inside, columns, 2 * width)[:, ::-1], axis=1)[:, ::-1]
    chosen = np.where((before < 0) | (after - columns < columns - before), after, before)
    return np.where(chosen >= width, -1, chosen)


def shrunk(picture: NDArray[Any], side: int = WORK_SIDE) -> NDArray[np.float32]:
    """The picture (h, w) or (h, w, c) with its longer side at most `side`, by whole-number averaging of blocks."""
    flat = picture if picture.ndim == 3 else picture[..., None]
    made = _pooled(flat, *_steps(picture.shape, side))
    return made if picture.ndim == 3 else made[..., 0]


def mixed(colours: Colours) -> Grey:
    """One channel from one or three: the luminance, or the direction in which the colours differ far more."""
    if colours.shape[2] == 1:
        return colours[..., 0]
    light = np.asarray(colours @ LUMINANCE, dtype=np.float32)
    pixels = shrunk(colours, 160).reshape(-1, colours.shape[2])
    pixels = pixels - pixels.mean(axis=0)
    _, directions = np.linalg.eigh(pixels.T @ pixels)
    way = directions[:, -1]
    way = way / np.abs(way).sum() * (1 if way @ LUMINANCE >= 0 else -1)
    if (pixels @ way).std() <= COLOUR_GAIN * (pixels @ LUMINANCE).std() + 1e-3:
        return light
    made = np.asarray(colours @ way.astype(np.float32), np.float32)
    return made - np.float32(min(float(np.minimum(way, 0).sum()), 0.0))


def _range(array: NDArray[Any]) -> tuple[float, float]:
    """Which numbers are black and white."""
    if array.dtype.kind not in "biuf":
        raise ImageError(
            tr("A picture of {dtype} cannot be read.", dtype=array.dtype), tr("It should be made of numbers.")
        )
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        raise ImageError(tr("The picture has a pixel that is no number."), tr("Remove NaN and infinity."))
    if array.dtype.kind == "u" and array.dtype.itemsize <= 2:
        return 0.0, float(np.iinfo(array.dtype).max)
    low, high = min(float(array.min()), 0.0), float(array.max())
    return low, 1.0 if high <= 1.0 else max(high, 255.0)


def _unit(values: Colours, low: float, full: float) -> Colours:
    """Brought to 0 (black) to 1 (white), in place."""
    np.subtract(values, np.float32(low), out=values)
    np.divide(values, np.float32(full - low), out=values)
    return values


def _steps(shape: tuple[int, ...], side: int) -> Pair:
    """Height and width of the blocks that leave no side over `side`; a line of a million pixels is one row of them."""
    step = -(-max(shape[:2]) // side)
    return min(step, shape[0]), min(step, shape[1])


def _pooled(array: NDArray[Any], down: int, across: int) -> NDArray[np.float32]:
    """Blocks of pixels averaged; what is left over at the far edges is dropped. Sums row by row: quick and lean."""
    if down == across == 1:
        return array.astype(np.float32)
    height, width = array.shape[0] // down * down, array.shape[1] // across * across
    rows = array[0:height:down, :width].astype(np.float32)
    for at in range(1, down):
        rows += array[at:height:down, :width]
    blocks = rows[:, 0::across].copy()
    for at in range(1, across):
        blocks += rows[:, at::across]
    return blocks / np.float32(down * across)


def _panel(colours: Colours, cover: Grey) -> NDArray[np.bool_] | None:
    """Where the opaque part is, if that is a panel with ink and paper of its own and not all of the picture."""
    opaque = cover >= OPAQUE
    rows, columns = np.flatnonzero(opaque.any(axis=1)), np.flatnonzero(opaque.any(axis=0))
    if not len(rows) or opaque.all():
        return None
    inside = opaque[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    shown = colours[opaque]
    if inside.mean() < PANEL or (shown.max(axis=0) - shown.min(axis=0)).max() < 2 * LEAST_CONTRAST:
        return None
    return opaque
