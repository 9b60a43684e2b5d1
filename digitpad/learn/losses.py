"""What a plan's training makes as small as it can: pure functions of logits and labels. Imports torch and plans.

mse, l1 and huber compare the probabilities (the softmax of the logits) with the true class's 1 and the others' 0, so
that a model trained with them answers as any other; mse is then the Brier score (1950), divided by the classes. bce
asks each output on its own whether it is the true class. All are means over classes and pictures, as torch has them.
Label smoothing (Szegedy et al. 2016) moves a share of that 1 to all classes alike.
"""

from collections.abc import Callable, Mapping

import torch
import torch.nn.functional as F  # noqa: N812  as everybody calls it
from torch import Tensor

from digitpad.core import plan_texts
from digitpad.core.plans import CROSS_ENTROPY, Plan

Loss = Callable[[Tensor, Tensor], Tensor]  # logits (N, outputs) float32 and labels (N,) int64 to their mean loss, ()


def training(plan: Plan) -> Loss:
    """What the plan's steps make smaller."""
    return _loss(plan, plan.label_smoothing)


def testing(plan: Plan) -> Loss:
    """What the test and validation loss are: the same without label smoothing, since the true class is meant."""
    return _loss(plan, 0.0)


def is_plain(plan: Plan) -> bool:
    """Whether it is the mean cross-entropy, whose gradient `fast` works out by itself."""
    return plan.loss == CROSS_ENTROPY and not plan.class_weights


def _loss(plan: Plan, smoothing: float) -> Loss:
    if plan.loss == CROSS_ENTROPY:
        weights = plan_texts.class_weights(plan.class_weights)
        return lambda logits, y: F.cross_entropy(logits, y, _weighed(weights, logits), label_smoothing=smoothing)
    if plan.loss == "bce":
        return lambda logits, y: F.binary_cross_entropy_with_logits(logits, _targets(logits, y, smoothing))
    of = _OF_PROBABILITIES[plan.loss]
    return lambda logits, y: of(logits.softmax(1), _targets(logits, y, smoothing))


def _weighed(weights: Mapping[int, float], logits: Tensor) -> Tensor | None:
    """How much each class counts, (outputs,); None where all count alike."""
    if not weights:
        return None
    return torch.tensor([weights.get(at, 1.0) for at in range(logits.shape[1])], device=logits.device)


_OF_PROBABILITIES: dict[str, Loss] = {"mse": F.mse_loss, "l1": F.l1_loss, "huber": F.huber_loss}


def _targets(logits: Tensor, y: Tensor, smoothing: float) -> Tensor:
    """(N, outputs): 1 for the true class and 0 for the others, but for what is smoothed."""
    sure = F.one_hot(y, logits.shape[1]).to(logits.dtype)
    return sure * (1 - smoothing) + smoothing / logits.shape[1]
