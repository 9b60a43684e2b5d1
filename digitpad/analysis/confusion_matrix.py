"""Confusion matrices as data: one model's counts, or one's minus another's, and cells in words. No torch."""

from collections.abc import Sequence
from dataclasses import dataclass

from digitpad.core import csv_text, formats
from digitpad.core.language import mark, tr

Counts = tuple[tuple[int, ...], ...]  # [true][said]
Cell = tuple[int, int]  # true class, said class
REFUSED = "\u2205"  # the name of the column of what was taken for "not a digit"


@dataclass(frozen=True, slots=True)
class Matrix:
    """Counts [true][said] with their classes' names; made by `matrix_of` or `minus`, which reckon the shares once.

    `outputs` names the columns: the classes, and where refusals are counted REFUSED behind them.
    `shares` are of the drawings of a row's class, 0 where there are none. A difference of two models has `against`,
    the names of both, and its counts and shares may be negative.
    """

    counts: Counts
    classes: tuple[str, ...]
    outputs: tuple[str, ...]
    shares: tuple[tuple[float, ...], ...]
    worst: float  # the largest share of any mistake, sign apart: the end of the colour scale
    against: tuple[str, str] | None = None

    def share(self, true: int, said: int) -> float:
        """The share of the drawings of class `true` that were taken for `said`."""
        return self.shares[true][said]


def matrix_of(counts: Sequence[Sequence[int]], classes: Sequence[str], *, refusals: bool = False) -> Matrix:
    """A checked matrix; `refusals`: one more column counts them. Raises ValueError for negative or unfitting counts."""
    made = tuple(tuple(int(cell) for cell in row) for row in counts)
    outputs = (*classes, REFUSED) if refusals else tuple(classes)
    if any(len(row) != len(outputs) for row in made) or len(made) != len(classes):
        raise ValueError(f"a confusion matrix of {len(classes)} classes needs as many rows, {len(outputs)} columns")
    if any(cell < 0 for row in made for cell in row):
        raise ValueError("a confusion matrix cannot hold negative counts")
    shares = tuple(tuple(cell / (sum(row) or 1) for cell in row) for row in made)
    return Matrix(made, tuple(classes), outputs, shares, _worst(shares))


def minus(one: Matrix, other: Matrix, names: tuple[str, str]) -> Matrix | None:
    """What one model does more often than another; None where they were not asked about the same drawings."""
    if one.classes != other.classes or [sum(row) for row in one.counts] != [sum(row) for row in other.counts]:
        return None
    pairs = list(zip(one.counts, other.counts, strict=True))
    counts = tuple(tuple(a - b for a, b in zip(ours, theirs, strict=True)) for ours, theirs in pairs)
    totals = [sum(row) or 1 for row in one.counts]
    shares = tuple(tuple(cell / total for cell in row) for row, total in zip(counts, totals, strict=True))
    return Matrix(counts, one.classes, one.outputs, shares, _worst(shares), names)


def cell_text(matrix: Matrix, cell: Cell) -> str:
    """A cell in words: "true 1, predicted 7: 12 times (1.1 %)"."""
    true, said = cell
    number = matrix.counts[true][said]
    what = tr("true {classes}, predicted {outputs}", classes=matrix.classes[true], outputs=matrix.outputs[said])
    if matrix.against is None:
        share = f" ({formats.share(matrix.share(true, said), 1)})" if number else ""
        return f"{what}: {formats.times(number)}{share}"
    one, other = matrix.against
    if not number:
        return tr("{what}: {one} as often as {other}", what=what, one=one, other=other)
    than = (
        mark("{what}: {one} {number:,} more than {other}")
        if number > 0
        else mark("{what}: {one} {number:,} fewer than {other}")
    )
    return tr(than, what=what, one=one, number=abs(number), other=other)


def as_csv(matrix: Matrix) -> str:
    """The counts as CSV: a row a true class, a column for each class that was said."""
    rows = ([name, *row] for name, row in zip(matrix.classes, matrix.counts, strict=True))
    return csv_text.written([["true \\ predicted", *matrix.outputs], *rows])


def _worst(shares: Sequence[Sequence[float]]) -> float:
    mistakes = [abs(share) for true, row in enumerate(shares) for said, share in enumerate(row) if true != said]
    return max(mistakes, default=0.0)
