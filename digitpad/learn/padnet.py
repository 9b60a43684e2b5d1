"""The body of padnet, digitpad's own net for the pad. Imports torch and layers.

Seven layers, 232,491 weights with eleven outputs. The full resolution is left early, by a convolution with stride 2:
most of the time of such nets goes into their 28x28 part, and of the places where it could be saved this one cost no
accuracy on held-out writers. The head sees all 7x7 places: where a stroke ends tells a four from a nine.
"""

from torch import nn

from digitpad.learn.layers import Dropout

STEM, WIDTH = 32, 48  # channels at 28x28 and at 14x14; twice the latter at 7x7


def body(outputs: int) -> nn.Sequential:
    """(N, 1, 28, 28) scaled glyphs to (N, outputs) logits."""
    return nn.Sequential(
        *_block(1, STEM), *_block(STEM, WIDTH, stride=2),
        *_block(WIDTH, WIDTH), *_block(WIDTH, WIDTH), nn.MaxPool2d(2),
        *_block(WIDTH, 2 * WIDTH), *_block(2 * WIDTH, 2 * WIDTH), nn.Flatten(),
        Dropout(0.3), nn.Linear(2 * WIDTH * 7 * 7, outputs),
    )  # fmt: skip


def _block(inputs: int, outputs: int, stride: int = 1) -> tuple[nn.Module, ...]:
    return nn.Conv2d(inputs, outputs, 3, stride, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU()
