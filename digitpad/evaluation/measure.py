"""How good models are on a set: accuracy, interval, confusion, calibration, refusals, and whether they differ.

Imports the library, its test sets and learn.evaluate. Accuracy counts every drawing by its likeliest class, refused or
not; `answered` is the share that was not refused. In a set of classes and other things (letters among digits), the
figures are of the classes, and the others are counted apart; a set of other things alone has accuracy 0.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitpad.core.records import NO_CLASS, Card, Score
from digitpad.evaluation.test_sets import TestSet
from digitpad.learn import accuracy, metrics
from digitpad.learn.card_recognizer import CardRecognizer

CHUNK = 500  # glyphs a call: between two of them a driver can stop


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """One model on one set. confusion[true][answered] counts; `best` (N,) holds each row's likeliest class.

    `confidence` (N,) is its probability, `answered` (N,) whether the row was not refused.
    `others` rows are of no class, `others_answered` of them (a share) were not refused; `fits`: the model's classes
    are the set's, or nobody said what the set's are; otherwise the figures say nothing of the model.
    """

    card: Card
    score: Score
    confusion: NDArray[np.int64]
    best: NDArray[np.int64]
    right: NDArray[np.bool_]
    confidence: NDArray[np.float64]
    answered: NDArray[np.bool_]
    others: int = 0
    others_answered: float = 0.0
    fits: bool = True

    def row(self) -> dict[str, object]:
        """As plain values under the contract's names."""
        score = self.score
        return {
            "model": self.card.id,
            "on": score.on,
            "n": score.n,
            "accuracy": score.accuracy,
            "ci95": list(score.ci95),
            "confusion": self.confusion.tolist(),
            "ece": score.ece,
            "answered": score.answered,
            "others": self.others,
            "others_answered": self.others_answered,
            "fits": self.fits,
        }


def measure(recognizer: CardRecognizer, rows: TestSet) -> Iterator[float | Evaluation]:
    """One model on one set: yields the share done (0-1) after each chunk, and the Evaluation last."""
    tables, answers, glyphs = [], [], rows.shown_to(recognizer.card)
    for start in range(0, len(rows), CHUNK):
        table, answered = recognizer.probabilities(floats(glyphs[start : start + CHUNK]))
        tables.append(table)
        answers.append(answered)
        yield min((start + CHUNK) / len(rows), 1.0)
    yield judged(recognizer.card, rows, np.concatenate(tables), np.concatenate(answers))


def judged(card: Card, rows: TestSet, table: NDArray[np.float64], answered: NDArray[np.bool_]) -> Evaluation:
    """The figures of a model that gave these probabilities (N, classes), and answered or refused each row (N,)."""
    answered = answered & ~rows.refused
    of_class, best = rows.labels != NO_CLASS, table.argmax(axis=1)
    counted_rows = of_class if of_class.any() else np.ones(len(rows), bool)
    # to single precision, in which it is kept: the same figures follow from what is kept
    confidence = table.max(axis=1).astype(np.float32).astype(np.float64)
    right = best == rows.labels
    score = accuracy.score(rows.name, right[counted_rows], confidence[counted_rows], answered[counted_rows])
    return counted(card, rows, score, best, confidence, answered)


def counted(
    card: Card,
    rows: TestSet,
    score: Score,
    best: NDArray[np.int64],
    confidence: NDArray[np.float64],
    answered: NDArray[np.bool_],
) -> Evaluation:
    """The evaluation of a model with this score, which said `best` as sure as `confidence` of each row (N,)."""
    of_class = rows.labels != NO_CLASS
    size = max(len(card.classes), int(rows.labels.max()) + 1)
    confusion = metrics.confusion(best[of_class], rows.labels[of_class], size)
    others = int((~of_class).sum())
    others_answered = float(answered[~of_class].mean()) if others else 0.0
    fits = rows.fits(card)
    return Evaluation(
        card, score, confusion, best, best == rows.labels, confidence, answered, others, others_answered, fits
    )


def differences(found: Sequence[Evaluation]) -> list[dict[str, float]]:
    """For each model: the others' ids -> McNemar's exact p, the chance of so large a difference between equals."""
    return [
        {
            other.card.id: metrics.mcnemar(one.right, other.right)
            for other in found
            if other is not one and other.card.id != one.card.id
        }
        for one in found
    ]


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
