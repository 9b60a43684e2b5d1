"""Why a net answers as it does: what covering a spot costs, which way each pixel pulls, what it has seen. Torch.

Everything is measured in the net's margin, the logit of the class in question minus the logsumexp of the others'
(the log-odds): unlike the probability it does not stand still at 100 %.
"""

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from digitpad.ink.glyph import SIZE, Picture
from digitpad.learn import device
from digitpad.learn.networks import Net

PATCH = 5  # pixels of a covered square's side: about two strokes wide
STRIDE = 2
BATCH = 500
LEAST = 1e-6  # of the largest variance: below that a direction is noise


def margin(logits: Tensor, target: int) -> Tensor:
    """(N, outputs) logits to the log-odds (N,) of the class `target` against all others, "not a digit" included."""
    others = torch.cat([logits[:, :target], logits[:, target + 1 :]], dim=1)
    return logits[:, target] - torch.logsumexp(others, dim=1)


def occlusion(net: nn.Module, glyph: Picture, target: int, patch: int = PATCH, stride: int = STRIDE) -> Picture:
    """By how much the margin of `target` falls where a square is covered with black: (28, 28), below 0 where it rises.

    Each pixel has the mean over the squares that cover it (Zeiler and Fergus 2014, "Visualizing and Understanding
    Convolutional Networks"). Squares without ink change nothing and are not asked about.
    """
    places = [(top, left) for top in range(1 - patch, SIZE, stride) for left in range(1 - patch, SIZE, stride)]
    spots = [(slice(max(top, 0), top + patch), slice(max(left, 0), left + patch)) for top, left in places]
    inked = [spot for spot in spots if glyph[spot].any()]
    batch = np.repeat(glyph[None], len(inked) + 1, axis=0)
    for number, spot in enumerate(inked):
        batch[number + 1][spot] = 0.0
    with device.using_threads(1), torch.inference_mode():
        margins = margin(_batched(net, torch.from_numpy(batch)), target).double().numpy()
    falls, counts = np.zeros((SIZE, SIZE)), np.zeros((SIZE, SIZE))
    for spot in spots:
        counts[spot] += 1
    for fall, spot in zip(margins[0] - margins[1:], inked, strict=True):
        falls[spot] += fall
    return (falls / np.maximum(counts, 1)).astype(np.float32)


def gradient(net: nn.Module, glyph: Picture, target: int) -> Picture:
    """Which way each pixel pulls: the margin's derivative by the glyph's pixels, (28, 28) float32.

    Above 0, more ink there makes the class surer (Simonyan, Vedaldi and Zisserman 2014, "Deep Inside Convolutional
    Networks", with the sign kept).
    """
    return np.asarray(gradient_in(net, glyph, target), np.float32)


def gradient_in(net: nn.Module, glyph: NDArray[np.floating], target: int) -> NDArray[np.floating]:
    """The same in the glyph's own precision, which is the net's."""
    x = torch.from_numpy(np.array(glyph)[None, None]).requires_grad_(True)
    with device.using_threads(1), torch.enable_grad():
        (pull,) = torch.autograd.grad(margin(net(x), target).sum(), x)
    return np.asarray(pull[0, 0].numpy())


def features(net: Net, glyphs: NDArray[np.float32]) -> NDArray[np.float32]:
    """What the last layer is given, for (N, 28, 28) glyphs: (N, d), the net's own description of them.

    Any number of threads may ask one net at once: nothing is hung into it, so nobody gets another one's rows.
    """
    with device.using_threads(1), torch.inference_mode():
        return _batched(net.described, torch.from_numpy(np.ascontiguousarray(glyphs))).float().numpy()


def principal(rows: NDArray[np.float32], most: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The mean (d,) and up to `most` main directions (d, k), orthonormal, of (N, d) rows."""
    mean = rows.mean(axis=0)
    if rows.shape[1] <= most:
        return mean, np.eye(rows.shape[1], dtype=np.float32)
    away = torch.from_numpy(rows - mean)
    with device.using_threads(1):  # by way of (N, N): with 4,704 columns the decomposition itself takes half a minute
        sizes, left = torch.linalg.eigh(away @ away.T)
        useful = [at for at in range(len(sizes) - 1, -1, -1) if sizes[at] > sizes[-1] * LEAST][:most]
        directions = (away.T @ left[:, useful]) / sizes[useful].sqrt()
    return mean, np.ascontiguousarray(directions.numpy())


def _batched(asked: Callable[[Tensor], Tensor], x: Tensor) -> Tensor:
    """What `asked` makes of glyphs (N, 28, 28), a batch at a time: one row for each."""
    return torch.cat([asked(x[start : start + BATCH].unsqueeze(1)) for start in range(0, len(x), BATCH)])
