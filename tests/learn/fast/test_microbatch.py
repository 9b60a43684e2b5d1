"""A batch in parts: the whole batch's gradient, and the same digits however the parts are worked out."""

import dataclasses
import itertools
from contextlib import nullcontext
from functools import partial

import pytest
import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from digitpad.core.plans import Plan
from digitpad.core.recipes import RECIPES
from digitpad.core.records import EpochDone
from digitpad.learn import device, networks
from digitpad.learn.batches import TrainingBatch
from digitpad.learn.dataset import Dataset, Split
from digitpad.learn.fast import chosen_step, microbatch
from digitpad.learn.fast.microbatch import MicrobatchStep, ParallelBackward
from digitpad.learn.trainer import PlainStep
from digitpad.learn.training_run import Training

IN_BFLOAT16 = partial(torch.autocast, "cpu", torch.bfloat16, cache_enabled=False)


def batch(count: int) -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(2)
    x = torch.rand(count, 1, 28, 28, generator=generator)
    return x, torch.randint(0, 10, (count,), generator=generator)


def net() -> nn.Sequential:
    return networks.build("cnn-5x5", seed=1).to(memory_format=torch.channels_last).body


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
@pytest.mark.parametrize(("count", "size"), [(2, 20), (3, 20), (4, 3), (9, 1)])
def test_it_is_the_gradient_of_the_whole_batch(count: int, size: int, smoothing: float) -> None:
    body, (x, y) = net(), batch(size)
    wanted_logits = body(x)
    wanted_loss = F.cross_entropy(wanted_logits, y, label_smoothing=smoothing)
    wanted_loss.backward()
    wanted = [parameter.grad for parameter in body.parameters()]
    body.zero_grad()
    for threads in (1, 2):
        with device.using_threads(threads):
            loss, logits = ParallelBackward(body, count, nullcontext).gradients(x, y, smoothing)
        torch.testing.assert_close(logits, wanted_logits, rtol=1e-4, atol=1e-5)
        torch.testing.assert_close(loss, wanted_loss)
        for parameter, gradient in zip(body.parameters(), wanted, strict=True):
            assert gradient is not None and parameter.grad is not None
            scale = float(gradient.abs().max())
            torch.testing.assert_close(parameter.grad, gradient, rtol=1e-3, atol=1e-4 * scale)
            assert parameter.grad.stride() == parameter.stride()  # fused optimisers rely on it


@pytest.mark.parametrize("precision", [nullcontext, IN_BFLOAT16])
def test_side_by_side_and_one_after_another_are_the_same_digits(precision: microbatch.Precision) -> None:
    body, (x, y) = net(), batch(20)
    work = ParallelBackward(body, 2, precision)
    found = []
    for threads in (1, 2, 1, 2):
        with device.using_threads(threads):
            loss, logits = work.gradients(x, y)
        found.append([loss, logits, *(parameter.grad.clone() for parameter in body.parameters())])
    for other in found[1:]:
        assert all(torch.equal(one, two) for one, two in zip(found[0], other, strict=True))


@pytest.mark.parametrize("name", ["cnn-5x5", "sprint"])
def test_100_steps_in_parts_come_to_the_plain_steps_weights(name: str) -> None:
    """In double precision, by the recipe's own optimiser: the sums are of another order, and in float32 Adam makes a
    whole step of what rounding leaves of a gradient of 0.
    """
    plan = dataclasses.replace(RECIPES[name], dataset="mnist", device="cpu")
    nets = [networks.build_for(plan, 10, seed=1).double() for _ in range(2)]
    for one in nets:
        one.to(memory_format=torch.channels_last).train()
    steps = [PlainStep(plan, nets[0], "float32"), MicrobatchStep(plan, nets[1], 2, "float32")]
    x, y = batch(40)
    for start in range(0, 400, 4):
        rows = slice(start % 40, start % 40 + 4)
        for step in steps:
            step(TrainingBatch((x[rows].double(),), y[rows]))
    for one, two in zip(nets[0].parameters(), nets[1].parameters(), strict=True):
        assert float((one - two).detach().norm()) <= 1e-5 * max(float(one.detach().norm()), 1)


def test_pooling_first_changes_no_digit() -> None:
    body, (x, y) = net(), batch(20)
    other = microbatch.pooled_first(body)
    assert [type(layer).__name__ for layer in other][:3] == ["Conv2d", "MaxPool2d", "ReLU"]
    found = []
    for one in (body, other):
        loss = F.cross_entropy(one(x), y)
        found.append(torch.autograd.grad(loss, list(body.parameters())))
    assert all(torch.equal(one, two) for one, two in zip(*found, strict=True))


def test_a_net_that_looks_at_the_whole_batch_is_not_divided() -> None:
    assert microbatch.divisible(net()) and microbatch.divisible(networks.build("sprint", seed=1).body)
    assert not microbatch.divisible(networks.build("padnet", seed=1).body)
    plan = Plan("padnet", "padnet", "mnist")
    assert chosen_step.step(plan, networks.build("padnet", seed=1), 2, "float32") is None


def test_a_run_is_the_same_with_the_parts_worked_out_either_way(
    small: Dataset, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second changes its way at every step, the first never."""
    few = dataclasses.replace(small, train=Split(small.train.x[:100], small.train.y[:100]))
    few = dataclasses.replace(few, test=Split(small.test.x[:20], small.test.y[:20]))
    plan = dataclasses.replace(plan, architecture="cnn-5x5", batch_size=20)
    monkeypatch.setattr(device, "threads", lambda: 2)
    gradients, numbers = ParallelBackward.gradients, itertools.cycle((1, 2))

    def changing(parts: ParallelBackward, x: Tensor, y: Tensor, smoothing: float = 0.0) -> tuple[Tensor, Tensor]:
        with device.using_threads(next(numbers)):
            return gradients(parts, x, y, smoothing)

    rows = []
    for _ in range(2):
        done = [event for event in Training(plan, few).events() if isinstance(event, EpochDone)]
        rows.append([(row.train_loss, row.train_accuracy, row.test_loss) for row in done])
        monkeypatch.setattr(ParallelBackward, "gradients", changing)
    assert rows[0] == rows[1]
