"""The mouse over a widget, however busy the machine is."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, QPointF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot


def point_at(qtbot: QtBot, widget: QWidget, place: Callable[[], QPointF], seen: Callable[[], bool]) -> None:
    """Moves the mouse there, again and again by a pixel more or less, until what it brings is seen.

    One move is not enough: a layout may still move the place, and pyqtgraph passes over moves that come too fast.
    """
    moves: list[QPoint] = []

    def moved() -> bool:
        moves.append(place().toPoint() + QPoint(0, len(moves) % 2))
        QTest.mouseMove(widget, moves[-1])
        return seen()

    qtbot.waitUntil(moved)
