"""Lessons in the real window: what is done is seen, progress is kept, a lesson of one's own read, the sheet written."""

from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QLabel, QListWidget

from digitpad.core import settings
from tests.journeys.windows import MODEL, SEVEN, controller, draw, said

pytest_plugins = ["tests.journeys.windows"]

MINE = """\
# My lesson <b>
## Draw
### Predict
Which?
- [ ] One
- [x] Seven
### Check
drawn
### Reveal
So it is.
"""


def press(window, name: str) -> None:
    window.findChild(QAbstractButton, name).click()


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_a_lesson_of_ones_own_is_mended_done_kept_and_handed_in(qtbot, open_window, window_home, tmp_path) -> None:
    window = open_window()
    path, sheet = tmp_path / "mine.md", tmp_path / "sheet.html"
    path.write_text(MINE.replace("drawn", "drown"), encoding="utf-8")
    window.pad.files_dropped.emit([path])
    qtbot.waitUntil(lambda: window.findChild(QListWidget, "lesson-problems") is not None)
    qtbot.waitUntil(lambda: window.findChild(QListWidget, "lesson-problems").count() == 1)
    assert "Line 8" in window.findChild(QListWidget, "lesson-problems").item(0).text()
    path.write_text(MINE, encoding="utf-8")
    press(window, "lesson-again")
    qtbot.waitUntil(lambda: window.findChild(QLabel, "lesson-step").text() == "Draw")
    press(window, "lesson-choice-0")
    press(window, "lesson-predict-keep")
    assert not window.findChild(QAbstractButton, "lesson-next").isEnabled()
    draw(window, SEVEN)
    qtbot.waitUntil(window.findChild(QAbstractButton, "lesson-next").isEnabled)
    record = controller(window).settings_store.settings.lessons[str(path)].record(0)
    assert record.sketch and record.predictions["0"].choice == 0

    press(window, "lesson-next")  # the end: the list
    window.findChild(QAction, "lessons-sheet").trigger()
    window.findChild(QFileDialog).fileSelected.emit(str(sheet))
    qtbot.waitUntil(sheet.exists)
    page = sheet.read_text(encoding="utf-8")
    assert "My lesson &lt;b&gt;" in page and "Seven" in page and "<polyline" in page
    qtbot.waitUntil(lambda: "sheet.html" in said(window))

    controller(window).settings_store.flush()
    kept, problem = settings.load(window_home)
    assert not problem and kept.lessons_shown and kept.lesson_files == (str(path),)
    assert kept.lessons[str(path)].record(0) == record


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_the_program_is_watched_through_its_signals(qtbot, open_window) -> None:
    window = open_window()
    watcher = controller(window).watcher
    draw(window, SEVEN)
    qtbot.waitUntil(lambda: watcher.state.answer != "")
    assert watcher.state.drawn and watcher.state.strokes == 1 and watcher.state.size > 0.4
    window.findChild(QAction, "steps").trigger()
    press(window, "pad-switch-fit")
    assert watcher.state.inspector and not watcher.state.fit
    window.show_compare()
    press(window, "compare-page-why")
    assert (watcher.state.tab, watcher.state.page) == ("compare", "why")
    window.compare.details.difference.pair_changed.emit("mlp-256-128", MODEL)
    assert watcher.state.pair == ("", ""), "no figures of both yet"
    window.pad.clear()
    assert not watcher.state.drawn and watcher.state.answer == ""
    window.sweep_requested.emit()
    assert watcher.state.sweeping
    window.show_train()
    assert watcher.state.tab == "train"
    window.findChild(QAction, "lessons-show").trigger()
    assert window.lessons.is_open
    window.findChild(QAction, "lessons-hide").trigger()
    assert not window.lessons.is_open


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_what_is_half_drawn_does_not_count_and_another_drawing_of_as_many_points_does(qtbot, open_window) -> None:
    window = open_window()
    watcher, seen = controller(window).watcher, []
    watcher.changed.connect(lambda: seen.append(watcher.state))
    draw(window, SEVEN)
    qtbot.waitUntil(lambda: watcher.state.answer != "")
    assert {state.answer for state in seen if state.drawn} <= {"", watcher.state.answer}, "of the whole drawing alone"
    watcher.mark()
    assert not watcher.state.anew
    window.pad.clear()
    draw(window, [(1 - x, y) for x, y in SEVEN])
    qtbot.waitUntil(lambda: watcher.state.drawn)
    assert watcher.state.anew and watcher.state.strokes == 1


def test_dropping_a_file_that_is_gone_says_so(qtbot, open_window) -> None:
    window = open_window(ready=False)
    window.lessons.files_dropped.emit([Path("gone.md")])
    qtbot.waitUntil(lambda: "gone.md" in said(window))
