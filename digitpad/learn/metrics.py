"""How good a model is: logits in bulk, accuracy with its interval and calibration. Imports torch."""

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor, nn

from digitpad.core.records import Score
from digitpad.learn import accuracy

BATCH = 250  # larger ones leave the processor's caches: padnet takes twice as long with 1000


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
    """The score on the set called `on`. probabilities (N, classes), labels (N,), answered (N,) bool (None: all)."""
    table = np.asarray(probabilities, np.float64)
    return accuracy.score(on, _right(table, labels), _sureness(table), answered)


def ece(probabilities: ArrayLike, labels: ArrayLike) -> float:
    """Expected calibration error of probabilities (N, classes) for labels (N,)."""
    table = np.asarray(probabilities, np.float64)
    return accuracy.ece(_sureness(table), _right(table, labels))


def _right(table: NDArray[np.float64], labels: ArrayLike) -> NDArray[np.bool_]:
    truth = np.asarray(labels, np.int64)
    return np.asarray(table.argmax(axis=1) == truth if len(table) else np.zeros(0, bool))


def _sureness(table: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(table.max(axis=1) if len(table) else np.zeros(0))
