"""A batch in parts, each on a core of its own, for nets in which pictures know nothing of each other. Imports torch.

Torch divides every single operation among its threads, which all wait for the slowest of them: beside another busy
program two threads are slower than one, and the sums of a convolution's gradient depend on their number. Here each part
goes forward and back on one thread, and the gradients are added in a fixed order. So the figures are the same, digit
for digit, whether the parts are worked out side by side or one after another.

Gain: 24 % of a step of cnn-5x5 and 47 % of sprint, beside much else. Trying out whether one thread is faster just now
cost 10 to 19 % beside a busy program and was taken out.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import torch
import torch.nn.functional as F  # noqa: N812  as everybody calls it
from torch import Tensor, nn

from digitpad.core.plans import Plan
from digitpad.learn import device, optimizers, precision
from digitpad.learn.batches import TrainingBatch
from digitpad.learn.fast import torch_private
from digitpad.learn.layers import FlattenPlaces
from digitpad.learn.networks import Net
from digitpad.learn.precision import Precision

MOST = 4  # parts: smaller ones do not pay
# Layers that treat each picture by itself.
_APART = (nn.Conv2d, nn.Linear, nn.ReLU, nn.MaxPool2d, nn.Flatten, nn.PixelUnshuffle, FlattenPlaces)


def divisible(body: nn.Sequential) -> bool:
    """Whether the net can be trained in parts: batch normalisation, for one, looks at the batch as a whole."""
    return all(isinstance(module, _APART) for module in body)


def pooled_first(body: nn.Sequential) -> nn.Sequential:
    """The same layers, with pooling before the ReLU: the same figures and gradients, and a quarter of the values."""
    layers = list(body)
    for at, (one, two) in enumerate(pairwise(layers)):
        if isinstance(one, nn.ReLU) and isinstance(two, nn.MaxPool2d):
            layers[at], layers[at + 1] = two, one
    return nn.Sequential(*layers)


class MicrobatchStep:
    """The step of one network on the CPU, whose batches are worked out in parts."""

    def __init__(self, plan: Plan, net: Net, threads: int, precise: str) -> None:
        self._scale, self._smoothing = net.scale, plan.label_smoothing
        self._parts = ParallelBackward(net.body, threads, precision.context(precise, torch.device("cpu")))
        self.optimizer = optimizers.optimizer(plan, net.parameters())
        self._update = torch_private.bare_step(self.optimizer)

    def __call__(self, batch: TrainingBatch) -> tuple[Tensor, Tensor]:
        """Changes the weights; gives the mean cross-entropy before that and the logits (n, outputs)."""
        made = self._parts.gradients(self._scale(batch.inputs[0]), batch.y, self._smoothing)
        self._update()
        return made


class ParallelBackward:
    """Works out the gradients of a net on the CPU, `count` parts at a time (at most MOST).

    How many threads torch has when it is asked decides how the parts are worked out: one after another if one.
    """

    def __init__(self, body: nn.Sequential, count: int, precision: Precision) -> None:
        self._body, self._precision = pooled_first(body), precision
        self._count = min(count, MOST)
        self._parameters = list(body.parameters())
        self._pool = ThreadPoolExecutor(max(self._count - 1, 1), "digitpad-part", torch.set_num_threads, (1,))

    def gradients(self, x: Tensor, y: Tensor, smoothing: float = 0.0) -> tuple[Tensor, Tensor]:
        """Puts the mean cross-entropy's gradient into every parameter's `grad`; gives the loss and the logits.

        x (n, 1, 28, 28) float scaled input, y (n,) int64; smoothing: the labels' share that is spread over all classes.
        """
        count = min(self._count, len(y))
        work = [(*part, len(y), smoothing) for part in zip(x.tensor_split(count), y.tensor_split(count), strict=True)]
        side_by_side = torch.get_num_threads() > 1
        with device.using_threads(1):
            if side_by_side:
                others = [self._pool.submit(self._part, *part) for part in work[1:]]
                made = [self._part(*work[0]), *(other.result() for other in others)]
            else:
                made = [self._part(*part) for part in work]
        self._add([part[2] for part in made])
        return torch.stack([part[0] for part in made]).sum(), torch.cat([part[1] for part in made])

    def _part(self, x: Tensor, y: Tensor, of: int, smoothing: float) -> tuple[Tensor, Tensor, Sequence[Tensor]]:
        """A part's share of the mean loss of `of` pictures, its logits and its gradients."""
        with self._precision():
            logits = self._body(x)
        loss = F.cross_entropy(logits.float(), y, label_smoothing=smoothing, reduction="sum") / of
        return loss.detach(), logits.detach(), torch.autograd.grad(loss, self._parameters)

    @torch.no_grad()
    def _add(self, gradients: Sequence[Sequence[Tensor]]) -> None:
        """Sums them into tensors in the parameters' own memory format, which fused optimisers rely on."""
        for parameter in self._parameters:
            if parameter.grad is None:
                parameter.grad = torch.empty_like(parameter)
        total = [parameter.grad for parameter in self._parameters if parameter.grad is not None]
        for at, parts in enumerate(zip(*gradients, strict=True)):
            total[at].copy_(parts[0])
            for other in parts[1:]:
                total[at].add_(other)
