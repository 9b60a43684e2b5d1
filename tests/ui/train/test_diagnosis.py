"""Why train looks worse than test: said where the plan makes it so, and never in place of what is graver."""

import math
from dataclasses import replace

import pytest

from digitpad.core.plans import Augmentation, Plan
from digitpad.core.recipes import RECIPES
from digitpad.core.records import EpochDone
from digitpad.ui.train.diagnosis import diagnosis

PLAIN = RECIPES["mlp-512"]
SMOOTHED = replace(PLAIN, label_smoothing=0.1)
CHANGED = replace(PLAIN, augmentation=Augmentation(rotate=10))
DROPPED = RECIPES["mlp-256-128"]


def row(epoch: int, train: float = 0.6, test: float = 0.1, right: float = 0.95, learned: float = 0.95) -> EpochDone:
    """An epoch of the losses `train` and `test`, and so much right on the test's and on the training's pictures."""
    return EpochDone(epoch, 9, train, learned, test, right, 1.0, 0.001, 1.0)


@pytest.mark.parametrize(
    ("plan", "why"),
    [
        (SMOOTHED, "with label smoothing; the test is without"),
        (CHANGED, "with data augmentation; the test"),
        (DROPPED, "with dropout; the test"),
        (replace(DROPPED, label_smoothing=0.1), "with label smoothing and dropout; the test"),
        (RECIPES["padnet"], "with label smoothing, data augmentation and dropout; the test"),
        (RECIPES["sprint"], "with label smoothing; the test"),
    ],
)
def test_a_train_loss_above_the_test_loss_is_explained_by_the_plan(plan: Plan, why: str) -> None:
    said = diagnosis(plan, [row(1), row(2)])
    assert said.startswith("Training loss is above test loss: training is measured while the network still learns, ")
    assert why in said


def test_accuracies_that_look_worse_too_are_named_too() -> None:
    assert diagnosis(SMOOTHED, [row(1, learned=0.93)]).startswith(
        "Training loss and accuracy look worse than on the test set: "
    )


@pytest.mark.parametrize(
    ("plan", "epochs"),
    [
        (PLAIN, [row(1), row(2)]),  # nothing in the plan explains it
        (SMOOTHED, [row(1, train=0.1)]),  # it does not lie above
        (SMOOTHED, [row(1), row(2, train=0.104)]),  # hardly
        (SMOOTHED, [row(1, train=0.1), row(2)]),  # only since the last epoch
        (SMOOTHED, []),
    ],
)
def test_nothing_is_explained_that_is_not_there(plan: Plan, epochs: list[EpochDone]) -> None:
    assert "above test loss" not in diagnosis(plan, epochs)


def test_how_it_goes_on_is_said_beside_it() -> None:
    said = diagnosis(SMOOTHED, [row(1, right=0.9), row(2)])
    assert said.startswith("Still improving: test accuracy up 5.0 points since the last epoch. Training loss is above ")
    said = diagnosis(SMOOTHED, [row(1), row(2), row(3)])
    assert said.startswith(
        "Converged: test accuracy has hardly changed over the last 3 epochs. Training loss is above "
    )
    assert "are close" not in said


@pytest.mark.parametrize(
    ("epochs", "says"),
    [
        ([row(1, right=0.1), row(2, right=0.1)], "Not learning yet"),
        ([row(1, learned=0.99)], "overfitting"),
        ([row(1, right=0.96), row(2, train=0.5, test=0.2)], "the test loss has risen from 0.100 to 0.200"),
    ],
)
def test_what_is_graver_stands_alone(epochs: list[EpochDone], says: str) -> None:
    said = diagnosis(SMOOTHED, epochs)
    assert says in said
    assert "above test loss" not in said


def test_divergence_stands_before_it() -> None:
    said = diagnosis(SMOOTHED, [row(1), row(2)], loss=2.5, least=0.5)
    assert "diverging" in said
    assert "above test loss" not in said
    assert "diverging" in diagnosis(SMOOTHED, [], loss=2.5, least=0.5)
    assert diagnosis(SMOOTHED, [], loss=math.nan) == ""


def test_smoothed_labels_may_cost_loss_as_long_as_they_cost_no_answer() -> None:
    """As padnet's test loss rises from 0.046 to 0.065 while it gets more and more right: it learns to be less sure."""
    better = [row(1, train=0.52, test=0.046, right=0.9925), row(2, train=0.38, test=0.065, right=0.9947)]
    assert "overfitting" not in diagnosis(SMOOTHED, better)
    assert "overfitting" in diagnosis(PLAIN, better)
    assert "overfitting" in diagnosis(SMOOTHED, [better[0], replace(better[1], test_accuracy=0.99)])


def test_dropout_is_named_where_the_layers_have_it() -> None:
    behind = [row(1), row(2)]
    assert "dropout" in diagnosis(replace(PLAIN, layers="dense64,relu,dropout0.2"), behind)
    assert "dropout" not in diagnosis(replace(PLAIN, layers="dense64,relu"), behind)
