"""A sweep in the real window: real processes train, models appear, the comparison shows them; stopped, it goes on."""

import psutil
import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QPushButton, QTableWidget

from digitpad.ui.train.sweep_dialog import SweepDialog
from tests.journeys.windows import find, press, said

pytest_plugins = ["tests.journeys.windows"]
PATIENCE_MS = 240_000  # each run loads torch in a process of its own


def opened(window) -> SweepDialog:
    find(window, QAction, "sweep").trigger()
    dialog = window.findChild(SweepDialog, "sweep-dialog")
    for row, text in enumerate(("0.001, 0.01", "1", "1")):
        dialog.findChild(QLineEdit, f"sweep-values-{row}").setText(text)
    return dialog


def states(dialog: SweepDialog) -> list[str]:
    queue = dialog.findChild(QTableWidget, "sweep-queue")
    return [queue.item(row, 2).text() for row in range(queue.rowCount())]


@pytest.mark.long
@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_a_sweep_is_stopped_goes_on_and_is_compared(qtbot, open_window, window_home) -> None:
    window = open_window(ready=False)
    dialog = opened(window)
    start = dialog.findChild(QPushButton, "sweep-start")
    start.click()
    qtbot.waitUntil(lambda: len(states(dialog)) == 2)
    dialog.findChild(QPushButton, "sweep-stop").click()
    qtbot.waitUntil(start.isEnabled)
    assert not psutil.Process().children()
    assert not list(window_home.glob("models/*sweep*")), "stopped before any of them was done"
    start.click()
    qtbot.waitUntil(lambda: all("." in text for text in states(dialog)), timeout=PATIENCE_MS)
    qtbot.waitUntil(start.isEnabled)
    assert len(list(window_home.glob("models/*sweep*/card.json"))) == 2
    assert "is done" in said(window)
    window.show_compare()
    press(window, "compare-page-sweeps")
    table = find(window, QTableWidget, "sweeps-table")
    assert [table.item(row, 1).text() for row in range(table.rowCount())] == ["1", "1"]


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_a_new_sweep_begins_with_the_plan_of_the_training_panel(open_window) -> None:
    window = open_window(ready=False)
    dialog = opened(window)
    assert {plan.recipe for plan in dialog.plans()} == {window.train.plan().recipe}
    assert len(dialog.plans()) == 2
