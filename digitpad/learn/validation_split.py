"""The validation part of a training set: chosen by the plan's seed, never learned from. Imports torch and datasets."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from digitpad.core.errors import DatasetError
from digitpad.core.language import tr
from digitpad.core.plans import Plan
from digitpad.learn.dataset import Dataset, Split
from digitpad.learn.seeds import derived

_BEST = "best."


def split(plan: Plan, dataset: Dataset) -> tuple[Dataset, Split | None]:
    """The dataset without its validation part, and that part; with no share to hold out, all of it and None.

    The share is of the rows that stand in the training set once and for all: a drawing that is there in several
    renderings would be known from another one. The fingerprint stays the whole dataset's. Raises DatasetError where
    nothing would be left on one side.
    """
    if not plan.validation:
        return dataset, None
    fixed = len(dataset.train) if dataset.fixed is None else dataset.fixed
    count = round(plan.validation * fixed)
    if not 0 < count < fixed:
        raise DatasetError(
            tr(
                "{name} is too small to hold out {validation:.3g} of it.", name=dataset.name, validation=plan.validation
            ),
            tr("Hold out more, or nothing."),
        )
    shuffle = torch.Generator().manual_seed(derived(plan.seed, "validation"))
    held_out = torch.randperm(fixed, generator=shuffle)[:count].sort().values
    keep = torch.ones(len(dataset.train), dtype=torch.bool)
    keep[held_out] = False
    renew = dataset.renew

    def renewed(seed: int, epoch: int) -> Split:
        assert renew is not None  # noqa: S101  only then is this function handed out
        return _rows(renew(seed, epoch), keep)

    kept = replace(dataset, train=_rows(dataset.train, keep), renew=renewed if renew is not None else None)
    return kept, _rows(dataset.train, held_out)


def as_tensors(best: Mapping[str, NDArray[np.generic]]) -> dict[str, Tensor]:
    """The best epoch's weights as a checkpoint keeps them."""
    return {f"{_BEST}{name}": torch.from_numpy(array) for name, array in best.items()}


def from_tensors(tensors: Mapping[str, Tensor]) -> dict[str, NDArray[np.generic]]:
    """What `as_tensors` gave, out of all tensors of a checkpoint."""
    return {name.removeprefix(_BEST): value.numpy() for name, value in tensors.items() if name.startswith(_BEST)}


def _rows(split: Split, rows: Tensor) -> Split:
    return Split(split.x[rows], split.y[rows])
