"""Ctrl+Z in the real window: what was deleted comes back where the focus is, else the last stroke goes."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTableView, QWidget

from digitpad.ink import my_drawings
from digitpad.models.library import open_library
from digitpad.ui.main_window import MainWindow
from tests.journeys.windows import ONE, SEVEN, close, controller, draw, find, said
from tests.small_models import saved

pytest_plugins = ["tests.journeys.windows"]
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen can neither raise nor grab


def key(widget: QWidget, letter: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
    widget.setFocus()
    QTest.keyClick(widget, letter, modifiers[0] if modifiers else Qt.KeyboardModifier.NoModifier)


def undo(window: MainWindow) -> str:
    """What Edit > Undo says that it does."""
    return find(window, QAction, "undo").text().replace("&", "")


@pytest.fixture
def models(window_home) -> list[str]:
    library = open_library(window_home)
    return [saved(library, name).id for name in ("first", "second")]


def test_a_deleted_model_comes_back_by_the_key_and_the_strokes_stay(qtbot, open_window, models) -> None:
    first, second = models
    window = open_window(ready=False)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    draw(window, SEVEN)
    draw(window, ONE)
    window.show_compare()
    table = find(window, QTableView, "compare-table")
    for model in models:
        window.compare.select(model)
        key(table, Qt.Key.Key_Delete)
    assert not {first, second} & set(controller(window).library_model.ids)
    assert undo(window) == "Undo delete of second"
    key(table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert second in controller(window).library_model.ids
    assert undo(window) == "Undo delete of first"
    assert "second" not in said(window), "its message is gone with its cause"
    key(window.pad.canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert undo(window) == "Undo"
    assert len(window.pad.canvas.ink.strokes) == 1
    assert first not in controller(window).library_model.ids
    key(table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert first in controller(window).library_model.ids
    assert said(window) == ""
    key(table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(window.pad.canvas.ink.strokes) == 1, "among the models, the key is not about the pad"
    close(qtbot, window)


def test_where_nothing_is_deleted_the_key_takes_a_step_on_the_pad_back(qtbot, open_window) -> None:
    window = open_window()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.show_compare()
    draw(window, SEVEN)
    draw(window, ONE)
    key(find(window, QWidget, "compare-answers"), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(window.pad.canvas.ink.strokes) == 1
    find(window, QTableView, "compare-table").setFocus()
    assert find(window, QAction, "undo").statusTip() == "Nothing was deleted here"
    window.pad.canvas.setFocus()
    assert find(window, QAction, "undo").statusTip() == "Undoes the last step on the pad"


def test_the_message_s_button_and_the_menu_take_the_offer_from_the_key(qtbot, open_window, models) -> None:
    window = open_window(ready=False)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.show_compare()
    table = find(window, QTableView, "compare-table")
    for way in (window.messages.act, find(window, QAction, "compare-undelete-action").trigger):
        window.compare.select(models[0])
        key(table, Qt.Key.Key_Delete)
        assert undo(window) == "Undo delete of first"
        way()
        assert models[0] in controller(window).library_model.ids
        assert undo(window) == "Undo"
        assert said(window) == ""


def test_a_kept_drawing_can_be_taken_back(qtbot, open_window) -> None:
    window = open_window(ready=False)
    draw(window, ONE)
    window.pad.keep_requested.emit("1")
    qtbot.waitUntil(lambda: "Kept as 1" in said(window))
    window.messages.act()
    qtbot.waitUntil(lambda: "deleted" in said(window))
    window.messages.act()
    qtbot.waitUntil(lambda: said(window) == "" and not controller(window).job_pool.busy)


def test_ctrl_z_takes_a_label_back_and_then_the_strokes(qtbot, open_window, window_home) -> None:
    window = open_window(ready=False)
    draw(window, ONE)
    canvas = window.pad.canvas
    canvas.setFocus()
    for digit in ("4", "7"):
        QTest.keyClicks(canvas, digit)
        qtbot.waitUntil(lambda digit=digit: [one.word for one in my_drawings.load(window_home)] == [digit])
        qtbot.waitUntil(lambda digit=digit: undo(window) == f"Undo label {digit}")
    window.undo.undo()
    qtbot.waitUntil(lambda: [one.word for one in my_drawings.load(window_home)] == ["4"])
    qtbot.waitUntil(lambda: undo(window) == "Undo label 4")
    draw(window, SEVEN)
    assert undo(window) == "Undo"
    window.undo.undo()
    assert len(canvas.ink.strokes) == 1
    assert len(my_drawings.load(window_home)) == 1
