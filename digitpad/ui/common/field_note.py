"""A sentence beside a field that says what is wrong with what was typed into it. Imports QtWidgets.

It lies over the page, just below its field, and takes no room and no click: nothing moves when it comes and goes.
"""

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget

from digitpad.ui.common.guard import guarded

WIDEST = 300  # pixels
GAP = 2


class FieldNote(QLabel):
    """Shows a sentence at a field while the field can be seen; an empty one takes it away."""

    def __init__(self, field: QWidget) -> None:
        self._field = field
        self._page = _page_of(field)
        super().__init__(self._page)
        self.setObjectName(f"{field.objectName()}-problem")
        self.setProperty("role", "problem")
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._describes = field.accessibleDescription()
        self.hide()
        at: QWidget | None = field
        while at is not None:
            at.installEventFilter(self)
            at = None if at is self._page else at.parentWidget()

    def say(self, sentence: str) -> None:
        """Shows the sentence, to screen readers too."""
        if sentence == self.text() and bool(sentence) == self.isVisible():
            return
        self.setText(sentence)
        self._field.setAccessibleDescription(sentence or self._describes)
        self._field.setProperty("wrong", bool(sentence))
        self._field.style().unpolish(self._field)
        self._field.style().polish(self._field)
        self._place()

    @guarded(False)
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follows its field."""
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide):
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        """Below the field, or above it where the page ends; within the page."""
        self.setVisible(bool(self.text()) and self._field.isVisibleTo(self._page))
        if self.isHidden():
            return
        room = self._page.rect()
        width = min(WIDEST, room.width(), self.fontMetrics().horizontalAdvance(self.text()) + 24)
        height = self.heightForWidth(width)
        corner = self._field.mapTo(self._page, QPoint(0, 0))
        below = corner.y() + self._field.height() + GAP
        top = below if below + height <= room.height() else corner.y() - height - GAP
        left = min(corner.x() + self._field.width(), room.width()) - width
        self.setGeometry(max(left, 0), top, width, height)
        self.raise_()


def _page_of(field: QWidget) -> QWidget:
    """What the field scrolls with, or else its window: the note is drawn on it."""
    at = field
    while (above := at.parentWidget()) is not None and not at.isWindow():
        if isinstance(above.parentWidget(), QScrollArea):
            return at
        at = above
    return at
