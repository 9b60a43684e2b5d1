"""What a model said of every row of a set, and the figures that follow from that: one record. numpy, no torch.

Accuracy counts every drawing by its likeliest class, refused or not; `answered` is the share that was not refused. In
a set of classes and other things (letters among digits), the figures are of the classes, and the others are counted
apart; a set of other things alone has accuracy 0, and its score says that it was not judged.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from digitpad.core.records import NO_CLASS, Score
from digitpad.learn import accuracy


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """One model on one set, row by row: labels and best (N,) int16, confidence (N,) float32, answered (N,) bool.

    `labels` holds NO_CLASS for rows of no class; `best` the likeliest class, refused or not; `confidence` its
    probability. `weights` and `data` are the fingerprints of the model and of the set, `measured` says when (ISO).
    `fits`: the model's classes are the set's, or nobody said what the set's are; else the figures say nothing of it.
    """

    model: str
    weights: str
    data: str
    score: Score
    classes: tuple[str, ...]
    labels: NDArray[np.int16]
    best: NDArray[np.int16]
    confidence: NDArray[np.float32]
    answered: NDArray[np.bool_]
    measured: str = ""
    fits: bool = True

    @property
    def on(self) -> str:
        """The set."""
        return self.score.on

    @property
    def right(self) -> NDArray[np.bool_]:
        """Which rows it got right, (N,)."""
        return np.asarray(self.best == self.labels)

    def confusion(self) -> NDArray[np.int64]:
        """(classes, classes) counts: row = the true class, column = the likeliest one."""
        known = self.labels != NO_CLASS
        size = max(len(self.classes), int(self.labels.max(initial=0)) + 1)
        cells = self.labels[known].astype(np.int64) * size + self.best[known]
        return np.bincount(cells, minlength=size * size).reshape(size, size)

    def row(self) -> dict[str, object]:
        """The figures under the contract's names; `others_answered`: the share of rows of no class not refused."""
        score, others = self.score, self.labels == NO_CLASS
        return {
            "model": self.model,
            "on": score.on,
            "n": score.n,
            "accuracy": score.accuracy,
            "ci95": list(score.ci95),
            "confusion": self.confusion().tolist(),
            "ece": score.ece,
            "answered": score.answered,
            "others": int(others.sum()),
            "others_answered": float(self.answered[others].mean()) if others.any() else 0.0,
            "fits": self.fits,
            "judged": score.judged,
        }


def score_of(
    on: str,
    labels: NDArray[np.int16],
    best: NDArray[np.int16],
    confidence: NDArray[np.float32],
    answered: NDArray[np.bool_],
) -> Score:
    """The figures that follow from the rows: of those of a class, where there are any."""
    known = labels != NO_CLASS
    counted = known if known.any() else np.ones(len(labels), bool)
    score = accuracy.score(on, (best == labels)[counted], confidence[counted], answered[counted])
    return replace(score, judged=bool(known.any() or not len(known)))


def comparable(one: Evaluation, other: Evaluation) -> bool:
    """Whether both were asked about the very same rows."""
    return one.data == other.data and len(one.labels) == len(other.labels) and one.classes == other.classes
