"""The wheel changes nothing that was not clicked, and long tooltips are wrapped, in every window. Imports QtWidgets."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import (
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QScrollBar,
    QTabBar,
    QWidget,
)

from digitpad.ui.common.guard import guarded
from digitpad.ui.common.tips import show_wrapped

NAME = "wheel-guard"
HEARD = (QEvent.Type.Wheel, QEvent.Type.Polish, QEvent.Type.ToolTip)
_GUARDED = (QComboBox, QAbstractSpinBox, QAbstractSlider, QTabBar)  # what Qt turns by the wheel


class WheelGuard(QObject):
    """Hands the wheel on to the page below a control that has no focus, and lets no control take the focus by it."""

    @guarded(False)
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Sees every event of the application, so the common case ends at the first line."""
        kind = event.type()
        if kind not in HEARD:
            return False
        if isinstance(event, QHelpEvent):
            return isinstance(watched, QWidget) and kind is QEvent.Type.ToolTip and show_wrapped(watched, event)
        if not _is_guarded(watched):
            return False
        assert isinstance(watched, QWidget)  # noqa: S101  tells mypy what has just been seen
        if kind is QEvent.Type.Polish:  # before it is first shown; Qt would give it the focus before we hear of a turn
            _refuse_focus(watched)
            return False
        if watched.hasFocus():
            return False
        event.ignore()  # Qt offers it to the parent then
        return True


def _is_guarded(watched: QObject) -> bool:
    return isinstance(watched, _GUARDED) and not isinstance(watched, QScrollBar)


def _refuse_focus(widget: QWidget) -> None:
    if _is_guarded(widget) and widget.focusPolicy() == Qt.FocusPolicy.WheelFocus:
        widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)


def guard(application: QApplication) -> None:
    """Sets the guard up; once is enough, however often it is called."""
    application.installEventFilter(_of(application))  # a second time moves it to the front and no more
    for widget in application.allWidgets():
        _refuse_focus(widget)


@contextmanager
def unguarded(application: QApplication) -> Iterator[None]:
    """While a window is built: nobody turns the wheel, and a filter of each of its 10,000 events is a third of it."""
    application.removeEventFilter(_of(application))
    try:
        yield
    finally:
        guard(application)


def _of(application: QApplication) -> WheelGuard:
    found = application.findChild(WheelGuard, NAME)
    if found is None:
        found = WheelGuard(application)
        found.setObjectName(NAME)
    return found
