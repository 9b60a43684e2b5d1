"""Ink: the strokes of one drawing, as vectors. Imports numpy and errors."""

from collections.abc import Iterable, Sequence, Sized
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitpad.core.errors import InkError
from digitpad.core.language import tr
from digitpad.core.limits import DRAWING_POINTS, DRAWING_STROKES

Points = NDArray[np.float64]

SAME = 1e-6  # of a drawing's size: what scaling one to another window leaves of rounding
SMALLEST = 1e-100  # in any unit: a smaller drawing is a dot, since nothing can be divided by its size


@dataclass(frozen=True, slots=True, eq=False)
class Ink:
    """The strokes of one drawing: each an (n, 2) float64 array of x and y, y down, in any unit, n >= 1."""

    strokes: tuple[Points, ...] = ()

    @classmethod
    def from_strokes(cls, strokes: Iterable[Iterable[Sequence[float]]]) -> "Ink":
        """Ink from lists of (x, y) points. Empty strokes are left out. Raises InkError for anything but numbers."""
        made = []
        for number, stroke in enumerate(strokes):
            try:
                points = _points([(point[0], point[1]) for point in stroke])
            except (TypeError, ValueError, IndexError, KeyError) as error:
                message = tr("Stroke {number} is not a list of (x, y) points.", number=number + 1)
                raise InkError(message, tr("Each point is two numbers.")) from error
            if not np.isfinite(points).all() or (points.size and np.abs(points).max() > 1e9):
                raise InkError(
                    tr("Stroke {number} has a point that is no usable number.", number=number + 1),
                    tr("Remove NaN and infinity."),
                )
            if len(points):
                made.append(points)
        check_size(made)
        return cls(tuple(made))

    def __bool__(self) -> bool:
        return bool(self.strokes)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom of the points. Raises ValueError for empty ink."""
        every = np.concatenate(self.strokes)
        (left, top), (right, bottom) = every.min(axis=0), every.max(axis=0)
        return float(left), float(top), float(right), float(bottom)

    @property
    def extent(self) -> float:
        """The longer side of the box, in the ink's own unit, safe to divide by; 0 for empty ink and for a dot."""
        if not self.strokes:
            return 0.0
        left, top, right, bottom = self.box
        extent = max(right - left, bottom - top)
        return extent if extent > SMALLEST else 0.0

    def is_same(self, other: "Ink") -> bool:
        """Whether it is the same drawing, point by point, wherever it lies and however large it is."""
        if other is self:
            return True
        if [len(stroke) for stroke in self.strokes] != [len(stroke) for stroke in other.strokes]:
            return False
        pairs = zip(self._unit(), other._unit(), strict=True)
        return all(np.allclose(one, two, rtol=0, atol=SAME) for one, two in pairs)

    def _unit(self) -> list[Points]:
        """The strokes in a box whose longer side is 1."""
        if not self.strokes:
            return []
        left, top, _, _ = self.box
        return [(stroke - (left, top)) / (self.extent or 1.0) for stroke in self.strokes]

    def moved(self, matrix: NDArray[np.float64], offset: Sequence[float] = (0.0, 0.0)) -> "Ink":
        """The ink with every point p at `matrix @ p + offset`; matrix is (2, 2)."""
        return Ink(tuple(stroke @ np.asarray(matrix).T + np.asarray(offset) for stroke in self.strokes))


def check_size(strokes: Sequence[Sized]) -> None:
    """Raises InkError for more strokes or points than anybody draws."""
    points = sum(map(len, strokes))
    if len(strokes) > DRAWING_STROKES or points > DRAWING_POINTS:
        raise InkError(
            tr(
                "A drawing of {count:,} strokes and {points:,} points is not read; up to "
                "{drawing_strokes:,} strokes and {drawing_points:,} points are.",
                count=len(strokes),
                points=points,
                drawing_strokes=DRAWING_STROKES,
                drawing_points=DRAWING_POINTS,
            ),
            tr("Split it into several drawings."),
        )


def _points(pairs: list[tuple[float, float]]) -> Points:
    """(n, 2) float64. Raises ValueError for texts, which numpy would turn into numbers, and whatever else is none."""
    made = np.array(pairs).reshape(-1, 2)
    if made.dtype.kind not in "iuf":
        raise ValueError(f"not numbers: {made.dtype}")
    return made.astype(np.float64)
