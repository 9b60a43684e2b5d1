"""The buttons of a run stay where they are: nothing that comes and goes with a run may take them from under a click."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDoubleSpinBox,
    QLabel,
    QMenu,
    QSpinBox,
    QWidget,
)

from digitpad.core.recipes import RECIPES
from digitpad.core.records import DIGITS, Card, EpochDone, Outcome, Preparing, RunDone, RunStarted, StepDone
from digitpad.core.run_control import RunState
from digitpad.ui.main_window import MainWindow
from digitpad.ui.train.interrupted_runs import InterruptedRun

SIZES = [QSize(1000, 700), QSize(1600, 1000)]
BUTTONS = ("train-start", "train-pause", "train-step", "train-stop")
BELOW = ("train-view-curves", "train-log", "train-export")
STEPS = 20  # in an epoch
ORDER = ("train-recipe", "train-epochs", "train-settings", *BUTTONS, "train-reset", "train-rate")


@pytest.fixture(params=SIZES, ids=lambda size: f"{size.width()}x{size.height()}")
def window(request, bare_window: MainWindow) -> MainWindow:
    bare_window.apply_theme("light")
    bare_window.resize(request.param)
    bare_window.apply_zoom(100)
    bare_window.show()
    QApplication.processEvents()  # the keyboard goes to the pad
    bare_window.show_train()  # in the narrower window it stands in the pad's place
    QApplication.processEvents()  # and the way back beside the tabs
    return bare_window


def button(window: MainWindow, name: str) -> QAbstractButton:
    found = window.findChild(QAbstractButton, name)
    assert found is not None, name
    return found


def places(window: MainWindow) -> dict[str, QRect]:
    """Where the buttons are in the window, once all that was said is laid out."""
    QApplication.processEvents()
    names = (*BUTTONS, *BELOW)
    return {
        name: QRect(button(window, name).mapTo(window, QPoint(0, 0)), button(window, name).size()) for name in names
    }


def press(qtbot, window: MainWindow, name: str) -> None:
    qtbot.mouseClick(button(window, name), Qt.MouseButton.LeftButton)


def started(window: MainWindow) -> RunStarted:
    return RunStarted("one", window.train.plan(), DIGITS, 235_146, STEPS * 64, 500, STEPS, 1, "cpu", 2)


def epoch(number: int) -> list[object]:
    step = StepDone(number, number * STEPS, 5 * STEPS, 0.5, 0.001, 6400.0, 1.0)
    return [step, EpochDone(number, 5, 0.5, 0.8 + number / 100, 0.4, 0.9, 2.0, 0.001, 6400.0)]


def test_the_buttons_stay_where_they_are_from_start_to_end(qtbot, window) -> None:
    epochs = window.findChild(QSpinBox, "train-epochs")
    epochs.setValue(epochs.value() + 1)  # "changed" stands in the bar
    before = places(window)
    assert window.childAt(before["train-stop"].center()) is button(window, "train-stop")
    press(qtbot, window, "train-start")
    window.train.show_state(RunState.PREPARING)
    assert places(window) == before
    window.train.show_events([Preparing("Loading torch")])
    assert places(window) == before
    window.train.show_events([started(window), *epoch(1), *epoch(2)])
    window.train.show_state(RunState.RUNNING)
    qtbot.waitUntil(lambda: "epoch 3" in window.findChild(QWidget, "train-progress").text())
    assert window.findChild(QWidget, "train-rate").isVisible()
    assert places(window) == before
    for said, state in (("Resume", RunState.PAUSED), ("Pause", RunState.RUNNING)):
        press(qtbot, window, "train-pause")
        window.train.show_state(state)
        assert button(window, "train-pause").text() == said
        assert places(window) == before
    press(qtbot, window, "train-stop")
    window.train.show_state(RunState.STOPPING)
    assert places(window) == before
    window.train.show_events([RunDone(Card("mine", window.train.plan(), DIGITS, 1, "weights", 1), stopped=True)])
    window.train.show_outcome(Outcome("succeeded"))
    window.train.show_state(RunState.IDLE)
    assert places(window) == before


def test_a_click_aimed_at_stop_before_the_run_began_meets_it(qtbot, window) -> None:
    aim = button(window, "train-stop").mapTo(window, button(window, "train-stop").rect().center())
    press(qtbot, window, "train-start")
    window.train.show_events([started(window), *epoch(1)])
    window.train.show_state(RunState.RUNNING)
    QApplication.processEvents()
    with qtbot.waitSignal(window.train.stop_requested):
        target = window.childAt(aim)
        qtbot.mouseClick(target, Qt.MouseButton.LeftButton, pos=target.mapFrom(window, aim))


def test_a_rate_that_cannot_be_read_stands_there_with_its_sentence_while_the_run_goes_on(qtbot, window) -> None:
    window.activateWindow()
    press(qtbot, window, "train-start")
    window.train.show_events([started(window), *epoch(1)])
    window.train.show_state(RunState.RUNNING)
    QApplication.processEvents()
    rates: list[float] = []
    window.train.learning_rate_requested.connect(rates.append)
    field = window.findChild(QDoubleSpinBox, "train-rate")
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "9999")
    button(window, "train-pause").setFocus()
    window.train.show_events([*epoch(2)])
    qtbot.waitUntil(lambda: "epoch 3" in window.findChild(QWidget, "train-progress").text())
    assert field.text() == "9999"
    assert "too large" in window.findChild(QLabel, "train-rate-problem").text()
    assert not rates
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == "0.001"


def test_the_rate_that_goes_with_its_run_gives_the_focus_to_start(qtbot, window) -> None:
    window.activateWindow()
    press(qtbot, window, "train-start")
    window.train.show_events([started(window), *epoch(1)])
    window.train.show_state(RunState.RUNNING)
    QApplication.processEvents()
    window.findChild(QDoubleSpinBox, "train-rate").setFocus()
    window.train.show_outcome(Outcome("failed", "Something.", "Else."))
    window.train.show_state(RunState.IDLE)
    assert window.focusWidget() is button(window, "train-start")


def test_neither_another_recipe_nor_what_was_changed_in_it_moves_a_button(window) -> None:
    box, before = window.findChild(QComboBox, "train-recipe"), places(window)
    for row in range(box.count()):
        box.setCurrentIndex(row)
        assert places(window) == before, box.currentText()
    changed = replace(RECIPES["mlp-512"], optimizer="adamw", schedule="cosine", label_smoothing=0.1, batch_size=256,
                      weight_decay=0.01, momentum=0.9, average=0.99, epochs=3, learning_rate=0.002)  # fmt: skip
    window.train.show_plans({changed.recipe: changed}, changed.recipe)
    assert places(window) == before


def test_a_run_that_waits_to_be_continued_moves_no_button(qtbot, window) -> None:
    before = places(window)
    window.train.show_waiting([InterruptedRun("one", 3, 5, "begun just now"), InterruptedRun("two", 2, 9)])
    assert button(window, "train-continue").isVisible()
    assert places(window) == before
    press(qtbot, window, "train-continue")
    window.train.show_state(RunState.PREPARING)
    assert not window.findChild(QWidget, "train-waiting").isVisible()
    assert places(window) == before


def test_a_run_that_fails_moves_no_button(qtbot, window) -> None:
    before = places(window)
    press(qtbot, window, "train-start")
    window.train.show_state(RunState.PREPARING)
    window.train.show_outcome(Outcome("failed", "The loss has exploded to 1e+05 (epoch 1). " * 3, "Try less. " * 9))
    assert places(window) == before


def test_the_keyboard_goes_through_the_bar_as_the_eye_does(window) -> None:
    widget, names = window.findChild(QWidget, ORDER[0]), []
    for _ in range(len(window.findChildren(QWidget))):
        names.append(widget.objectName())
        widget = widget.nextInFocusChain()
    assert [name for name in names if name in ORDER][: len(ORDER)] == list(ORDER)


def test_runs_that_wait_leave_the_charts_their_room_and_can_all_be_continued(qtbot, window) -> None:
    window.train.show_waiting([InterruptedRun(f"run-{number}", 3, 5, "begun just now") for number in range(5)])
    QApplication.processEvents()
    for name in ("train-loss-chart", "train-accuracy-chart"):
        chart = window.findChild(QWidget, name)
        assert chart.height() >= 150, "the curves can be read"
    rows = [found for found in window.findChildren(QAbstractButton) if found.objectName().startswith("train-continue")]
    others = window.findChild(QMenu, "train-more-menu").actions()
    assert len(rows) + len(others) == 5
    assert others[-1].text() == "Continue run-4, epoch 3 of 5, begun just now"
    with qtbot.waitSignal(window.train.continue_requested) as wish:
        others[-1].trigger()
    assert wish.args == ["run-4"]
