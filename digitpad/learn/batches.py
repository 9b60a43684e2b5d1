"""The order of the pictures in each epoch, and the batches. Imports torch, augment and datasets.

All randomness follows from the plan's seed and the position in the run, through `derived`: nothing has to be
remembered to go on from the middle of an epoch exactly as if it had never been interrupted.
"""

import hashlib
import math
from collections.abc import Iterator

import torch
from torch import Tensor

from digitpad.core.errors import RunError
from digitpad.core.plans import Plan
from digitpad.learn.augment import augment, eased
from digitpad.learn.dataset import Dataset, Split

CHUNK = 2048  # pictures that are gathered, made float and augmented at once: few calls, and they still fit the cache


def derived(seed: int, *position: int | str) -> int:
    """A seed of 63 bits for this use at this position of the run, unlike all others."""
    text = "/".join(map(str, (seed, *position)))
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big") >> 1


class Batches:
    """The training split of a dataset on a device, cut into chunks of whole batches, in a new order each epoch."""

    def __init__(self, plan: Plan, dataset: Dataset, device: torch.device) -> None:
        self._plan, self._dataset, self._device = plan, dataset, device
        self.batch_size = plan.batch_size
        self.size = len(dataset.train)
        self.steps = math.ceil(self.size / plan.batch_size)
        self.sizes = {min(plan.batch_size, self.size), self.size - (self.steps - 1) * plan.batch_size}  # the last's too
        self.chunk_steps = max(CHUNK // plan.batch_size, 1)
        self._generator = torch.Generator(device)
        self._epoch = 0
        self._split = dataset.train
        self._order = torch.empty(0, dtype=torch.int64)

    def drawing(self, epoch: int) -> Iterator[float]:
        """Draws the epoch's own pictures, if it has any, before `start`; gives the share done after each piece."""
        if epoch != self._epoch and self._dataset.ahead is not None:
            yield from self._dataset.ahead(self._plan.seed, epoch)

    def start(self, epoch: int) -> None:
        """Makes the epoch (from 1) ready: its pictures and their order. Raises RunError if their number changed."""
        if epoch == self._epoch:
            return
        split = self._dataset.train
        if self._dataset.renew is not None:
            split = self._dataset.renew(self._plan.seed, epoch)
            if len(split) != self.size:
                raise RunError(f"{self._dataset.name} has {len(split)} pictures in epoch {epoch}, not {self.size}.")
        if self._epoch == 0 or split is not self._dataset.train:
            self._split = Split(split.x.to(self._device), split.y.to(self._device))
        shuffle = torch.Generator().manual_seed(derived(self._plan.seed, "order", epoch))
        self._order = torch.randperm(self.size, generator=shuffle).to(self._device)
        self._epoch = epoch

    def chunk(self, number: int) -> tuple[Tensor, Tensor]:
        """The epoch's chunk of this number (from 0): x (n, 1, 28, 28) float in [0, 1], augmented, and y (n,) int64."""
        length = self.chunk_steps * self.batch_size
        rows = self._order[number * length : (number + 1) * length]
        # index_select: 15 times faster than the same by square brackets
        x = self._split.x.index_select(0, rows).unsqueeze(1).to(torch.float32).div_(255)
        self._generator.manual_seed(derived(self._plan.seed, "augment", self._epoch, number))
        how = eased(self._plan.augmentation, self._epoch, self._plan.epochs)
        return augment(x, how, self._generator), self._split.y[rows]
