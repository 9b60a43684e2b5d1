"""The step of an MLP by hand: autograd's gradient for any stack of its layers, and the plain loop's weights."""

import dataclasses
from collections.abc import Iterator

import pytest
import torch
import torch.nn.functional as F  # noqa: N812
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from digitpad.core.plans import OPTIMIZERS, Plan
from digitpad.core.recipes import RECIPES
from digitpad.learn import device, networks
from digitpad.learn.batches import TrainingBatch
from digitpad.learn.dataset import Dataset, Split
from digitpad.learn.fast import chosen_step, mlp_step, torch_private
from digitpad.learn.fast.mlp_step import MlpStep
from digitpad.learn.layers import Dropout
from digitpad.learn.networks import Net
from digitpad.learn.trainer import PlainStep, StepTaken, Trainer

CPU = torch.device("cpu")
STILL = Plan("mlp-256", "mlp-256", "mnist", learning_rate=1e-8)  # what it does to the weights is not looked at


def batch(count: int, outputs: int = 10) -> TrainingBatch:
    generator = torch.Generator().manual_seed(2)
    x = torch.rand(count, 1, 28, 28, generator=generator)
    return TrainingBatch((x,), torch.randint(0, outputs, (count,), generator=generator))


def built(middle: list[nn.Module], input: str, outputs: int) -> Net:  # noqa: A002
    """A net with these layers, linear ones as wide as they must be."""
    torch.manual_seed(1)
    layers, width = [], 28 * 28
    for module in (*middle, nn.Linear(1, outputs)):
        layers.append(nn.Linear(width, module.out_features) if isinstance(module, nn.Linear) else module)
        width = module.out_features if isinstance(module, nn.Linear) else width
    net = Net(input, nn.Sequential(nn.Flatten(), *layers)).train()
    for module in net.modules():
        if isinstance(module, Dropout):
            module.generator = torch.Generator().manual_seed(3)
    return net


LAYERS = st.sampled_from(
    [
        lambda: nn.Linear(1, 30), lambda: nn.Linear(1, 17), nn.ReLU, nn.Tanh, nn.Sigmoid, nn.GELU, nn.LeakyReLU,
        lambda: nn.LeakyReLU(0.3), lambda: Dropout(0.3), lambda: Dropout(0.0),
    ]
)  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(
    middle=st.lists(LAYERS, max_size=7), input=st.sampled_from(["unit", "standard"]), outputs=st.integers(2, 11),
    count=st.integers(1, 9), smoothing=st.sampled_from([0.0, 0.1]),
)  # fmt: skip
def test_any_stack_has_autograds_gradient(middle, input, outputs, count, smoothing) -> None:  # noqa: A002
    plan = dataclasses.replace(STILL, label_smoothing=smoothing)
    seen = batch(count, outputs)
    found = []
    for fast in (False, True):
        net = built([make() for make in middle], input, outputs)
        modules = mlp_step.layers(net.body)
        assert modules is not None
        loss, logits = (MlpStep(plan, net, modules) if fast else PlainStep(plan, net, "float32"))(seen)
        found.append([loss, logits, *(parameter.grad for parameter in net.parameters())])
    for plain, ours in zip(*found, strict=True):
        torch.testing.assert_close(ours, plain, rtol=1e-4, atol=1e-6)
    assert found[1][0] == pytest.approx(
        float(F.cross_entropy(found[1][1], seen.y, label_smoothing=smoothing)), rel=1e-5
    )


def weights_after(steps: int, plan: Plan, dataset: Dataset) -> tuple[Trainer, list[torch.Tensor]]:
    trainer = Trainer(plan, dataset, CPU, threads=2)
    taken: Iterator[StepTaken] = (news for news in trainer.train() if isinstance(news, StepTaken))
    for _ in range(steps):
        next(taken)
    return trainer, [parameter.detach().clone() for parameter in trainer.net.parameters()]


def nearly_same(one: list[torch.Tensor], two: list[torch.Tensor]) -> bool:
    """Within 1e-5 of each layer's size. By the layer: where a gradient is nearly 0, rounding decides Adam's step."""
    return all(float((a - b).norm()) <= 1e-5 * max(float(b.norm()), 1) for a, b in zip(one, two, strict=True))


@pytest.mark.parametrize("name", [name for name in RECIPES if name.startswith("mlp")])
def test_each_recipe_comes_to_the_plain_loops_weights(
    name: str, small: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After 100 steps. Those of convolutions are compared in test_microbatch.py; padnet has no other than the plain."""
    plan = dataclasses.replace(RECIPES[name], dataset="mnist", device="cpu", precision="float32", epochs=100)
    few = dataclasses.replace(small, test=Split(small.test.x[:5], small.test.y[:5]))
    trainer, fast = weights_after(100, plan, few)
    assert chosen_step.step(plan, trainer.net, 2, "float32") is not None
    monkeypatch.setattr(chosen_step, "step", lambda *_: None)
    _, plain = weights_after(100, plan, few)
    assert nearly_same(fast, plain)


@pytest.mark.parametrize("changes", [{"optimizer": name} for name in OPTIMIZERS] + [
    {"optimizer": "sgd", "momentum": 0.9, "weight_decay": 0.01}, {"optimizer": "adamw", "average": 0.9},
    {"optimizer": "adam", "beta1": 0.8, "beta2": 0.95},
    {"optimizer": "sgd", "momentum": 0.9, "nesterov": "on"},
])  # fmt: skip
def test_every_optimiser_is_the_plain_loops(
    changes: dict[str, object], plan: Plan, small: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = (
        dataclasses.replace(plan, weight_decay=0.001, epochs=9, **changes)
        if "weight_decay" not in changes
        else (dataclasses.replace(plan, epochs=9, **changes))
    )
    _, fast = weights_after(30, changed, small)
    monkeypatch.setattr(chosen_step, "step", lambda *_: None)
    _, plain = weights_after(30, changed, small)
    assert nearly_same(fast, plain)


@pytest.mark.parametrize("optimizer", ["adam", "adamw", "sgd"])
def test_without_torchs_private_names_it_is_the_same_digit_for_digit(
    optimizer: str, plan: Plan, small: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = dataclasses.replace(plan, optimizer=optimizer, momentum=0.5, weight_decay=0.01)
    _, wanted = weights_after(12, plan, small)
    for name in tuple(torch_private.KERNELS):
        monkeypatch.delitem(torch_private.KERNELS, name)
    trainer, found = weights_after(12, plan, small)
    assert torch_private.fused_update(trainer.optimizer) is None
    assert all(map(torch.equal, wanted, found))


def test_what_is_too_small_to_count_is_0_within_a_step_and_only_there(plan: Plan, small: Dataset) -> None:
    """Numbers below 1e-38, which averages of dead neurons become, make a processor slow."""
    trainer, _ = weights_after(2, plan, small)
    (state,) = trainer.optimizer.state.values()
    state["exp_avg"].fill_(1e-39)
    trainer.net.body[1].weight.data.fill_(-1.0)  # all neurons of the first layer are dead
    trainer.net.body[1].bias.data.fill_(-1e9)
    with device.using_threads(1):
        trainer.take_step(batch(64))
    assert not state["exp_avg"][:200_704].any()
    assert float(torch.tensor(1e-39) * 1) > 0


def test_weights_are_read_and_loaded_as_ever(plan: Plan, small: Dataset) -> None:
    """However they lie while training, the network's own parameters are what is trained."""
    trainer, before = weights_after(3, plan, small)
    fresh = networks.build(plan.architecture, plan.input, seed=9)
    trainer.net.load_state_dict(fresh.state_dict())
    held = trainer.optimizer.param_groups[0]["params"]
    assert len(held) == 1 and held[0].numel() >= trainer.net.parameter_count
    assert all(map(torch.equal, trainer.net.parameters(), fresh.parameters()))
    trainer.take_step(batch(64))
    assert not any(map(torch.equal, trainer.net.parameters(), fresh.parameters()))
    assert [value.shape for value in before] == [value.shape for value in trainer.net.parameters()]


def test_other_nets_are_left_to_others() -> None:
    flat, dense = nn.Flatten(), nn.Linear(784, 10)
    for odd in (
        [dense], [flat], [], [flat, nn.Linear(784, 10, bias=False)], [flat, dense, nn.ReLU()],
        [flat, nn.Linear(784, 5), nn.GELU("tanh"), nn.Linear(5, 2)],
        [flat, nn.Linear(784, 5), nn.LeakyReLU(0.0), nn.Linear(5, 2)],
        [flat, nn.Linear(784, 5), nn.BatchNorm1d(5), nn.Linear(5, 2)], [flat, nn.Linear(784, 5).double(), dense],
    ):  # fmt: skip
        assert mlp_step.layers(nn.Sequential(*odd)) is None
    for name in ("cnn-5x5", "padnet", "sprint"):
        assert mlp_step.layers(networks.build(name, seed=1).body) is None


def test_a_network_of_ones_own_layers_is_trained_the_same_way(plan: Plan, small: Dataset) -> None:
    """It is the layers that decide, whatever the recipe is called."""
    own = dataclasses.replace(plan, layers="dense40,tanh,dropout0.1,dense30,gelu,dense20,leaky_relu")
    net = networks.build_for(own, seed=1)
    assert isinstance(chosen_step.step(own, net, 2, "float32"), MlpStep)
    mixed = dataclasses.replace(plan, layers="dense40,batchnorm,relu")
    assert chosen_step.step(mixed, networks.build_for(mixed, seed=1), 2, "float32") is None
    other = dataclasses.replace(own, loss="mse")
    assert chosen_step.step(other, networks.build_for(other, seed=1), 2, "float32") is None


def test_in_bfloat16_it_is_the_plain_step(plan: Plan) -> None:
    net = networks.build("mlp-256", seed=1)
    assert chosen_step.step(plan, net, 2, "bfloat16") is None
    assert isinstance(chosen_step.step(plan, net, 2, "float32"), MlpStep)


def test_a_small_mlp_takes_one_thread_and_a_large_batch_all() -> None:
    net = networks.build("mlp-256-128", seed=1)
    assert chosen_step.threads(net, 64, 2) == 1 and chosen_step.threads(net, 10_000, 2) == 2
    assert chosen_step.threads(networks.build("cnn-5x5", seed=1), 64, 2) == 2
