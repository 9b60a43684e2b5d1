"""What stands behind one accuracy: each digit, each source, the mean over writers, refusals and calibration. numpy.

Writers matter more than drawings: a hundred drawings of one hand say little about the next hand. So beside Wilson's
interval by drawing stands the mean over writers, each counted once, with the normal interval of that mean.
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitpad.core.records import NO_CLASS
from digitpad.core.statistics import Z95
from digitpad.evaluation.evaluations import Evaluation
from digitpad.evaluation.test_sets import TestSet
from digitpad.learn.accuracy import BINS, wilson

Flags = NDArray[np.bool_]


def breakdown(found: Evaluation, rows: TestSet) -> dict[str, object]:
    """The figures by name: by_digit, by_source, writers, writer_mean and more; those of ink only where it is ink.

    `by_source` has the sources of digits, `others_by_source` those of what is no digit.
    """
    of_class = found.labels != NO_CLASS
    made: dict[str, object] = {
        "by_digit": {
            found.classes[number]: _figures(found, found.labels == number)
            for number in np.unique(found.labels[of_class]).tolist()
            if number < len(found.classes)
        },
        "refusals": {
            "slips": int((of_class & rows.refused).sum()),
            "not_a_digit": int((of_class & ~rows.refused & ~found.answered).sum()),
        },
        "calibration": reliability(found.confidence[of_class], found.right[of_class]),
    }
    if rows.writers is not None:
        made |= of_writers(found, rows.writers, of_class)
    if rows.sources is not None:
        names, of_each = dict.fromkeys(rows.sources), np.asarray(rows.sources)
        made["by_source"] = {
            name: _of_source(found, rows, of_each == name) for name in names if (of_class & (of_each == name)).any()
        }
        made["others_by_source"] = {
            name: _of_others(found, ~of_class & (of_each == name))
            for name in names
            if (~of_class & (of_each == name)).any()
        }
    return made


def of_writers(found: Evaluation, writers: Sequence[str], chosen: Flags) -> dict[str, object]:
    """How many writers, the mean of their accuracies with its interval, and the hardest hand. writers (N,)."""
    names, numbers = np.unique(np.asarray(writers)[chosen], return_inverse=True)
    if not len(names):
        return {"writers": 0, "writer_mean": None, "writer_ci95": None, "writer_worst": None}
    counts = np.bincount(numbers)
    shares = np.bincount(numbers, weights=found.right[chosen]) / counts
    mean, worst = float(shares.mean()), int(np.lexsort((-counts, shares))[0])
    half = Z95 * float(shares.std(ddof=1)) / math.sqrt(len(names)) if len(names) > 1 else 1.0
    return {
        "writers": len(names),
        "writer_mean": mean,
        "writer_ci95": [max(mean - half, 0.0), min(mean + half, 1.0)],
        "writer_worst": {"writer": str(names[worst]), "n": int(counts[worst]), "accuracy": float(shares[worst])},
    }


def reliability(confidence: NDArray[np.floating[Any]], right: Flags) -> list[dict[str, float]]:
    """The filled ones of 15 equal bins of confidence: how sure (mean), how often right, and how many. (N,) each."""
    confidence = confidence.astype(np.float64)
    which = np.clip(np.ceil(confidence * BINS).astype(np.int64) - 1, 0, BINS - 1)
    return [
        {
            "confidence": float(confidence[which == number].mean()),
            "accuracy": float(right[which == number].mean()),
            "n": int((which == number).sum()),
        }
        for number in np.unique(which).tolist()
    ]


def calibration_error(bins: Sequence[dict[str, float]]) -> float:
    """The mean gap between how sure and how often right, weighted by rows: the ECE of these bins; 0 for none."""
    total = sum(each["n"] for each in bins)
    return sum(each["n"] * abs(each["confidence"] - each["accuracy"]) for each in bins) / max(total, 1)


def _figures(found: Evaluation, chosen: Flags) -> dict[str, object]:
    """Accuracy with Wilson's interval, and the share answered, of the chosen rows (N,)."""
    count, right = int(chosen.sum()), int(found.right[chosen].sum())
    return {
        "n": count,
        "accuracy": right / count if count else None,
        "ci95": list(wilson(right, count)),
        "answered": float(found.answered[chosen].mean()) if count else None,
    }


def _of_source(found: Evaluation, rows: TestSet, own: Flags) -> dict[str, object]:
    """What is known of a source's rows (N,), some of which are of a class."""
    chosen, others = own & (found.labels != NO_CLASS), own & (found.labels == NO_CLASS)
    made = _figures(found, chosen)
    made["ece"] = calibration_error(reliability(found.confidence[chosen], found.right[chosen]))
    if rows.writers is not None:
        made |= of_writers(found, rows.writers, chosen)
    if others.any():
        made |= _of_others(found, others)
    return made


def _of_others(found: Evaluation, others: Flags) -> dict[str, object]:
    """How many rows (N,) are of no class, and what share of them was taken for one."""
    return {"others": int(others.sum()), "others_answered": float(found.answered[others].mean())}
