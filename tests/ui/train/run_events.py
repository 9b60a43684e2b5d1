"""A run's news as the trainer tells them, with figures that can be known beforehand."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from digitpad.core.recipes import RECIPES
from digitpad.core.records import DIGITS, Card, EpochDone, EpochInsight, RunStarted, SnapshotTaken, StepDone

PLAN = RECIPES["mlp-256-128"]
SPE = 20  # steps per epoch


def started(run: str = "one", **values: object) -> RunStarted:
    made = RunStarted(run, PLAN, DIGITS, 235_146, SPE * 64, 500, SPE, 1, "cpu", 1)
    return replace(made, **values)  # type: ignore[arg-type]


def done(number: int, test: float = 0.9, validation: float | None = None, loss: float = 1.0) -> EpochDone:
    """An epoch's end: its losses are `loss` divided by its number, and train accuracy grows by a point."""
    return EpochDone(
        number, PLAN.epochs, loss / number, 0.8 + number / 100, loss / number, test, 2.0, 0.001, 6400.0,
        validation, validation and 0.9,
    )  # fmt: skip


def epoch_of(number: int, validation: float | None = None, loss: float = 1.0) -> Iterator[object]:
    """One epoch's steps and its end."""
    for step in range((number - 1) * SPE + 1, number * SPE + 1):
        yield StepDone(number, step, PLAN.epochs * SPE, loss * math.exp(-step / 50), 0.001, 6400.0, 2.0 + step / 10)
    yield done(number, validation=validation, loss=loss)


def inside_of(number: int) -> list[object]:
    """What the trainer tells after an epoch, the weights named after it."""
    card = Card("running", PLAN, DIGITS, 1, "", 4, epochs_done=number)
    weights = {"a": np.full((3, 3), number, np.float32), "steps": np.array(number)}
    confusion = np.eye(10, dtype=np.int64) * 40
    confusion[4, 9] = number
    filters = np.full((16, 5, 5), number, np.float16)
    wrong = np.zeros((2, 28, 28), np.uint8)
    insight = EpochInsight(number, filters, wrong, np.array([4, 7]), np.array([9, 10]), np.array([1.0, 0.5]), confusion)
    return [SnapshotTaken(card, weights), insight]


def card_of(name: str, tests: Sequence[float] = (0.8, 0.85)) -> Card:
    """A model of an earlier run, with these test accuracies."""
    history = tuple(done(number, test) for number, test in enumerate(tests, 1))
    return Card(name, PLAN, DIGITS, 1, "w", 1, history=history, created=f"2026-01-0{len(tests)}")
