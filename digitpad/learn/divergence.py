"""When a run has diverged, and what is said of it then. Imports torch, errors and recipes.

A divergence is told before anything of it is kept: what a checkpoint holds can always be gone on from.
"""

import math
from collections.abc import Iterable

from torch import Tensor

from digitpad.core import recipes
from digitpad.core.errors import DivergedError
from digitpad.core.language import mark, tr
from digitpad.core.plans import Plan

EXPLODED = 1e4  # a mean cross-entropy beyond this does not come back
NO_NUMBER = mark("is no longer a number")


def is_good(loss: float | None) -> bool:
    """Whether a run can go on from such a loss; None, where nothing was held out, says nothing against it."""
    return loss is None or loss < EXPLODED  # NaN is less than nothing


def first_bad(losses: Iterable[float]) -> int | None:
    """Which of these losses is the first that no run comes back from; None: all are good."""
    return next((at for at, loss in enumerate(losses) if not is_good(loss)), None)


def are_numbers(tensors: Iterable[Tensor]) -> bool:
    """Whether no value of any of them is NaN or infinite."""
    # One such value makes the sum one, and a sum takes no memory; only that of huge values is looked into again.
    return all(bool(tensor.sum().isfinite()) or bool(tensor.isfinite().all()) for tensor in tensors)


def worded(loss: float) -> str:
    """What became of a loss that is not good: "has exploded to 3.2e+08"."""
    return tr("has exploded to {loss:.3g}", loss=loss) if math.isfinite(loss) else NO_NUMBER


def error(what: str, where: str, plan: Plan, rate: float) -> DivergedError:
    """What a diverged run ends with: `what` is wrong, `where`, at which learning rate, and which one to try."""
    better = recipes.safer_rate(plan, rate)
    return DivergedError(
        tr("{what} {where}, with a learning rate of {rate:g}.", what=what, where=where, rate=rate),
        tr("Try a smaller learning rate, such as {better:g}.", better=better),
        {"learning_rate": better},
    )
