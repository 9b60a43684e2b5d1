"""Messages in the real window: above the panel that they belong to, over no content, and gone with their cause."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QProgressBar, QSpinBox, QWidget

from digitpad.recipes import RECIPES
from digitpad.ui.common.messages import COMPARE, PAD, TRAIN
from digitpad.ui.main_window import MainWindow
from tests.windows import MODEL, ONE, draw, find, house, press, said

pytest_plugins = ["tests.windows"]
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen can neither raise nor grab
LONG_MS = 60_000


def explode(qtbot, window: MainWindow) -> None:
    """A run whose loss is no number after a batch or two."""
    window.train.start(replace(RECIPES["mlp-512"], learning_rate=100.0))
    qtbot.waitUntil(lambda: house(window).train._job is None, timeout=LONG_MS)
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
    qtbot.waitUntil(lambda: house(window).train._job is None, timeout=LONG_MS)


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
    window.pad.keep_wanted.emit("1")
    assert "no drawing on the pad" in said(window)
    draw(window, ONE)
    assert said(window) == ""


def test_a_name_that_is_taken_is_said_until_another_is_given(qtbot, open_window) -> None:
    window = open_window(ready=False)
    window.show_compare()
    window.compare.rename_wanted.emit(MODEL, "padnet")
    assert "Another model is called padnet" in said(window)
    assert house(window).shelf.card(MODEL).name == MODEL
    window.compare.rename_wanted.emit(MODEL, "Mine")
    assert said(window) == ""
    assert house(window).shelf.card(MODEL).name == "Mine"
