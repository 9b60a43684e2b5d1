"""What of a dataset a plan trains on: some classes, a share of it, labels made wrong. Imports torch and datasets.

All of it follows from the plan's seed, so that a run goes on with the same pictures.
"""

from collections.abc import Callable
from dataclasses import replace

import torch
from torch import Tensor

from digitpad.core import plan_texts
from digitpad.core.errors import DatasetError
from digitpad.core.language import tr
from digitpad.core.plans import Plan
from digitpad.learn import validation_split
from digitpad.learn.dataset import Dataset, Split
from digitpad.learn.seeds import derived


def chosen(plan: Plan, dataset: Dataset) -> tuple[Dataset, Split | None]:
    """The dataset as the plan trains and tests on it, and its validation part, where it holds one out.

    Labels are made wrong in the training part alone: what judges is right. Raises DatasetError where nothing is left.
    """
    wanted = plan_texts.digits(plan.digits)
    if wanted:
        dataset = replace(dataset, train=_of_classes(dataset.train, wanted), test=_of_classes(dataset.test, wanted))
    left, held_out = validation_split.split(plan, dataset)
    if plan.train_share < 1:
        left = _changed(left, _picked(len(left.train), plan))
    if plan.wrong_labels:
        left = _changed(left, _mislabelled(len(left.train), dataset.outputs, plan))
    return left, held_out


def _of_classes(split: Split, wanted: tuple[int, ...]) -> Split:
    rows = torch.isin(split.y, torch.tensor(wanted))
    if not rows.any():
        raise DatasetError(tr("No picture shows any of the classes to learn."), tr("Choose other classes."))
    return Split(split.x[rows], split.y[rows])


def _changed(dataset: Dataset, change: Callable[[Split], Split]) -> Dataset:
    """The dataset with its training part changed, also where each epoch has pictures of its own."""
    renew = dataset.renew

    def renewed(seed: int, epoch: int) -> Split:
        assert renew is not None  # noqa: S101  only then is this function handed out
        return change(renew(seed, epoch))

    return replace(dataset, train=change(dataset.train), renew=renewed if renew is not None else None)


def _picked(size: int, plan: Plan) -> Callable[[Split], Split]:
    """Takes the plan's share of so many rows, in their order."""
    count = max(round(plan.train_share * size), 1)
    rows = torch.randperm(size, generator=_random(plan, "share"))[:count].sort().values
    return lambda split: Split(split.x[rows], split.y[rows])


def _mislabelled(size: int, classes: int, plan: Plan) -> Callable[[Split], Split]:
    """Gives the plan's share of so many rows another class, each of the others as often."""
    random = _random(plan, "labels")
    rows = torch.randperm(size, generator=random)[: round(plan.wrong_labels * size)]
    further = torch.randint(1, classes, (len(rows),), generator=random)

    def wrong(split: Split) -> Split:
        y: Tensor = split.y.clone()
        y[rows] = (y[rows] + further) % classes
        return Split(split.x, y)

    return wrong


def _random(plan: Plan, use: str) -> torch.Generator:
    return torch.Generator().manual_seed(derived(plan.seed, use))
