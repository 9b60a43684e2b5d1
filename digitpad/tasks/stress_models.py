"""Models on ink that is drawn again in many sizes, places, turns and speeds. Imports evaluation, late."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from digitpad.models.library import Library
from digitpad.tasks.progress import Problem, going_on

if TYPE_CHECKING:
    from digitpad.evaluation.test_sets import TestSet
    from digitpad.learn.card_recognizer import CardRecognizer


def drawn_again(
    library: Library, models: Sequence[str], sets: Sequence["TestSet"]
) -> Iterator[dict[str, object] | Problem]:
    """The models' rows, under the contract's names: on each set's ink as it is, in detail, then drawn again.

    A Problem for a set of pictures, which cannot be drawn again. Raises UnknownNameError, ModelError.
    """
    from digitpad.learn.card_recognizer import CardRecognizer

    recognizers = [CardRecognizer.of(library.open(name)) for name in models]
    for rows in sets:
        yield from going_on(_on_set(recognizers, rows), rows.name)


def _on_set(recognizers: Sequence["CardRecognizer"], rows: "TestSet") -> Iterator[dict[str, object]]:
    from digitpad.evaluation import robustness_measure
    from digitpad.evaluation.breakdown import breakdown

    some = robustness_measure.sample(rows)
    for found in robustness_measure.conditions_measured(recognizers, some):
        yield found.row() if found.condition else found.row() | breakdown(found.evaluation, some)
