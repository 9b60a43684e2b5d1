"""A sentence beside a field that says what is wrong with what was typed into it. Imports QtWidgets.

It lies over the page, just below its field, and takes no room and no click: nothing moves when it comes and goes.
Where several fields of a page are wrong, no sentence lies over another, nor over a field that one is about.
"""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
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
        """Places all notes of the page: where one lies tells where another can."""
        self.setVisible(bool(self.text()) and self._field.isVisibleTo(self._page))
        notes = [note for note in self._page.findChildren(FieldNote) if not note.isHidden()]
        notes.sort(key=lambda note: (note.about.top(), note.about.left()))
        fields = [note.about for note in notes]
        lying: list[QRect] = []
        for note in notes:
            lying.append(note.lie_beside(lying, fields))

    @property
    def about(self) -> QRect:
        """Where its field lies on the page."""
        return QRect(self._field.mapTo(self._page, QPoint(0, 0)), self._field.size())

    def lie_beside(self, notes: Sequence[QRect], fields: Sequence[QRect]) -> QRect:
        """Below the field, above it, or as near as may be: within the page, over no note and none of these fields.

        Where there is no room beside all of the fields, it lies over one; better that than over another sentence.
        """
        room, about = self._page.rect(), self.about
        width = min(WIDEST, room.width(), self.fontMetrics().horizontalAdvance(self.text()) + 24)
        place = QRect(0, 0, width, self.heightForWidth(width))
        place.moveLeft(max(min(about.right() + 1, room.width()) - width, 0))
        tops = list(_tops(about, [*notes, *fields], place.height()))
        found = [place.translated(0, top - place.top()) for top in tops]
        fitting = [lies for lies in found if room.contains(lies) and not _meets(lies, notes)]
        place = next((lies for lies in fitting if not _meets(lies, fields)), next(iter(fitting), found[0]))
        self.setGeometry(place)
        self.raise_()
        return place


def _meets(one: QRect, others: Sequence[QRect]) -> bool:
    return any(one.intersects(other) for other in others)


def _tops(about: QRect, taken: Sequence[QRect], height: int) -> Iterator[int]:
    """Where a note of this height could begin: below its field, above it, then beside all else, the nearest first."""
    below, above = about.bottom() + 1 + GAP, about.top() - height - GAP
    yield from (below, above)
    others = [top for other in taken for top in (other.bottom() + 1 + GAP, other.top() - height - GAP)]
    yield from sorted(others, key=lambda top: min(abs(top - below), abs(top - above)))


def _page_of(field: QWidget) -> QWidget:
    """What the field scrolls with, or else its window: the note is drawn on it."""
    at = field
    while (above := at.parentWidget()) is not None and not at.isWindow():
        if isinstance(above.parentWidget(), QScrollArea):
            return at
        at = above
    return at
