"""What a screen reader says by itself: predictions, messages, epochs. Imports QtGui.

Nothing is told, and no timer runs, where no screen reader listens.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

STILL_MS = 700  # what changes at every move of the pen is told once it has stayed so long


class Announcer(QObject):
    """Announces the newest text of one widget, at most once in STILL_MS, and never the same twice running."""

    def __init__(self, about: QWidget, tell: Callable[[QWidget, str], None] | None = None) -> None:
        super().__init__(about)
        self._about, self._tell = about, tell or announce
        self._text = self._told = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(STILL_MS)
        self._timer.timeout.connect(self._now)

    def say(self, text: str) -> None:
        """Has it said once nothing newer has come for a while; an empty text: nothing."""
        self._text = text
        if QAccessible.isActive():
            self._timer.start()

    @Slot()
    def _now(self) -> None:
        if self._text and self._text != self._told:
            self._tell(self._about, self._text)
        self._told = self._text


def announce(about: QWidget, text: str) -> None:
    """Has the screen reader say the text when it has said what it is saying."""
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(about, text))
