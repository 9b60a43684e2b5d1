"""Models on sets: as kept where the same weights met the same data before, else measured and kept. Imports learn.

The window, the command line and reports all come through here, so a figure is the same wherever it is read, and is
measured once.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from digitpad.core.records import Card
from digitpad.evaluation import evaluation_cache, measure
from digitpad.evaluation.evaluation_cache import Evaluated
from digitpad.evaluation.measure import Evaluation
from digitpad.evaluation.test_sets import TestSet
from digitpad.learn.card_recognizer import CardRecognizer
from digitpad.models.library import Library


def evaluated(
    library: Library, model: str, weights: str, rows: TestSet, home: Path, *, fresh: bool = False
) -> Iterator[float | Evaluated]:
    """One model (`weights`: its fingerprint) on one set: yields the share done (0-1), the Evaluated, and then keeps it.

    `fresh`: it is measured anew even where it is kept. Raises StorageError at the very end where it cannot be kept,
    and before the Evaluated whatever loading the model raises.
    """
    known = None if fresh else evaluation_cache.kept(home, model, weights, rows.fingerprint)
    if known is not None and np.array_equal(known.labels, rows.labels):
        yield evaluation_cache.named(known, rows.name)
        return
    for event in measure.measure(CardRecognizer.of(library.open(model)), rows):
        if isinstance(event, float):
            yield event
        else:
            made = row_by_row(event, rows, weights)
            yield made
            if event.fits:  # what a model says of another world's things is no figure of it
                evaluation_cache.keep(home, made)


def row_by_row(event: Evaluation, rows: TestSet, weights: str) -> Evaluated:
    """What is kept of an evaluation: what the model said of every row."""
    return Evaluated(
        event.card.id, weights, rows.fingerprint, event.score, event.card.classes,
        rows.labels.astype(np.int16), event.best.astype(np.int16), event.confidence.astype(np.float32),
        event.answered, datetime.now(UTC).isoformat(timespec="seconds"),
    )  # fmt: skip


def judged(card: Card, found: Evaluated, rows: TestSet) -> Evaluation:
    """The evaluation that was kept, whole again: its figures by digit, source and writer come from the set's rows."""
    return measure.counted(
        card, rows, found.score, found.best.astype(np.int64), found.confidence.astype(np.float64), found.answered
    )
