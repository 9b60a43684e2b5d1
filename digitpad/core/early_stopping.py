"""Early stopping: which epoch is the best, and when a run has no more to hope for. Imports records; never torch.

Judged by the validation part of the training set alone: a test set that decides is a test set no more.
"""

from collections.abc import Sequence

from digitpad.core.records import EpochDone


def best_epoch(history: Sequence[EpochDone]) -> int | None:
    """The epoch of the least validation loss, the earliest of equals; None where nothing was held out."""
    judged = [(row.validation_loss, row.epoch) for row in history if row.validation_loss is not None]
    return min(judged)[1] if judged else None


def is_over(history: Sequence[EpochDone], patience: int) -> bool:
    """Whether the last `patience` epochs brought no better validation loss; 0 has endless patience."""
    best = best_epoch(history)
    return bool(patience) and best is not None and history[-1].epoch - best >= patience
