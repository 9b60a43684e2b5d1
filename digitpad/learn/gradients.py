"""The gradient of a plain MLP, worked out layer by layer as it stands in textbooks. Imports torch, layers.

Autograd finds the same numbers for any net, but for nets as small as these it takes longer to keep its books than to
multiply, and torch's float32 products on CPUs go through MKL, which is half as fast as oneDNN on processors that are
not Intel's. oneDNN is reached through the operators that torch's own compiler uses; where they are absent, `plain` says
no and autograd does it. Its products are the same, bit for bit, with any number of threads; MKL's are not.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from digitpad.learn.layers import Dropout

NONE, RELU = "none", "relu"


@dataclass(frozen=True, slots=True)
class Layer:
    """A linear layer and what follows it: ReLU for all but the last, and dropout for some."""

    linear: nn.Linear
    last: bool
    dropout: Dropout | None = None


def plain(body: nn.Sequential) -> tuple[Layer, ...] | None:
    """The layers of an MLP on the CPU whose gradient `gradients` can work out; None for any other net."""
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
        layers.append(Layer(linear, last=False, dropout=dropout))
    return None


@torch.no_grad()
def gradients(layers: tuple[Layer, ...], x: Tensor, y: Tensor, smoothing: float = 0.0) -> tuple[Tensor, Tensor]:
    """Puts the mean cross-entropy's gradient into every parameter's `grad`; gives the loss and the logits.

    x (n, ...) float32 scaled input, y (n,) int64; smoothing: the labels' share that is spread over all classes.
    """
    inputs = [x.reshape(len(x), -1)]
    for layer in layers:
        made = _product(inputs[-1], layer.linear.weight, layer.linear.bias, NONE if layer.last else RELU)
        inputs.append(made if layer.dropout is None else layer.dropout(made))
    logits = inputs.pop()
    loss, slope = _cross_entropy(logits, y, smoothing)
    for at in range(len(layers) - 1, -1, -1):
        weight, bias = layers[at].linear.weight, layers[at].linear.bias
        weight.grad = _product(slope.t(), inputs[at].t())
        bias.grad = slope.sum(0)
        if at:
            slope = _through(layers[at - 1], _product(slope, weight.t()), inputs[at])
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
