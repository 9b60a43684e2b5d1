"""The focus is followed through windows that come and go, many of them at the same place in memory."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QComboBox, QDialog, QLineEdit, QMenu, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from digitpad.ui.common.keyboard import Keyboard

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen can neither raise nor grab


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    """A window with a field and a list to choose from, whose focus is followed."""
    shown = QWidget()
    qtbot.addWidget(shown)
    field, choice = QLineEdit(), QComboBox()
    choice.addItems(["0", "1", "2"])
    layout = QVBoxLayout(shown)
    layout.addWidget(field)
    layout.addWidget(choice)
    Keyboard(shown, field)
    with qtbot.waitExposed(shown):
        shown.show()
    return shown


def test_menus_lists_and_dialogs_come_and_go(window: QWidget, qtbot: QtBot) -> None:
    choice = window.findChild(QComboBox)
    for _ in range(5):  # a fault in between fails the test: pytest-qt catches what leaves a slot
        menu = QMenu(window)
        menu.addAction("Delete")
        menu.popup(QPoint(10, 10))
        menu.close()
        menu.deleteLater()
        choice.showPopup()
        qtbot.waitUntil(lambda: choice.view().isVisible())
        choice.hidePopup()
        dialog = QDialog(window)
        button = QPushButton("Close", dialog)
        dialog.show()
        qtbot.waitUntil(dialog.isActiveWindow)
        button.setFocus(Qt.FocusReason.TabFocusReason)
        qtbot.keyClick(button, Qt.Key.Key_Shift)
        qtbot.waitUntil(button.hasFocus)
        dialog.close()
        dialog.deleteLater()
        qtbot.waitUntil(lambda: not choice.view().isVisible())
