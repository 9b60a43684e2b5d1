"""What a run's curves say, in plain words. Pure functions over records; imports no Qt."""

import math
from collections.abc import Sequence

from digitpad.records import EpochDone, Plan

GAP = 0.010  # train this much more accurate than test: by heart (on MNIST, two standard errors are 0.003)
RISE = 1.10  # times the least loss on unseen pictures: it has turned
CHANCE = 2.0  # times the share that guessing gets right: hardly more than guessing
CLIMB = 0.003  # accuracy that an epoch brings while the net still improves
SETTLED = 3  # epochs


def diagnosis(
    plan: Plan, epochs: Sequence[EpochDone], loss: float = math.nan, least: float = math.inf, classes: int = 10
) -> str:
    """One sentence about the run so far, or an empty text. loss, least: the smoothed batch loss, now and at its least.

    The gravest comes first: diverging, not learning, learning by heart, then how it goes on.
    """
    for say in (_diverging(loss, least), *(rule(plan, epochs, classes) for rule in _RULES if epochs)):
        if say:
            return say
    return ""


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


def _turned(_plan: Plan, epochs: Sequence[EpochDone], _classes: int) -> str:
    name, unseen = _unseen(epochs)
    least = min(range(len(unseen)), key=unseen.__getitem__)
    if unseen[-1] < RISE * unseen[least] or epochs[-1].train_loss >= epochs[least].train_loss:
        return ""
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


def _climbing(_plan: Plan, epochs: Sequence[EpochDone], _classes: int) -> str:
    if len(epochs) < 2:
        return ""
    gain = epochs[-1].test_accuracy - epochs[-2].test_accuracy
    return f"Still improving: {100 * gain:.1f} points more right than an epoch ago." if gain >= CLIMB else ""


def _harder(plan: Plan, epochs: Sequence[EpochDone], _classes: int) -> str:
    gap = epochs[-1].test_accuracy - epochs[-1].train_accuracy
    if gap < GAP:
        return ""
    why = (
        "the training pictures are changed at random, which makes them harder"
        if plan.augmentation
        else "the train figures are an average over the epoch, in which it was still learning"
    )
    return f"Test accuracy is {100 * gap:.1f} points above train: {why}."


def _settled(_plan: Plan, epochs: Sequence[EpochDone], _classes: int) -> str:
    recent = [row.test_accuracy for row in epochs[-SETTLED:]]
    if len(recent) < SETTLED or max(recent) - min(recent) >= CLIMB:
        return ""
    return f"It has settled: the last {SETTLED} epochs changed little. Train and test are close together."


_RULES = (_stuck, _turned, _gap, _climbing, _harder, _settled)


def _unseen(epochs: Sequence[EpochDone]) -> tuple[str, list[float]]:
    """The losses on pictures that it does not learn from: the held-out ones where there are some, else the test's."""
    held_out = [row.validation_loss for row in epochs if row.validation_loss is not None]
    if len(held_out) == len(epochs):
        return "validation", held_out
    return "test", [row.test_loss for row in epochs]


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"
