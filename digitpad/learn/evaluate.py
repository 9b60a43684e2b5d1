"""How good a model is: logits in bulk, accuracy with its interval, confusion, calibration, McNemar. Imports torch."""

import math
from typing import Any

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor, nn

from digitpad.learn import pairs
from digitpad.records import Score

BATCH = 250  # larger ones leave the processor's caches: padnet takes twice as long with 1000
BINS = 15
Z95 = 1.959963984540054


@torch.inference_mode()
def logits(net: nn.Module, x: Tensor, batch: int = BATCH) -> Tensor:
    """(N, 28, 28) glyphs, uint8 or float in [0, 1], to (N, outputs) float32 logits on the net's device."""
    device = next(net.parameters()).device
    was_training = net.training
    net.eval()
    try:
        parts = [net(_floats(x[start : start + batch].to(device))).float() for start in range(0, len(x), batch)]
    finally:
        net.train(was_training)
    return torch.cat(parts)


def _floats(x: Tensor) -> Tensor:
    x = x.unsqueeze(1)
    return x.to(torch.float32).div_(255) if x.dtype == torch.uint8 else x


def score(on: str, probabilities: ArrayLike, labels: ArrayLike, answered: ArrayLike | None = None) -> Score:
    """The score on the set called `on`. probabilities (N, classes), labels (N,), answered (N,) bool (None: all).

    Every row counts in the accuracy by its best class, refused or not. An empty set scores 0 with the interval (0, 1).
    """
    table, truth = np.asarray(probabilities, np.float64), np.asarray(labels, np.int64)
    count = len(truth)
    if not count:
        return Score(on, 0, 0.0, (0.0, 1.0), 0.0, 0.0)
    right = int((table.argmax(axis=1) == truth).sum())
    share = 1.0 if answered is None else float(np.mean(np.asarray(answered, bool)))
    return Score(on, count, right / count, wilson(right, count), ece(table, truth), share)


def confusion(best: ArrayLike, labels: ArrayLike, classes: int = 10) -> NDArray[np.int64]:
    """(classes, classes) counts: row = the true class, column = the answered one."""
    cells = np.asarray(labels, np.int64) * classes + np.asarray(best, np.int64)
    return np.bincount(cells, minlength=classes * classes).reshape(classes, classes)


def ece(probabilities: ArrayLike, labels: ArrayLike, bins: int = BINS) -> float:
    """Expected calibration error (Naeini et al. 2015): confidence against accuracy in equal bins, weighted by rows."""
    table: NDArray[Any] = np.asarray(probabilities, np.float64)
    if not len(table):
        return 0.0
    confidence, right = table.max(axis=1), table.argmax(axis=1) == np.asarray(labels)
    which = np.clip(np.ceil(confidence * bins).astype(np.int64) - 1, 0, bins - 1)
    gaps = np.bincount(which, weights=right - confidence, minlength=bins)
    return float(np.abs(gaps).sum() / len(table))


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


def mcnemar(a_correct: ArrayLike, b_correct: ArrayLike) -> float:
    """McNemar's exact test (1947): how likely a difference this large is if both models were equally good.

    Two-sided, from the rows that only one of them got right; 1 where there is none.
    """
    a, b = np.asarray(a_correct, bool), np.asarray(b_correct, bool)
    if a.shape != b.shape:
        raise ValueError(f"both models must have answered the same rows, got {a.shape} and {b.shape}")
    return pairs.exact_p(int((a & ~b).sum()), int((b & ~a).sum()))
