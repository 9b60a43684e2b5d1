"""The gradient by hand: autograd's, for the nets it is meant for, and the same with any number of threads."""

import pytest
import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from digitpad.learn import device, networks
from digitpad.learn.fast import mlp_gradients
from digitpad.learn.fast.mlp_gradients import Layer
from digitpad.learn.layers import Dropout
from digitpad.learn.networks import Net

needs_bfloat16 = pytest.mark.skipif(not mlp_gradients.knows_bfloat16(), reason="no bfloat16 in oneDNN here")
MLPS = ("mlp-256", "mlp-120-84", "mlp-256-128", "mlp-512")


def made(
    name: str, outputs: int = 10, dtype: torch.dtype = torch.float32
) -> tuple[Net, tuple[Layer, ...], torch.Generator]:
    net = networks.build(name, outputs=outputs, seed=1).train()
    generator = torch.Generator()
    for module in net.modules():
        if isinstance(module, Dropout):
            module.generator = generator
    layers = mlp_gradients.plain(net.body, dtype)
    if layers is None:
        pytest.skip("no oneDNN here: autograd does it")
    return net, layers, generator


def batch(count: int, outputs: int = 10) -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(2)
    x = torch.rand(count, 1, 28, 28, generator=generator)
    return x, torch.randint(0, outputs, (count,), generator=generator)


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
@pytest.mark.parametrize(("count", "outputs"), [(64, 10), (1, 11), (60, 10)])
@pytest.mark.parametrize("name", MLPS)
def test_it_is_autograds(name: str, count: int, outputs: int, smoothing: float) -> None:
    net, layers, generator = made(name, outputs)
    x, y = batch(count, outputs)
    generator.manual_seed(3)
    logits = net(x)
    loss = F.cross_entropy(logits, y, label_smoothing=smoothing)
    loss.backward()
    wanted = [parameter.grad for parameter in net.parameters()]
    net.zero_grad()
    generator.manual_seed(3)
    found_loss, found_logits = mlp_gradients.gradients(layers, x, y, smoothing)
    torch.testing.assert_close(found_logits, logits)
    torch.testing.assert_close(found_loss, loss)
    for parameter, gradient in zip(net.parameters(), wanted, strict=True):
        assert gradient is not None and parameter.grad is not None
        scale = float(gradient.abs().max())
        torch.testing.assert_close(parameter.grad, gradient, rtol=1e-4, atol=1e-5 * scale)
        assert parameter.grad.stride() == parameter.stride()  # fused optimisers rely on it


@needs_bfloat16
@pytest.mark.parametrize("smoothing", [0.0, 0.1])
@pytest.mark.parametrize("name", MLPS)
def test_in_bfloat16_it_is_as_near_as_autocast_is(name: str, smoothing: float) -> None:
    net, layers, generator = made(name, dtype=torch.bfloat16)
    assert {layer.dtype for layer in layers[:1]} == {torch.bfloat16} and layers[-1].dtype == torch.float32
    x, y = batch(64)
    found = []
    for precise in (True, False):
        generator.manual_seed(3)
        with torch.autocast("cpu", torch.bfloat16, enabled=not precise):
            logits = net(x)
        loss = F.cross_entropy(logits.float(), y, label_smoothing=smoothing)
        found.append([loss.detach(), logits.detach(), *torch.autograd.grad(loss, list(net.parameters()))])
    generator.manual_seed(3)
    parameters = list(net.parameters())
    ours = [*mlp_gradients.gradients(layers, x, y, smoothing), *(parameter.grad for parameter in parameters)]
    for exact, rounded, mine in zip(*found, ours, strict=True):
        assert mine is not None and mine.dtype == torch.float32 and mine.shape == exact.shape
        assert off(mine, exact) < 2 * off(rounded.float(), exact) + 1e-3
    assert all(parameter.grad is not None and parameter.grad.is_contiguous() for parameter in parameters)


def off(found: Tensor, exact: Tensor) -> float:
    """How far it is from what is exact, as a share of that."""
    return float((found - exact).norm() / exact.norm().clamp_min(1e-12))


@pytest.mark.parametrize("dtype", [torch.float32, pytest.param(torch.bfloat16, marks=needs_bfloat16)])
@pytest.mark.parametrize("name", MLPS)
def test_the_number_of_threads_changes_no_digit_where_it_says_so(name: str, dtype: torch.dtype) -> None:
    _net, layers, generator = made(name, dtype=dtype)
    if not all(mlp_gradients.same_with_threads(layers, [64], threads) for threads in (2, 3)):
        pytest.skip("this oneDNN divides products among the threads")
    x, y = batch(64)
    found = []
    for threads in (1, 2, 3):
        generator.manual_seed(3)
        with device.using_threads(threads):
            loss, logits = mlp_gradients.gradients(layers, x, y)
        found.append([loss, logits, *(layer.linear.weight.grad for layer in layers)])
    for other in found[1:]:
        assert all(torch.equal(one, two) for one, two in zip(found[0], other, strict=True))


def test_products_that_threads_divide_are_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """As MKL's are, and those of torch 2.8's oneDNN for 784 pixels: here by one number in the smaller batch."""
    _net, layers, _generator = made("mlp-256")
    assert mlp_gradients.same_with_threads(layers, [64, 32], 1)
    product = torch.ops.mkldnn._linear_pointwise

    def divided(x: Tensor, *rest: object) -> Tensor:
        found = product(x, *rest)
        found[-1, -1] += torch.get_num_threads() if len(x) == 32 else 0
        return found

    monkeypatch.setattr(torch.ops.mkldnn, "_linear_pointwise", divided)
    assert not mlp_gradients.same_with_threads(layers, [64, 32], 2)


@pytest.mark.parametrize("name", ["cnn-5x5", "padnet"])
def test_other_nets_are_left_to_autograd(name: str) -> None:
    assert mlp_gradients.plain(networks.build(name, seed=1).body) is None
    for odd in ([nn.Linear(4, 2)], [nn.Flatten()], [nn.Flatten(), nn.Linear(4, 2), nn.ReLU()], []):
        assert mlp_gradients.plain(nn.Sequential(*odd)) is None
    assert mlp_gradients.plain(nn.Sequential(nn.Flatten(), nn.Linear(4, 3, bias=False))) is None
    assert mlp_gradients.plain(nn.Sequential(nn.Flatten(), nn.Linear(4, 3), nn.Tanh(), nn.Linear(3, 2))) is None
