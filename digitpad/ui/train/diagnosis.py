"""What a run's curves say, in plain words. Pure functions over records; QtCore for the translation alone."""

import math
from collections.abc import Sequence

from digitpad.core import layer_spec
from digitpad.core.language import tr
from digitpad.core.plans import Plan, layers_of
from digitpad.core.records import EpochDone

GAP = 0.010  # train this much more accurate than test: overfitting (on MNIST, two standard errors are 0.003)
RISE = 1.10  # times the least loss on unseen pictures: it has turned
CHANCE = 2.0  # times the share that guessing gets right: hardly more than guessing
CLIMB = 0.003  # accuracy that an epoch gains while the network still improves
SETTLED = 3  # epochs
ABOVE = 1.05  # times the test loss: the train loss lies above it
RECENT = 2  # epochs for which it has to


def diagnosis(
    plan: Plan, epochs: Sequence[EpochDone], loss: float = math.nan, least: float = math.inf, classes: int = 10
) -> str:
    """What is to be said of the run so far, or an empty text. loss, least: the smoothed batch loss, now and at least.

    What is grave comes first and alone: diverging, not learning, overfitting. Else how it goes on, and why the
    train figures look worse than the test figures where the plan makes them so.
    """
    for say in (_diverging(loss, least), *(rule(plan, epochs, classes) for rule in _GRAVE if epochs)):
        if say or not epochs:
            return say
    worse = _held_back(plan, epochs)
    if worse:
        return f"{_climbing(epochs) or _settled(epochs)} {worse}".strip()
    close = tr("Training and test accuracy are close.")
    return _climbing(epochs) or _ahead(plan, epochs[-1]) or (f"{said} {close}" if (said := _settled(epochs)) else "")


def _diverging(loss: float, least: float) -> str:
    if not (math.isfinite(loss) and math.isfinite(least)) or loss < max(3 * least, least + 0.7):
        return ""
    text = tr("The loss is diverging: it had fallen to {least} and is back at {loss}. Try a smaller learning rate.")
    return text.format(least=f"{least:.3g}", loss=f"{loss:.3g}")


def _stuck(_plan: Plan, epochs: Sequence[EpochDone], classes: int) -> str:
    last = epochs[-1]
    if len(epochs) < 2 or last.test_accuracy >= CHANCE / classes:
        return ""
    text = tr("Not learning yet: a test accuracy of {share} is hardly better than guessing. Try another learning rate.")
    return text.format(share=_percent(last.test_accuracy))


def _turned(plan: Plan, epochs: Sequence[EpochDone], _classes: int) -> str:
    validated, unseen, right = _unseen(epochs)
    least = min(range(len(unseen)), key=unseen.__getitem__)
    if unseen[-1] < RISE * unseen[least] or epochs[-1].train_loss >= epochs[least].train_loss:
        return ""
    if plan.label_smoothing and right[-1] >= right[least]:
        return ""  # it learns to be less sure, as it was told: that costs loss, and no prediction
    of_test = tr(
        "Since epoch {epoch} the test loss has risen from {before} to {now} while the training loss fell: the network "
        "is memorising the training pictures (overfitting)."
    )
    of_validation = tr(
        "Since epoch {epoch} the validation loss has risen from {before} to {now} while the training loss fell: the "
        "network is memorising the training pictures (overfitting)."
    )
    text = of_validation if validated else of_test
    return text.format(epoch=epochs[least].epoch, before=f"{unseen[least]:.3f}", now=f"{unseen[-1]:.3f}")


def _gap(_plan: Plan, epochs: Sequence[EpochDone], _classes: int) -> str:
    gap = epochs[-1].train_accuracy - epochs[-1].test_accuracy
    if gap < GAP:
        return ""
    starting = tr("Training accuracy is {gap} points above test accuracy: the network is starting to overfit.")
    much = tr(
        "Training accuracy is {gap} points above test accuracy: the network is memorising the training pictures "
        "(overfitting)."
    )
    return (starting if gap < 3 * GAP else much).format(gap=f"{100 * gap:.1f}")


_GRAVE = (_stuck, _turned, _gap)


def _climbing(epochs: Sequence[EpochDone]) -> str:
    if len(epochs) < 2:
        return ""
    gain = epochs[-1].test_accuracy - epochs[-2].test_accuracy
    text = tr("Still improving: test accuracy up {gain} points since the last epoch.")
    return text.format(gain=f"{100 * gain:.1f}") if gain >= CLIMB else ""


def _settled(epochs: Sequence[EpochDone]) -> str:
    recent = [row.test_accuracy for row in epochs[-SETTLED:]]
    if len(recent) < SETTLED or max(recent) - min(recent) >= CLIMB:
        return ""
    text = tr("Converged: test accuracy has hardly changed over the last {count} epochs.")
    return text.format(count=SETTLED)


def _held_back(plan: Plan, epochs: Sequence[EpochDone]) -> str:
    """Why the train loss lies above the test loss, where the plan makes learning harder than being tested."""
    found = {
        tr("label smoothing"): plan.label_smoothing > 0,
        tr("data augmentation"): bool(plan.augmentation),
        tr("dropout"): layer_spec.drops_out(layers_of(plan)),
    }
    why = [name for name, there in found.items() if there]
    if not why or any(row.train_loss <= ABOVE * row.test_loss for row in epochs[-RECENT:]):
        return ""
    loss_alone = tr(
        "Training loss is above test loss: training is measured while the network still learns, with {reasons}; the "
        "test is without."
    )
    both = tr(
        "Training loss and accuracy look worse than on the test set: training is measured while the network still "
        "learns, with {reasons}; the test is without."
    )
    words = why[-1]
    if why[:-1]:
        words = tr("{several} and {last}", several=", ".join(why[:-1]), last=why[-1])
    ahead = epochs[-1].test_accuracy - epochs[-1].train_accuracy >= GAP
    return (both if ahead else loss_alone).format(reasons=words)


def _ahead(plan: Plan, last: EpochDone) -> str:
    """Why test accuracy is above train accuracy."""
    gap = last.test_accuracy - last.train_accuracy
    if gap < GAP:
        return ""
    harder = tr(
        "Test accuracy is {gap} points above training accuracy: data augmentation makes the training pictures harder."
    )
    average = tr(
        "Test accuracy is {gap} points above training accuracy: training accuracy is an average over the epoch, while "
        "the network was still learning."
    )
    return (harder if plan.augmentation else average).format(gap=f"{100 * gap:.1f}")


def _unseen(epochs: Sequence[EpochDone]) -> tuple[bool, list[float], list[float]]:
    """Losses and accuracies of the validation set (True) if there is one, or of the test set."""
    held_out = [row.validation_loss for row in epochs if row.validation_loss is not None]
    if len(held_out) == len(epochs):
        return True, held_out, [row.validation_accuracy or 0.0 for row in epochs]
    return False, [row.test_loss for row in epochs], [row.test_accuracy for row in epochs]


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"
