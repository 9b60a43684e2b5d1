"""Optimisers and schedules: the ones their names promise."""

import dataclasses
import math
import subprocess
import sys
from collections.abc import Callable

import pytest
import torch
from torch import nn

from digitpad.core.errors import UnknownNameError
from digitpad.core.plans import OPTIMIZERS, SCHEDULES, Plan
from digitpad.learn import networks, optimizer_state, optimizers
from digitpad.learn.fast.flat_weights import FlatOptimizer

PLAIN = {
    "sgd": lambda p: torch.optim.SGD(p, lr=0.01, momentum=0.5, weight_decay=0.001),
    "adam": lambda p: torch.optim.Adam(p, lr=0.01, weight_decay=0.001),
    "adamw": lambda p: torch.optim.AdamW(p, lr=0.01, weight_decay=0.001),
    "rmsprop": lambda p: torch.optim.RMSprop(p, lr=0.01, momentum=0.5, weight_decay=0.001),
    "adagrad": lambda p: torch.optim.Adagrad(p, lr=0.01, weight_decay=0.001),
}


def steps_of(net: nn.Module, step: Callable[[], object]) -> list[torch.Tensor]:
    """Steps along given gradients: computed ones differ by layout and CPU, and near 0 a sign decides a step."""
    draw = torch.Generator().manual_seed(1)
    for _ in range(4):
        for parameter in net.parameters():
            gradient = torch.randn(parameter.shape, generator=draw)
            parameter.grad = torch.empty_like(parameter).copy_(gradient)  # laid out as the parameter is
        step()
    return [parameter.detach().contiguous() for parameter in net.parameters()]


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_fast_optimiser_steps_as_the_plain_one(name: str, plan: Plan) -> None:
    plan = dataclasses.replace(plan, optimizer=name, learning_rate=0.01, momentum=0.5, weight_decay=0.001)
    fast = networks.build("cnn-5x5", seed=1).to(memory_format=torch.channels_last)
    plain = networks.build("cnn-5x5", seed=1)
    made = steps_of(fast, optimizers.optimizer(plan, fast.parameters()).step)
    wanted = steps_of(plain, PLAIN[name](plain.parameters()).step)
    for one, two in zip(made, wanted, strict=True):
        torch.testing.assert_close(one, two, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("momentum", [0.0, 0.5])
def test_the_fast_optimiser_goes_on_from_a_loaded_state_and_at_a_new_rate(
    name: str, momentum: float, plan: Plan
) -> None:
    plan = dataclasses.replace(plan, optimizer=name, learning_rate=0.01, momentum=momentum)
    made = []
    for loads in (False, True):
        net = networks.build("mlp-120-84", seed=1)
        flat = FlatOptimizer(plan, net)
        parameters = list(net.parameters())
        for at in range(6):
            flat.optimizer.param_groups[0]["lr"] = 0.01 / (1 + at)
            for parameter in parameters:
                assert parameter.grad is not None
                parameter.grad.fill_(math.sin(at))
            flat.step()
            if loads and at in (0, 3):
                kept = optimizer_state.flatten(flat.optimizer, parameters)
                copies = {name: tensor.clone() for name, tensor in kept.items()}
                optimizer_state.unflatten(flat.optimizer, parameters, copies)
        made.append([parameter.detach().clone() for parameter in net.parameters()])
    assert all(torch.equal(one, two) for one, two in zip(*made, strict=True))


NO_COMPILER = """
import dataclasses, sys, torch
from digitpad.core import plans, recipes
from digitpad.learn import optimizer_state
from digitpad.learn.batches import TrainingBatch
from digitpad.learn.dataset import Dataset, Split
from digitpad.learn.trainer import Trainer
rows = Split(torch.zeros(8, 28, 28, dtype=torch.uint8), torch.arange(8))
for name in plans.OPTIMIZERS:
    for architecture in ("mlp-256", "padnet"):
        plan = dataclasses.replace(recipes.recipe("mlp-256"), optimizer=name, architecture=architecture)
        trainer = Trainer(plan, Dataset("mnist", tuple("0123456789"), rows, rows, ""), torch.device("cpu"))
        parameters = list(trainer.net.parameters())
        for _ in range(2):
            trainer.take_step(TrainingBatch((torch.rand(8, 1, 28, 28),), torch.arange(8)))
            kept = optimizer_state.flatten(trainer.optimizer, parameters)
            optimizer_state.unflatten(trainer.optimizer, parameters, kept)
print("torch._dynamo" in sys.modules)
"""


def test_training_loads_no_compiler() -> None:
    """It would take a second or two at the first press of Start, and never be used."""
    ran = subprocess.run([sys.executable, "-c", NO_COMPILER], capture_output=True, text=True, timeout=240, check=False)
    assert (ran.stdout.strip(), ran.returncode) == ("False", 0), ran.stderr


def rates(plan: Plan, steps_per_epoch: int) -> list[float]:
    factor = optimizers.schedule(plan, steps_per_epoch)
    return [plan.learning_rate * factor(step) for step in range(plan.epochs * steps_per_epoch)]


def torchs(scheduler: torch.optim.lr_scheduler.LRScheduler, steps: int) -> list[float]:
    made = []
    for _ in range(steps):
        made.append(scheduler.get_last_lr()[0])
        scheduler.optimizer.step()
        scheduler.step()
    return made


@pytest.fixture
def sgd() -> torch.optim.Optimizer:
    return torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=0.2)


@pytest.mark.parametrize(("epochs", "steps"), [(10, 30), (3, 11), (1, 50)])
def test_one_cycle_is_torchs(plan: Plan, sgd: torch.optim.Optimizer, epochs: int, steps: int) -> None:
    plan = dataclasses.replace(plan, learning_rate=0.2, epochs=epochs, schedule="one-cycle")
    reference = torch.optim.lr_scheduler.OneCycleLR(sgd, 0.2, total_steps=epochs * steps, cycle_momentum=False)
    assert rates(plan, steps)[:-1] == pytest.approx(torchs(reference, epochs * steps - 1), rel=1e-6)
    assert rates(plan, steps)[-1] < 1e-5


def test_cosine_is_torchs(plan: Plan, sgd: torch.optim.Optimizer) -> None:
    plan = dataclasses.replace(plan, learning_rate=0.2, epochs=4, schedule="cosine")
    reference = torch.optim.lr_scheduler.CosineAnnealingLR(sgd, 100)
    assert rates(plan, 25) == pytest.approx(torchs(reference, 100), rel=1e-6)


def test_step_falls_to_a_tenth_after_half_and_again_after_three_quarters(plan: Plan) -> None:
    made = rates(dataclasses.replace(plan, learning_rate=1.0, epochs=4, schedule="step"), 10)
    assert made == pytest.approx([1.0] * 20 + [0.1] * 10 + [0.01] * 10)


def test_constant_is_constant(plan: Plan) -> None:
    assert set(rates(plan, 7)) == {plan.learning_rate}


@pytest.mark.parametrize("name", SCHEDULES)
def test_every_schedule_works_for_a_single_step(plan: Plan, name: str) -> None:
    assert 0 <= rates(dataclasses.replace(plan, epochs=1, schedule=name), 1)[0] <= plan.learning_rate


def test_unknown_names_suggest_the_nearest(plan: Plan) -> None:
    with pytest.raises(UnknownNameError, match="adamw"):
        optimizers.optimizer(dataclasses.replace(plan, optimizer="adamww"), [nn.Parameter(torch.zeros(1))])
    with pytest.raises(UnknownNameError, match="cosine"):
        optimizers.schedule(dataclasses.replace(plan, schedule="cosin"), 3)
