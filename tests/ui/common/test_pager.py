"""Two panels in a narrow window: which of them is seen."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QSplitter, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from digitpad.ui.common.pager import Pager


def test_a_button_that_hides_itself_leaves_its_panel_in_front(qtbot: QtBot) -> None:
    """Qt hands the keyboard on to the next widget, which may be in the other panel."""
    splitter, sheet = QSplitter(Qt.Orientation.Horizontal), QWidget()
    QVBoxLayout(sheet).addWidget(splitter)
    buttons = {}
    for panel in ("left", "right"):
        holder = QWidget()
        holder.setMinimumWidth(400)
        column = QVBoxLayout(holder)
        for name in ("first", "second"):
            buttons[panel, name] = QPushButton(name)
            column.addWidget(buttons[panel, name])
        splitter.addWidget(holder)
    pager = Pager(sheet, splitter)
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
