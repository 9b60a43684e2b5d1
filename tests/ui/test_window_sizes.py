"""The window at every size, zoom and theme: nothing is clipped, one panel at a time where two do not fit.

The numbers are those of the usability review of version 0.1.
"""

import dataclasses
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAction, QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QPushButton,
    QScrollArea,
    QTableView,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from digitpad.ui.common import theme as themes
from digitpad.ui.common.messages import COMPARE
from digitpad.ui.main_window import MainWindow
from tests.ui.compare.cards import bundled

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen can neither raise nor grab
SIZES = ((800, 600), (1000, 700), (1280, 820), (1920, 1080))
PAGES = ("settings", "inside", "compare", "plane", "difference", "digits", "breaks", "why", "inspector")


@pytest.fixture
def window(bare_window: MainWindow) -> Iterator[MainWindow]:
    """The window with its real panels, six models, and nothing behind it."""
    bare_window.zoom_requested.connect(bare_window.apply_zoom)
    bare_window.apply_zoom(100)
    bare_window.apply_theme("light")
    bare_window.compare.show_models(bundled())
    bare_window.show()
    yield bare_window
    bare_window.apply_zoom(100)


def settled() -> None:
    for _ in range(4):
        QApplication.processEvents()


def press(window: MainWindow, name: str, on: bool = True) -> None:
    button = window.findChild(QAbstractButton, name)
    assert button is not None, name
    if button.isChecked() != on:
        button.click()


def turned_to(window: MainWindow, page: str) -> None:
    """Shows a page of the window as its user does."""
    if page in ("settings", "inside"):
        window.show_train()
        press(window, "train-settings", page == "settings")
        press(window, "train-view-inside" if page == "inside" else "train-view-curves")
    elif page == "inspector":
        window.pad.show_inspector(True)
        window.show_pad()
    else:
        window.show_compare()
        press(window, "compare-view-plane" if page == "plane" else "compare-view-table")
        if page not in ("compare", "plane"):
            press(window, f"compare-page-{page}")


def needed(widget: QWidget) -> QRect:
    """How much room the widget's words need, where they must be seen whole."""
    metrics = QFontMetrics(widget.font())
    if isinstance(widget, QLabel) and widget.text() and not widget.wordWrap() and "<" not in widget.text():
        return QRect(0, 0, metrics.horizontalAdvance(widget.text()), metrics.ascent())
    if isinstance(widget, QPushButton | QToolButton) and widget.text():
        return QRect(0, 0, metrics.horizontalAdvance(widget.text().replace("&", "")), metrics.ascent())
    if isinstance(widget, QAbstractSpinBox):
        return QRect(0, 0, metrics.horizontalAdvance(widget.text()), metrics.ascent())
    return QRect()


def clipped(window: MainWindow) -> list[str]:
    """The widgets of words that are smaller than their words, or that lie where nothing can scroll them into sight."""
    found = []
    for widget in window.pager.findChildren(QWidget):
        if not widget.isVisible() or widget.objectName() in ("pad-answer", "pad-verdict"):
            continue
        room, told = needed(widget), bool(widget.toolTip()) and isinstance(widget, QLabel | QComboBox)
        small = room.width() > widget.width() or room.height() > widget.height()
        if small and not told:
            found.append(f"{widget.objectName() or type(widget).__name__} {widget.size().toTuple()} {room.size()}")
        parent = widget.parentWidget()
        scrolls = parent is None or isinstance(parent.parentWidget(), QScrollArea)
        if isinstance(widget, QAbstractButton) and parent is not None and not scrolls:
            inside = parent.rect().adjusted(-1, -1, 1, 1).contains(widget.geometry())
            if not inside:
                found.append(f"{widget.objectName()} sticks out of {parent.objectName() or type(parent).__name__}")
    return found


@pytest.mark.parametrize("zoom", [100, 200])
def test_no_words_are_clipped_at_any_size(window: MainWindow, zoom: int) -> None:
    """11, 12: at 800x600 buttons read "!valuate al", "Lo...de", and descriptions were cut through their letters."""
    window.apply_zoom(zoom)
    window.setUpdatesEnabled(False)  # where things lie is asked, not how they look
    for page in PAGES:
        turned_to(window, page)
        for size in SIZES:
            window.resize(*size)
            settled()
            assert not clipped(window), (page, size)


@pytest.mark.parametrize(
    ("size", "zoom", "narrow"),
    [((1280, 820), 100, False), ((800, 600), 100, True), ((1280, 820), 200, True), ((1920, 1080), 100, False)],
)
def test_where_two_panels_do_not_fit_one_fills_the_window(
    window: MainWindow, size: tuple[int, int], zoom: int, narrow: bool
) -> None:
    """11: the window may be made smaller than both panels need; then it shows pad or tabs, and a way to the others.

    At 1000x700, and at 150 % zoom, "◂ Pad" stood above and below: the lower one is there for news alone.
    """
    window.resize(*size)
    window.apply_zoom(zoom)
    settled()
    turn = window.findChild(QToolButton, "turn")
    assert window.pager.narrow is narrow and not turn.isVisible()
    view = window.pager.viewport()
    for panel, show in ((window.train, window.show_train), (window.pad, window.show_pad)):
        show()
        settled()
        seen = QRect(panel.mapTo(view, QPoint()), panel.size())
        assert view.rect().left() - 1 <= seen.left() and seen.right() <= view.rect().right() + 1
    ways = {name: window.findChild(QToolButton, f"to-{name}") for name in ("train", "compare", "pad")}
    for way, panel in ((ways["train"], window.train), (ways["compare"], window.compare)):
        window.show_pad()
        settled()
        assert way.isVisibleTo(window) is narrow, "the row above the pad was empty"
        way.click()
        settled()
        assert window.tabs.currentWidget() is panel and (not narrow or window.pager.front == 1)
    assert ways["pad"].isVisibleTo(window) is narrow
    ways["pad"].click()
    assert window.pager.front == 0
    window.say("news", place=COMPARE)
    assert turn.isVisible() is narrow
    if narrow:
        assert "1 new" in turn.text()
        turn.click()
        settled()
        assert window.pager.front == 1
        assert not turn.isVisible(), "the news are seen"
        window.findChild(QAction, "show-other").trigger()
        assert window.pager.front == 0


def test_the_keyboard_brings_along_the_panel_that_it_goes_to(qtbot: QtBot, window: MainWindow) -> None:
    """11, 5: in a narrow window what has the focus is never out of sight."""
    window.resize(800, 600)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.pad.canvas.setFocus(Qt.FocusReason.TabFocusReason)
    for _ in range(40):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        settled()
        at, view = QApplication.focusWidget(), window.pager.viewport()
        if window.pager.isAncestorOf(at):
            assert view.rect().intersects(QRect(at.mapTo(view, QPoint()), at.size())), at.objectName()


def test_the_interface_grows_with_the_zoom_and_back(window: MainWindow) -> None:
    """7: letters were 13 pixels for ever. Now they grow, and with them all that is painted or of a fixed size."""
    window.resize(1280, 820)
    start = window.findChild(QPushButton, "train-start")
    bars = window.pad.answer_view.bars
    before = start.sizeHint(), bars.minimumSizeHint(), window.pad.undo_button.iconSize().width()
    window.apply_zoom(themes.ZOOMS[-2])
    for _ in range(2):  # there is none above the last
        window.findChild(QAction, "zoom-in").trigger()
    settled()
    assert window.zoom == themes.ZOOMS[-1]
    grown = start.sizeHint(), bars.minimumSizeHint(), window.pad.undo_button.iconSize().width()
    assert grown[0].height() > 2 * before[0].height() and grown[1].height() > 2 * before[1].height()
    assert grown[2] > 2 * before[2]
    window.findChild(QAction, "zoom-out").trigger()
    assert window.zoom == themes.ZOOMS[-2]
    window.findChild(QAction, "zoom-reset").trigger()
    settled()
    assert (start.sizeHint(), bars.minimumSizeHint(), window.pad.undo_button.iconSize().width()) == before


def test_the_keys_of_the_zoom_are_those_of_every_program(window: MainWindow) -> None:
    """7"""
    keys = {name: [key.toString() for key in window.findChild(QAction, name).shortcuts()]
            for name in ("zoom-in", "zoom-out", "zoom-reset", "full-screen")}  # fmt: skip
    assert {"Ctrl++", "Ctrl+="} <= set(keys["zoom-in"]) and "Ctrl+-" in keys["zoom-out"]
    assert keys["zoom-reset"] == ["Ctrl+0"] and keys["full-screen"] == ["F11"]


def test_full_screen_and_back(window: MainWindow) -> None:
    """8: there was no full screen."""
    action = window.findChild(QAction, "full-screen")
    action.trigger()
    assert window.isFullScreen()
    action.trigger()
    assert not window.isFullScreen()


def test_at_no_width_the_window_wavers_between_one_panel_and_two(window: MainWindow) -> None:
    """11: a scroll bar that comes takes room, and must not take away the reason for which it came."""
    turns: list[bool] = []
    window.pager.changed.connect(lambda: turns.append(window.pager.narrow))
    for page in ("settings", "compare"):
        turned_to(window, page)
        window.resize(1280, 560)
        settled()
        turns.clear()
        for width in range(1280, 640, -9):
            window.resize(width, 560)
            settled()
        assert turns.count(True) <= 1 and len(turns) <= 2, page


def test_after_a_zoom_and_back_both_panels_fit_as_before(qtbot: QtBot, window: MainWindow) -> None:
    """7, 11: Qt keeps what a hidden page has needed, so that the window stayed with one panel."""
    window.resize(1270, 790)
    for page in ("compare", "plane", "why", "compare", "settings"):
        turned_to(window, page)
    window.show_train()
    settled()
    needs = window.splitter.minimumSizeHint().width()
    window.apply_zoom(200)
    window.compare.show_models(bundled()[:5])
    settled()
    qtbot.waitUntil(lambda: window.pager.narrow)
    window.apply_zoom(100)
    qtbot.waitUntil(lambda: not window.pager.narrow)
    # the panels follow the pager: settings stand beside the charts for a moment
    qtbot.waitUntil(lambda: window.splitter.minimumSizeHint().width() == needs)


def test_the_way_to_the_other_half_is_never_cut_for_a_long_status(window: MainWindow) -> None:
    """11: at 800x600 and 200 % the button read "◂...d"."""
    window.resize(800, 600)
    window.apply_zoom(200)
    window.show_train()
    window.say("news")
    window.show_status("training", "Training mlp-256-128: epoch 1 of 10, " * 4)
    settled()
    turn, line = window.findChild(QToolButton, "turn"), window.findChild(QLabel, "status")
    assert window.width() == 800 and turn.width() == turn.sizeHint().width()
    assert line.text() in line.toolTip()


@pytest.mark.parametrize("zoom", [100, 150])
def test_the_settings_beside_the_charts_are_seen_whole(window: MainWindow, zoom: int) -> None:
    """11: at 1920x1080 the fields were cut at the right, and "Find ..." with them."""
    window.resize(1920, 1080)
    window.apply_zoom(zoom)
    turned_to(window, "settings")
    settled()
    find = window.findChild(QAbstractButton, "train-find-rate")
    scroll = next(each for each in window.train.findChildren(QScrollArea) if each.isAncestorOf(find))
    right = find.mapTo(scroll.viewport(), QPoint(find.width(), 0)).x()
    assert right <= scroll.viewport().width()


def test_rows_of_tables_grow_with_the_zoom(window: MainWindow) -> None:
    """7: at 200 % letters of 26 pixels stood in rows of 32."""
    window.show_compare()
    rows = [window.compare.models.table, window.findChild(QTableView, "train-epoch-table")]
    before = [each.verticalHeader().defaultSectionSize() for each in rows]
    window.apply_zoom(200)
    assert [each.verticalHeader().defaultSectionSize() for each in rows] == [2 * size for size in before]


def test_the_count_of_models_is_left_out_where_it_would_be_cut(window: MainWindow) -> None:
    """11: at 1920x1080 and 200 % it read "7 models, 1 trai"."""
    count = window.findChild(QLabel, "compare-count")
    window.compare.show_models([*bundled(), dataclasses.replace(bundled()[0], id="mine", bundled=False)])
    window.apply_zoom(200)
    window.show_compare()
    for width in range(1300, 2400, 100):
        window.resize(width, 1000)
        settled()
        assert not count.isVisible() or count.width() >= needed(count).width(), width
