"""Whoever closes the window and opens it again finds what was there: drawing, pages, the last run's curves."""

import json

import pytest
from PySide6.QtWidgets import QAbstractButton

from digitpad.core.last_session import FILE_NAME
from digitpad.core.records import Outcome
from digitpad.ui.main_window import MainWindow
from tests.journeys.windows import MODEL, SEVEN, answer, close, draw, find, press, said, wait_ready
from tests.ui.train.parts import shown, table
from tests.ui.train.run_events import epoch_of, started

pytest_plugins = ["tests.journeys.windows"]


def place(window: MainWindow) -> tuple[float, float, float]:
    """Where the drawing lies from the canvas's middle, and how high it is, by its width: on canvases of every size."""
    (left, top, right, bottom), canvas = window.pad.canvas.ink.box, window.pad.canvas
    across, down = (left + right - canvas.width()) / 2, (top + bottom - canvas.height()) / 2
    return across / (right - left), down / (right - left), (bottom - top) / (right - left)


def test_drawing_view_and_curves_are_there_after_a_restart(qtbot, open_window, window_home) -> None:
    """Usability 29: the window remembered the rest, and lost these."""
    window = open_window(ready=False)
    draw(window, SEVEN)
    shown(window.train, [started(), *epoch_of(1), *epoch_of(2)])
    window.train.show_outcome(Outcome("stopped"))
    window.show_compare()
    window.compare.models.table.selectAll()
    press(window, "compare-differs")
    press(window, "compare-view-plane")
    press(window, "compare-page-why")
    rows, where = table(window.train), place(window)
    close(qtbot, window)

    again = open_window(ready=False)
    assert place(again) == pytest.approx(where), "in its place"
    assert not find(again, QAbstractButton, "pad-undo").isEnabled(), "there is nothing before it"
    assert again.compare.details.page == "why" and again.compare.models.bar.views.key == "plane"
    assert len(again.compare.models.differing) > 1 and find(again, QAbstractButton, "compare-differs").isChecked()
    assert again.comparing
    again.show_train()
    qtbot.waitUntil(lambda: table(again.train) == rows)
    wait_ready(qtbot, again)
    qtbot.waitUntil(lambda: answer(again) != "")
    again.pad.clear()
    qtbot.waitUntil(lambda: json.loads((window_home / FILE_NAME).read_text())["window"]["drawing"] == [])
    close(qtbot, again)


def test_a_broken_session_keeps_no_window_shut(qtbot, open_window, window_home) -> None:
    """Usability 29"""
    (window_home / FILE_NAME).write_text('{"window":', encoding="utf-8")
    window = open_window(ready=False)
    assert f"{FILE_NAME}.broken" in said(window) and not window.pad.canvas.ink
    far = [[[-1e9, 1e9, 0.0], [0.0, 1e9, -1e9]]]
    data = {"window": {"drawing": far, "sheet": [0, 0, 0, 0], "page": "sweeps", "differing": ["a", "b", MODEL]}}
    (window_home / FILE_NAME).write_text(json.dumps(data), encoding="utf-8")
    again = open_window(ready=False)
    assert len(again.pad.canvas.ink.strokes) == 1 and again.compare.details.page == "sweeps"
    assert not again.grab().isNull()


def test_a_home_that_cannot_be_written_is_said_once_for_settings_and_session(qtbot, open_window, window_home) -> None:
    """Usability 29: a drawing that could not be kept is not lost without a word."""
    window = open_window(ready=False)
    draw(window, SEVEN)
    (window_home / FILE_NAME).unlink(missing_ok=True)
    (window_home / FILE_NAME).mkdir()
    window.close()
    assert "Close again" in said(window) and not window.closings
    close(qtbot, window)


def test_closing_where_the_session_cannot_be_kept_says_what_and_closes_the_second_time(
    qtbot, open_window, window_home
) -> None:
    """It spoke of the settings, which were kept, and promised that nothing is lost."""
    window = open_window(ready=False)
    (window_home / FILE_NAME).unlink(missing_ok=True)
    (window_home / FILE_NAME).mkdir()
    draw(window, SEVEN)
    window.close()
    qtbot.waitUntil(lambda: FILE_NAME in said(window))
    assert window.isVisible() and "nothing is lost" not in said(window)
    assert "Close again to leave without it." in said(window)
    close(qtbot, window)
