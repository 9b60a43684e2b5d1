"""The network of the pen's path: convolutions along the points. Imports torch and layers.

Seven layers, 196,411 weights with eleven outputs, 5 million multiply-adds. It shares nothing with the network of the
glyph, so that a picture, which has no path, can be read by that one alone. The convolutions are of one dimension, but
written as pictures one pixel high: channels last, torch trains those in three quarters of the time.
"""

import threading

import torch
from torch import Tensor, nn

from digitpad.core.path_layers import WIDTHS
from digitpad.ink.path import SHAPE
from digitpad.learn.layers import Dropout

_building = threading.Lock()  # initialisation draws from torch's shared generator: one net at a time


class PathNet(nn.Module):
    """Paths (N, 9, 72) float to logits (N, outputs)."""

    def __init__(self, body: nn.Sequential) -> None:
        super().__init__()
        self.body = body

    def forward(self, x: Tensor) -> Tensor:
        """(N, 9, 72) float to (N, outputs)."""
        return self.body(x.unsqueeze(2))  # type: ignore[no-any-return]  # nn.Module's call is untyped


def build(outputs: int, *, seed: int | None = None) -> PathNet:
    """A fresh net; with a seed, always the same one, and torch's shared random state stays as it was either way."""
    with _building, torch.random.fork_rng(devices=[]):
        if seed is not None:
            torch.default_generator.manual_seed(seed)
        return PathNet(_body(outputs)).to(memory_format=torch.channels_last)


def _body(outputs: int) -> nn.Sequential:
    inputs, length = SHAPE
    layers: list[nn.Module] = []
    for width, kernel, stride in WIDTHS:
        conv = nn.Conv2d(inputs, width, (1, kernel), (1, stride), padding=(0, kernel // 2), bias=False)
        layers += [conv, nn.BatchNorm2d(width), nn.ReLU()]
        inputs, length = width, -(-length // stride)
    return nn.Sequential(*layers, nn.Flatten(), Dropout(0.3), nn.Linear(inputs * length, outputs))
