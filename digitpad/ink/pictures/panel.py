"""The sheet, panel or box that the digit stands in: a note on a table, a canvas in a window. Imports numpy, colours.

On a small copy the even areas are looked at. One that fills a rectangle, however turned, and has something standing in
it is a sheet; of sheets within sheets the innermost is taken.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitpad.ink.pictures.blobs import blobs
from digitpad.ink.pictures.colour import ColourPicture, Colours, painted_over, shrunk

Mask = NDArray[np.bool_]

LOOK_SIDE = 160  # pixels of the longer side of the copy
LEAST_SIDE = 120  # pixels: a smaller picture holds no sheet that is not its whole
LEAST_AREA = 0.03  # of the picture
MOST_AREA = 0.985
RECTANGLE = 0.87  # of the smallest rectangle around it: a ring of a zero fills 0.79
CONTENT = 0.14  # of the sheet's shorter side: what stands in it is at least so long
NARROW = 0.3  # of its longer side: a narrower strip is no sheet
FILLED = 0.6  # of the sheet: more than that is no digit on it
STANDS_OUT = 0.3  # of the steepest edges on the picture: between two ruled lines there is only the paper's own grain
ANGLES = np.deg2rad(np.arange(0, 90, 3))


@dataclass(frozen=True, slots=True, eq=False)
class PaperSheet:
    """An even area with all that stands in it, on the copy; `content` is the extent of the largest thing in it."""

    whole: Mask
    area: int
    content: int
    box: tuple[int, int, int, int]  # left, top, right, bottom


def within(picture: ColourPicture) -> ColourPicture:
    """The part of the picture that the innermost sheet is; the picture itself where there is none."""
    colours = picture.colours
    if min(colours.shape[:2]) < LEAST_SIDE:
        return picture
    sheets = _sheets(shrunk(colours, LOOK_SIDE))
    if not sheets:
        return picture
    inner = [one for one in sheets if not any(_holds(one, other) for other in sheets)]
    return _cut(picture, max(inner, key=lambda sheet: sheet.area))


def _sheets(small: Colours) -> list[PaperSheet]:
    rough = _unevenness(small)
    usual = float(np.percentile(rough, 25))
    even = rough < max(0.035, 3 * usual)
    found, labels = blobs(even, even.astype(np.float32))
    pixels = even.size
    sheets = []
    for area in found:
        box_area = (area.right - area.left) * (area.bottom - area.top)
        if area.mass < 0.4 * LEAST_AREA * pixels or box_area < LEAST_AREA * pixels:
            continue
        sheet = _sheet(labels == area.label, (area.left, area.top, area.right, area.bottom), rough)
        if sheet is not None:
            sheets.append(sheet)
    return sheets


def _unevenness(small: Colours) -> NDArray[np.float32]:
    """How much a pixel's neighbourhood of 3x3 differs, in the channel in which it differs most."""
    wide = np.pad(small, [(1, 1), (1, 1), (0, 0)], "edge")
    parts = [wide[y : y + small.shape[0], x : x + small.shape[1]] for y in range(3) for x in range(3)]
    high, low = np.maximum.reduce(parts), np.minimum.reduce(parts)
    return np.asarray((high - low).max(axis=2), np.float32)


def _sheet(own: Mask, box: tuple[int, int, int, int], rough: NDArray[np.float32]) -> PaperSheet | None:
    """The even area as a sheet, or None where it is not one: what stands in it stands out about as anything does."""
    left, top, right, bottom = box
    inside = own[top:bottom, left:right]
    whole, content = _filled(inside)
    area = int(whole.sum())
    if not LEAST_AREA * own.size <= area <= MOST_AREA * own.size:
        return None
    held, _ = blobs(content, content.astype(np.float32))
    largest = max((blob.extent for blob in held), default=0)
    shorter = min(inside.shape)
    rims = sum((left == 0, top == 0, right == own.shape[1], bottom == own.shape[0]))
    if (
        shorter < NARROW * max(inside.shape)
        or (rims > 2 and area < 0.5 * own.size)
        or largest < CONTENT * shorter
        or content.sum() > FILLED * area
        or area < RECTANGLE * _rectangle(whole)
        or np.percentile(rough[top:bottom, left:right][content], 90) < STANDS_OUT * np.percentile(rough, 99.5)
    ):
        return None
    full = np.zeros_like(own)
    full[top:bottom, left:right] = whole
    return PaperSheet(full, area, largest, box)


def _filled(inside: Mask) -> tuple[Mask, Mask]:
    """An area with its holes, and the holes."""
    wide = np.pad(~inside, 1, constant_values=True)
    _, labels = blobs(wide, wide.astype(np.float32))
    holes = (wide & (labels != labels[0, 0]))[1:-1, 1:-1]
    return inside | holes, holes


def _rectangle(whole: Mask) -> float:
    """The area of the smallest rectangle around it, however turned."""
    rows = np.flatnonzero(whole.any(axis=1))
    first = whole[rows].argmax(axis=1)
    last = whole.shape[1] - whole[rows][:, ::-1].argmax(axis=1)
    corners = [(first, rows), (first, rows + 1), (last, rows), (last, rows + 1)]
    x, y = (np.concatenate([corner[axis] for corner in corners]) for axis in (0, 1))
    across = np.outer(np.cos(ANGLES), x) + np.outer(np.sin(ANGLES), y)
    down = np.outer(np.cos(ANGLES), y) - np.outer(np.sin(ANGLES), x)
    return float((np.ptp(across, axis=1) * np.ptp(down, axis=1)).min())


def _holds(outer: PaperSheet, other: PaperSheet) -> bool:
    """Whether another sheet lies in this one, and nothing as large as what stands in that one beside it."""
    if other is outer or other.area >= outer.area:
        return False
    return bool((outer.whole & other.whole).sum() > 0.9 * other.area)


def _cut(picture: ColourPicture, sheet: PaperSheet) -> ColourPicture:
    """The sheet's box, with what is not the sheet's in it painted over from the sheet's own edge."""
    height, width = picture.colours.shape[:2]
    scale = max(height, width) / max(sheet.whole.shape)
    core = sheet.whole
    if sheet.box != (0, 0, core.shape[1], core.shape[0]):
        core = _shrunken(core)
    left, top, right, bottom = sheet.box
    found = picture.cropped(
        int(left * scale), int(top * scale), min(round(right * scale), width), min(round(bottom * scale), height)
    )
    rows = np.minimum(
        ((np.arange(found.colours.shape[0]) + int(top * scale) + 0.5) / scale).astype(int), core.shape[0] - 1
    )
    columns = np.minimum(
        ((np.arange(found.colours.shape[1]) + int(left * scale) + 0.5) / scale).astype(int), core.shape[1] - 1
    )
    return ColourPicture(painted_over(found.colours, core[rows][:, columns]), found.step, found.origin)


def _shrunken(mask: Mask) -> Mask:
    wide = np.pad(mask, 1)
    height, width = mask.shape
    return np.asarray(np.logical_and.reduce([wide[y : y + height, x : x + width] for y in range(3) for x in range(3)]))
