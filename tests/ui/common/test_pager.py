"""Two panels in a narrow window: which of them is seen."""

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from digitpad.ui.common.pager import Pager


def pager_of(left: QWidget, right: QWidget) -> Pager:
    splitter, sheet = QSplitter(Qt.Orientation.Horizontal), QWidget()
    splitter.setChildrenCollapsible(False)
    QVBoxLayout(sheet).addWidget(splitter)
    sheet.layout().setContentsMargins(0, 0, 0, 0)
    for panel in (left, right):
        splitter.addWidget(panel)
    return Pager(sheet, splitter)


def narrow_pager(left: QWidget, right: QWidget, qtbot: QtBot) -> Pager:
    """One in the active window, too narrow for both."""
    pager = pager_of(left, right)
    qtbot.addWidget(pager)
    pager.resize(500, 300)
    pager.show()
    pager.activateWindow()
    qtbot.waitUntil(lambda: pager.narrow and pager.isActiveWindow())
    return pager


def test_a_panel_wider_than_the_window_stays_at_its_beginning(qtbot: QtBot) -> None:
    """11: the Train panel stood half out at its left after the panels had come to need more or less room."""
    left, right, wide, button = QWidget(), QWidget(), QLabel("near"), QPushButton("far")
    QVBoxLayout(left).addWidget(QLabel(minimumWidth=300, minimumHeight=900))
    column = QVBoxLayout(right)
    column.setContentsMargins(0, 0, 0, 0)
    wide.setMinimumWidth(900)
    column.addWidget(wide)
    column.addWidget(button, 1, Qt.AlignmentFlag.AlignRight)
    pager = narrow_pager(left, right, qtbot)
    wide.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    button.setFocus()
    wide.setFocus()
    assert pager.front == 1
    assert right.mapTo(pager.viewport(), QPoint()).x() == 0
    button.setFocus()
    assert pager.viewport().rect().contains(QRect(button.mapTo(pager.viewport(), QPoint()), button.size()))
    wide.setFocus()
    for width in (700, 560, 620):
        pager.resize(width, 300)
        qtbot.waitUntil(lambda: pager.viewport().width() > 500)
        QApplication.processEvents()
        assert right.mapTo(pager.viewport(), QPoint()).x() == 0, width


def test_a_row_too_long_that_begins_behind_another_leaves_its_panel_at_the_left_edge(qtbot: QtBot) -> None:
    """At 200 % the training panel came with its left edge cut: the tabs stand behind the way back to the pad."""
    left, right, back, tabs = QWidget(), QWidget(), QPushButton("back"), QLabel("tabs")
    QVBoxLayout(left).addWidget(QLabel(minimumWidth=300, minimumHeight=200))
    line = QHBoxLayout(right)
    line.setContentsMargins(0, 0, 0, 0)
    tabs.setMinimumWidth(900)
    tabs.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    line.addWidget(back)
    line.addWidget(tabs, 1)
    pager = narrow_pager(left, right, qtbot)
    pager.show_panel(1)
    tabs.setFocus()
    assert tabs.x() > 0 and right.mapTo(pager.viewport(), QPoint()).x() == 0


def test_a_button_that_hides_itself_leaves_its_panel_in_front(qtbot: QtBot) -> None:
    """Qt hands the keyboard on to the next widget, which may be in the other panel."""
    holders, buttons = [], {}
    for panel in ("left", "right"):
        holder = QWidget()
        holder.setMinimumWidth(400)
        column = QVBoxLayout(holder)
        for name in ("first", "second"):
            buttons[panel, name] = QPushButton(name)
            column.addWidget(buttons[panel, name])
        holders.append(holder)
    pager = pager_of(*holders)
    qtbot.addWidget(pager)
    pager.resize(500, 300)
    pager.show()
    pager.activateWindow()
    qtbot.waitUntil(lambda: pager.narrow and pager.isActiveWindow())
    buttons["right", "second"].setFocus()
    assert pager.front == 1
    buttons["right", "second"].hide()
    assert pager.front == 1 and QApplication.focusWidget() is buttons["right", "first"]
    buttons["left", "first"].setFocus()
    assert pager.front == 0
