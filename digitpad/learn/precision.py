"""What a training computes in: float32, or bfloat16 where that is faster. Decided here alone. Imports torch, device.

bfloat16 has float32's range and an eighth of its digits. Where a processor has units for it, its products are twice as
fast; the weights, their update, sums and losses stay float32 either way, and so do all tests and predictions.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import partial

import torch

from digitpad.core.errors import PlanError
from digitpad.core.language import tr
from digitpad.core.plans import BFLOAT16, FLOAT32
from digitpad.learn import device

Precision = Callable[[], AbstractContextManager[object]]
_ABLE = ("cpu", "cuda", "xpu")  # devices on which torch is known to train in bfloat16, be it slowly


def chosen(wish: str | None, where: torch.device, *, convolutional: bool) -> str:
    """What a network is trained in: "float32" or "bfloat16", as wished; "auto" and None leave it to the device.

    Raises PlanError for what the device cannot do.
    """
    if wish == BFLOAT16 and where.type not in _ABLE:
        raise PlanError(
            tr("The device {type} does not train in bfloat16.", type=where.type),
            tr("Choose the precision float32 or auto, or the CPU."),
        )
    if wish in (FLOAT32, BFLOAT16):
        return str(wish)
    return BFLOAT16 if _is_faster(where, convolutional) else FLOAT32


def _is_faster(where: torch.device, convolutional: bool) -> bool:
    """Whether bfloat16 is faster than float32 for such a network, at the same accuracy."""
    if where.type == "cuda":
        return convolutional and torch.cuda.is_bf16_supported()
    # For MLPs turning numbers into bfloat16 and back takes longer than it saves.
    return where.type == "cpu" and convolutional and device.has_bfloat16_units()


def context(precision: str, where: torch.device) -> Precision:
    """What the forward pass of a network stands in."""
    if precision == FLOAT32:
        return nullcontext
    # No cache: every weight is used once a step, and the cache is one for all threads.
    return partial(torch.autocast, where.type, torch.bfloat16, cache_enabled=False)
