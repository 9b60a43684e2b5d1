"""Training in the real window, on a small MNIST: continued, step by step, exploded, looked into, saved."""

import csv
from dataclasses import replace

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
    QLabel,
    QProgressBar,
    QSlider,
    QSpinBox,
    QTableView,
    QWidget,
)

from digitpad.controllers.interrupted_runs_controller import begun
from digitpad.controllers.training_controller import remedied, worded
from digitpad.core.recipes import RECIPES
from digitpad.core.records import EpochDone, EpochInsight, SnapshotTaken, StepDone
from digitpad.core.run_control import RunState
from tests.journeys.windows import SEVEN, TrainingSpy, at_rest, close, controller, draw, find, press, said

pytest_plugins = ["tests.journeys.windows"]
LONG_MS = 60_000
MANY = 1000  # epochs: no machine is through with them before it is stopped


def begin(window, epochs: int = MANY, recipe: str = "mlp-256-128") -> TrainingSpy:
    window.show_train()
    box = find(window, QComboBox, "train-recipe")
    box.setCurrentIndex(box.findData(recipe))
    find(window, QSpinBox, "train-epochs").setValue(epochs)
    press(window, "train-start")
    return TrainingSpy(window)


def training(window) -> bool:
    return controller(window).train.running


def stop(qtbot, window) -> None:
    press(window, "train-stop")
    qtbot.waitUntil(lambda: not training(window), timeout=LONG_MS)


def interrupted(qtbot, open_window) -> None:
    """A window that was closed in the middle of a training."""
    window = open_window(ready=False)
    spy = begin(window)
    qtbot.waitUntil(lambda: spy.count(EpochDone) >= 2, timeout=LONG_MS)
    close(qtbot, window)


def test_an_interrupted_run_is_offered_and_goes_on_where_it_was(qtbot, open_window):
    interrupted(qtbot, open_window)
    window = open_window(ready=False)
    button = find(window, QAbstractButton, "train-continue")
    assert button.isVisible()
    assert button.text().startswith("Continue mlp-256-128")
    assert button.text().endswith(f"of {MANY}")
    epoch = int(button.text().split("epoch ")[1].split(" of")[0])
    assert epoch >= 3
    button.click()
    spy = TrainingSpy(window)
    qtbot.waitUntil(lambda: spy.count(EpochDone) >= 1, timeout=LONG_MS)
    assert next(event for event in spy.events if isinstance(event, EpochDone)).epoch == epoch
    table = find(window, QTableView, "train-epoch-table").model()
    qtbot.waitUntil(lambda: table.rowCount() >= epoch)
    assert [table.index(row, 0).data() for row in range(epoch)] == [str(number) for number in range(1, epoch + 1)]
    stop(qtbot, window)
    assert not find(window, QWidget, "train-waiting").isVisible()


def test_a_discarded_run_comes_back_when_asked(qtbot, open_window):
    interrupted(qtbot, open_window)
    window = open_window(ready=False)
    press(window, "train-discard")
    assert "discarded" in said(window)
    assert not find(window, QWidget, "train-waiting").isVisible()
    window.messages.act()
    assert find(window, QAbstractButton, "train-continue").isVisible()


def test_a_run_can_be_given_up_without_its_model_and_that_undone(qtbot, open_window):
    """35: there was no way to give a run up without keeping it."""
    window = open_window(ready=False)
    spy = begin(window)
    qtbot.waitUntil(lambda: spy.count(EpochDone) >= 1, timeout=LONG_MS)
    press(window, "train-stop-discard")
    qtbot.waitUntil(lambda: not training(window), timeout=LONG_MS)
    library = controller(window).library_model

    def kept() -> bool:
        return any(card.id.startswith("mlp-256-128") and not card.bundled for card in library.cards)

    assert not kept() and "was deleted" in said(window)
    assert not find(window, QWidget, "train-waiting").isVisible(), "nor does it wait to be continued"
    window.messages.act()
    qtbot.waitUntil(kept)


def one_batch(qtbot, window, spy: TrainingSpy) -> None:
    """A single step, and all that it told."""
    have = len(spy.events)
    find(window, QAction, "train-step-batch").trigger()

    def told() -> bool:
        kinds = [type(event) for event in spy.events[have:]]
        return StepDone in kinds and kinds[-1] is SnapshotTaken

    qtbot.waitUntil(lambda: controller(window).train.paused and told(), timeout=LONG_MS)


def latest(spy: TrainingSpy) -> int:
    return max(event.step for event in spy.events if isinstance(event, StepDone))


def test_step_by_step(qtbot, open_window):
    window = open_window(ready=False)
    spy = begin(window)
    qtbot.waitUntil(lambda: spy.count(StepDone) > 0, timeout=LONG_MS)
    press(window, "train-pause")
    qtbot.waitUntil(lambda: controller(window).train.paused and spy.quiet(qtbot), timeout=LONG_MS)
    assert controller(window).train.state is RunState.PAUSED
    one_batch(qtbot, window, spy)  # from here on it is known where it stands
    for _ in range(3):
        last = latest(spy)
        one_batch(qtbot, window, spy)
        assert isinstance(spy.events[-1], SnapshotTaken)
        assert latest(spy) == last + 1
    assert "step by step" in find(window, QProgressBar, "train-progress").text()
    assert controller(window).train.state is RunState.STEPPING
    have = spy.count(EpochDone)
    find(window, QAction, "train-step-epoch").trigger()
    qtbot.waitUntil(
        lambda: controller(window).train.paused and spy.count(EpochDone) == spy.count(EpochInsight) == have + 1,
        timeout=LONG_MS,
    )
    stop(qtbot, window)


def test_a_run_that_explodes_says_what_to_try_and_tries_it(qtbot, open_window):
    window = open_window(ready=False)
    window.show_train()
    window.train.start(replace(RECIPES["mlp-512"], epochs=MANY))
    spy = TrainingSpy(window)
    qtbot.waitUntil(lambda: spy.count(EpochDone) > 0, timeout=LONG_MS)
    find(window, QDoubleSpinBox, "train-rate").setValue(100.0)
    qtbot.waitUntil(lambda: not training(window), timeout=LONG_MS)
    if window.messages.message.kind != "bad":
        pytest.fail(f"the run should have exploded, but: {said(window)}")
    assert "loss has exploded" in said(window)  # the test loss, where the epoch was at its end
    assert "last good epoch was saved as mlp-512" in said(window)
    assert window.messages.message.action == "Try again with learning rate 0.01"  # as it was before it was raised
    window.messages.act()
    assert training(window)
    assert window.train.plan().learning_rate == 0.01
    stop(qtbot, window)


def test_a_run_that_explodes_at_once_shows_its_batches_and_offers_the_recipes_own_rate(qtbot, open_window):
    window = open_window(ready=False)
    window.show_train()
    window.train.start(replace(RECIPES["mlp-256-128"], learning_rate=50.0, epochs=MANY))
    qtbot.waitUntil(lambda: not training(window), timeout=LONG_MS)
    assert "at batch" in said(window) and "with a learning rate of 50" in said(window)
    assert window.messages.message.action == "Try again with learning rate 0.001"
    losses = find(window, pg.PlotWidget, "train-loss-chart").getPlotItem().listDataItems()[0].yData
    assert losses[0] < 3 and max(losses) > 1e4, "the explosion itself is seen"


def test_a_run_without_enough_memory_offers_a_smaller_batch_and_takes_it(qtbot, open_window, monkeypatch):
    """The allocation that fails is a true one; a batch of 64 is not given it."""
    import torch

    from digitpad.learn.batches import Batches

    chunk = Batches.chunk

    def hungry(batches: Batches, number: int) -> tuple[torch.Tensor, torch.Tensor]:
        if batches.batch_size > 64:
            torch.empty(2**60)
        return chunk(batches, number)

    monkeypatch.setattr(Batches, "chunk", hungry)
    window = open_window(ready=False)
    window.show_train()
    window.train.start(replace(RECIPES["mlp-256-128"], batch_size=256, epochs=MANY))
    for smaller in (128, 64):
        qtbot.waitUntil(lambda: not training(window), timeout=LONG_MS)
        assert "memory does not suffice" in said(window)
        assert window.messages.message.action == f"Try again with batch size {smaller}"
        window.messages.act()
        assert training(window)
        assert find(window, QSpinBox, "train-batch-size").value() == smaller
    spy = TrainingSpy(window)
    qtbot.waitUntil(lambda: spy.count(StepDone) > 0, timeout=LONG_MS)
    stop(qtbot, window)


def test_a_remedy_keeps_the_kind_of_number():
    plan = remedied(RECIPES["cnn-5x5"], {"batch_size": 32.0, "learning_rate": 0.0001})
    assert (plan.batch_size, plan.learning_rate) == (32, 0.0001)
    assert isinstance(plan.batch_size, int)
    assert worded({"batch_size": 32}) == "batch size 32"


def test_a_look_inside_scrubs_through_the_epochs_with_the_drawing(qtbot, open_window):
    window = open_window()
    draw(window, SEVEN)
    spy = begin(window, 3)
    press(window, "train-view-inside")
    qtbot.waitUntil(lambda: not training(window), timeout=LONG_MS)
    assert spy.count(EpochDone) == 3
    bars = find(window, QWidget, "train-bars")
    qtbot.waitUntil(lambda: any(row.share for row in bars.rows), timeout=LONG_MS)
    at_rest(qtbot, window)
    newest = [row.share for row in bars.rows]
    slider = find(window, QSlider, "train-epoch-slider")
    assert slider.maximum() == 2
    slider.setValue(0)
    qtbot.waitUntil(lambda: [row.share for row in bars.rows] != newest, timeout=LONG_MS)
    assert find(window, QLabel, "train-epoch-shown").text() == "1 of 3"
    press(window, "pad-clear")
    qtbot.waitUntil(lambda: not any(row.share for row in bars.rows))
    press(window, "train-view-curves")


def test_the_figures_are_saved_where_the_user_says(qtbot, open_window, tmp_path):
    window = open_window(ready=False)
    begin(window, 2)
    qtbot.waitUntil(lambda: not training(window), timeout=LONG_MS)
    find(window, QAction, "train-export-csv").trigger()
    dialog = window.findChild(QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "mine.csv"))
    dialog.close()
    qtbot.waitUntil(lambda: (tmp_path / "mine.csv").exists(), timeout=LONG_MS)
    with (tmp_path / "mine.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["epoch"] for row in rows if row["test_accuracy"]] == ["1.0", "2.0"]
    assert np.isfinite([float(row["batch_loss"]) for row in rows if row["batch_loss"]]).all()
    qtbot.waitUntil(lambda: "Saved as mine.csv" in said(window))


@pytest.mark.parametrize(
    ("created", "words"),
    [
        ("2026-01-02T03:04:05+00:00", "begun 2 hours ago"),
        ("2026-01-02T05:03:00+00:00", "begun 1 minute ago"),
        ("2026-01-02T05:04:00+00:00", "begun just now"),
        ("2025-12-20T05:04:00+00:00", "begun 13 days ago"),
        ("yesterday", ""),
        ("", ""),
    ],
)
def test_how_long_ago_a_run_was_begun(created, words):
    from datetime import datetime

    assert begun(created, datetime.fromisoformat("2026-01-02T05:04:30+00:00")) == words


def test_a_named_run_leaves_a_model_of_that_name_and_a_taken_one_is_said(qtbot, open_window) -> None:
    """Usability 35: a run had no name before it started."""
    window = open_window()
    plan = replace(RECIPES["mlp-256-128"], epochs=1)
    controller(window).train.start(plan, "class-3b")
    qtbot.waitUntil(lambda: not training(window), timeout=LONG_MS)
    assert controller(window).library_model.card("class-3b") is not None
    controller(window).train.start(plan, "class-3b")
    qtbot.waitUntil(lambda: "already" in said(window), timeout=LONG_MS)
    qtbot.waitUntil(lambda: not training(window), timeout=LONG_MS)
