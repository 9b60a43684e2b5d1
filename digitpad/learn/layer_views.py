"""What can be seen inside a net after an epoch: its first layer's weights and its worst mistakes. Imports torch."""

import itertools
import math

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812  as everybody calls it
from numpy.typing import NDArray
from torch import Tensor, nn

from digitpad.core.records import EpochInsight
from digitpad.learn.dataset import Dataset
from digitpad.learn.layers import FlattenPlaces

MOST_FILTERS = 64  # more would be too small to see
MOST_NEURONS = 32  # whose pictures are of the whole glyph, and need room
MOST_MISTAKES = 24
_WEIGHTY = (nn.Linear, nn.Conv2d)


def insight(epoch: int, net: nn.Module, logits: Tensor, dataset: Dataset) -> EpochInsight:
    """The insight after an epoch. logits (N, outputs): the net's, of the dataset's test split."""
    logits = logits.cpu()
    y, outputs = dataset.test.y, logits.shape[1]
    best = logits.argmax(1)
    wrong = (best != y).nonzero().squeeze(1)
    worst = wrong[F.cross_entropy(logits[wrong], y[wrong], reduction="none").argsort(descending=True)[:MOST_MISTAKES]]
    sureness = logits[worst].softmax(1).amax(1) if len(worst) else torch.empty(0)
    counts = torch.bincount(y * outputs + best, minlength=outputs * outputs).view(outputs, outputs)
    return EpochInsight(
        epoch,
        filters(net),
        dataset.test.x[worst].cpu().numpy(),
        y[worst].numpy(),
        best[worst].numpy(),
        sureness.numpy(),
        counts[: len(dataset.classes)].numpy(),
    )


def _plain_modules(net: nn.Module) -> list[nn.Module]:
    return [module for module in net.modules() if not list(module.children())]


def filters(net: nn.Module) -> NDArray[np.float16]:
    """The first layer's weights as pictures: (n, s, s) of a linear layer for s x s pixels, (n, k, k) of kernels."""
    before = list(itertools.takewhile(lambda module: not isinstance(module, _WEIGHTY), _plain_modules(net)))
    first = next(module for module in net.modules() if isinstance(module, _WEIGHTY))
    weight = first.weight.detach().to("cpu", torch.float16)
    if isinstance(first, nn.Linear):
        folded = math.prod(module.downscale_factor for module in before if isinstance(module, nn.PixelUnshuffle))
        side = math.isqrt(first.in_features) // folded
        maps = weight[:MOST_NEURONS].reshape(-1, folded**2, side, side)
        if any(isinstance(module, FlattenPlaces) for module in before):
            maps = weight[:MOST_NEURONS].reshape(-1, side, side, folded**2).permute(0, 3, 1, 2)
        pictures = F.pixel_shuffle(maps, folded)[:, 0]
    else:  # where pixels were folded into channels, they are unfolded
        pictures = F.pixel_shuffle(weight[:MOST_FILTERS], math.isqrt(first.in_channels))[:, 0]
    return np.ascontiguousarray(pictures.numpy())
