"""What is ink on a picture and what is paper: colour, polarity, light and noise taken away. Imports numpy, errors."""

import dataclasses
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitpad.errors import ImageError

Grey = NDArray[np.float32]

WORK_SIDE = 640  # pixels of the longer side beyond which a picture is shrunk before it is looked at
SMALL_SIDE = 64  # a picture up to this size is a scan or a canvas, not a photograph: its paper has one level
LUMINANCE = np.array([0.299, 0.587, 0.114], dtype=np.float32)  # ITU-R BT.601
COLOUR_GAIN = 1.5  # a single channel is taken where it shows that much more than the luminance (red on green)
LEAST_CONTRAST = 0.04  # of white against black: anything fainter is a blank page
CLEAR = 0.5  # of white against black: where ink is said to be lighter (or darker), so much is a mark and no noise
EVEN_SPREAD = 0.1  # of the contrast: a border that differs by less is paper in an even light
BETWEEN = 0.2  # of the pixels of a picture of two levels: those on soft edges
PAPER_SIDE = 160  # pixels of the longer side at which the paper's light is worked out
PAPER_WINDOW = 0.25  # of the longer side: dark things narrower than this are ink, wider ones are shadow or table
NOISE_SHARE = 0.02  # of the contrast: noisier large pictures are blurred a little


@dataclass(frozen=True, slots=True)
class Inked:
    """How much ink each pixel holds: (h, w) float32, 0 paper, 1 full.

    `noise` is the paper's own standard deviation, on the same scale; `photograph` says that its light is uneven.
    """

    ink: Grey
    noise: float
    photograph: bool = False


def grey(array: NDArray[Any]) -> Grey:
    """(h, w) float32 in [0, 1] from (h, w) or (h, w, 1 to 4 channels) of any number type; alpha is laid on a ground.

    Whole numbers count to their type's largest (to 255 where they are wider than 16 bits), floats to 1, or to 255
    where there are larger ones. Raises ImageError.
    """
    array = np.asarray(array)
    channels = array.shape[2] if array.ndim == 3 else 1
    if array.ndim not in (2, 3) or not 1 <= channels <= 4 or not array.size:
        raise ImageError(
            f"A picture of the shape {array.shape} cannot be read.", "It should be height x width (x colours)."
        )
    picture = _unit(array).reshape(*array.shape[:2], channels)
    if channels in (2, 4):
        picture = _on_ground(picture[..., :-1], picture[..., -1:])
    return _mixed(picture)


def shrunk(picture: Grey, side: int = WORK_SIDE) -> Grey:
    """The picture with its longer side at most `side`, by whole-number averaging of blocks."""
    step = -(-max(picture.shape) // side)
    if step == 1:
        return picture
    down, across = (min(step, length) for length in picture.shape)  # a line of a million pixels is one row of blocks
    height, width = picture.shape[0] // down, picture.shape[1] // across
    blocks = picture[: height * down, : width * across].reshape(height, down, width, across)
    return np.asarray(blocks.mean(axis=(1, 3)), dtype=np.float32)


def inked(picture: Grey, light_ink: bool | None = None) -> Inked:
    """Separates ink from paper; `light_ink` says that ink is the lighter of the two (None: find out).

    Where nothing stands out there is no ink.
    """
    contrast = float(picture.max() - picture.min())
    if contrast < LEAST_CONTRAST:
        return Inked(np.zeros_like(picture), 0.0)
    if max(picture.shape) > SMALL_SIDE:
        if _grain(picture) > NOISE_SHARE * contrast:
            picture = blurred(picture)
        if not _even(picture):
            found = _on_uneven_paper(picture, light_ink)
            if found.ink.any() or not _two_levels(picture):
                return found
    found = _on_even_paper(picture, light_ink)
    if light_ink is not None and contrast >= CLEAR and not found.ink.any():
        # a small scan that the digit fills: soft edges pass for noise, but whoever knows the polarity vouches for ink
        amount = (picture - picture.min()) / np.float32(contrast)
        return Inked(amount if light_ink else 1 - amount, 0.0)
    return found


def blurred(picture: Grey) -> Grey:
    """Each pixel mixed 1-2-1 with its neighbours, across and down."""
    for axis in (0, 1):
        wide = np.pad(picture, [(1, 1) if a == axis else (0, 0) for a in (0, 1)], "edge")
        before, after = (np.take(wide, np.arange(at, at + picture.shape[axis]), axis) for at in (0, 2))
        picture = np.asarray((before + 2 * picture + after) / 4, dtype=np.float32)
    return picture


def _unit(array: NDArray[Any]) -> Grey:
    """Any numbers as float32 in [0, 1]."""
    if array.dtype.kind not in "biuf":
        raise ImageError(f"A picture of {array.dtype} cannot be read.", "It should be made of numbers.")
    values = array.astype(np.float32)
    if not np.isfinite(values).all():
        raise ImageError("The picture has a pixel that is no number.", "Remove NaN and infinity.")
    if array.dtype.kind == "u" and array.dtype.itemsize <= 2:
        return values / np.float32(np.iinfo(array.dtype).max)
    low, high = min(float(values.min()), 0.0), float(values.max())
    full = 1.0 if high <= 1.0 else max(high, 255.0)
    return (values - np.float32(low)) / np.float32(full - low)


def _on_ground(colours: Grey, alpha: Grey) -> Grey:
    """Transparent pixels laid on white or on black, on whichever more can be seen."""
    white, black = (colours * alpha + ground * (1 - alpha) for ground in (np.float32(1), np.float32(0)))
    return white if _mixed(white).std() >= _mixed(black).std() else black


def _mixed(colours: Grey) -> Grey:
    """One channel from one or three: the luminance, or a single colour where that shows far more."""
    if colours.shape[2] == 1:
        return colours[..., 0]
    light = np.asarray(colours @ LUMINANCE, dtype=np.float32)
    spreads = colours.std(axis=(0, 1))
    best = int(spreads.argmax())
    return np.asarray(colours[..., best]) if spreads[best] > COLOUR_GAIN * light.std() + 1e-3 else light


def _ring(picture: Grey) -> Grey:
    """The pixels along the border, a twentieth of the shorter side deep."""
    deep = max(min(picture.shape) // 20, 1)
    inner = picture[deep:-deep, deep:-deep].size
    if not inner:
        return picture.ravel()
    sides = [picture[:deep], picture[-deep:], picture[deep:-deep, :deep], picture[deep:-deep, -deep:]]
    return np.concatenate([side.ravel() for side in sides])


def _grain(picture: Grey) -> float:
    """The noise's standard deviation, from how pixels differ from their neighbours where there is no edge."""
    steps = np.abs(np.diff(picture, axis=1))
    return float(np.median(steps)) * 1.4826 / np.sqrt(2.0) if steps.size else 0.0


def _even(picture: Grey) -> bool:
    low, high = np.percentile(_ring(picture), [10, 90])
    return bool(high - low < EVEN_SPREAD * (picture.max() - picture.min()))


def _two_levels(picture: Grey) -> bool:
    """Whether nearly all pixels are about as dark as the darkest or as light as the lightest."""
    low, high = float(picture.min()), float(picture.max())
    quarter = (high - low) / 4
    return bool(((picture > low + quarter) & (picture < high - quarter)).mean() < BETWEEN)


def _on_even_paper(picture: Grey, light_ink: bool | None) -> Inked:
    """Paper of one level: whatever departs from it, to the side on which less of the picture lies, is ink."""
    middle = (picture.max() + picture.min()) / 2
    if light_ink is None:  # the paper holds most of the border, and most of the whole
        light_ink = bool((_ring(picture) > middle).mean() + (picture > middle).mean() < 1.0)
    amount = picture - middle if light_ink else middle - picture
    # Soft edges lie on the ink's side of the paper's level, so the level and its noise are read off the other side: the
    # 5th and 20th percentiles of a normal distribution are 1.645 and 0.842 standard deviations below its middle.
    far, near = np.percentile(amount[amount <= 0], [5, 20])
    noise = float(near - far) / (1.645 - 0.842)
    return _scaled(amount - np.float32(near + 0.842 * noise), noise)


def _on_uneven_paper(picture: Grey, light_ink: bool | None) -> Inked:
    """A photograph: the paper's light is what remains when everything narrow is filled up (a morphological closing)."""
    if light_ink is None:
        light_ink = _mostly_lighter(picture)
    if light_ink:
        amount = picture + _filled(-picture)
    else:  # how much of the light is missing, rather than how much light: shade dims paper and ink alike
        paper = _filled(picture)
        amount = (paper - picture) / np.maximum(paper, 0.1)
    amount = amount - np.float32(np.median(amount))  # noise lifts the paper as it was found above what it is
    return dataclasses.replace(_scaled(amount, float(np.median(np.abs(amount))) * 1.4826), photograph=True)


def _filled(picture: Grey) -> Grey:
    """The paper's own light at each pixel, worked out on a small copy."""
    small = shrunk(picture, PAPER_SIDE)
    window = _odd(PAPER_WINDOW * max(small.shape))
    # Beyond the border the light is taken to go on changing as inside; ink near the border must not be mirrored.
    mirror = np.pad(_closed(small, window), window, "reflect")
    wide = 2 * np.pad(small, window, "edge") - mirror
    inside = slice(window, -window), slice(window, -window)
    wide[inside] = small
    closed = _closed(wide, window)
    low = -largest(-closed, 3)[inside]  # at the edge of a table the darker side is believed
    rows, columns = (
        np.minimum(np.arange(length) * count // length, count - 1)
        for length, count in zip(picture.shape, small.shape, strict=True)
    )
    return np.asarray(low[rows][:, columns])


def _mostly_lighter(picture: Grey) -> bool:
    """Whether ink is lighter than paper: with narrow light things gone the picture is smoother than with dark ones."""
    small = shrunk(picture, PAPER_SIDE)
    window = _odd(PAPER_WINDOW * max(small.shape))
    without_dark, without_light = _closed(small, window), -_closed(-small, window)
    return bool(_roughness(without_light) < _roughness(without_dark))


def _roughness(picture: Grey) -> float:
    return float(np.abs(np.diff(picture, axis=0)).sum() + np.abs(np.diff(picture, axis=1)).sum())


def _closed(picture: Grey, window: int) -> Grey:
    """Whatever is darker than around it and narrower than the window filled up: a morphological closing."""
    return -largest(-largest(picture, window), window)


def _scaled(amount: Grey, noise: float) -> Inked:
    """Amounts of ink scaled so that full ink is 1, the noise of the paper taken off."""
    floor = max(6 * noise, LEAST_CONTRAST)
    standing = amount[amount > floor]
    if standing.size < 2:
        return Inked(np.zeros_like(amount), noise)
    # half of what stands out most is at least full ink; the rest are soft edges and thin places
    full = float(np.percentile(standing[standing > 0.5 * np.percentile(standing, 95)], 75))
    low = 2 * noise
    return Inked(np.clip((amount - np.float32(low)) / np.float32(full - low), 0.0, 1.0), noise / full)


def _odd(length: float) -> int:
    """A window that has a middle: with an even one, filling up would also move what it fills."""
    return max(int(length) // 2, 1) * 2 + 1


def largest(picture: Grey, window: int) -> Grey:
    """The largest value within a square window around each pixel, in logarithmically many passes."""
    for axis in (0, 1):
        before = window // 2
        pad = [(before, window - 1 - before) if a == axis else (0, 0) for a in (0, 1)]
        wide, reach = np.pad(picture, pad, "edge"), 1
        length = picture.shape[axis]
        while reach < window:
            step = min(reach, window - reach)
            count = wide.shape[axis] - step
            wide = np.maximum(np.take(wide, np.arange(count), axis), np.take(wide, np.arange(step, step + count), axis))
            reach += step
        picture = np.take(wide, np.arange(length), axis)
    return picture
