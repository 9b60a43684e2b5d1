"""A run as the training panel tells it: from Start to its end, paused, stopped, failed, resumed, at another rate."""

import math
from dataclasses import replace

import pyqtgraph as pg
import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QComboBox, QDoubleSpinBox, QLabel, QProgressBar, QWidget

from digitpad.core.records import DIGITS, Card, Outcome, Preparing, RunDone, SnapshotTaken, StepDone
from digitpad.core.run_control import RunState
from digitpad.ui.train.interrupted_runs import InterruptedRun
from digitpad.ui.train.redraws import Redraws
from digitpad.ui.train.train_panel import TrainPanel
from tests.ui.train.parts import chart, curves, lines, press, redraw, shown, status, table
from tests.ui.train.run_events import PLAN, SPE, epoch_of, started


def enabled(panel: TrainPanel) -> dict[str, bool]:
    return {
        name: panel.findChild(QWidget, f"train-{name}").isEnabled() for name in ("start", "pause", "stop", "recipe")
    }


def test_an_empty_panel_says_where_the_curves_will_be(panel) -> None:
    hint = panel.findChild(QLabel, "train-loss-chart-hint")
    assert hint.isVisible()
    assert "Press Start" in hint.text()
    assert enabled(panel) == {"start": True, "pause": False, "stop": False, "recipe": True}


def test_a_run_from_start_to_end(qtbot, panel) -> None:
    with qtbot.waitSignal(panel.start_requested) as wish:
        press(qtbot, panel, "train-start")
    assert wish.args == [PLAN, ""]
    assert enabled(panel)["start"], "it waits to be told that a run begins"
    panel.show_state(RunState.PREPARING)
    assert enabled(panel) == {"start": False, "pause": False, "stop": True, "recipe": False}
    panel.show_events([Preparing("Loading torch")])
    assert status(panel) == "Loading torch"
    panel.show_events([started(), *epoch_of(1), *epoch_of(2)])
    panel.show_state(RunState.RUNNING)
    qtbot.waitUntil(lambda: len(table(panel)) == 2)
    assert enabled(panel) == {"start": False, "pause": True, "stop": True, "recipe": False}
    loss = lines(panel, "loss")
    assert loss[0] == pytest.approx([math.exp(-step / 50) for step in range(1, 2 * SPE + 1)])
    assert len(loss[1]) == 2 * SPE
    assert (loss[2], loss[3]) == ([1.0, 0.5], [1.0, 0.5])
    assert lines(panel, "accuracy") == {0: pytest.approx([81, 82]), 1: pytest.approx([90, 90])}
    assert table(panel)[1] == ["2", "0.5000", "82.00 %", "", "", "0.5000", "90.00 %", "2.0 s", "6,400/s"]
    words = panel.findChild(QProgressBar, "train-progress").text()
    assert words == "epoch 3/5 - 40 % - 0:06 left - 6,400 digits/s"
    assert not panel.findChild(QLabel, "train-loss-chart-hint").isVisible()
    card = Card("mine", PLAN, DIGITS, 1, "weights", 1)
    panel.show_events([SnapshotTaken(card, {}), *epoch_of(3), *epoch_of(4), *epoch_of(5), RunDone(card)])
    panel.show_outcome(Outcome("succeeded"))
    panel.show_state(RunState.IDLE)
    assert "Saved as" in status(panel)
    assert panel.findChild(QProgressBar, "train-progress").text() == "epoch 5/5 - 100 %"
    assert len(table(panel)) == 5
    assert enabled(panel) == {"start": True, "pause": False, "stop": False, "recipe": True}


def test_pause_becomes_resume_and_back(qtbot, panel) -> None:
    pause = panel.findChild(QAbstractButton, "train-pause")
    shown(panel, [started(), *epoch_of(1)])
    panel.show_state(RunState.RUNNING)
    with qtbot.waitSignal(panel.pause_requested):
        press(qtbot, panel, "train-pause")
    panel.show_state(RunState.PAUSED)
    assert pause.text() == "Resume"
    assert "paused" in panel.findChild(QProgressBar, "train-progress").text()
    with qtbot.waitSignal(panel.resume_requested):
        press(qtbot, panel, "train-pause")
    panel.show_state(RunState.RUNNING)
    assert pause.text() == "Pause"
    assert "paused" not in panel.findChild(QProgressBar, "train-progress").text()


def test_stop_asks_once_and_waits_for_the_end(qtbot, panel) -> None:
    panel.show_events([started(), *epoch_of(1)])
    panel.show_state(RunState.RUNNING)
    with qtbot.waitSignal(panel.stop_requested):
        press(qtbot, panel, "train-stop")
    panel.show_state(RunState.STOPPING)
    assert enabled(panel) == {"start": False, "pause": False, "stop": False, "recipe": False}
    panel.show_outcome(Outcome("stopped"))
    panel.show_state(RunState.IDLE)
    assert enabled(panel)["start"]
    assert "Stopping" not in status(panel)


def test_a_run_that_failed_is_said_to_have_failed_until_another_plan_is_looked_at(panel) -> None:
    panel.show_events([started(), *epoch_of(1)])
    panel.show_outcome(Outcome("failed", "The loss is no longer a number.", "Try a smaller learning rate."))
    assert status(panel) == "The run failed."  # why, the message above the panel says, once
    assert panel.findChild(QLabel, "train-status").property("role") == "bad"
    assert enabled(panel)["start"]
    redraw(panel)
    progress = panel.findChild(QProgressBar, "train-progress")
    assert progress.text() != ""
    box = panel.findChild(QComboBox, "train-recipe")
    box.setCurrentIndex(box.findData("mlp-512"))
    redraw(panel)
    assert (status(panel), progress.text(), progress.value()) == ("", "", 0)
    assert panel.findChild(QLabel, "train-about").isVisible()


def test_a_run_that_failed_before_it_began_is_not_getting_ready_for_ever(qtbot, panel) -> None:
    press(qtbot, panel, "train-start")
    panel.show_events([Preparing("Loading torch")])
    panel.show_outcome(Outcome("failed", "The run one could not be written."))
    assert status(panel) == "The run did not begin."
    assert panel.findChild(QProgressBar, "train-progress").text() == ""
    assert panel.findChild(QLabel, "train-loss-chart-hint").text().startswith("Press Start")


def test_the_last_runs_curves_outlive_a_run_that_did_not_begin(qtbot, panel) -> None:
    panel.show_events([started("old"), *epoch_of(1, loss=9.0)])
    panel.show_outcome(Outcome("stopped"))
    for _ in range(2):  # a refused name, and once more
        press(qtbot, panel, "train-start")
        panel.show_outcome(Outcome("failed", "'../x' cannot be a name."))
    redraw(panel)
    assert status(panel) == "The run did not begin."
    assert panel.findChild(QWidget, "train-epoch-table").model().rowCount() == 1, "and they can still be exported"


def test_nothing_of_an_old_run_reaches_a_new_runs_chart(qtbot, panel) -> None:
    panel.show_events([started("old"), *epoch_of(1, loss=9.0)])
    panel.show_outcome(Outcome("stopped"))
    panel.show_events(list(epoch_of(2, loss=9.0)))  # late: its run is over
    press(qtbot, panel, "train-start")
    panel.show_events(list(epoch_of(3, loss=9.0)))  # later still: the new run has not begun
    panel.show_events([started("new"), *epoch_of(1, loss=1.0)])
    qtbot.waitUntil(lambda: len(table(panel)) == 1)
    assert max(lines(panel, "loss")[0]) < 1
    assert lines(panel, "loss")[3] == [1.0]


def test_a_resumed_run_keeps_its_curve_up_to_where_it_goes_on(qtbot, panel) -> None:
    panel.show_events([started("one"), *epoch_of(1), *epoch_of(2)])
    panel.show_outcome(Outcome("stopped"))
    panel.show_events([started("one", first_epoch=2), *epoch_of(2, loss=4.0)])
    qtbot.waitUntil(lambda: lines(panel, "loss")[3] == [1.0, 2.0])


def test_changing_the_rate_of_a_run_is_wished_for_and_marked(qtbot, panel) -> None:
    panel.show_events([started(), *epoch_of(1)])
    panel.show_state(RunState.RUNNING)
    rate = panel.findChild(QWidget, "train-rate")
    assert rate.isVisible()
    with qtbot.waitSignal(panel.learning_rate_requested) as wish:
        rate.setValue(0.0005)
    assert wish.args == [0.0005]
    marks = panel.findChild(pg.PlotWidget, "train-loss-chart").getPlotItem().items
    assert [item.value() for item in marks if isinstance(item, pg.InfiniteLine)] == [1.0]
    assert panel.plan() == PLAN  # the next run starts as before
    panel.show_events([started("two"), *epoch_of(1)])
    assert not [item for item in marks if isinstance(item, pg.InfiniteLine)]


@pytest.mark.parametrize("rate", [0.00087237456, 0.0123456, 1.23456e-5, 0.1])
def test_the_rate_of_a_schedule_can_be_read_whole(panel, rate) -> None:
    step = next(event for event in epoch_of(1) if isinstance(event, StepDone))
    shown(panel, [started(), replace(step, learning_rate=rate)])
    panel.show_state(RunState.RUNNING)
    field = panel.findChild(QDoubleSpinBox, "train-rate")
    line = field.lineEdit()
    assert field.value() == pytest.approx(rate, rel=0.005)
    assert line.fontMetrics().horizontalAdvance(line.text()) <= line.contentsRect().width() - 2


def test_what_comes_while_the_panel_is_out_of_sight_is_there_when_it_is_seen(qtbot, panel) -> None:
    panel.hide()
    panel.show_events([started(), *epoch_of(1)])
    panel.show()
    qtbot.waitUntil(lambda: len(table(panel)) == 1)
    assert len(lines(panel, "loss")[0]) == SPE


def test_charts_are_redrawn_fifteen_times_a_second_at_most(qtbot, panel) -> None:
    drawn: list[int] = []
    panel.findChild(Redraws).due.connect(lambda: drawn.append(1))
    panel.show_events([started()])
    for event in epoch_of(1):
        panel.show_events([event])
    qtbot.waitUntil(lambda: len(table(panel)) == 1)
    assert len(drawn) == 1


def test_an_interrupted_run_can_be_continued_or_discarded(qtbot, panel) -> None:
    assert not panel.findChild(QWidget, "train-waiting").isVisible()
    panel.show_waiting([InterruptedRun("padnet", 7, 24, "begun 2 hours ago"), InterruptedRun("old", 1, 3)])
    first = panel.findChild(QAbstractButton, "train-continue")
    assert first.text() == "Continue padnet, epoch 7 of 24"
    with qtbot.waitSignal(panel.discard_requested) as wish:
        press(qtbot, panel, "train-discard-2")
    assert wish.args == ["old"]
    with qtbot.waitSignal(panel.continue_requested) as wish:
        press(qtbot, panel, "train-continue")
    assert wish.args == ["padnet"]
    panel.show_state(RunState.PREPARING)
    assert not first.isVisible(), "while a run is under way nothing else is offered"
    panel.show_waiting([])
    panel.show_outcome(Outcome("stopped"))
    assert not panel.findChild(QWidget, "train-waiting").isVisible()


def test_one_batch_or_one_epoch_at_a_time(qtbot, panel) -> None:
    """Finding 26 of the usability review: between two steps the run says that it rests."""
    step = panel.findChild(QAbstractButton, "train-step")
    assert not step.isEnabled()
    shown(panel, [started(), *epoch_of(1)])
    panel.show_state(RunState.RUNNING)
    for name, epoch in (("train-step-batch", False), ("train-step-epoch", True)):
        with qtbot.waitSignal(panel.step_requested) as wish:
            panel.findChild(QAction, name).trigger()
        assert wish.args == [epoch]
        panel.show_state(RunState.STEPPING)
        assert panel.findChild(QAbstractButton, "train-pause").text() == "Resume"
    assert panel.findChild(QProgressBar, "train-progress").text().endswith(" - paused, step by step")
    with qtbot.waitSignal(panel.resume_requested):
        press(qtbot, panel, "train-pause")


def test_a_run_that_explodes_in_its_first_batches_shows_its_curve_in_all_of_the_width(panel) -> None:
    batches = [StepDone(1, step, 5 * SPE, loss, 50.0, 6400.0) for step, loss in ((1, 2.3), (2, 90.0), (3, 3e10))]
    shown(panel, [started(), *batches])
    panel.show_outcome(Outcome("failed", "The loss has exploded.", "Try a smaller learning rate."))
    assert curves(panel, "loss")[0] == [2.3, 90.0, 3e10]
    (left, right), (_, high) = chart(panel, "loss").getPlotItem().getViewBox().viewRange()
    assert left <= 1 / SPE and 3 / SPE <= right < 6 / SPE
    assert high >= 2e10
    assert "No epoch" in panel.findChild(QLabel, "train-accuracy-chart-hint").text()


def test_a_single_batch_is_seen_as_a_point(panel) -> None:
    shown(panel, [started(), StepDone(1, 1, 5 * SPE, 2.3, 50.0, 6400.0)])
    batch = chart(panel, "loss").getPlotItem().listDataItems()[0]
    assert batch.opts["symbol"] == "o"
    shown(panel, [StepDone(1, 2, 5 * SPE, 2.2, 50.0, 6400.0)])
    assert batch.opts["symbol"] is None


def test_a_run_that_was_stopped_before_its_first_step_has_not_failed(qtbot, panel) -> None:
    press(qtbot, panel, "train-start")
    panel.show_outcome(Outcome("stopped", "The run was stopped before its first step.", "Start it again."))
    status = panel.findChild(QLabel, "train-status")
    assert status.text() == "The run was stopped before its first step. Start it again."
    assert status.property("role") == "muted"
