"""The tour of the first start: five bubbles beside what they tell of, left at once, never seen again unasked."""

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from digitpad.ui.main_window import MainWindow
from digitpad.ui.tour import STOPS, Tour, beside
from tests.ui.compare.cards import bundled

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen can neither raise nor grab


@pytest.fixture
def window(qtbot: QtBot, bare_window: MainWindow) -> MainWindow:
    bare_window.compare.show_models(bundled())
    bare_window.show()
    bare_window.activateWindow()
    qtbot.waitUntil(bare_window.isActiveWindow)
    return bare_window


@pytest.mark.parametrize("size", [(1280, 820), (800, 600)])
def test_each_bubble_stands_in_the_window_beside_what_it_tells_of(
    qtbot: QtBot, window: MainWindow, size: tuple[int, int]
) -> None:
    window.resize(*size)
    tour = Tour(window)
    tour.begin()
    told = []
    for stop in STOPS:
        QApplication.processEvents()
        told.append(tour.findChild(QLabel).text())
        assert window.rect().contains(tour.geometry()), stop.part
        part = window.findChild(QWidget, stop.part) or window.menuBar()
        assert part.isVisible(), "the panel that it lies in came to the front"
        at = QRect(part.mapTo(window, QPoint()), part.size())
        assert window.findChild(QWidget, "tour-outline").geometry().contains(at.center())
        assert QApplication.focusWidget() is tour.findChild(QPushButton, "tour-next")
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert told == [stop.title for stop in STOPS]
    assert not tour.isVisible() and window.pad.canvas.hasFocus()


def test_the_tour_is_left_at_once_by_a_button_or_escape(qtbot: QtBot, window: MainWindow) -> None:
    tour = Tour(window)
    button = tour.findChild(QPushButton, "tour-leave")
    for leave in (button.click, lambda: QTest.keyClick(tour, Qt.Key.Key_Escape)):
        tour.begin()
        with qtbot.waitSignal(tour.ended):
            leave()
        assert not tour.isVisible() and not window.findChild(QWidget, "tour-outline").isVisible()


@pytest.mark.parametrize(
    "part", [QRect(0, 0, 100, 100), QRect(700, 200, 100, 100), QRect(0, 0, 800, 20), QRect(300, 500, 400, 100)]
)
def test_a_bubble_leaves_its_part_in_sight(part: QRect) -> None:
    window, bubble = QRect(0, 0, 800, 600), QSize(250, 150)
    at = beside(part, bubble, window)
    assert not QRect(at, bubble).intersects(part) and window.contains(QRect(at, bubble))
