"""The gradient of a plain MLP, worked out layer by layer as it stands in textbooks. Imports torch, device and layers.

Autograd finds the same numbers for any net, but for nets as small as these it takes longer to keep its books than to
multiply, and torch's float32 products on CPUs go through MKL, which is half as fast as oneDNN on processors that are
not Intel's. oneDNN is reached through the operators that torch's own compiler uses; where they are absent, `plain` says
no and autograd does it. Its products are mostly the same, bit for bit, with any number of threads; MKL's are not. Older
versions of oneDNN divide some of them among the threads after all, so `same_with_threads` looks.

In bfloat16 (learn/precision.py says when), the products of large layers are made in it, as autocast would have it:
the weights themselves, their update, the sums, the last layer, the logits and the loss stay float32.
"""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from digitpad.learn import device
from digitpad.learn.layers import Dropout

NONE, RELU = "none", "relu"
LARGE = 2**15  # weights of a layer; for fewer, turning numbers into bfloat16 takes longer than it saves


@dataclass(frozen=True, slots=True)
class Layer:
    """A linear layer and what follows it: ReLU for all but the last, dropout for some. dtype: its products'."""

    linear: nn.Linear
    last: bool
    dropout: Dropout | None = None
    dtype: torch.dtype = torch.float32


def knows_bfloat16() -> bool:
    """Whether oneDNN multiplies bfloat16 on this CPU at all, be it slowly."""
    known = getattr(torch.ops.mkldnn, "_is_mkldnn_bf16_supported", None) if _has_onednn() else None
    return bool(known and known())


def plain(body: nn.Sequential, dtype: torch.dtype = torch.float32) -> tuple[Layer, ...] | None:
    """The layers of an MLP on the CPU whose gradient `gradients` can work out; None for any other net.

    dtype: what the products of large layers are made in, but for the last.
    """
    modules = list(body)
    if not _has_onednn() or not modules or not isinstance(modules.pop(0), nn.Flatten):
        return None
    layers: list[Layer] = []
    while modules:
        linear = modules.pop(0)
        if not isinstance(linear, nn.Linear) or linear.bias is None or not _is_plain(linear.weight):
            return None
        if not modules:
            return (*layers, Layer(linear, last=True))
        if not isinstance(modules.pop(0), nn.ReLU):
            return None
        after = modules[0] if modules else None
        dropout = after if isinstance(after, Dropout) else None
        del modules[: dropout is not None]
        of = dtype if linear.weight.numel() >= LARGE else torch.float32
        layers.append(Layer(linear, last=False, dropout=dropout, dtype=of))
    return None


@torch.no_grad()
def same_with_threads(layers: tuple[Layer, ...], sizes: Iterable[int], threads: int) -> bool:
    """Whether the products for batches of these sizes are the same, bit for bit, with one thread and with so many."""
    generator = torch.Generator().manual_seed(0)
    for size, layer in itertools.product(sizes, layers):
        weight = layer.linear.weight.to(layer.dtype)
        x = torch.rand(size, layer.linear.in_features, generator=generator).to(layer.dtype)
        slope = torch.randn(size, layer.linear.out_features, generator=generator).to(layer.dtype)
        found = []
        for number in (1, threads):
            with device.using_threads(number):
                found.append([_product(x, weight, layer.linear.bias.to(layer.dtype), NONE if layer.last else RELU)])
                found[-1].append(_product(slope.t(), x.t()))
                if layer is not layers[0]:  # nobody asks for the slope of the pictures
                    found[-1].append(_product(slope, weight.t()))
        if not all(map(torch.equal, *found)):
            return False
    return True


@torch.no_grad()
def gradients(layers: tuple[Layer, ...], x: Tensor, y: Tensor, smoothing: float = 0.0) -> tuple[Tensor, Tensor]:
    """Puts the mean cross-entropy's gradient into every parameter's `grad`; gives the loss and the logits.

    x (n, ...) float32 scaled input, y (n,) int64; smoothing: the labels' share that is spread over all classes.
    """
    inputs, weights, made = [], [], x.reshape(len(x), -1)
    for layer in layers:
        inputs.append(made.to(layer.dtype))
        weights.append(layer.linear.weight.to(layer.dtype))
        bias = layer.linear.bias.to(layer.dtype)
        made = _product(inputs[-1], weights[-1], bias, NONE if layer.last else RELU)
        made = made if layer.dropout is None else layer.dropout(made)
    logits = made
    loss, slope = _cross_entropy(logits, y, smoothing)
    for at in range(len(layers) - 1, -1, -1):
        linear, slope = layers[at].linear, slope.to(layers[at].dtype)
        linear.weight.grad = _product(slope.t(), inputs[at].t()).to(torch.float32)
        linear.bias.grad = slope.sum(0, dtype=torch.float32)
        if at:
            slope = _through(layers[at - 1], _product(slope, weights[at].t()), inputs[at])
    return loss, logits


def _cross_entropy(logits: Tensor, y: Tensor, smoothing: float) -> tuple[Tensor, Tensor]:
    """The mean cross-entropy and its slope: the softmax less the wanted distribution, by the number of rows."""
    count, classes = logits.shape
    logarithms = torch.log_softmax(logits, 1)
    loss = torch.nn.functional.nll_loss(logarithms, y)
    slope = logarithms.exp()
    if smoothing:
        loss = (1 - smoothing) * loss - smoothing * logarithms.mean()
        slope -= smoothing / classes
    slope.scatter_add_(1, y.unsqueeze(1), slope.new_full((count, 1), smoothing - 1))
    return loss, slope.div_(count)


def _through(before: Layer, slope: Tensor, output: Tensor) -> Tensor:
    """The slope behind a layer's ReLU and dropout; what either of them made zero lets nothing through."""
    slope = torch.ops.aten.threshold_backward(slope, output, 0)
    if before.dropout is not None and before.dropout.training and before.dropout.p:
        slope *= 1 / (1 - before.dropout.p)
    return slope


def _product(x: Tensor, weight: Tensor, bias: Tensor | None = None, then: str = NONE) -> Tensor:
    """The product of x and the transposed weight, plus the bias, through a ReLU where asked, in one go of oneDNN."""
    return torch.ops.mkldnn._linear_pointwise(x, weight, bias, then, [], "")  # type: ignore[no-any-return]  # untyped


def _is_plain(tensor: Tensor) -> bool:
    return tensor.device.type == "cpu" and tensor.dtype == torch.float32


def _has_onednn() -> bool:
    available = torch.backends.mkldnn.is_available()  # type: ignore[no-untyped-call]  # torch has no types for it
    return bool(available) and hasattr(torch.ops.mkldnn, "_linear_pointwise")
