"""A widget alone on the screen, for the length of a test."""

from typing import TypeVar

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

Shown = TypeVar("Shown", bound=QWidget)


def shown(qtbot: QtBot, made: Shown, width: int, height: int) -> Shown:
    """The widget, shown in this size, and closed after the test."""
    qtbot.addWidget(made)
    made.resize(width, height)
    made.show()
    return made
