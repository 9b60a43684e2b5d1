"""The layers of an MLP with their gradients, into tensors made once for so many pictures. Imports torch, layers.

Each is a pair: forward, from x (n, width) to what the layer gives; backward, from the loss's slope by that, which it
may write to, to the slope by x. The derivatives are the textbook's; autograd finds the same.
"""

import math
from collections.abc import Callable

import torch
from torch import Tensor, nn

from digitpad.learn.layers import Dropout

Way = Callable[[Tensor], Tensor]
Layer = tuple[Way, Way]


def made(modules: list[nn.Module], count: int) -> tuple[list[Way], list[Way]]:
    """For so many pictures, what is gone through forwards and what backwards, in that order.

    Backwards it ends at the first dense layer: nobody asks for the slope by the pictures.
    """
    values, forward, backward = width(modules), list[Way](), list[Way]()
    for module in modules:
        if isinstance(module, Dropout) and not module.p:
            continue
        if isinstance(module, nn.Linear):
            values = module.out_features
            way, back = _dense(module, count, is_first=not backward, is_last=module is modules[-1])
        else:
            way, back = _LAYERS[type(module)](module, count, values)
        forward.append(way)
        if backward or isinstance(module, nn.Linear):
            backward.append(back)
    return forward, backward[::-1]


def width(modules: list[nn.Module]) -> int:
    """How many numbers the layers are given for a picture."""
    return next(module.in_features for module in modules if isinstance(module, nn.Linear))


def is_known(module: nn.Module) -> bool:
    """Whether the layer is one of those below, with all its settings."""
    match module:
        case nn.Linear():
            return module.bias is not None and module.weight.dtype == torch.float32
        case nn.GELU():
            return module.approximate == "none"
        case nn.LeakyReLU():
            return 0 < module.negative_slope < 1
    return type(module) in _LAYERS


def _dense(linear: nn.Linear, count: int, *, is_first: bool, is_last: bool) -> Layer:
    """X W' + b. The slopes by W and b are written into their `grad`; what the last one gives is nobody else's."""
    weight, bias = linear.weight, linear.bias
    out = None if is_last else torch.empty(count, linear.out_features)
    back = torch.empty(0 if is_first else count, linear.in_features)
    turned = weight.detach().t()
    given = [back]

    def forward(x: Tensor) -> Tensor:
        given[0] = x
        return torch.addmm(bias, x, turned, out=out)

    def backward(slope: Tensor) -> Tensor:
        torch.mm(slope.t(), given[0], out=weight.grad)
        torch.sum(slope, 0, out=bias.grad)
        return slope if is_first else torch.mm(slope, weight, out=back)

    return forward, backward


def _dropout(dropout: Dropout, count: int, width: int) -> Layer:
    """Each value by 0 or by 1 / (1 - p)."""
    mask, out = _rooms(count, width)
    bits = dropout.bits(mask)
    return lambda x: torch.mul(x, dropout.draw(mask, bits), out=out), lambda slope: slope.mul_(mask)


def _relu(_: nn.Module, count: int, width: int) -> Layer:
    """max(x, 0), whose derivative is 1 where that is positive."""
    out, room = _rooms(count, width)
    return lambda x: torch.clamp(x, min=0, out=out), lambda slope: slope.mul_(torch.sign(out, out=room))


def _leaky_relu(module: nn.LeakyReLU, count: int, width: int) -> Layer:
    """x, or a small part of it where that is negative; the part must be from 0 to 1."""
    out, room = _rooms(count, width)
    part = module.negative_slope

    def backward(slope: Tensor) -> Tensor:
        torch.gt(out, 0, out=room)
        return slope.mul_(room.mul_(1 - part).add_(part))

    return lambda x: torch.maximum(x, torch.mul(x, part, out=room), out=out), backward


def _tanh(_: nn.Module, count: int, width: int) -> Layer:
    """T = tanh x, whose derivative is 1 - t²."""
    out, room = _rooms(count, width)
    return (
        lambda x: torch.tanh(x, out=out),
        lambda slope: slope.addcmul_(torch.mul(slope, out, out=room), out, value=-1),
    )


def _sigmoid(_: nn.Module, count: int, width: int) -> Layer:
    """S = 1 / (1 + exp(-x)), whose derivative is s - s²."""
    out, room = _rooms(count, width)
    return (
        lambda x: torch.sigmoid(x, out=out),
        lambda slope: slope.mul_(torch.addcmul(out, out, out, value=-1, out=room)),
    )


def _gelu(_: nn.Module, count: int, width: int) -> Layer:
    """X P(x), P the normal distribution (Hendrycks & Gimpel 2016); derivative P(x) + x p(x), p its density."""
    out, room = _rooms(count, width)

    def forward(x: Tensor) -> Tensor:
        torch.erf(torch.mul(x, math.sqrt(0.5), out=room), out=room)
        torch.mul(x, room.add_(1).mul_(0.5), out=out)
        room.addcmul_(x, torch.square(x).mul_(-0.5).exp_(), value=1 / math.sqrt(2 * math.pi))  # now the derivative
        return out

    return forward, lambda slope: slope.mul_(room)


def _rooms(count: int, width: int) -> tuple[Tensor, Tensor]:
    return torch.empty(count, width), torch.empty(count, width)


_LAYERS: dict[type[nn.Module], Callable[..., Layer]] = {
    Dropout: _dropout, nn.ReLU: _relu, nn.LeakyReLU: _leaky_relu, nn.Tanh: _tanh, nn.Sigmoid: _sigmoid, nn.GELU: _gelu,
}  # fmt: skip
