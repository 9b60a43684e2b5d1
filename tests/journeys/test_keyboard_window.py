"""The window by keyboard alone: Tab reaches everything and is caught by nothing, and one ring shows where it is."""

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAction, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QDialog,
    QLabel,
    QLineEdit,
    QSpinBox,
    QWidget,
)

from digitpad.ui.common.theme import DARK, LIGHT, Theme
from digitpad.ui.main_window import MainWindow
from tests.journeys.windows import ONE, at_rest, draw, find, press

pytest_plugins = ["tests.journeys.windows"]
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen can neither raise nor grab
TAB, BACK = Qt.Key.Key_Tab, Qt.Key.Key_Backtab
MOST = 250  # presses of Tab, for some sixty controls


@pytest.fixture
def window(qtbot, open_window) -> MainWindow:
    """The window after a run of one epoch, with a drawing on the pad: every table has rows."""
    window = open_window()
    window.pad.show_inspector(True)
    draw(window, ONE)
    find(window, QSpinBox, "train-epochs").setValue(1)
    press(window, "train-start")
    start = find(window, QWidget, "train-start")
    rows = find(window, QAbstractItemView, "train-epoch-table").model()
    qtbot.waitUntil(lambda: rows.rowCount() == 1 and start.isEnabled())
    at_rest(qtbot, window)
    return window


def pages(window: MainWindow) -> Iterator[str]:
    """Turns to one page after the other."""
    window.show_train()
    for name in ("train-settings", "train-view-curves", "train-view-inside", "train-runs"):
        press(window, name)
        yield name
    window.show_compare()
    for page in ("confusion", "difference", "digits", "breaks", "why"):
        press(window, f"compare-page-{page}")
        yield page
    press(window, "compare-view-plane")
    yield "plane"


def controls(window: MainWindow) -> set[QWidget]:
    """All that can be seen, is enabled and is there to be reached by Tab."""
    return {
        widget
        for widget in window.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isVisible()
        and widget.isEnabled()
        and widget.window() is window
        and widget.focusProxy() is None
        and not (isinstance(widget, QLineEdit) and isinstance(widget.parentWidget(), QAbstractSpinBox))
    }


def names(widgets: set[QWidget]) -> list[str]:
    return sorted(f"{type(widget).__name__} {widget.objectName()}" for widget in widgets)


def walk(start: QWidget, key: Qt.Key) -> set[QWidget]:
    """Everything that the key reaches before it is back at the start."""
    start.setFocus(Qt.FocusReason.TabFocusReason)
    reached = {start}
    for _ in range(MOST):
        QTest.keyClick(QApplication.focusWidget(), key)
        at = QApplication.focusWidget()
        assert at is not None
        if at is start:
            return reached
        reached.add(at)
    raise AssertionError(f"{key.name} is caught: it stays in {names(reached)}")


def test_tab_leads_through_the_whole_window_both_ways(qtbot, window: MainWindow) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    for page in pages(window):
        for key in (TAB, BACK):
            reached = walk(window.pad.canvas, key)
            missed = controls(window) - reached  # asked now: of buttons of which one is down, only that one is a stop
            assert not missed, f"{page}: {key.name} does not reach {names(missed)}"


def test_arrows_go_from_view_to_view_where_only_one_button_is_down(qtbot, window: MainWindow) -> None:
    window.show_compare()
    table, plane = (find(window, QAbstractButton, f"compare-view-{name}") for name in ("table", "plane"))
    table.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(table, Qt.Key.Key_Right)
    assert plane.hasFocus() and plane.isChecked()


def test_no_table_keeps_tab_even_before_it_was_looked_at(window: MainWindow) -> None:
    views = window.findChildren(QAbstractItemView)
    assert {"compare-table", "train-epoch-table", "sweep-models"} <= {view.objectName() for view in views}
    assert not [view.objectName() for view in views if view.tabKeyNavigation()]


def pixels(widget: QWidget) -> np.ndarray:
    image: QImage = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    flat = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    return flat[..., 2::-1].astype(int)


def rgb(colour: str) -> np.ndarray:
    return np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)])


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_one_ring_shows_what_the_keyboard_is_in(qtbot, window: MainWindow, theme: Theme) -> None:
    window.apply_theme(theme.name)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    seen: set[QWidget] = set()
    for page in pages(window):
        for widget in controls(window) - seen:
            seen.add(widget)
            window.tabs.tabBar().setFocus(Qt.FocusReason.TabFocusReason)
            if widget is window.tabs.tabBar():
                window.pad.canvas.setFocus(Qt.FocusReason.TabFocusReason)
            QApplication.processEvents()
            ring = rgb(theme.focus)
            without = (np.abs(pixels(widget) - ring).sum(axis=2) < 30).sum()
            widget.setFocus(Qt.FocusReason.TabFocusReason)
            QApplication.processEvents()
            more = (np.abs(pixels(widget) - ring).sum(axis=2) < 30).sum() - without
            around = window.tabs.tabBar().tabRect(0) if widget is window.tabs.tabBar() else widget.rect()
            room = 2 * 2 * (around.width() + around.height() - 24)
            assert more >= 0.8 * room, f"{page}: no ring around {names({widget})}"


def luminance(colour: str) -> float:
    """WCAG 2.2's relative luminance."""
    share = rgb(colour) / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_the_ring_stands_out_from_all_that_it_can_lie_on_and_is_no_other_sign(theme: Theme) -> None:
    for ground in (theme.window, theme.panel, theme.field, theme.soft, theme.line):
        high, low = sorted((luminance(theme.focus), luminance(ground)), reverse=True)
        assert (high + 0.05) / (low + 0.05) >= 3, ground
    others = {theme.accent, theme.text, theme.muted, theme.good, theme.warn, theme.bad, theme.ink, *theme.series}
    assert theme.focus not in others


def test_who_draws_or_clicks_sees_no_ring_but_who_types_does(qtbot, window: MainWindow) -> None:
    def ringed() -> list[str]:
        rings = window.findChildren(QWidget, "focus-ring")
        return [ring.parentWidget().objectName() for ring in rings if ring.isVisible()]

    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.pad.tools.pen.setFocus(Qt.FocusReason.TabFocusReason)
    assert ringed() == ["pad-pen"]
    draw(window, ONE)
    assert QApplication.focusWidget() is window.pad.canvas and ringed() == []
    find(window, QSpinBox, "train-epochs").setFocus(Qt.FocusReason.MouseFocusReason)
    assert ringed() == ["train-epochs"]


def test_start_hands_the_keyboard_to_pause_and_the_end_of_the_run_back_to_start(qtbot, window: MainWindow) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    start, pause, stop = (find(window, QAbstractButton, f"train-{name}") for name in ("start", "pause", "stop"))
    find(window, QSpinBox, "train-epochs").setValue(500)
    start.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(start, Qt.Key.Key_Space)
    assert not stop.hasFocus(), "a second press of Space must not stop the run"
    qtbot.waitUntil(pause.hasFocus)
    stop.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(stop, Qt.Key.Key_Space)
    qtbot.waitUntil(start.hasFocus)
    at_rest(qtbot, window)


def test_the_focus_that_moves_by_itself_after_a_click_shows_no_ring(qtbot, window: MainWindow) -> None:
    def ringed() -> list[str]:
        rings = window.findChildren(QWidget, "focus-ring")
        return [ring.parentWidget().objectName() for ring in rings if ring.isVisible()]

    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    settings = find(window, QAbstractButton, "train-settings")
    canvas = window.pad.canvas
    canvas.setFocus(Qt.FocusReason.MenuBarFocusReason)
    assert ringed() == ["pad-canvas"]
    QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton, pos=canvas.mapTo(window, canvas.rect().center()))
    assert ringed() == []
    find(window, QSpinBox, "train-epochs").setFocus(Qt.FocusReason.TabFocusReason)
    screen, at = window.windowHandle(), settings.mapTo(window, settings.rect().center())
    QTest.mouseClick(screen, Qt.MouseButton.LeftButton, pos=at)
    find(window, QWidget, "train-view-curves").setFocus(Qt.FocusReason.OtherFocusReason)
    assert settings.isChecked() and ringed() == []
    QTest.keyClick(screen, Qt.Key.Key_F15)  # a key is in use again
    settings.setFocus(Qt.FocusReason.OtherFocusReason)
    assert ringed() == ["train-settings"]


def test_in_a_window_of_words_tab_stops_only_at_what_does_something(qtbot, window: MainWindow) -> None:
    find(window, QAction, "show-about").trigger()
    dialog = find(window, QDialog, "about")
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    stops = [each for each in dialog.findChildren(QWidget) if each.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert stops and all(isinstance(each, QAbstractButton) or "<a " in each.text() for each in stops)
    for stop in stops:
        assert not isinstance(stop, QLabel) or stop.margin() >= 4, "the ring hides no letter"
    dialog.close()


def test_nothing_is_read_aloud_with_its_markup(window: MainWindow) -> None:
    kinds = (QAccessible.Text.Name, QAccessible.Text.Description, QAccessible.Text.Help, QAccessible.Text.Value)
    for _page in pages(window):
        for widget in (window, *window.findChildren(QWidget)):
            heard = QAccessible.queryAccessibleInterface(widget)
            for kind in kinds if heard is not None else ():
                said = heard.text(kind)
                assert "</" not in said and "<p" not in said and "&nbsp;" not in said, (widget.objectName(), said)
