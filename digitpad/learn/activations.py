"""The outputs of every layer for one drawing, without hooks: the network is walked along. Imports torch and core."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from digitpad.core.layer_trace import NONE_OFF, OUTPUT, PATH, PATH_OUTPUT, PICTURE, LayerTrace, Units
from digitpad.learn import device
from digitpad.learn.layers import Dropout
from digitpad.learn.networks import ACTIVATIONS, Net
from digitpad.learn.path_network import PathNet

_WORDS = {kind: word for word, kind in ACTIVATIONS.items()}
_FOLLOWERS = (*_WORDS, nn.BatchNorm1d, nn.BatchNorm2d, Dropout)  # what belongs to the layer before it


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stage:
    """A layer that can be looked at: what stands before it unseen (flatten), itself, and what follows (activation)."""

    words: str
    activation: str
    lead: tuple[nn.Module, ...]
    main: nn.Module
    followers: tuple[nn.Module, ...]

    def given(self, x: Tensor) -> Tensor:
        """What the layer itself is given."""
        for module in self.lead:
            x = module(x)
        return x

    def __call__(self, x: Tensor) -> Tensor:
        """The layer's output, behind its activation."""
        x = self.main(self.given(x))
        for module in self.followers:
            x = module(x)
        return x


def stages(net: Net | PathNet) -> tuple[Stage, ...]:
    """Each convolution, pooling and dense layer of the net, in order."""
    made: list[Stage] = []
    lead: list[nn.Module] = []
    modules = list(net.body)
    while modules:
        module = modules.pop(0)
        word = _word(module)
        if not word:
            lead.append(module)
            continue
        followers: list[nn.Module] = []
        while modules and isinstance(modules[0], _FOLLOWERS):
            followers.append(modules.pop(0))
        active = [_WORDS[type(each)] for each in followers if type(each) in _WORDS]
        words = ", ".join([word, *active])
        made.append(
            Stage(words=words, activation=", ".join(active), lead=tuple(lead), main=module, followers=tuple(followers))
        )
        lead = []
    return tuple(made)


def walked(net: Net, layers: Sequence[Stage], glyphs: Tensor, off: Units = NONE_OFF) -> list[Tensor]:
    """What each of the layers makes of (N, 1, 28, 28) glyphs, with these units switched off: set to zero."""
    x, found = net.scale(glyphs), []
    for number, stage in enumerate(layers, 1):
        x = stage(x)
        silent = [unit for layer, unit in off if layer == number and unit < x.shape[1]]
        if silent and stage is not layers[-1]:
            x = x.clone()
            x[:, silent] = 0
        found.append(x)
    return found


def traced(net: Net, glyph: NDArray[np.float32], off: Units = NONE_OFF) -> tuple[LayerTrace, ...]:
    """For a (28, 28) glyph in [0, 1]: itself, each convolution, pooling and dense layer, and the outputs' softmax."""
    layers = stages(net)
    with device.using_threads(1), torch.inference_mode():
        x = torch.from_numpy(np.ascontiguousarray(glyph, np.float32))[None, None]
        found = walked(net, layers, x, off)
        before = walked(net, layers, x)[-1].softmax(1)[0].numpy() if off else None
        values = [each[0].float().contiguous().numpy().copy() for each in (*found[:-1], found[-1].softmax(1))]
    words = [*(stage.words for stage in layers[:-1]), OUTPUT]
    made = [LayerTrace(words=word, values=value) for word, value in zip(words, values, strict=True)]
    made[-1] = LayerTrace(words=OUTPUT, values=values[-1], before=before)
    return (LayerTrace(words=PICTURE, values=np.asarray(glyph, np.float32)[None]), *made)


def path_traced(net: PathNet, path: NDArray[np.float32]) -> tuple[LayerTrace, ...]:
    """For a (9, 72) path: itself, each convolution along it and the dense layer, and the outputs' softmax."""
    layers, made = stages(net), [LayerTrace(words=PATH, values=np.asarray(path, np.float32))]
    with device.using_threads(1), torch.inference_mode():
        x = torch.from_numpy(np.ascontiguousarray(path, np.float32))[None, :, None]
        for stage in layers[:-1]:
            x = stage(x)
            made.append(LayerTrace(words=stage.words, values=x[0].flatten(1).contiguous().numpy().copy()))
        outputs = layers[-1](x).softmax(1)[0].numpy().copy()
    return (*made, LayerTrace(words=PATH_OUTPUT, values=outputs))


def ends(glyph: NDArray[np.float32], outputs: NDArray[np.floating]) -> tuple[LayerTrace, ...]:
    """What can be shown of a network whose layers are not known: the (28, 28) glyph, and the outputs' softmax."""
    return (
        LayerTrace(words=PICTURE, values=np.asarray(glyph, np.float32)[None]),
        LayerTrace(words=OUTPUT, values=np.asarray(outputs, np.float32)),
    )


def _word(module: nn.Module) -> str:
    if isinstance(module, nn.Conv2d):
        return f"conv{module.out_channels}x{max(module.kernel_size)}"  # along a path they are 1 high
    if isinstance(module, nn.MaxPool2d):
        return f"pool{module.kernel_size}"
    return f"dense{module.out_features}" if isinstance(module, nn.Linear) else ""
