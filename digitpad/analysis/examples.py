"""Which rows of a set to look at, and in which order: what stands behind a figure. numpy alone, no torch."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitpad.core import formats
from digitpad.core.language import tr
from digitpad.evaluation.evaluations import Evaluation

MOST = 200  # thumbnails: nobody looks at more, and they are quickly drawn


@dataclass(frozen=True, slots=True)
class Example:
    """One drawing of a set in words: where it stands, what it truly is, what was said of it and how surely."""

    row: int
    true: str
    said: str
    confidence: float

    @property
    def sentence(self) -> str:
        """What is known of it."""
        true = self.true or tr("not a digit")
        return tr(
            "Row {row:,}: true {true}, predicted {said}, {confidence} sure",
            row=self.row,
            true=true,
            said=self.said,
            confidence=formats.share(self.confidence, 1),
        )


@dataclass(frozen=True, slots=True)
class ExampleSet:
    """Drawings to be shown: of the set `on` with the fingerprint `data`; `total` of them there are."""

    title: str
    on: str
    data: str
    digits: tuple[Example, ...]
    total: int

    @property
    def caption(self) -> str:
        """How many there are, and in which order they stand."""
        shown = len(self.digits)
        if not self.total:
            return tr("None.")
        many = (
            f"{self.total:,}"
            if shown == self.total
            else tr("the first {shown} of {total:,}", shown=shown, total=self.total)
        )
        wrong = any(digit.true != digit.said for digit in self.digits)
        order = tr("most confident mistakes first") if wrong else tr("least confident first")
        return tr("{many}, {order}. Click one to put it on the pad.", many=many, order=order)


def cell(found: Evaluation, true: int, said: int, name: str) -> ExampleSet:
    """The drawings in one cell of the confusion matrix: mistakes surest first, right answers least sure first."""
    classes = found.classes
    what = tr(
        "True {classes}, predicted {classes_2} by {name}", classes=classes[true], classes_2=classes[said], name=name
    )
    return of_rows(found, np.flatnonzero((found.labels == true) & (found.best == said)), what)


def changed_cell(one: Evaluation, other: Evaluation, true: int, said: int, names: tuple[str, str]) -> ExampleSet:
    """The drawings that only one of two models put into this cell."""
    mask = (one.labels == true) & ((one.best == said) != (other.best == said))
    classes = one.classes
    what = tr(
        "True {classes}, predicted {classes_2} by only one of {names} and {names_2}",
        classes=classes[true],
        classes_2=classes[said],
        names=names[0],
        names_2=names[1],
    )
    return of_rows(one, np.flatnonzero(mask), what)


def of_rows(found: Evaluation, rows: Sequence[int] | NDArray[np.int64], title: str) -> ExampleSet:
    """These rows of a set, as this model read them: the surest mistakes first, then the least sure right answers."""
    chosen = np.asarray(rows, np.int64)
    sure, wrong = found.confidence[chosen], found.best[chosen] != found.labels[chosen]
    order = np.lexsort((chosen, np.where(wrong, -sure, sure), ~wrong))
    digits = tuple(_digit(found, int(row)) for row in chosen[order][:MOST])
    return ExampleSet(title, found.on, found.data, digits, len(chosen))


def _digit(found: Evaluation, row: int) -> Example:
    label = int(found.labels[row])
    true = found.classes[label] if 0 <= label < len(found.classes) else ""
    return Example(row, true, found.classes[int(found.best[row])], float(found.confidence[row]))
