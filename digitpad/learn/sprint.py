"""The body of sprint, the net that learns 99 % of MNIST while a class watches. Imports torch and layers.

Small enough that most of its time goes into multiplying: the picture is folded to 14x14 places of four pixels before
anything is computed, pooling comes before the ReLU and at once, and there is no batch normalisation, so that a batch
can be worked out in parts, a core each. 31,082 weights. Its width and its settings were chosen on a validation part of
the training set.
"""

from torch import nn

from digitpad.learn.layers import FlattenPlaces

STEM, WIDTH = 16, 48  # channels at 14x14 and at 7x7


def body(outputs: int) -> nn.Sequential:
    """(N, 1, 28, 28) scaled glyphs to (N, outputs) logits."""
    return nn.Sequential(
        nn.PixelUnshuffle(2), nn.Conv2d(4, STEM, 3, padding=1), nn.MaxPool2d(2), nn.ReLU(),
        nn.Conv2d(STEM, WIDTH, 3, padding=1), nn.ReLU(),
        FlattenPlaces(), nn.Linear(WIDTH * 7 * 7, outputs),
    )  # fmt: skip
