"""From a wrong answer to a model that reads it: labels, the offer, the teaching, keep; and what cannot be taught."""

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QTableWidget

from digitpad.ink import my_drawings
from digitpad.ink.ink import Ink
from digitpad.models.library import open_library
from digitpad.ui.draw.teach_dialog import TeachDialog
from tests.journeys.windows import MODEL, controller, draw, find, said, table_cell

pytest_plugins = ["tests.journeys.windows"]
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen can neither raise nor grab


def box(window) -> TeachDialog:
    return find(window, TeachDialog, "teach")


def button(window, name: str) -> QAbstractButton:
    return find(window, QAbstractButton, name)


def test_five_corrections_make_an_offer_and_the_copy_that_comes_of_it_is_kept(qtbot, open_window, window_home) -> None:
    window = open_window()
    teach = button(window, "pad-teach")
    for number in range(5):
        assert not teach.isVisible()
        window.pad.clear()
        draw(window, [(0.3 + 0.08 * number, 0.2), (0.5, 0.5), (0.3 + 0.05 * number, 0.8)])
        QTest.keyClicks(window.pad.canvas, "47"[number % 2])
        qtbot.waitUntil(lambda number=number: len(my_drawings.load(window_home)) == number + 1)
        qtbot.waitUntil(lambda: not controller(window).job_pool.busy)
    assert find(window, QLabel, "pad-offer").text() == "Learn from your 5 drawings?"
    button(window, "pad-teach-later").click()
    assert not teach.isVisible()
    assert controller(window).settings_store.settings.teach_later == 5
    window.menus.teach_requested.emit()
    qtbot.waitUntil(lambda: window.findChild(TeachDialog) is not None and box(window).isVisible())
    assert "3 \u00d7 4, 2 \u00d7 7" in find(window, QLabel, "teach-counts").text()
    name = find(window, QLineEdit, "teach-name")
    assert name.text() == f"{MODEL}-mine"
    name.setText(MODEL)
    button(window, "teach-start").click()
    assert "There is a model called" in find(window, QLabel, "teach-told").text()
    name.setText("my-hand")
    button(window, "teach-start").click()
    keep = button(window, "teach-keep")
    qtbot.waitUntil(keep.isVisible)
    table = find(window, QTableWidget, "teach-result")
    assert [table.item(row, 0).text() for row in range(table.rowCount())] == [
        "all your drawings", "MNIST", "your 4s", "your 7s"
    ]  # fmt: skip
    assert "Of your 5 drawings" in find(window, QLabel, "teach-told").text()
    keep.click()
    qtbot.waitUntil(lambda: "my-hand" in said(window))
    assert window.pad.models.model_id == "my-hand" and not box(window).isVisible()
    qtbot.waitUntil(lambda: table_cell(window, "my-hand", "Test accuracy") != "")  # it is evaluated as its original was
    origin = open_library(window_home).card("my-hand").origin
    assert (origin.original, len(origin.fingerprints)) == (MODEL, 5)
    window.menus.teach_requested.emit()
    qtbot.waitUntil(box(window).isVisible)
    assert f"starts from {MODEL} again" in find(window, QLabel, "teach-about").text()


def test_what_cannot_be_taught_is_said_and_a_stopped_teaching_leaves_nothing(qtbot, open_window, window_home) -> None:
    window = open_window()
    window.menus.teach_requested.emit()
    qtbot.waitUntil(lambda: window.findChild(TeachDialog) is not None and box(window).isVisible())
    told, start = find(window, QLabel, "teach-told"), button(window, "teach-start")
    assert "There are no drawings to learn from." in told.text() and not start.isEnabled()
    box(window).reject()
    for at in range(4):
        my_drawings.add(window_home, Ink.from_strokes([[(at, 0), (50, 90), (at, 99)]]), "13"[at % 2])
    window.menus.teach_requested.emit()
    qtbot.waitUntil(start.isEnabled)
    start.click()
    start.click()
    qtbot.waitUntil(lambda: "Stopped" in told.text())
    assert start.text() == "Start"
    start.click()
    discard = button(window, "teach-discard")
    qtbot.waitUntil(discard.isVisible)
    discard.click()
    assert start.isVisible() and not discard.isVisible()
    assert open_library(window_home).names() >= {MODEL} and not open_library(window_home).has(f"{MODEL}-mine")
