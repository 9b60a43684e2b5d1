"""Models asked about every row of a set. Imports test sets and learn, and torch with it."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from digitpad.core.records import Card, Score
from digitpad.evaluation import evaluations
from digitpad.evaluation.evaluations import Evaluation
from digitpad.evaluation.test_sets import TestSet
from digitpad.ink.path import Path, path
from digitpad.learn.card_recognizer import CardRecognizer

CHUNK = 500  # glyphs a call: between two of them a driver can stop


def measure(recognizer: CardRecognizer, rows: TestSet) -> Iterator[float | Evaluation]:
    """One model on one set: yields the share done (0-1) after each chunk, and the Evaluation last."""
    tables, answers, glyphs = [], [], rows.shown_to(recognizer.card)
    for start in range(0, len(rows), CHUNK):
        some = slice(start, start + CHUNK)
        table, answered = recognizer.probabilities(floats(glyphs[some]), paths_of(recognizer.card, rows, some))
        tables.append(table)
        answers.append(answered)
        yield min((start + CHUNK) / len(rows), 1.0)
    yield judged(recognizer.card, rows, np.concatenate(tables), np.concatenate(answers))


def paths_of(card: Card, rows: TestSet, some: slice = slice(None)) -> Path | None:
    """The (N, 9, 72) paths of rows of a set, for a model that looks at them; None for a set of pictures."""
    if not card.takes_path or rows.inks is None:
        return None
    return np.stack([path(ink) for ink in rows.inks[some]])


def judged(card: Card, rows: TestSet, table: NDArray[np.float64], answered: NDArray[np.bool_]) -> Evaluation:
    """What a model said that gave these probabilities (N, classes), and answered or refused each row (N,).

    In single precision, in which it is kept: the same figures follow from what is kept.
    """
    said = {
        "labels": rows.labels.astype(np.int16),
        "best": table.argmax(axis=1).astype(np.int16),
        "confidence": table.max(axis=1).astype(np.float32),
        "answered": answered & ~rows.refused,
    }
    score, fits = evaluations.score_of(rows.name, **said), rows.fits(card)
    return Evaluation(card.id, "", rows.fingerprint, score, card.classes, **said, fits=fits)


def test_scores(card: Card, weights: dict[str, NDArray[np.generic]], sets: Sequence[TestSet]) -> tuple[Score, ...]:
    """The scores that go into a new model's card."""
    recognizer = CardRecognizer(card, weights)
    found = [event for rows in sets for event in measure(recognizer, rows) if isinstance(event, Evaluation)]
    return tuple(evaluation.score for evaluation in found)


def floats(glyphs: NDArray[np.generic]) -> NDArray[np.float32]:
    """Glyphs as float32 in [0, 1], from bytes or from floats."""
    values = glyphs.astype(np.float32)
    if glyphs.dtype == np.uint8:
        values /= 255
    return values
