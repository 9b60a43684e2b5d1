"""The curves' figures: thinning keeps what matters, smoothing stays in bounds, the time left is true."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.core.recipes import RECIPES
from digitpad.core.records import DIGITS, EpochDone, RunStarted, StepDone
from digitpad.ui.train.curves import (
    POINTS,
    Buffer,
    CurveLine,
    RunCurves,
    Smoother,
    accuracy_range,
    envelope,
    loss_range,
    seconds_left,
    shown_epochs,
    thinned,
)

losses = st.floats(0, 1e6)


def line(size: int, seed: int) -> CurveLine:
    return CurveLine(np.arange(size, dtype=float), np.random.default_rng(seed).random(size))


def started(spe: int = 100, first: int = 1, run: str = "one") -> RunStarted:
    return RunStarted(run, RECIPES["mlp-256-128"], DIGITS, 1, spe * 64, 100, spe, first, "cpu", 1)


def step(number: int, loss: float = 1.0, rate: float = 6400.0) -> StepDone:
    return StepDone(1 + (number - 1) // 100, number, 500, loss, 0.001, rate)


def epoch(number: int, seconds: float = 2.0, test: float = 0.9) -> EpochDone:
    return EpochDone(number, 5, 0.5 / number, 0.8, 0.6 / number, test, seconds, 0.001, 6400.0)


@given(st.integers(0, 5000), st.integers(2, 600), st.integers(0, 9))
def test_an_envelope_has_few_of_the_lines_own_points_in_order_with_peak_and_dip(
    size: int, limit: int, seed: int
) -> None:
    whole = line(size, seed)
    few = envelope(whole, limit)
    assert len(few.x) == len(few.y) <= max(limit, 0)
    assert np.all(np.diff(few.x) >= 0)
    assert np.array_equal(whole.y[few.x.astype(int)], few.y)
    if size:
        assert few.y.max() == whole.y.max()
        assert few.y.min() == whole.y.min()


@given(st.integers(0, 5000), st.integers(2, 600))
def test_a_thinned_line_keeps_both_ends_and_its_order(size: int, limit: int) -> None:
    whole = line(size, 1)
    few = thinned(whole, limit)
    assert len(few.x) == min(size, limit)
    assert np.all(np.diff(few.x) > 0)
    if size:
        assert (few.x[0], few.x[-1]) == (whole.x[0], whole.x[-1])


@given(st.lists(st.tuples(losses, st.integers(1, 50)), min_size=1), st.floats(1, 1000))
def test_a_smoothed_value_lies_between_the_least_and_the_greatest(
    values: list[tuple[float, int]], window: float
) -> None:
    smoother, seen = Smoother(window), []
    for value, steps in values:
        seen.append(value)
        smoothed = smoother.add(value, steps)
        assert min(seen) * (1 - 1e-9) - 1e-9 <= smoothed <= max(seen) * (1 + 1e-9) + 1e-9


def test_the_first_smoothed_value_is_the_value_itself() -> None:
    assert Smoother(100).add(2.3) == pytest.approx(2.3)


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), max_size=3000))
def test_a_buffer_gives_back_what_was_appended(values: list[float]) -> None:
    buffer = Buffer()
    for value in values:
        buffer.append(value)
    assert buffer.values().tolist() == values


def test_a_buffer_grows_past_its_first_room() -> None:
    buffer = Buffer()
    for value in range(5000):
        buffer.append(value)
    assert buffer.values().tolist() == list(range(5000))


@given(st.integers(0, 10**6), st.integers(1, 10**5), st.floats(1e-6, 10))
def test_before_the_first_epoch_the_time_left_is_that_of_the_steps(left: int, spe: int, step_seconds: float) -> None:
    assert seconds_left(left, spe, [], step_seconds) == pytest.approx(left * step_seconds)


@given(st.integers(0, 10**5), st.integers(1, 10**4), st.lists(st.floats(0.01, 1e4), min_size=1))
def test_afterwards_it_follows_the_latest_epochs(left: int, spe: int, seconds: list[float]) -> None:
    shown = seconds_left(left, spe, seconds, step_seconds=math.inf)
    epochs = left / spe
    slack = 1e-9 + 1e-9 * epochs * max(seconds)
    assert epochs * min(seconds[-3:]) - slack <= shown <= epochs * max(seconds[-3:]) + slack


@given(st.lists(st.floats(50, 100), min_size=1))
def test_every_accuracy_is_inside_its_axis_with_room(values: list[float]) -> None:
    low, high = accuracy_range(values)
    assert 0 <= low < min(values)
    assert max(values) < high <= 110
    assert high - low >= 0.6


def test_the_accuracy_axis_is_whole_without_points_and_ignores_what_is_no_number() -> None:
    assert accuracy_range([]) == (0.0, 100.0)
    assert accuracy_range([math.nan, 97.0]) == accuracy_range([97.0])


@given(st.lists(losses), st.lists(losses))
def test_the_loss_axis_shows_every_epoch_from_zero(batches: list[float], epochs: list[float]) -> None:
    low, high = loss_range(batches, epochs)
    assert low == 0
    assert high > 0
    assert all(value <= high for value in epochs)


def test_the_first_batches_leave_the_axis_once_epochs_are_known() -> None:
    assert loss_range([2.3, 1.0], [])[1] > 2.3
    assert loss_range([2.3, 0.1], [0.2, 0.1])[1] < 0.5


@given(st.floats(0, 1000), st.integers(1, 1000))
def test_the_epoch_axis_is_ahead_of_the_curve_and_inside_the_run(now: float, epochs: int) -> None:
    end = shown_epochs(min(now, epochs), epochs)
    assert min(now, epochs) <= end <= epochs


def test_a_run_places_its_steps_and_epochs_on_one_axis() -> None:
    run = RunCurves(started())
    for number in range(10, 101, 10):
        run.add_step(step(number, loss=number / 100))
    run.add_epoch(epoch(1, test=0.91))
    assert run.raw.x.tolist() == pytest.approx([n / 10 for n in range(1, 11)])
    assert run.raw.y.tolist() == pytest.approx([n / 10 for n in range(1, 11)])
    assert run.smoothed.y[-1] < run.raw.y[-1]
    assert run.per_epoch("test_accuracy", 100).y.tolist() == [91.0]
    assert run.per_epoch("test_accuracy").x.tolist() == [1.0]
    assert (run.now, run.share, run.epoch) == (1.0, 0.2, 2)


def test_the_time_left_of_a_run_counts_steps_first_and_epochs_then() -> None:
    run = RunCurves(started())
    assert run.seconds_left is None
    run.add_step(step(50, rate=6400))  # 100 batches of 64 a second
    assert run.seconds_left == pytest.approx(4.5)
    run.add_epoch(epoch(1, seconds=3.0))
    assert run.seconds_left == pytest.approx(4 * 3.0)
    for number in range(2, 6):
        run.add_epoch(epoch(number))
    assert run.seconds_left == 0
    assert (run.share, run.epoch) == (1.0, 5)


def test_a_loss_that_is_no_number_leaves_the_curve_alone() -> None:
    run = RunCurves(started())
    for number, loss in ((1, 2.0), (2, math.nan), (3, math.inf), (4, 1.0)):
        run.add_step(step(number, loss, rate=math.nan))
    assert run.raw.y.tolist() == [2.0, 1.0]
    assert np.isfinite(run.smoothed.y).all()
    assert run.samples_per_second is None


def test_a_long_run_stays_thin() -> None:
    run = RunCurves(started(spe=938))
    for number in range(1, 20_001):
        run.add_step(StepDone(1, number, 46_900, 1 / number, 0.1, 1000.0))
    assert len(run.raw.x) <= POINTS
    assert len(run.smoothed.x) <= POINTS
    assert run.smoothed.x[-1] == pytest.approx(20_000 / 938)


def test_a_resumed_run_keeps_what_lies_before_and_forgets_what_lies_after() -> None:
    run = RunCurves(started())
    for number in range(1, 251):
        run.add_step(step(number))
    run.add_epoch(epoch(1))
    run.add_epoch(epoch(2))
    run.resume(started(first=2))
    assert run.raw.x[-1] == 1.0
    assert [done.epoch for done in run.epochs] == [1]
    assert run.now == 1.0


def test_a_steep_beginning_is_followed_closely() -> None:
    smoother = Smoother(100)
    smoothed = [smoother.add(2.3 * math.exp(-number / 30)) for number in range(150)]
    assert smoothed[60] < 2.3 * math.exp(-60 / 30) * 2
