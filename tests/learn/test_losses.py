"""Each loss is the textbook's, of logits and labels."""

import dataclasses
import math

import pytest
import torch

from digitpad.core.plans import LOSSES
from digitpad.core.recipes import RECIPES
from digitpad.learn import losses

PLAN = RECIPES["mlp-256-128"]
LOGITS = torch.tensor([[2.0, 0.0, -1.0], [0.5, 0.5, 3.0]])
Y = torch.tensor([0, 1])
P = LOGITS.double().softmax(1)
SURE = torch.tensor([[1.0, 0, 0], [0, 1, 0]], dtype=torch.float64)
S = LOGITS.double().sigmoid()
WANTED = {
    "cross-entropy": -(P[0, 0].log() + P[1, 1].log()) / 2,
    "mse": ((P - SURE) ** 2).mean(),
    "bce": -(SURE * S.log() + (1 - SURE) * (1 - S).log()).mean(),
    "l1": (P - SURE).abs().mean(),
    "huber": (0.5 * (P - SURE) ** 2).mean(),  # no difference of probabilities is beyond 1
}


@pytest.mark.parametrize("name", LOSSES)
def test_a_loss_is_what_its_name_says(name: str) -> None:
    plan = dataclasses.replace(PLAN, loss=name, label_smoothing=0.0)
    assert float(losses.training(plan)(LOGITS, Y)) == pytest.approx(float(WANTED[name]), rel=1e-6)


@pytest.mark.parametrize("name", LOSSES)
def test_smoothed_targets_are_trained_for_and_not_tested(name: str) -> None:
    plan = dataclasses.replace(PLAN, loss=name, label_smoothing=0.3)
    assert float(losses.testing(plan)(LOGITS, Y)) == pytest.approx(float(WANTED[name]), rel=1e-6)
    assert float(losses.training(plan)(LOGITS, Y)) != pytest.approx(float(WANTED[name]), rel=1e-3)
    if name == "mse":
        soft = 0.7 * SURE + 0.1
        assert float(losses.training(plan)(LOGITS, Y)) == pytest.approx(float(((P - soft) ** 2).mean()), rel=1e-6)


@pytest.mark.parametrize("name", LOSSES)
def test_a_loss_falls_down_its_own_gradient_and_ends_at_the_true_class(name: str) -> None:
    logits = LOGITS.clone().requires_grad_(True)
    of = losses.training(dataclasses.replace(PLAN, loss=name, label_smoothing=0.0))
    before = float(of(logits, Y).detach())
    for _ in range(300):
        logits.grad = None
        of(logits, Y).backward()
        with torch.no_grad():
            logits -= 5.0 * logits.grad
    after = float(of(logits, Y).detach())
    assert math.isfinite(after) and after < before / 2
    assert logits.argmax(1).tolist() == Y.tolist()
