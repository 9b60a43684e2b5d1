"""One neuron or map: its weights, its part in a drawing's prediction, the pictures that excite it. Imports torch."""

import math

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from digitpad.core.layer_trace import NONE_OFF, Units, UnitView
from digitpad.core.records import Card
from digitpad.learn import device
from digitpad.learn.activations import Stage, stages, walked
from digitpad.learn.networks import Net

BATCH = 250
SHOWN = 9  # test pictures
MOST_KERNELS = 64


def view(
    net: Net, card: Card, glyph: NDArray[np.float32], layer: int, unit: int, off: Units = NONE_OFF
) -> UnitView:  # fmt: skip
    """The unit `unit` of the layer at this place of a trace (1 is the first layer), for a (28, 28) glyph in [0, 1].

    Its own numbers are those that it has while it is on; the other units of `off` are off.
    """
    off = off - {(layer, unit)}
    layers = stages(net)
    stage, x = layers[layer - 1], torch.from_numpy(np.ascontiguousarray(glyph, np.float32))[None, None]
    with device.using_threads(1), torch.no_grad():
        found = walked(net, layers, x, off)
        logits = found[-1][0]
        without = walked(net, layers, x, off | {(layer, unit)})[-1][0] if layer < len(layers) else logits
        before = found[layer - 2] if layer > 1 else net.scale(x)
        value, place = _strongest(found[layer - 1][0, unit])
        product, bias = _sum(stage, before, unit, place)
        best = int(logits[: len(card.classes)].argmax())
        output = layer == len(layers)
        probability = float(logits.softmax(0)[unit]) if output else None
    return UnitView(
        layer=layer, unit=unit, activation=stage.activation, weights=weights_of(stage, unit, first=layer == 1),
        product=product, bias=bias, value=value, best=card.classes[best],
        slope=float(unit == best) if output else _slope(layers[layer:], found[layer - 1], unit, place, best),
        effects=(logits - without).numpy() if layer < len(layers) else None,
        names=card.classes, probability=probability,
    )  # fmt: skip


def most_excited(net: Net, glyphs: NDArray[np.uint8], layer: int) -> "NDArray[np.int64]":
    """The rows of (N, 28, 28) pictures that excite each unit of a layer most, strongest first: (units, SHOWN)."""
    layers, parts = stages(net)[:layer], []
    with device.using_threads(1), torch.inference_mode():
        for start in range(0, len(glyphs), BATCH):
            x = torch.from_numpy(glyphs[start : start + BATCH]).float().div_(255).unsqueeze(1)
            made = net.scale(x)
            for stage in layers:
                made = stage(made)
            parts.append(made.flatten(2).amax(2) if made.ndim > 2 else made)
        values = torch.cat(parts)
        return np.asarray(values.topk(min(SHOWN, len(values)), dim=0).indices.T.numpy())


def weights_of(stage: Stage, unit: int, *, first: bool) -> NDArray[np.float32] | None:
    """A unit's weights: a picture (1, 28, 28) of a first dense layer, kernels (n, k, k), a row, or None."""
    main = stage.main
    if isinstance(main, nn.Conv2d):
        return np.array(main.weight[unit, :MOST_KERNELS].detach().float().numpy())
    if not isinstance(main, nn.Linear):
        return None
    row = np.array(main.weight[unit].detach().float().numpy())
    side = math.isqrt(len(row))
    return row.reshape(1, side, side) if first and side * side == len(row) else row


def _strongest(values: Tensor) -> tuple[float, tuple[int, ...]]:
    """A neuron's value, or a map's largest one and where it stands."""
    if values.ndim == 0:
        return float(values), ()
    at = int(values.argmax())
    width = values.shape[1]
    return float(values.flatten()[at]), (at // width, at % width)


def _sum(stage: Stage, before: Tensor, unit: int, place: tuple[int, ...]) -> tuple[float | None, float | None]:
    """The weighted sum and the bias of which z is made; None of pooling, which has neither."""
    main = stage.main
    if not isinstance(main, nn.Conv2d | nn.Linear):
        return None, None
    z = float(main(stage.given(before))[(0, unit, *place)])
    bias = float(main.bias[unit]) if main.bias is not None else 0.0
    return z - bias, bias


def _slope(rest: tuple[Stage, ...], values: Tensor, unit: int, place: tuple[int, ...], best: int) -> float:
    """The derivative of the likeliest class's logit by the unit's value, at its strongest place."""
    with device.using_threads(1), torch.enable_grad():
        start = values.detach().clone().requires_grad_(True)
        x = start
        for stage in rest:
            x = stage(x)
        (pull,) = torch.autograd.grad(x[0, best], start)
    return float(pull[(0, unit, *place)])
