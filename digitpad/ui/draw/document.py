"""What was drawn and how it is taken back: sheets, their view and their history. Imports numpy and ink, no Qt.

Everything here is frozen: a change makes a new value, so undo is nothing but going back to the value before.
"""

from dataclasses import dataclass, field, replace

import numpy as np

from digitpad.ink.ink import Ink, Points
from digitpad.ink.subject import Picture

Box = tuple[float, float, float, float]  # left, top, right, bottom

MOST_PROBES = 200  # along one sweep of the eraser
MOST_STEPS = 200  # that can be taken back; a sheet is a few kilobytes
FITTED_SHARE = 0.62  # of the canvas's shorter side, for ink that comes from elsewhere
WIDE, WIDE_SHARE = 1.4, 0.86  # ink that much wider than high is a number, and may have this share of the width


@dataclass(frozen=True, slots=True)
class CanvasView:
    """Where a sheet's page lies on the canvas: canvas = page * scale + (dx, dy), in logical pixels."""

    scale: float = 1.0
    dx: float = 0.0
    dy: float = 0.0

    def to_canvas(self, points: Points) -> Points:
        """Page points (n, 2) as canvas points."""
        return points * self.scale + (self.dx, self.dy)

    def to_page(self, points: Points) -> Points:
        """Canvas points (n, 2) as page points."""
        return (points - (self.dx, self.dy)) / self.scale


def view(page: Box, width: float, height: float) -> CanvasView:
    """The view that shows the whole page in the middle of a canvas of this size, as large as it goes."""
    left, top, right, bottom = page
    across, down = right - left, bottom - top
    if across <= 0 or down <= 0 or width <= 0 or height <= 0:
        return CanvasView()
    scale = min(width / across, height / down)
    return CanvasView(scale, width / 2 - scale * (left + right) / 2, height / 2 - scale * (top + bottom) / 2)


def picture_view(shape: tuple[int, ...], width: float, height: float, space: float) -> CanvasView:
    """The view that shows a picture of (height, width) pixels on a canvas of this size, with space around it."""
    inner = view((0, 0, shape[1], shape[0]), width - 2 * space, height - 2 * space)
    return CanvasView(inner.scale, inner.dx + space, inner.dy + space)


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """One state of the pad: ink in page units, the page (which any canvas shows whole), or a picture in their place.

    An ink and a picture never lie on one sheet together: drawing puts the picture away.
    """

    ink: Ink = field(default_factory=Ink)
    page: Box = (0.0, 0.0, 0.0, 0.0)
    picture: Picture | None = None

    def __bool__(self) -> bool:
        return bool(self.ink) or self.picture is not None

    def with_stroke(self, stroke: Points, shown: Box) -> "Page":
        """The sheet with one more stroke, in page units; where it leaves the page, all that is `shown` becomes page."""
        if not self.ink:
            return Page(Ink((stroke,)), shown)
        inside = _holds(self.page, stroke)
        return Page(Ink((*self.ink.strokes, stroke)), self.page if inside else union(self.page, shown))

    def without(self, touched: frozenset[int]) -> "Page":
        """The sheet without the strokes of these numbers."""
        kept = tuple(stroke for number, stroke in enumerate(self.ink.strokes) if number not in touched)
        return replace(self, ink=Ink(kept))


@dataclass(frozen=True, slots=True, eq=False)
class UndoHistory:
    """The sheets before, the sheet now, the sheets that were taken back (nearest last)."""

    now: Page = field(default_factory=Page)
    past: tuple[Page, ...] = ()
    future: tuple[Page, ...] = ()

    def then(self, sheet: Page) -> "UndoHistory":
        """A new sheet after this one; what had been taken back is gone."""
        return UndoHistory(sheet, (*self.past, self.now)[-MOST_STEPS:])

    def undone(self) -> "UndoHistory":
        """One step back, or the same where there is none."""
        if not self.past:
            return self
        return UndoHistory(self.past[-1], self.past[:-1], (*self.future, self.now))

    def redone(self) -> "UndoHistory":
        """One step forward, or the same where there is none."""
        if not self.future:
            return self
        return UndoHistory(self.future[-1], (*self.past, self.now), self.future[:-1])


def touched(ink: Ink, swept: Points, radius: float) -> frozenset[int]:
    """The numbers of the strokes that pass within `radius` of a straight sweep: (2, 2), its start and its end."""
    steps = min(int(np.ceil(np.hypot(*(swept[1] - swept[0])) / max(radius, 1e-6))), MOST_PROBES)
    probes = np.linspace(swept[0], swept[1], steps + 1)
    return frozenset(n for n, stroke in enumerate(ink.strokes) if min(_distance(stroke, at) for at in probes) <= radius)


def fitted(ink: Ink, width: float, height: float) -> Ink:
    """The ink moved to the middle of a canvas of this size, its longer side a fixed share of the canvas's shorter.

    A number may be as wide as a larger share of the canvas's width, so that its digits are not tiny.
    """
    if not ink:
        return ink
    left, top, right, bottom = ink.box
    side = FITTED_SHARE * min(width, height)
    scale = side / ink.extent if ink.extent > 0 else 1.0
    if right - left > WIDE * (bottom - top) > 0:
        scale = max(scale, min(side / (bottom - top), WIDE_SHARE * width / (right - left)))
    return ink.moved(
        np.eye(2) * scale, (width / 2 - scale * (left + right) / 2, height / 2 - scale * (top + bottom) / 2)
    )


def _distance(path: Points, at: Points) -> float:
    """From a point to a path, in the path's unit."""
    starts, ends = (path[:-1], path[1:]) if len(path) > 1 else (path, path)
    runs = ends - starts
    square = np.maximum((runs * runs).sum(axis=1), 1e-12)
    share = np.clip(((at - starts) * runs).sum(axis=1) / square, 0.0, 1.0)
    return float(np.hypot(*(starts + share[:, None] * runs - at).T).min())


def _holds(page: Box, points: Points) -> bool:
    left, top, right, bottom = page
    low, high = points.min(axis=0), points.max(axis=0)
    return bool(low[0] >= left and low[1] >= top and high[0] <= right and high[1] <= bottom)


def union(one: Box, other: Box) -> Box:
    """The smallest box that holds both."""
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])
