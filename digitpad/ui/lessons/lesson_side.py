"""The place of the lessons in the window: beside the panels, or below them where it is narrow. Imports QtWidgets.

The strip is made when it is first opened. Lesson files can be dropped anywhere on the page.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from digitpad.core.language import tr
from digitpad.core.lesson_files import is_lesson
from digitpad.core.lesson_progress import LessonProgress
from digitpad.core.lessons import Lesson, LessonProblem
from digitpad.ui.common.pager import Pager
from digitpad.ui.common.theme import SPACE, scaled
from digitpad.ui.draw import drops
from digitpad.ui.lessons.lesson_list import LessonRow
from digitpad.ui.lessons.lesson_strip import LessonStrip

LEAST_WIDTH, MOST_WIDTH = 240, 380  # pixels of the strip beside the panels
LOW_SHARE = 0.42  # of the page's height, below the panels
MOST = 16_777_215  # pixels: what Qt takes for no limit
Direction = QBoxLayout.Direction


class LessonSide(QWidget):
    """Holds the panels and, once it is asked for, the strip; hands on what the strip wishes."""

    lesson_requested = Signal(str)  # the lesson's id
    restart_requested = Signal(str)
    step_requested = Signal(int)
    skip_requested = Signal()
    predicted = Signal(int, object)  # the block's place, and the Prediction
    list_requested = Signal()
    files_dropped = Signal(list)  # of Path: lessons
    again_requested = Signal(object)  # Path: a lesson that was mended
    open_requested = Signal()
    sheet_requested = Signal()
    shown = Signal(bool)  # the strip was opened or closed

    def __init__(self, panels: Pager) -> None:
        super().__init__()
        self.setAcceptDrops(True)
        self._panels = panels
        self._strip: LessonStrip | None = None
        self._box = QBoxLayout(Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(SPACE)
        self._box.addWidget(panels, 1)
        panels.changed.connect(self._arrange)

    @property
    def is_open(self) -> bool:
        """Whether the strip is shown."""
        return self._strip is not None and not self._strip.isHidden()

    @Slot()
    def open(self) -> None:
        """Shows the strip."""
        self._made().show()
        self._arrange()
        self.shown.emit(True)

    @Slot()
    def close_strip(self) -> None:
        """Hides the strip; the keyboard goes back to the panels."""
        if self._strip is not None:
            self._strip.hide()
            self._panels.setFocus(Qt.FocusReason.OtherFocusReason)
        self.shown.emit(False)

    def show_list(self, rows: Sequence[LessonRow]) -> None:
        """Shows the lessons by name."""
        strip = self._made()
        strip.list.show_rows(rows)
        strip.turn_to(strip.list, tr("Lessons"))

    def show_step(self, lesson: Lesson, progress: LessonProgress, glossary: Mapping[str, str]) -> None:
        """Shows the step that the progress is at."""
        strip = self._made()
        strip.step.show_step(lesson, progress, glossary)
        strip.turn_to(strip.step, lesson.title)

    def show_problems(self, path: Path, problems: Sequence[LessonProblem]) -> None:
        """Shows what is wrong with a lesson's file."""
        strip = self._made()
        strip.problems.show_problems(path, problems)
        strip.turn_to(strip.problems, path.name)

    def take_focus(self) -> None:
        """The keyboard goes to the strip: whoever opened it by a key goes on there."""
        if self._strip is not None:
            self._strip.take_focus()

    def press_next(self) -> None:
        """Goes to the next step, where the one that is shown is done."""
        if self._strip is not None:
            self._strip.step.next.click()

    def press_back(self) -> None:
        """Goes to the step before."""
        if self._strip is not None:
            self._strip.step.back.click()

    def _made(self) -> LessonStrip:
        if self._strip is None:
            self._strip = strip = LessonStrip()
            strip.hide()
            self._box.addWidget(strip)
            strip.list_requested.connect(self.list_requested)
            strip.close_requested.connect(self.close_strip)
            strip.folded.connect(self._arrange)
            strip.list.lesson_requested.connect(self.lesson_requested)
            strip.list.restart_requested.connect(self.restart_requested)
            strip.list.open_requested.connect(self.open_requested)
            strip.list.sheet_requested.connect(self.sheet_requested)
            strip.step.step_requested.connect(self.step_requested)
            strip.step.skip_requested.connect(self.skip_requested)
            strip.step.finish_requested.connect(self.list_requested)
            strip.step.predicted.connect(self.predicted)
            strip.problems.again_requested.connect(self.again_requested)
        return self._strip

    def resizeEvent(self, event: QResizeEvent) -> None:
        """There is more or less room."""
        super().resizeEvent(event)
        self._arrange()

    @Slot()
    def _arrange(self) -> None:
        strip = self._strip
        if strip is None:
            return
        width = self._room()
        wide = width > 0
        self._box.setDirection(Direction.LeftToRight if wide else Direction.TopToBottom)
        strip.show_foldable(not wide)
        strip.setMinimumWidth(width)
        strip.setMaximumWidth(width if wide else MOST)
        height = round(self.height() * LOW_SHARE)
        folded = strip.fold.isChecked()
        strip.setMaximumHeight(MOST if wide else strip.minimumSizeHint().height() if folded else height)
        strip.setMinimumHeight(0 if wide or folded else height)

    def _room(self) -> int:
        """How wide the strip is beside the panels: both if they fit, else the front one. 0: there is no such room."""
        for both in (True, False):
            left = self.width() - SPACE - self._panels.needs(both=both)
            if left >= scaled(LEAST_WIDTH):
                return min(left, scaled(MOST_WIDTH))
        return 0

    # Qt's drops

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcomes lessons anywhere on the page."""
        if any(is_lesson(path) for path in drops.files(event.mimeData())):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Hands them on."""
        if files := [path for path in drops.files(event.mimeData()) if is_lesson(path)]:
            self.files_dropped.emit(files)
            event.acceptProposedAction()
