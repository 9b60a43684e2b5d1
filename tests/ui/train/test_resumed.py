"""The curves of a run that goes on: they begin where the run began, not where it was taken up again."""

import math

import numpy as np
import pytest

from digitpad.core.records import EpochDone, StepDone
from digitpad.ui.train.curves import RunCurves
from tests.ui.train.parts import lines, shown, table
from tests.ui.train.run_events import PLAN, SPE, done, started

STEPS = PLAN.epochs * SPE


def step(number: int, loss: float | None = None, speed: float = 6400.0) -> StepDone:
    fall = 2.0 * math.exp(-number / 30) if loss is None else loss
    return StepDone((number - 1) // SPE + 1, number, STEPS, fall, 0.001 + number / 1e6, speed, 1 + number / 10)


def trail(*numbers: int) -> tuple[StepDone, ...]:
    return tuple(step(number, speed=0.0) for number in numbers)


def of(events: list[StepDone | EpochDone]) -> RunCurves:
    made = RunCurves(started())
    for event in events:
        (made.add_step if isinstance(event, StepDone) else made.add_epoch)(event)
    return made


def test_a_run_that_goes_on_is_drawn_from_its_first_batch() -> None:
    numbers = range(1, 2 * SPE + 6)
    whole = of([step(number) for number in numbers])
    resumed = RunCurves(started(first_epoch=3, history=(done(1), done(2)), trail=trail(*numbers)))
    np.testing.assert_array_equal(resumed.steps_table, whole.steps_table)
    assert (resumed.step, resumed.learning_rate, resumed.least_loss) == (
        numbers[-1], whole.learning_rate, whole.least_loss,
    )  # fmt: skip
    for curves in (whole, resumed):
        curves.add_step(step(2 * SPE + 6))
    np.testing.assert_array_equal(resumed.steps_table, whole.steps_table)


def test_the_speed_of_last_time_is_not_this_times() -> None:
    resumed = RunCurves(started(first_epoch=2, history=(done(1),), trail=trail(1, SPE)))
    assert resumed.samples_per_second is None
    resumed.add_step(step(SPE + 1, speed=100.0))
    assert resumed.samples_per_second == 100


@pytest.mark.parametrize(("behind", "share"), [((), 2 / 5), ((1, SPE), 2 / 5), ((1, 2 * SPE + 10), 2.5 / 5)])
def test_how_far_it_is_counts_from_where_it_goes_on(behind: tuple[int, ...], share: float) -> None:
    resumed = RunCurves(started(first_epoch=3, history=(done(1), done(2)), trail=trail(*behind)))
    assert resumed.share == pytest.approx(share)


def test_the_window_that_knows_more_of_the_run_keeps_it() -> None:
    """It drew every batch of it, where the trail has but some; what came after the checkpoint is forgotten."""
    mine = of([step(number) for number in range(1, 2 * SPE)])
    mine.resume(started(first_epoch=2, history=(done(1),), trail=trail(1, 10, SPE, SPE + 5)))
    assert (mine.steps_table[:, 0] * SPE).round().tolist() == list(range(1, SPE + 6))
    assert mine.step == SPE + 5


def test_a_run_that_went_on_elsewhere_meanwhile_is_caught_up_with() -> None:
    mine = of([step(number) for number in range(1, 6)])
    mine.resume(started(first_epoch=2, history=(done(1),), trail=trail(1, 3, 9, SPE, SPE + 2)))
    assert (mine.steps_table[:, 0] * SPE).round().tolist() == [1, 2, 3, 4, 5, 9, SPE, SPE + 2]


def test_the_chart_of_batches_begins_where_the_chart_of_epochs_does(panel) -> None:
    behind = trail(*range(1, 2 * SPE + 1))
    shown(panel, [started(first_epoch=3, history=(done(1), done(2)), trail=behind)])
    assert lines(panel, "loss")[0] == pytest.approx([each.loss for each in behind])
    assert [row[0] for row in table(panel)] == ["1", "2"]
    shown(panel, [step(2 * SPE + 1, loss=0.25)])
    assert lines(panel, "loss")[0] == pytest.approx([*(each.loss for each in behind), 0.25])
