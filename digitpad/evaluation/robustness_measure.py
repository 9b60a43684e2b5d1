"""The digits that robustness is measured with, and the measuring of it, kept on disk. Imports learn."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from digitpad.core.errors import StorageError
from digitpad.core.records import DIGITS
from digitpad.evaluation import robustness
from digitpad.evaluation.robustness import Robustness
from digitpad.evaluation.test_sets import TestSet
from digitpad.ink import corpus
from digitpad.ink.perturb import Drawing
from digitpad.learn.card_recognizer import CardRecognizer


def source(home: Path) -> str:
    """The set whose digits are bent: held-out ink where there is ink, else MNIST."""
    return "ink" if corpus.files(home) else "mnist"


def measured(
    recognizers: Sequence[CardRecognizer], rows: TestSet, prints: Mapping[str, str], home: Path
) -> Iterator[float | Robustness]:
    """Yields the share done (0-1), and each model's figures, which are then kept. prints: id -> fingerprint.

    Raises StorageError at the very end where they could not be kept.
    """
    drawings, labels = chosen(rows)
    failure: StorageError | None = None
    for event in robustness.measured(recognizers, drawings, labels):
        yield event
        if isinstance(event, Robustness):
            try:
                robustness.keep(home, prints[event.model], rows.fingerprint, event)
            except StorageError as error:
                failure = error
    if failure is not None:
        raise failure


def chosen(rows: TestSet) -> tuple[list[Drawing], list[int]]:
    """The digits of a set that are bent: ink where it was written with a pen, else glyphs; and what they are."""
    known = np.flatnonzero((rows.labels >= 0) & (rows.labels < len(DIGITS)) & ~rows.refused)
    some = known[robustness.chosen(len(known))]
    scale = 255 if rows.glyphs.dtype == np.uint8 else 1
    drawings: list[Drawing] = []
    for row in some:
        ink = rows.inks[row] if rows.inks else None
        drawings.append(rows.glyphs[row].astype(np.float32) / scale if ink is None else ink)
    return drawings, rows.labels[some].tolist()
