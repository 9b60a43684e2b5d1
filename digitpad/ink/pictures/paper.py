"""What is ink on a picture and what is paper: colour, polarity, light and noise taken away. Imports numpy, colours."""

import dataclasses
import itertools
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitpad.ink.pictures.colour import LEAST_CONTRAST, mixed, opened, shrunk

Grey = NDArray[np.float32]

SMALL_SIDE = 64  # a picture up to this size is a scan or a canvas, not a photograph: its paper has one level
CELL_SIDE = 160  # a picture up to this size may be a cell, whose border is full of lines and yet evenly lit
CLEAR = 0.5  # of white against black: where ink is said to be lighter (or darker), so much is a mark and no noise
EVEN_SPREAD = 0.1  # of the contrast: a border that differs by less is paper in an even light
BETWEEN = 0.2  # of the pixels of a picture of two levels: those on soft edges
FRAMED, MOSTLY = 0.3, 0.58  # of the pixels
LEAST_PAPER = 0.25  # of the pixels
UNEVEN_NOISE = 0.08  # of full ink: what looks so noisy is uneven light
INSIDE = (0.15, 0.25)  # of the shorter side: so far inside a cell's frame there is paper
LEAST_LIT, FIELDS = 20, 4  # pixels of the shorter side from which the light's slope is taken away, and fields for it
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
    """(h, w) float32 in [0, 1] from (h, w) or (h, w, 1 to 4 channels) of any number type; see `pictures_colour.opened`.

    Raises ImageError.
    """
    return mixed(opened(array, crop=False, side=max(np.shape(array)[:2], default=1) or 1).colours)


def inked(picture: Grey, light_ink: bool | None = None, even: bool = False) -> Inked:
    """Separates ink from paper; `light_ink` says that ink is the lighter of the two (None: find out).

    even: takes the paper to be equally light everywhere. Where nothing stands out there is no ink.
    """
    contrast = float(picture.max() - picture.min())
    if contrast < LEAST_CONTRAST:
        return Inked(np.zeros_like(picture), 0.0)
    large = max(picture.shape) > SMALL_SIDE
    if large and _grain(picture) > NOISE_SHARE * contrast:
        picture = blurred(picture)
    if large and not even and not _even(picture) and not _is_cell(picture, light_ink):
        found = _on_uneven_paper(picture, light_ink)
        if found.ink.any() or not _two_levels(picture):
            return found
    found = _on_even_paper(picture, light_ink)
    if large and not even and (not found.ink.any() or found.noise > UNEVEN_NOISE):
        found = _on_uneven_paper(picture, light_ink)  # glare, or a shadow, that does not reach the border
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


def _ring(picture: NDArray[Any], deep: int = 0) -> NDArray[Any]:
    """The pixels along the border, so many deep, or a twentieth of the shorter side."""
    deep = deep or max(min(picture.shape) // 20, 1)
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


def _is_cell(picture: Grey, light_ink: bool | None) -> bool:
    """Whether a picture is so small, and its paper so evenly lit but for one slope, that it is a cell cut out."""
    if max(picture.shape) > CELL_SIDE or min(picture.shape) < LEAST_LIT:
        return False
    if light_ink is None:
        light_ink = _paper_is_dark(picture > (picture.max() + picture.min()) / 2)
    low, high = np.percentile(_ring(_in_even_light(picture, light_ink)), [10, 50] if light_ink else [50, 90])
    return bool(high - low < EVEN_SPREAD * (picture.max() - picture.min()))


def _two_levels(picture: Grey) -> bool:
    """Whether nearly all pixels are about as dark as the darkest or as light as the lightest."""
    low, high = float(picture.min()), float(picture.max())
    quarter = (high - low) / 4
    return bool(((picture > low + quarter) & (picture < high - quarter)).mean() < BETWEEN)


def _on_even_paper(picture: Grey, light_ink: bool | None) -> Inked:
    """Paper of one level: whatever departs from it, to the side on which less of the picture lies, is ink."""
    middle = (picture.max() + picture.min()) / 2
    if light_ink is None:
        light_ink = _paper_is_dark(picture > middle)
    if min(picture.shape) >= LEAST_LIT:
        picture = _in_even_light(picture, light_ink)
    amount = picture - middle if light_ink else middle - picture
    # Soft edges lie on the ink's side of the paper's level, so the level and its noise are read off the other side: the
    # 5th and 20th percentiles of a normal distribution are 1.645 and 0.842 standard deviations below its middle.
    far, near = np.percentile(amount[amount <= 0], [5, 20])
    noise = float(near - far) / (1.645 - 0.842)
    return _scaled(amount - np.float32(near + 0.842 * noise), noise)


def _paper_is_dark(light: NDArray[np.bool_]) -> bool:
    """Whether paper is the darker level: it holds most of the border and of the whole, but where there is a frame.

    Of a round digit that was cut out at its edges neither is true, but all four corners are paper.
    """
    border, whole, corner = float(_ring(light).mean()), float(light.mean()), _corners_of_a_tight_cut(light)
    if corner is not None and (corner != (border > 0.5) or min(light.shape) < LEAST_LIT):
        return not corner
    if min(light.shape) < LEAST_LIT:  # a scan that the digit fills
        return border + whole < 1.0
    deep, deeper = (round(share * min(light.shape)) for share in INSIDE)
    inside = float(_ring(light[deep:-deep, deep:-deep], deeper - deep).mean()) if deep else border
    # a frame of the other level, a cell's four lines: inside it, and on the whole, paper prevails
    if abs(inside - border) > FRAMED and (whole > MOSTLY if inside > border else whole < 1 - MOSTLY):
        return inside < border
    return border + whole < 1.0 if corner is None else not corner


def _corners_of_a_tight_cut(light: NDArray[np.bool_]) -> bool | None:
    """The level of all four corners where what is of the other one touches all four sides; None where it is not so."""
    corners = {bool(light[y, x]) for y in (0, -1) for x in (0, -1)}
    if len(corners) > 1:
        return None
    corner = corners.pop()
    other = light != corner
    tight = all(side.any() for side in (other[0], other[-1], other[:, 0], other[:, -1]))
    return corner if tight and 1 - float(other.mean()) > LEAST_PAPER else None


def _in_even_light(picture: Grey, light_ink: bool) -> Grey:
    """A small picture as if lit from straight above: the slope of its paper taken away.

    The paper's level in each of 4x4 fields is their lightest fifth (with light ink the darkest); a plane goes through
    those, and once more without the fields that are far from it.
    """
    rows, columns = (np.linspace(0, length, FIELDS + 1).astype(int) for length in picture.shape)
    share = 20 if light_ink else 80
    levels = np.array(
        [
            [np.percentile(picture[top:bottom, left:right], share) for left, right in itertools.pairwise(columns)]
            for top, bottom in itertools.pairwise(rows)
        ]
    ).ravel()
    y, x = (axis.ravel() for axis in np.mgrid[:FIELDS, :FIELDS] / (FIELDS - 1) - 0.5)
    places = np.column_stack([np.ones(FIELDS**2), x, y])
    near = np.ones(FIELDS**2, bool)
    for _ in range(3):
        plane = np.linalg.lstsq(places[near], levels[near], rcond=None)[0]
        off = np.abs(levels - places @ plane)
        near = off <= np.percentile(off, 70) + 1e-6
    height, width = picture.shape
    close = 0.05 * float(picture.max() - picture.min())
    if (off <= close).sum() <= (np.abs(levels - np.median(levels)) <= close).sum():
        return picture  # no slope tells more of the fields than none
    # fields' middles are 3/4 of the side apart from the first to the last
    slope_y = plane[2] * ((np.arange(height) + 0.5) / height - 0.5) * FIELDS / (FIELDS - 1)
    slope_x = plane[1] * ((np.arange(width) + 0.5) / width - 0.5) * FIELDS / (FIELDS - 1)
    return np.asarray(picture - slope_y[:, None] - slope_x[None, :], np.float32)


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
    steps = np.concatenate([np.abs(np.diff(small, axis=axis)).ravel() for axis in (0, 1)])
    soft = 0.25 * float(np.percentile(steps, 99.5))  # glare and shadows are soft, ink is not
    return bool(_roughness(without_light, soft) < _roughness(without_dark, soft))


def _roughness(picture: Grey, soft: float) -> float:
    """How much there is in steps that are no soft ones."""
    return float(sum(np.maximum(np.abs(np.diff(picture, axis=axis)) - soft, 0).sum() for axis in (0, 1)))


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
