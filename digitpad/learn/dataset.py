"""What a dataset is: pictures and classes as tensors, in a training and a test split. Imports torch and numpy."""

import hashlib
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import torch
from torch import Tensor

from digitpad.core.errors import DatasetError
from digitpad.core.language import tr

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """Pictures and their classes: x (N, 28, 28) uint8, 255 = ink; y (N,) int64."""

    x: Tensor
    y: Tensor

    def __post_init__(self) -> None:
        if self.x.dtype != torch.uint8 or self.x.ndim != 3 or tuple(self.x.shape[1:]) != (28, 28):
            raise DatasetError(
                tr(
                    "Pictures should be (N, 28, 28) uint8, got {shape} {dtype}.",
                    shape=tuple(self.x.shape),
                    dtype=self.x.dtype,
                )
            )
        if self.y.dtype != torch.int64 or self.y.shape != self.x.shape[:1]:
            raise DatasetError(
                tr(
                    "Labels should be ({count},) int64, got {shape} {dtype}.",
                    count=len(self.x),
                    shape=tuple(self.y.shape),
                    dtype=self.y.dtype,
                )
            )

    def __len__(self) -> int:
        return len(self.y)


@dataclass(frozen=True, slots=True, eq=False)
class Dataset:
    """A train and a test split over named classes.

    `reject`: rows of the class len(classes) are "not a digit". `renew(seed, epoch)` draws the train split anew for an
    epoch, with as many rows; it must give the same for the same arguments. `ahead(seed, epoch)` does the work of that
    in pieces, and gives the share done after each; `renew` then has it at hand. `fixed`: only so many of the first rows
    are the same in every epoch and stand there once; None: all.
    """

    name: str
    classes: tuple[str, ...]
    train: Split
    test: Split
    fingerprint: str
    reject: bool = False
    renew: Callable[[int, int], Split] | None = None
    ahead: Callable[[int, int], Iterator[float]] | None = None
    fixed: int | None = None

    @property
    def outputs(self) -> int:
        """How many outputs a net for this dataset has."""
        return len(self.classes) + self.reject


def finished(work: Generator[object, None, Result]) -> Result:
    """What a work in pieces comes to, without a pause between them."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            result: Result = end.value
            return result


def fingerprint(*splits: Split) -> str:
    """SHA-256 of the pictures and labels, shapes included, in hexadecimal: it names what a model learned from."""
    digest = hashlib.sha256()
    for split in splits:
        for tensor in (split.x, split.y):
            array = np.ascontiguousarray(tensor.cpu().numpy())
            digest.update(f"{array.dtype.str}{array.shape}".encode())
            digest.update(array.data)
    return digest.hexdigest()
