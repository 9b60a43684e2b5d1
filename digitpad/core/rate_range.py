"""Which learning rate to try: the range test's rates, its smoothed losses, what follows from them. Pure; imports core.

Smith, "Cyclical learning rates for training neural networks" (2017): the rate grows exponentially from step to step
while the loss is watched; it falls fastest where the rate is right, and rises again where it is too large.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from digitpad.core.language import tr
from digitpad.core.plans import field_of

STEPS = 150  # batches; each has a rate of its own
LOW, HIGH = 1e-6, 10.0
KEPT = 0.9  # of the smoothed loss at each step
GONE = 4.0  # times the least smoothed loss: no larger rate is worth a try
SLOPE = 5  # steps on either side, over which a slope is measured
SKIPPED = 5  # first steps, in which the smoothed loss is that of a few batches
FELL = 0.95  # of the loss at the beginning: what has not fallen below it has not fallen
MARGIN = 10.0  # the suggestion stays so far below the rate at which the loss was least


@dataclass(frozen=True, slots=True, kw_only=True)
class RateTried:
    """A step of the range test. smoothed: the losses up to here, the latest counting most."""

    step: int
    rate: float
    loss: float
    smoothed: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RateFound:
    """What the range test suggests and why, in a sentence; None where the loss fell at no rate."""

    rate: float | None
    reason: str


def rate_at(step: int, steps: int = STEPS) -> float:
    """The rate of a step from 0 to steps - 1: from LOW to HIGH, each the same multiple of the one before."""
    return LOW * math.pow(HIGH / LOW, step / (steps - 1))


def following(before: Sequence[RateTried], rate: float, loss: float) -> RateTried:
    """The next step's record. The mean is corrected for having begun at zero, as Adam corrects its own."""
    step = len(before) + 1
    raw = before[-1].smoothed * (1 - KEPT ** (step - 1)) if before else 0.0
    raw = KEPT * raw + (1 - KEPT) * loss
    return RateTried(step=step, rate=rate, loss=loss, smoothed=raw / (1 - KEPT**step))


def is_over(tried: Sequence[RateTried]) -> bool:
    """Whether the loss has exploded, or is no number: larger rates would say no more."""
    last = tried[-1]
    if not math.isfinite(last.loss):
        return True
    known = tried[SKIPPED:] or tried
    return last.smoothed > GONE * min(each.smoothed for each in known)


def suggestion(tried: Sequence[RateTried]) -> RateFound:
    """Where the smoothed loss falls fastest on the axis of log rates, but well below where it is least.

    The steps after the least loss are left out: beyond it the rate is too large.
    """
    good = [each for each in tried if math.isfinite(each.smoothed)][SKIPPED:]
    least = min(range(len(good)), key=lambda at: good[at].smoothed) if good else 0
    falling = good[: least + 1]
    if len(falling) <= 2 * SLOPE or good[least].smoothed > FELL * good[0].smoothed:
        return RateFound(rate=None, reason=tr("The loss falls at no rate: look at the other settings first."))
    drops = {
        at: falling[at + SLOPE].smoothed - falling[at - SLOPE].smoothed for at in range(SLOPE, len(falling) - SLOPE)
    }
    steepest, lowest = falling[min(drops, key=lambda at: drops[at])].rate, good[least].rate
    span = field_of("learning_rate").span
    rate = min(max(float(f"{min(steepest, lowest / MARGIN):.1g}"), span.low), span.high)
    why = tr(
        "The loss falls fastest near {steepest} and is least near {lowest}; from there on it rises.",
        steepest=f"{steepest:.1g}",
        lowest=f"{lowest:.1g}",
    )
    if rate < float(f"{steepest:.1g}"):
        why += " " + tr("The suggestion is a tenth of the latter, to be safe.")
    return RateFound(rate=rate, reason=why)
