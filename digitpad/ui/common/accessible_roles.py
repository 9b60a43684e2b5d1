"""What a screen reader takes our own widgets for; Qt calls whatever paints itself "filler". Imports QtWidgets.

A class says what it is in `accessible_role`. Qt asks only where a screen reader listens.
"""

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget
from shiboken6 import isValid

CANVAS, CHART, PICTURE, ALERT = (
    QAccessible.Role.Canvas,
    QAccessible.Role.Chart,
    QAccessible.Role.Graphic,
    QAccessible.Role.AlertMessage,
)


def install() -> None:
    """Has Qt ask here from now on; once a process."""
    if not _installed:
        QAccessible.installFactory(_interface)
        _installed.append(True)


def _interface(_kind: str, thing: QObject | None) -> QAccessibleInterface | None:
    """The interface of a widget that says what it is; None: Qt's own."""
    if not isinstance(thing, QWidget) or not isValid(thing):
        return None
    role = getattr(thing, "accessible_role", None)
    return None if role is None else QAccessibleWidget(thing, role)


_installed: list[bool] = []
