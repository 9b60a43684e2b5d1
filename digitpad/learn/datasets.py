"""Datasets as tensors in memory: no DataLoader, no files open. Imports torch, idx and sources."""

from collections.abc import Generator
from pathlib import Path

import numpy as np
import torch

from digitpad.core.errors import DatasetError, UnknownNameError
from digitpad.core.language import tr
from digitpad.core.picture_sets import CLASSES
from digitpad.core.plans import DATASETS
from digitpad.learn import idx, padnet_data
from digitpad.learn.dataset import Dataset, Split, fingerprint, finished
from digitpad.learn.dataset_files import HINTS, LETTERS, DataState, fetch, fetching, find, states
from digitpad.learn.download import Fetching

__all__ = ["DataState", "Dataset", "Fetching", "Split", "fetch", "fingerprint", "finished", "load", "loading", "states"]


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
        return (yield from padnet_data.loading((yield from loading("mnist", home, download=download)), home))
    files = find(name, home)
    if files is None and download:
        yield from fetching(name, home)
        files = find(name, home)
    if files is None:
        raise DatasetError(tr("{datasets} is not on this machine.", datasets=DATASETS[name]), HINTS[name])
    train = _split(name, files[0], files[1])
    test = _split(name, files[2], files[3])
    return Dataset(name, CLASSES[name], train, test, fingerprint(train, test))


def _split(name: str, images: Path, labels: Path) -> Split:
    """The split in two IDX files. Raises DatasetError where they do not fit each other."""
    x, y = idx.read(images, 3), idx.read(labels, 1)
    if x.shape[1:] != (28, 28) or not len(x):
        raise DatasetError(
            tr("{images} should hold pictures of 28x28, it holds {shape}.", images=images, shape=x.shape), HINTS[name]
        )
    if len(x) != len(y):
        raise DatasetError(
            tr(
                "{images} holds {count} pictures and {name} {count_2} labels.",
                images=images,
                count=len(x),
                name=labels.name,
                count_2=len(y),
            ),
            HINTS[name],
        )
    first = 1 if name == LETTERS else 0
    last = first + len(CLASSES[name]) - 1
    wrong = y[(y < first) | (y > last)]
    if len(wrong):
        said = tr(
            "{labels} holds the label {wrong}; labels go from {first} to {last}.",
            labels=labels,
            wrong=wrong[0],
            first=first,
            last=last,
        )
        raise DatasetError(said, HINTS[name])
    if name == LETTERS:  # which were published with rows and columns exchanged, and no letter for 0
        x = np.ascontiguousarray(x.transpose(0, 2, 1))
    return Split(torch.from_numpy(x), torch.from_numpy(y.astype(np.int64) - first))
