"""Messages in the real window: above the panel that they belong to, over no content, and gone with their cause."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QProgressBar, QSpinBox, QWidget

from digitpad.core.recipes import RECIPES
from digitpad.ink import files as ink_files
from digitpad.ink.files import Drawing
from digitpad.ink.ink import Ink
from digitpad.ink.subject import Picture
from digitpad.ui.common.messages import COMPARE, PAD, TRAIN
from digitpad.ui.main_window import MainWindow
from tests.journeys.windows import MODEL, ONE, controller, draw, find, press, said

pytest_plugins = ["tests.journeys.windows"]
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen can neither raise nor grab
LONG_MS = 60_000


def explode(qtbot, window: MainWindow) -> None:
    """A run whose loss is no number after a batch or two."""
    window.train.start(replace(RECIPES["mlp-512"], learning_rate=100.0))
    qtbot.waitUntil(lambda: not controller(window).train.running, timeout=LONG_MS)
    assert window.messages.message.action.startswith("Try again")


def sentences(window: MainWindow) -> list[str]:
    """Every sentence on the screen that says what failed."""
    labels = [label.text() for label in window.findChildren(QLabel) if label.isVisible()]
    return [text for text in labels if "loss has exploded" in text or "no longer a number" in text]


def place(window: MainWindow, widget: QWidget) -> QRect:
    return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())


def test_a_failed_run_s_message_goes_when_another_recipe_is_chosen_or_another_run_begins(qtbot, open_window) -> None:
    window = open_window(ready=False)
    window.show_train()
    explode(qtbot, window)
    assert len(sentences(window)) == 1, "no sentence twice"
    status, progress = find(window, QLabel, "train-status"), find(window, QProgressBar, "train-progress")
    assert status.isVisible()
    box = find(window, QComboBox, "train-recipe")
    box.setCurrentIndex(box.findData("cnn-5x5"))
    assert said(window) == ""
    assert not status.isVisible()
    assert progress.text() == ""
    explode(qtbot, window)
    find(window, QSpinBox, "train-batch-size").setValue(32)
    assert said(window) == "", "another plan did not fail yet"
    explode(qtbot, window)
    press(window, "train-start")
    assert said(window) == ""
    press(window, "train-stop")
    qtbot.waitUntil(lambda: not controller(window).train.running, timeout=LONG_MS)


@pytest.mark.parametrize("size", [(1280, 820), (940, 700)])
def test_messages_cover_nothing_and_move_nothing(open_window, size) -> None:
    window = open_window(ready=False)
    window.resize(*size)
    for tab in range(2):
        window.tabs.setCurrentIndex(tab)
        QApplication.processEvents()
        content = [window.pad, window.tabs.widget(tab)]
        tabs = [window.tabs.tabBar().tabRect(index) for index in range(2)]
        before = [place(window, widget) for widget in content]
        for belongs in (PAD, TRAIN, COMPARE):
            window.say("Something cannot be read, and this sentence is long. " * 3, "So mend it.", place=belongs)
        QApplication.processEvents()
        assert [place(window, widget) for widget in content] == before
        bars = [bar for name in ("message-bar", "side-message-bar") if (bar := find(window, QWidget, name)).isVisible()]
        assert len(bars) == 2
        margin = window.tabs.widget(tab).layout().contentsMargins().top()
        for bar in bars:
            lies = place(window, bar)
            assert not lies.intersects(before[0])
            assert not lies.intersects(before[1].adjusted(0, margin, 0, 0))
            for tab_place in tabs:
                at = QRect(window.tabs.tabBar().mapTo(window, tab_place.topLeft()), tab_place.size())
                assert not lies.intersects(at)


def test_beside_the_pad_alone_every_message_is_seen(open_window) -> None:
    window = open_window(ready=False)
    window.say("A run has failed.", place=TRAIN)
    assert not find(window, QWidget, "message-bar").isVisible()
    find(window, QAction, "side").trigger()
    assert find(window, QLabel, "message-text").text() == "A run has failed."
    find(window, QAction, "side").trigger()
    assert not find(window, QWidget, "message-bar").isVisible()


def test_that_nothing_is_drawn_is_said_until_something_is(open_window) -> None:
    window = open_window(ready=False)
    window.pad.keep_requested.emit("1")
    assert "no drawing on the pad" in said(window)
    draw(window, ONE)
    assert said(window) == ""


def test_a_name_that_is_taken_is_said_until_another_is_given(qtbot, open_window) -> None:
    window = open_window(ready=False)
    window.show_compare()
    window.compare.rename_requested.emit(MODEL, "padnet")
    assert "Another model is called padnet" in said(window)
    assert controller(window).library_model.card(MODEL).name == MODEL
    window.compare.rename_requested.emit(MODEL, "Mine")
    assert said(window) == ""
    assert controller(window).library_model.card(MODEL).name == "Mine"


def bad_file(qtbot, window: MainWindow, path: Path) -> None:
    path.write_text("this is no drawing")
    window.pad.files_dropped.emit([path])
    qtbot.waitUntil(lambda: path.name in said(window))


def draw_a_stroke(window: MainWindow, _tmp_path: Path) -> None:
    draw(window, ONE)


def paste_a_picture(window: MainWindow, _tmp_path: Path) -> None:
    grey = np.full((60, 60), 255, np.uint8)
    grey[10:50, 28:32] = 0
    window.pad.show_picture(Picture(grey))


def open_a_good_file(window: MainWindow, tmp_path: Path) -> None:
    ink_files.save(tmp_path / "good.ndjson", [Drawing(Ink.from_strokes([[(5, 5), (5, 90)]]), "good")])
    window.pad.files_dropped.emit([tmp_path / "good.ndjson"])


def clear_the_pad(window: MainWindow, _tmp_path: Path) -> None:
    press(window, "pad-clear")


@pytest.mark.parametrize("goes_on", [draw_a_stroke, paste_a_picture, open_a_good_file, clear_the_pad])
def test_what_is_said_of_a_bad_file_goes_as_the_user_goes_on(qtbot, open_window, tmp_path, goes_on) -> None:
    window = open_window(ready=False)
    if goes_on is clear_the_pad:
        draw(window, ONE)
    bad_file(qtbot, window, tmp_path / "bad.ndjson")
    goes_on(window, tmp_path)
    qtbot.waitUntil(lambda: said(window) == "")


def test_a_bad_file_beside_a_good_one_is_said_while_the_good_one_is_looked_at(qtbot, open_window, tmp_path) -> None:
    window = open_window(ready=False)
    (tmp_path / "bad.ndjson").write_text("this is no drawing")
    strokes = [Drawing(Ink.from_strokes([[(5, 5), (5, 90)]]), name) for name in ("one", "two")]
    ink_files.save(tmp_path / "good.ndjson", strokes)
    window.pad.files_dropped.emit([tmp_path / "bad.ndjson", tmp_path / "good.ndjson"])
    qtbot.waitUntil(lambda: "bad.ndjson" in said(window))
    assert window.pad.canvas.ink
    window.messages.close(window.messages.message)
    assert window.messages.message.action == "Show the next"
    (tmp_path / "worse.ndjson").write_text("nor is this")
    window.pad.files_dropped.emit([tmp_path / "good.ndjson", tmp_path / "worse.ndjson"])
    qtbot.waitUntil(lambda: "worse.ndjson" in said(window))


def test_that_a_picture_holds_no_digit_is_said_while_it_lies_on_the_pad(qtbot, open_window) -> None:
    window = open_window(ready=False)
    window.pad.show_picture(Picture(np.full((80, 80), 255, np.uint8)))
    qtbot.waitUntil(lambda: said(window) != "")
    press(window, "pad-undo")
    assert said(window) == ""
    press(window, "pad-redo")
    qtbot.waitUntil(lambda: said(window) != "")
    draw(window, ONE)
    assert said(window) == ""


def test_that_a_file_could_not_be_written_is_said_until_one_can(qtbot, open_window, tmp_path) -> None:
    window = open_window(ready=False)
    draw(window, ONE)
    (tmp_path / "taken").write_text("a file where a folder should be")
    window.files.save_ink_requested.emit(tmp_path / "taken" / "mine.ndjson")
    qtbot.waitUntil(lambda: said(window) != "")
    assert window.messages.message.kind == "bad"
    window.files.save_ink_requested.emit(tmp_path / "mine.ndjson")
    qtbot.waitUntil(lambda: "Saved as mine.ndjson" in said(window))
    window.messages.close(window.messages.message)
    assert said(window) == ""
