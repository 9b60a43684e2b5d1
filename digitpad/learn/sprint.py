"""The body of sprint, the net that learns 99 % of MNIST while a class watches. Imports torch and layers.

Small enough that most of its time goes into multiplying: the picture is folded to 14x14 places of four pixels before
anything is computed, pooling comes before the ReLU and at once, the second convolution leaves the rim out, and there is
no batch normalisation, so that a batch can be worked out in parts, a core each. 25,882 weights. Its shape and its
settings were chosen on a validation part of the training set.
"""

from torch import nn

from digitpad.learn.layers import FlattenPlaces

STEM, WIDTH = 16, 64  # channels at 14x14 and at 5x5


def body(outputs: int) -> nn.Sequential:
    """(N, 1, 28, 28) scaled glyphs to (N, outputs) logits."""
    return nn.Sequential(
        nn.PixelUnshuffle(2), nn.Conv2d(4, STEM, 3, padding=1), nn.MaxPool2d(2), nn.ReLU(),
        nn.Conv2d(STEM, WIDTH, 3), nn.ReLU(),
        FlattenPlaces(), nn.Linear(WIDTH * 5 * 5, outputs),
    )  # fmt: skip
