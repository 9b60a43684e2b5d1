"""What a run's curves say, in plain words. Pure functions over records; imports no Qt."""

import math
from collections.abc import Sequence

from digitpad.core.plans import Plan
from digitpad.core.records import EpochDone

GAP = 0.010  # train this much more accurate than test: by heart (on MNIST, two standard errors are 0.003)
RISE = 1.10  # times the least loss on unseen pictures: it has turned
CHANCE = 2.0  # times the share that guessing gets right: hardly more than guessing
CLIMB = 0.003  # accuracy that an epoch brings while the net still improves
SETTLED = 3  # epochs
ABOVE = 1.05  # times the test loss: the train loss lies above it
RECENT = 2  # epochs for which it has to
DROPS_OUT = frozenset({"mlp-256-128", "padnet"})  # architectures with dropout; a test asks the nets themselves


def diagnosis(
    plan: Plan, epochs: Sequence[EpochDone], loss: float = math.nan, least: float = math.inf, classes: int = 10
) -> str:
    """What is to be said of the run so far, or an empty text. loss, least: the smoothed batch loss, now and at least.

    What is grave comes first and alone: diverging, not learning, learning by heart. Else how it goes on, and why the
    train figures look worse than the test figures where the plan makes them so.
    """
    for say in (_diverging(loss, least), *(rule(plan, epochs, classes) for rule in _GRAVE if epochs)):
        if say or not epochs:
            return say
    worse = _held_back(plan, epochs)
    if worse:
        return f"{_climbing(epochs) or _settled(epochs)} {worse}".strip()
    close = "Train and test are close together."
    return _climbing(epochs) or _ahead(plan, epochs[-1]) or (f"{said} {close}" if (said := _settled(epochs)) else "")


def _diverging(loss: float, least: float) -> str:
    if not (math.isfinite(loss) and math.isfinite(least)) or loss < max(3 * least, least + 0.7):
        return ""
    return f"The loss is diverging: it was {least:.3g} and is back at {loss:.3g}. A smaller learning rate calms it."


def _stuck(_plan: Plan, epochs: Sequence[EpochDone], classes: int) -> str:
    last = epochs[-1]
    if len(epochs) < 2 or last.test_accuracy >= CHANCE / classes:
        return ""
    return (
        f"It has not begun to learn: {_percent(last.test_accuracy)} right is hardly more than guessing. "
        "Try another learning rate."
    )


def _turned(plan: Plan, epochs: Sequence[EpochDone], _classes: int) -> str:
    name, unseen, right = _unseen(epochs)
    least = min(range(len(unseen)), key=unseen.__getitem__)
    if unseen[-1] < RISE * unseen[least] or epochs[-1].train_loss >= epochs[least].train_loss:
        return ""
    if plan.label_smoothing and right[-1] >= right[least]:
        return ""  # it learns to be less sure, as it was told: that costs loss, and no answer
    return (
        f"Since epoch {epochs[least].epoch} the {name} loss has risen from {unseen[least]:.3f} to {unseen[-1]:.3f} "
        "while the train loss fell: it learns its pictures by heart."
    )


def _gap(_plan: Plan, epochs: Sequence[EpochDone], _classes: int) -> str:
    gap = epochs[-1].train_accuracy - epochs[-1].test_accuracy
    if gap < GAP:
        return ""
    how = "it starts to learn by heart" if gap < 3 * GAP else "it learns its pictures by heart"
    return f"Train accuracy is {100 * gap:.1f} points above test: {how}."


_GRAVE = (_stuck, _turned, _gap)


def _climbing(epochs: Sequence[EpochDone]) -> str:
    if len(epochs) < 2:
        return ""
    gain = epochs[-1].test_accuracy - epochs[-2].test_accuracy
    return f"Still improving: {100 * gain:.1f} points more right than an epoch ago." if gain >= CLIMB else ""


def _settled(epochs: Sequence[EpochDone]) -> str:
    recent = [row.test_accuracy for row in epochs[-SETTLED:]]
    if len(recent) < SETTLED or max(recent) - min(recent) >= CLIMB:
        return ""
    return f"It has settled: the last {SETTLED} epochs changed little."


def _held_back(plan: Plan, epochs: Sequence[EpochDone]) -> str:
    """Why the train loss lies above the test loss, where the plan makes learning harder than being tested."""
    found = {
        "smoothed labels": plan.label_smoothing > 0,
        "pictures changed at random": bool(plan.augmentation),
        "dropout": plan.architecture in DROPS_OUT,
    }
    why = [name for name, there in found.items() if there]
    if not why or any(row.train_loss <= ABOVE * row.test_loss for row in epochs[-RECENT:]):
        return ""
    both = epochs[-1].test_accuracy - epochs[-1].train_accuracy >= GAP
    what = "Train looks worse than test" if both else "The train loss lies above the test loss"
    words = " and ".join(filter(None, (", ".join(why[:-1]), why[-1])))
    return f"{what}: it is measured while the net still learns, with {words}; the test does without."


def _ahead(plan: Plan, last: EpochDone) -> str:
    """Why test accuracy is above train accuracy."""
    gap = last.test_accuracy - last.train_accuracy
    if gap < GAP:
        return ""
    why = (
        "the training pictures are changed at random, which makes them harder"
        if plan.augmentation
        else "the train figures are an average over the epoch, in which it was still learning"
    )
    return f"Test accuracy is {100 * gap:.1f} points above train: {why}."


def _unseen(epochs: Sequence[EpochDone]) -> tuple[str, list[float], list[float]]:
    """Losses and accuracies on pictures that it does not learn from: held-out ones if there are some, or the test's."""
    held_out = [row.validation_loss for row in epochs if row.validation_loss is not None]
    if len(held_out) == len(epochs):
        return "validation", held_out, [row.validation_accuracy or 0.0 for row in epochs]
    return "test", [row.test_loss for row in epochs], [row.test_accuracy for row in epochs]


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"
