"""What follows from one model's rows: accuracy, its interval, calibration, the share answered. numpy, no torch.

The one home of these sums: whoever measures a model and whoever reads what was kept of it reckons here, so that no
figure has to be believed where the rows that it follows from are at hand.
"""

import math

import numpy as np
from numpy.typing import ArrayLike

from digitpad.core.records import Score
from digitpad.core.statistics import Z95

BINS = 15


def score(on: str, right: ArrayLike, confidence: ArrayLike, answered: ArrayLike | None = None) -> Score:
    """The score on the set called `on`, from rows (N,): right or not, how sure, answered or not (None: all were).

    Every row counts in the accuracy, refused or not. An empty set scores 0 with the interval (0, 1).
    """
    hits = np.asarray(right, bool)
    count, k = len(hits), int(hits.sum())
    if not count:
        return Score(on, 0, 0.0, (0.0, 1.0), 0.0, 0.0)
    share = 1.0 if answered is None else float(np.mean(np.asarray(answered, bool)))
    return Score(on, count, k / count, wilson(k, count), ece(confidence, hits), share)


def ece(confidence: ArrayLike, right: ArrayLike, bins: int = BINS) -> float:
    """Expected calibration error (Naeini et al. 2015): confidence against accuracy in equal bins, weighted by rows."""
    sure, hits = np.asarray(confidence, np.float64), np.asarray(right, bool)
    if not len(sure):
        return 0.0
    which = np.clip(np.ceil(sure * bins).astype(np.int64) - 1, 0, bins - 1)
    gaps = np.bincount(which, weights=hits - sure, minlength=bins)
    return min(float(np.abs(gaps).sum() / len(sure)), 1.0)


def wilson(k: int, n: int, z: float = Z95) -> tuple[float, float]:
    """Wilson's score interval (1927) for k of n, 95 % by default; (0, 1) for n = 0."""
    if n <= 0:
        return 0.0, 1.0
    share = k / n
    middle = share + z * z / (2 * n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    # none and all of n are the interval's own ends, which rounding would miss by a hair
    low = max((middle - half) / scale, 0.0) if k > 0 else 0.0
    return low, min((middle + half) / scale, 1.0) if k < n else 1.0
