"""What is said between a run's buttons and its progress: the recipe, or the run, and what was changed. QtWidgets.

It has the same height whatever is said, so that nothing below it moves as a run comes and goes.
"""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QStackedWidget, QWidget

from digitpad.core.escaping import menu_text
from digitpad.core.language import mark, tr
from digitpad.ui.common.boxes import column, row
from digitpad.ui.common.guard import guarded
from digitpad.ui.common.message_bar import shortened
from digitpad.ui.common.named import named
from digitpad.ui.common.theme import SPACE
from digitpad.ui.train.data_need import DataNeed
from digitpad.ui.train.fields import role, set_role

LEAST_LINES = 2
LOWER_LINE = 34  # pixels: of whatever stands in it
_RESET_TIP = mark("Undoes every change to this recipe.")
_LESSON_TIP = mark("Opens the lesson that walks through this recipe.")


class RunWords(QWidget):
    """Two lines about the recipe, or about the run while there is one to tell of; below them, what was changed."""

    def __init__(self, longest: tuple[str, ...]) -> None:
        """`longest`: everything that may be said of a recipe, which room is kept for."""
        super().__init__()
        self._longest = longest
        self._about = role("", "muted", "train-about")
        self._status = role("", "muted", "train-status")
        self._told = ""
        self._change = ""
        self._said = ""  # of the recipe
        self._idle = True
        self._changed = QLabel()
        self._changed.setObjectName("train-changed")
        self.reset = named(QPushButton(tr("Reset to recipe")), "train-reset", _RESET_TIP)
        self.lesson = named(QPushButton(), "train-lesson", _LESSON_TIP)
        self.lesson.hide()
        self.need = DataNeed()
        self._pages = QStackedWidget()
        for label in (self._about, self._status):
            label.setWordWrap(True)
            label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
            self._pages.addWidget(label)
        self._status.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._lay_out()

    def _lay_out(self) -> None:
        self._changed.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)  # it is elided
        for widget in (self._changed, self.reset):
            policy = widget.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            widget.setSizePolicy(policy)
            widget.hide()
        self._below = row((self._changed, 1), self.reset, self.lesson, self.need)
        self._below.addStrut(LOWER_LINE)
        column(self, self._pages, self._below, spacing=SPACE // 2)

    def add(self, widget: QWidget) -> None:
        """One more widget at the end of the lower line."""
        self._below.addWidget(widget)

    def show_recipe(self, about: str, changed: str) -> None:
        """What the chosen recipe is, and what was changed in it; empty: nothing."""
        self._said = about
        self._changed.setToolTip(changed)
        self._change = changed
        self._fit()
        for widget in (self._changed, self.reset):
            widget.setVisible(bool(changed))

    def show_lesson(self, title: str) -> None:
        """Offers the lesson about the chosen recipe; an empty title: there is none."""
        self.lesson.setText(tr("Lesson: {title}", title=menu_text(title)))
        self.lesson.setVisible(bool(title))

    def show_idle(self, idle: bool) -> None:
        """Whether no run is under way, so that there is room to describe the recipe."""
        self._idle = idle
        self.need.allow(idle)
        self._turn()

    def say(self, text: str, kind: str = "muted") -> None:
        """Says one thing about the run, in a role of the style sheet: muted, good or bad; an empty text: nothing."""
        self._told = text
        set_role(self._status, kind)
        self._turn()
        self._fit()

    def _turn(self) -> None:
        self._pages.setCurrentWidget(self._status if self._told or not self._idle else self._about)

    def _fit(self) -> None:
        """What is longer than the room for it ends in an ellipsis, and is whole in its tooltip."""
        width = max(self._pages.width(), 1)
        lines = max(self._pages.height() // QFontMetrics(self._status.font()).lineSpacing(), 1)
        for label, whole in ((self._status, self._told), (self._about, self._said)):
            label.setText(shortened(whole, label.font(), width, lines))
            label.setToolTip(whole if label.text() != whole else "")
        room = max(self._changed.width(), 1)
        changed = QFontMetrics(self._changed.font()).elidedText(self._change, Qt.TextElideMode.ElideRight, room)
        self._changed.setText(changed if self.isVisible() else self._change)

    @guarded(None)
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keeps room for the longest description at this width."""
        super().resizeEvent(event)
        metrics = QFontMetrics(self._about.font())
        width = max(self._pages.width(), 1)
        flags = int(Qt.TextFlag.TextWordWrap.value)
        heights = [metrics.boundingRect(0, 0, width, 10_000, flags, text).height() for text in self._longest]
        self._pages.setFixedHeight(max(*heights, LEAST_LINES * metrics.lineSpacing()) + 2)
        self._fit()
