"""The lessons by name, each with how far it is. Imports QtWidgets and core's lessons."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from digitpad.core.escaping import menu_text
from digitpad.core.language import mark, tr
from digitpad.ui.common.boxes import column, row
from digitpad.ui.common.named import named
from digitpad.ui.common.theme import SPACE

OPEN_TIP = mark("Opens a lesson of your own: a text file ending in .md")
SHEET_TIP = mark("Saves what was predicted, what turned out and what was drawn as a page to print or hand in")


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonRow:
    """A lesson in the list; of a file that was not read yet, `steps` is 0."""

    id: str
    title: str
    about: str
    minutes: int = 0
    steps: int = 0
    done: int = 0

    @property
    def state(self) -> str:
        """How long it takes and how far it is, in words."""
        if not self.steps:
            return ""
        if self.done >= self.steps:
            return tr("{minutes} min · ✓ done", minutes=self.minutes)
        if self.done:
            return tr("{minutes} min · {done} of {steps} steps", minutes=self.minutes, done=self.done, steps=self.steps)
        return tr("{minutes} min", minutes=self.minutes)


class LessonList(QWidget):
    """Emits which lesson is wished for."""

    lesson_requested = Signal(str)
    restart_requested = Signal(str)
    open_requested = Signal()
    sheet_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._page = QWidget()
        self._lines = QVBoxLayout(self._page)
        self._lines.setContentsMargins(0, 0, SPACE, 0)
        self._lines.setSpacing(SPACE)
        self._lines.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self._page)
        self.sheet = named(QPushButton(tr("Save result sheet …")), "lesson-sheet", SHEET_TIP)
        opening = named(QPushButton(tr("Open lesson …")), "lesson-open", OPEN_TIP)
        opening.clicked.connect(self.open_requested)
        self.sheet.clicked.connect(self.sheet_requested)
        column(self, (scroll, 1), opening, self.sheet)

    def show_rows(self, rows: Sequence[LessonRow]) -> None:
        """Shows these lessons in place of the ones before."""
        while self._lines.count() > 1:
            item = self._lines.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for at, each in enumerate(rows):
            self._lines.insertWidget(at, self._entry(at, each))
        self.sheet.setEnabled(any(each.done for each in rows))

    def take_focus(self) -> None:
        """The keyboard goes to the first lesson."""
        first = self._page.findChild(QPushButton)
        if isinstance(first, QPushButton):
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _entry(self, at: int, each: LessonRow) -> QWidget:
        entry = QFrame()
        entry.setProperty("card", True)
        title, about = QLabel(each.title), QLabel(each.about)
        title.setProperty("role", "title")
        about.setProperty("role", "muted")
        for label in (title, about):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        words = tr("Go on") if 0 < each.done < each.steps else tr("Begin") if each.done == 0 else tr("Open")
        begin = named(QPushButton(words), f"lesson-begin-{at}", "", f"{words}: {each.title}")
        begin.clicked.connect(partial(self.lesson_requested.emit, each.id))
        state = QLabel(each.state)
        state.setProperty("role", "good" if each.steps and each.done >= each.steps else "muted")
        buttons: list[QWidget | tuple[QWidget, int]] = [(state, 1)]
        if each.done:
            buttons.append(self._again(at, each))
        column(entry, title, about, row(*buttons, begin), margin=SPACE, spacing=SPACE // 2)
        return entry

    def _again(self, at: int, each: LessonRow) -> QPushButton:
        words = tr("Start over")
        tip = tr("Forgets what was done in this lesson, and begins it again; it can be undone")
        again = named(QPushButton(words), f"lesson-restart-{at}", tip, f"{words}: {menu_text(each.title)}")
        done: Callable[[], None] = partial(self.restart_requested.emit, each.id)
        again.clicked.connect(done)
        return again
