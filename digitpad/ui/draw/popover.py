"""A small card that opens below a button and goes when the user clicks elsewhere. Imports QtWidgets and the theme."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QFrame, QLabel, QVBoxLayout, QWidget
from shiboken6 import isValid

from digitpad.ui.common.guard import guarded
from digitpad.ui.common.theme import SPACE, keep_sized

WIDTH = 38 * SPACE


class Popover(QFrame):
    """Widgets go into `body`, below the title. The first that can be used has the keyboard while the card is open."""

    def __init__(self, name: str, title: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName(name)
        self.setProperty("card", True)
        keep_sized(self, setFixedWidth=WIDTH)
        self.typed: dict[str, QAbstractButton] = {}  # what can be typed in place of pressing a button
        self._before: QWidget | None = None  # who had the keyboard
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(2 * SPACE, SPACE + 4, 2 * SPACE, 2 * SPACE)
        self.body.setSpacing(SPACE)
        head = QLabel(title)
        head.setProperty("role", "title")
        self.body.addWidget(head)

    def open_below(self, button: QWidget) -> None:
        """Shows the card below the button, or above it where the screen ends; always within the screen."""
        self.adjustSize()
        room = button.screen().availableGeometry()
        corner = button.mapToGlobal(QPoint(0, button.height() + SPACE // 2))
        x = max(min(corner.x(), room.right() - self.width()), room.left())
        y = corner.y()
        if y + self.height() > room.bottom():
            y = button.mapToGlobal(QPoint(0, 0)).y() - self.height() - SPACE // 2
        self.move(x, max(y, room.top()))
        self._before = QApplication.focusWidget()
        self.show()
        (self._first() or self).setFocus(Qt.FocusReason.PopupFocusReason)

    def _first(self) -> QWidget | None:
        """The first in the order of Tab that can be used now."""
        at = self.nextInFocusChain()
        while at is not None and at is not self and self.isAncestorOf(at):
            if at.isEnabled() and at.isVisibleTo(self) and at.focusPolicy() & Qt.FocusPolicy.TabFocus:
                return at
            at = at.nextInFocusChain()
        return None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the keyboard, as in a dialog; some are pressed by what they are called."""
        now = self.focusWidget()
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(now, QAbstractButton)
        button = now if enter else self.typed.get(event.text())
        if isinstance(button, QAbstractButton):
            button.click()
        else:
            super().keyPressEvent(event)

    @guarded(None)
    def hideEvent(self, event: QHideEvent) -> None:
        """Gives the keyboard back to who had it, unless somebody else has it by now."""
        super().hideEvent(event)
        before, self._before = self._before, None
        now = QApplication.focusWidget()
        if before is not None and isValid(before) and (now is None or self.isAncestorOf(now)):
            before.setFocus(Qt.FocusReason.PopupFocusReason)


def muted(text: str = "") -> QLabel:
    """A quiet line that wraps."""
    label = QLabel(text)
    label.setProperty("role", "muted")
    label.setWordWrap(True)
    return label
