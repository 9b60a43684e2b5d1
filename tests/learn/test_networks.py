"""The nets: exactly as their tutorials published them."""

import dataclasses
import math

import pytest
import torch
from torch import nn

from digitpad.core import layer_spec
from digitpad.core.architectures import INITS, LAYERS
from digitpad.core.errors import ModelError, PlanError, UnknownNameError
from digitpad.core.plans import ARCHITECTURES
from digitpad.core.recipes import RECIPES
from digitpad.learn import networks
from digitpad.learn.dataset import Dataset
from digitpad.learn.fast import fused_net
from digitpad.learn.layers import Dropout, FlattenPlaces
from digitpad.learn.training_run import Training

LINEAR = {
    "mlp-256": [(784, 256), (256, 10)],
    "mlp-120-84": [(784, 120), (120, 84), (84, 10)],
    "mlp-256-128": [(784, 256), (256, 128), (128, 10)],
    "mlp-512": [(784, 512), (512, 256), (256, 128), (128, 64), (64, 10)],
    "cnn-5x5": [(3136, 10)],
}
MODULES = {
    "mlp-256": "Flatten Linear ReLU Linear",
    "mlp-120-84": "Flatten Linear ReLU Linear ReLU Linear",
    "mlp-256-128": "Flatten Linear ReLU Dropout Linear ReLU Linear",
    "mlp-512": "Flatten Linear ReLU Linear ReLU Linear ReLU Linear ReLU Linear",
    "cnn-5x5": "Conv2d ReLU MaxPool2d Conv2d ReLU Conv2d ReLU MaxPool2d Conv2d ReLU Flatten Linear",
}
PARAMETERS = {"mlp-256": 203_530, "mlp-120-84": 105_214, "cnn-5x5": 121_514, "mlp-256-128": 235_146, "mlp-512": 575_050}


@pytest.mark.parametrize("name", MODULES)
def test_layers_are_the_published_ones(name: str) -> None:
    net = networks.build(name, seed=0)
    assert " ".join(type(layer).__name__ for layer in net.body) == MODULES[name]
    found = [(layer.in_features, layer.out_features) for layer in net.body if isinstance(layer, nn.Linear)]
    assert found == LINEAR[name]
    assert net.parameter_count == PARAMETERS[name]
    assert all(layer.bias is not None for layer in net.body if isinstance(layer, nn.Linear | nn.Conv2d))


def test_the_convolutions_are_5x5_with_same_padding() -> None:
    net = networks.build("cnn-5x5", seed=0)
    convolutions = [layer for layer in net.body if isinstance(layer, nn.Conv2d)]
    assert [(c.in_channels, c.out_channels) for c in convolutions] == [(1, 16), (16, 32), (32, 32), (32, 64)]
    assert all(c.kernel_size == (5, 5) and c.padding == (2, 2) and c.stride == (1, 1) for c in convolutions)
    assert net.convolutional and not networks.build("mlp-256", seed=0).convolutional


@pytest.mark.parametrize("name", ARCHITECTURES)
@pytest.mark.parametrize("outputs", [10, 11])
def test_every_net_turns_glyphs_into_logits(name: str, outputs: int) -> None:
    net = networks.build(name, "unit", outputs, seed=1).eval()
    made = net(torch.rand(3, 1, 28, 28, generator=torch.Generator().manual_seed(0)))
    assert made.shape == (3, outputs) and made.dtype == torch.float32 and bool(made.isfinite().all())


def test_mlp_256_starts_with_small_normal_weights_and_torchs_biases() -> None:
    first, last = (layer for layer in networks.build("mlp-256", seed=2).body if isinstance(layer, nn.Linear))
    for layer in (first, last):
        weight, bound = layer.weight.detach(), 1 / math.sqrt(layer.in_features)
        assert float(weight.mean()) == pytest.approx(0, abs=5 * 0.01 / math.sqrt(weight.numel()))
        assert float(weight.std()) == pytest.approx(0.01, rel=0.06)
        assert 0.5 * bound < float(layer.bias.detach().abs().max()) <= bound
    kurtosis = float(((first.weight.detach() / first.weight.detach().std()) ** 4).mean())
    assert kurtosis == pytest.approx(3, abs=0.1)  # normal; uniform would be 1.8


@pytest.mark.parametrize("name", ["mlp-120-84", "mlp-256-128", "mlp-512", "cnn-5x5"])
def test_the_others_start_as_torch_makes_them(name: str) -> None:
    for layer in networks.build(name, seed=3).body:
        if isinstance(layer, nn.Linear | nn.Conv2d):
            bound = 1 / math.sqrt(layer.weight[0].numel())  # torch's default: uniform within 1/sqrt(fan in)
            assert float(layer.weight.detach().abs().max()) == pytest.approx(bound, rel=0.02)
            assert float(layer.weight.detach().std()) == pytest.approx(bound / math.sqrt(3), rel=0.1)


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_a_seed_makes_the_same_net_and_leaves_torchs_random_state_alone(name: str) -> None:
    torch.manual_seed(9)
    state = torch.get_rng_state()
    one, two, other = (networks.build(name, seed=seed).state_dict() for seed in (4, 4, 5))
    assert torch.equal(torch.get_rng_state(), state)
    assert all(torch.equal(one[key], two[key]) for key in one)
    assert any(not torch.equal(one[key], other[key]) for key in one)


def test_input_scaling_is_inside_and_has_no_parameters() -> None:
    x = torch.rand(2, 1, 28, 28)
    plain, scaled = (
        networks.build("mlp-120-84", "unit", seed=6),
        networks.build("mlp-120-84", "standard", seed=6),
    )
    assert list(plain.state_dict()) == list(scaled.state_dict())
    assert torch.equal(scaled(x), plain((x - 0.1307) / 0.3081))
    assert not torch.equal(scaled(x), plain(x))


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_no_net_draws_from_torchs_shared_generator(name: str) -> None:
    net = networks.build(name, seed=0).train()
    generator = torch.Generator()
    for module in net.modules():
        if isinstance(module, Dropout):
            module.generator = generator
    state = torch.get_rng_state()
    net(torch.rand(4, 1, 28, 28, generator=generator))
    assert torch.equal(torch.get_rng_state(), state), "a run with this net could not be repeated; use layers.Dropout"


def test_dropout_drops_the_share_it_says_and_keeps_the_mean() -> None:
    layer = Dropout(0.2).train()
    layer.generator = torch.Generator().manual_seed(1)
    x = torch.ones(1001, 203)
    made = layer(x)
    assert sorted(made.unique().tolist()) == [0.0, pytest.approx(1.25)]
    assert float((made == 0).float().mean()) == pytest.approx(0.2, abs=0.004)
    rows = (made == 0).float().mean(dim=0)
    assert float(rows.min()) > 0.1 and float(rows.max()) < 0.3  # no column is favoured
    layer.generator.manual_seed(1)
    assert torch.equal(layer(x), made)
    assert layer.eval()(x) is x


@pytest.mark.parametrize("p", [0.0, 0.001, 0.5, 0.999])
def test_dropout_at_its_ends(p: float) -> None:
    made = Dropout(p).train()(torch.ones(300, 300))
    assert float((made == 0).float().mean()) == pytest.approx(p, abs=0.01)
    assert bool(made.isfinite().all())


def test_sprint_sees_the_pictures_places_four_pixels_each() -> None:
    net = networks.build("sprint", seed=1)
    assert net.parameter_count == 25_882
    x = torch.zeros(1, 1, 28, 28)
    x[0, 0, 10, 13] = 1
    folded = net.body[0](x)
    assert folded.shape == (1, 4, 14, 14) and folded[0, :, 5, 6].tolist() == [0, 1, 0, 0]


def test_places_are_flattened_as_they_lie_in_memory() -> None:
    x = torch.rand(2, 3, 4, 5).to(memory_format=torch.channels_last)
    assert torch.equal(FlattenPlaces()(x), x.permute(0, 2, 3, 1).reshape(2, 60))
    assert FlattenPlaces()(x).data_ptr() == x.data_ptr()


def test_unknown_words_are_refused() -> None:
    with pytest.raises(UnknownNameError, match="mlp-265"):
        networks.build("mlp-265")
    with pytest.raises(PlanError):
        networks.build("mlp-256", "log")
    with pytest.raises(ModelError):
        networks.build("mlp-256", outputs=1)
    with pytest.raises(PlanError):
        Dropout(1.0)


def test_every_recipe_names_a_net() -> None:
    assert {plan.architecture for plan in RECIPES.values()} <= set(ARCHITECTURES)


EVERY_LAYER = (
    "fold2,conv8x3s2,batchnorm,leaky_relu,conv6x3p0,tanh,pool2,dropout0.3,gelu,flatten_places,dense12,batchnorm,sigmoid"
)
OWN = ("flatten", "relu,dense5", "conv3x27s3,dense7,relu", "pool7,batchnorm,flatten,dropout0.5", EVERY_LAYER)


def own(layers: str, **values: object) -> networks.Net:
    plan = dataclasses.replace(RECIPES["mlp-256-128"], layers=layers, **values)  # type: ignore[arg-type]
    return networks.build_for(plan, 10, seed=3)


@pytest.mark.parametrize("spec", [*LAYERS.values(), *OWN])
@pytest.mark.parametrize("outputs", [10, 11])
def test_shapes_weights_and_multiply_adds_are_what_the_network_has(spec: str, outputs: int) -> None:
    rows = layer_spec.rows(layer_spec.parse(spec), outputs)
    net = networks.build_for(dataclasses.replace(RECIPES["mlp-256"], layers=spec), outputs, seed=1).eval()
    x = torch.rand(2, 1, 28, 28, generator=torch.Generator().manual_seed(0))
    assert len(rows) == len(net.body)
    for row, module in zip(rows, net.body, strict=True):
        x = module(x)
        assert tuple(x.shape[1:]) == row.shape, row
        assert sum(parameter.numel() for parameter in module.parameters()) == row.weights, row
        products = (
            module.weight.numel() * math.prod(x.shape[2:])
            if hasattr(module, "in_features") or isinstance(module, nn.Conv2d)
            else 0
        )
        assert products == row.multiply_adds, row
    assert sum(row.weights for row in rows) == net.parameter_count


@pytest.mark.parametrize("spec", OWN)
def test_a_network_of_ones_own_learns_and_answers_alike_when_fused(spec: str) -> None:
    net = own(spec).train()
    x = torch.rand(6, 1, 28, 28, generator=torch.Generator().manual_seed(0))
    net(x).square().mean().backward()
    assert all(parameter.grad is not None for parameter in net.parameters())
    net.eval()
    with torch.no_grad():
        assert torch.allclose(net(x), fused_net.fused(net)(x), atol=1e-5)


def test_weights_start_as_asked() -> None:
    spec = "conv16x5,relu,pool2,dense200,relu"
    nets = {init: own(spec, init=init) for init in (*INITS, "normal:0.3")}
    first = {init: next(m for m in net.body if isinstance(m, nn.Linear)) for init, net in nets.items()}
    fan_in, fan_out = 16 * 14 * 14, 200
    spread = {init: float(layer.weight.detach().std()) for init, layer in first.items()}
    assert spread == {
        "torch": pytest.approx(1 / math.sqrt(3 * fan_in), rel=0.02),
        "normal:0.01": pytest.approx(0.01, rel=0.02),
        "normal:0.3": pytest.approx(0.3, rel=0.02),
        "xavier": pytest.approx(math.sqrt(2 / (fan_in + fan_out)), rel=0.02),
        "kaiming": pytest.approx(math.sqrt(2 / fan_in), rel=0.02),
        "zeros": 0,
    }
    assert {init for init, layer in first.items() if not layer.bias.any()} == {"xavier", "kaiming", "zeros"}
    assert not nets["zeros"](torch.rand(1, 1, 28, 28)).any()


def test_an_older_plan_starts_as_its_architecture_always_did() -> None:
    for name in ARCHITECTURES:
        older = dataclasses.replace(RECIPES["mlp-256-128"], architecture=name, init=None)
        known = networks.build(name, "standard", seed=4).state_dict()
        assert all(
            torch.equal(value, known[key]) for key, value in networks.build_for(older, seed=4).state_dict().items()
        )


def test_a_batch_of_one_is_refused_before_it_starts_where_batch_norm_cannot_take_it(small: Dataset) -> None:
    plan = dataclasses.replace(RECIPES["mlp-256-128"], layers="dense9,batchnorm", batch_size=699, device="cpu")
    with pytest.raises(PlanError, match="two pictures in a batch"):
        Training(plan, small)
    Training(dataclasses.replace(plan, batch_size=698), small)


def test_recipes_are_their_specs() -> None:
    for name, plan in RECIPES.items():
        typed = dataclasses.replace(plan, layers=LAYERS[plan.architecture])
        one, two = (networks.build_for(each, seed=7).state_dict() for each in (plan, typed))
        assert list(one) == list(two) and all(torch.equal(one[key], two[key]) for key in one), name
