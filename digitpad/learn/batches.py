"""The order of the pictures in each epoch, and the batches. Imports torch, augment, dataset, seeds.

The order follows from the plan's seed and the epoch, what is drawn at random from them and the position in the epoch.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from digitpad.core.errors import RunError
from digitpad.core.language import tr
from digitpad.core.plans import ON, Plan
from digitpad.learn.augment import augment, eased
from digitpad.learn.dataset import Dataset, Split
from digitpad.learn.seeds import derived

CHUNK = 2048  # pictures that are gathered, made float and augmented at once: few calls, and they still fit the cache


@dataclass(frozen=True, slots=True)
class TrainingBatch:
    """What a step learns from: what the network is given, glyphs (n, 1, 28, 28) float first; classes y (n,) int64."""

    inputs: tuple[Tensor, ...]
    y: Tensor


@dataclass(frozen=True, slots=True)
class DrawingEpoch:
    """The epoch's own pictures are being drawn; share: of that work, done so far."""

    epoch: int
    share: float


class Batches:
    """The training split of a dataset on a device, cut into chunks of whole batches, in a new order each epoch."""

    def __init__(self, plan: Plan, dataset: Dataset, device: torch.device) -> None:
        self._plan, self._dataset, self._device = plan, dataset, device
        self.batch_size = plan.batch_size
        self.size = len(dataset.train)
        self.steps = math.ceil(self.size / self.batch_size)
        self.sizes = {min(self.batch_size, self.size), self.size - (self.steps - 1) * self.batch_size}  # the last's too
        self._chunk_steps = max(CHUNK // self.batch_size, 1)
        self._generator = torch.Generator(device)
        self._epoch = 0
        self.split = dataset.train
        self.order = torch.empty(0, dtype=torch.int64)

    def prepare(self, epoch: int) -> Iterator[DrawingEpoch]:
        """Makes the epoch (from 1) ready: its pictures and their order. Raises RunError if their number changed.

        Where each epoch has pictures of its own, that takes seconds; it tells how far it is.
        """
        if epoch == self._epoch:
            return
        if self._dataset.ahead is not None:
            yield from (DrawingEpoch(epoch, share) for share in self._dataset.ahead(self._plan.seed, epoch))
        split = self._dataset.train
        if self._dataset.renew is not None:
            split = self._dataset.renew(self._plan.seed, epoch)
            if len(split) != self.size:
                raise RunError(
                    tr(
                        "{name} has {count} pictures in epoch {epoch}, not {size}.",
                        name=self._dataset.name,
                        count=len(split),
                        epoch=epoch,
                        size=self.size,
                    )
                )
        if self._epoch == 0 or split is not self._dataset.train:
            self.split = Split(split.x.to(self._device), split.y.to(self._device))
        shuffle = torch.Generator().manual_seed(derived(self._plan.seed, "order", epoch))
        order = torch.randperm(self.size, generator=shuffle) if self._plan.shuffle == ON else torch.arange(self.size)
        self.order = order.to(self._device)
        self._epoch = epoch

    def following(self, step: int) -> Iterator[TrainingBatch]:
        """The batches of the epoch that is ready, from this step (0 is the first) to the last, which may be smaller."""
        chunk, first = divmod(step, self._chunk_steps)
        while chunk * self._chunk_steps < self.steps:
            x, y = self.chunk(chunk)
            for start in range(first * self.batch_size, len(y), self.batch_size):
                rows = slice(start, start + self.batch_size)
                yield TrainingBatch((x[rows],), y[rows])
            chunk, first = chunk + 1, 0

    def chunk(self, number: int) -> tuple[Tensor, Tensor]:
        """The epoch's chunk of this number (from 0): x (n, 1, 28, 28) float in [0, 1], augmented, and y (n,) int64."""
        length = self._chunk_steps * self.batch_size
        rows = self.order[number * length : (number + 1) * length]
        # index_select: 15 times faster than the same by square brackets
        x = self.split.x.index_select(0, rows).unsqueeze(1).to(torch.float32).div_(255)
        self._generator.manual_seed(derived(self._plan.seed, "augment", self._epoch, number))
        how = eased(self._plan.augmentation, self._epoch, self._plan.epochs)
        return augment(x, how, self._generator), self.split.y[rows]
