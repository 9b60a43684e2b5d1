"""What a training gave, in a form that can be compared with another's."""

import numpy as np

from digitpad.core.plans import Augmentation
from digitpad.core.records import EpochDone
from digitpad.learn.training_run import Training

EVERYTHING = Augmentation(rotate=10, shift=1, scale=0.1, shear=5, elastic=1, stroke=0.3, erase=0.2)


def epochs(training: Training) -> list[EpochDone]:
    return [event for event in training.events() if isinstance(event, EpochDone)]


def figures(rows: list[EpochDone] | tuple[EpochDone, ...]) -> list[tuple[float, ...]]:
    return [(r.epoch, r.train_loss, r.train_accuracy, r.test_loss, r.test_accuracy, r.learning_rate) for r in rows]


def same(one: dict[str, np.ndarray], two: dict[str, np.ndarray]) -> bool:
    return one.keys() == two.keys() and all(np.array_equal(one[name], two[name]) for name in one)
