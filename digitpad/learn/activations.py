"""The outputs of every layer for one glyph, without hooks: the network is walked along. Imports torch and core."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from digitpad.core.layer_trace import LayerTrace
from digitpad.learn import device
from digitpad.learn.networks import ACTIVATIONS, Net

PICTURE, OUTPUT = "picture", "output"
_WORDS = {kind: word for word, kind in ACTIVATIONS.items()}


def traced(net: Net, glyph: NDArray[np.float32]) -> tuple[LayerTrace, ...]:
    """For a (28, 28) glyph in [0, 1]: itself, each convolution, pooling and dense layer, and the outputs' softmax."""
    found: list[tuple[str, torch.Tensor]] = []
    with device.using_threads(1), torch.inference_mode():
        x = net.scale(torch.from_numpy(np.ascontiguousarray(glyph, np.float32))[None, None])
        for module in net.body:
            x = module(x)
            word = _word(module)
            if word:
                found.append((word, x))
            elif type(module) in _WORDS and found:
                found[-1] = (f"{found[-1][0]}, {_WORDS[type(module)]}", x)
        found[-1] = (OUTPUT, x.softmax(1))
    layers = [LayerTrace(words=words, values=values[0].float().contiguous().numpy().copy()) for words, values in found]
    return (LayerTrace(words=PICTURE, values=np.asarray(glyph, np.float32)[None]), *layers)


def ends(glyph: NDArray[np.float32], outputs: NDArray[np.floating]) -> tuple[LayerTrace, ...]:
    """What can be shown of a network whose layers are not known: the (28, 28) glyph, and the outputs' softmax."""
    return (
        LayerTrace(words=PICTURE, values=np.asarray(glyph, np.float32)[None]),
        LayerTrace(words=OUTPUT, values=np.asarray(outputs, np.float32)),
    )


def _word(module: nn.Module) -> str:
    if isinstance(module, nn.Conv2d):
        return f"conv{module.out_channels}x{module.kernel_size[0]}"
    if isinstance(module, nn.MaxPool2d):
        return f"pool{module.kernel_size}"
    return f"dense{module.out_features}" if isinstance(module, nn.Linear) else ""
