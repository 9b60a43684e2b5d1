"""Datasets as tensors in memory: no DataLoader, no files open. Imports torch, idx and sources."""

import hashlib
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
import torch
from torch import Tensor

from digitpad.core.errors import DatasetError, UnknownNameError
from digitpad.core.plans import DATASETS
from digitpad.learn import idx
from digitpad.learn.dataset_files import CLASSES, HINTS, DataState, fetch, fetching, find, states
from digitpad.learn.download import Fetching

__all__ = ["DataState", "Dataset", "Fetching", "Split", "fetch", "fingerprint", "finished", "load", "loading", "states"]

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """Pictures and their classes: x (N, 28, 28) uint8, 255 = ink; y (N,) int64."""

    x: Tensor
    y: Tensor

    def __post_init__(self) -> None:
        if self.x.dtype != torch.uint8 or self.x.ndim != 3 or tuple(self.x.shape[1:]) != (28, 28):
            raise DatasetError(f"Pictures should be (N, 28, 28) uint8, got {tuple(self.x.shape)} {self.x.dtype}.")
        if self.y.dtype != torch.int64 or self.y.shape != self.x.shape[:1]:
            raise DatasetError(f"Labels should be ({len(self.x)},) int64, got {tuple(self.y.shape)} {self.y.dtype}.")

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


def load(name: str, home: Path | None = None, *, download: bool = True) -> Dataset:
    """A dataset from the first folder of the search order that has it, else by download.

    Raises UnknownNameError, or DatasetError with a sentence and a hint where it is absent or broken.
    """
    return finished(loading(name, home, download=download))


def loading(
    name: str, home: Path | None = None, *, download: bool = True
) -> Generator[float | Fetching, None, Dataset]:
    """As `load`, in pieces: gives the share done after each, or how far a download is, while there is any to tell."""
    if name not in DATASETS:
        raise UnknownNameError("dataset", name, DATASETS)
    if name == "mnist+ink":
        from digitpad.learn import padnet_data  # it builds on this file

        return (yield from padnet_data.loading(home))
    files = find(name, home)
    if files is None and download:
        yield from fetching(name, home)
        files = find(name, home)
    if files is None:
        raise DatasetError(f"{DATASETS[name]} is not on this machine.", HINTS[name])
    train = _split(name, files[0], files[1])
    test = _split(name, files[2], files[3])
    return Dataset(name, CLASSES[name], train, test, fingerprint(train, test))


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


def _split(name: str, images: Path, labels: Path) -> Split:
    """The split in two IDX files. Raises DatasetError where they do not fit each other."""
    x, y = idx.read(images, 3), idx.read(labels, 1)
    if x.shape[1:] != (28, 28) or not len(x):
        raise DatasetError(f"{images} should hold pictures of 28x28, it holds {x.shape}.", HINTS[name])
    if len(x) != len(y):
        raise DatasetError(f"{images} holds {len(x)} pictures and {labels.name} {len(y)} labels.", HINTS[name])
    if y.max() >= len(CLASSES[name]):
        raise DatasetError(f"{labels} holds the label {y.max()}; labels go from 0 to 9.", HINTS[name])
    return Split(torch.from_numpy(x), torch.from_numpy(y.astype(np.int64)))
