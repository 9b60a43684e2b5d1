"""One step of a lesson: its blocks as far as they are shown, and the way back and on. Imports QtWidgets."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from digitpad.core.language import mark, tr
from digitpad.core.lesson_progress import LessonProgress, StepRecord, is_done, shown
from digitpad.core.lessons import (
    CheckBlock,
    DoBlock,
    Lesson,
    LessonBlock,
    LessonStep,
    PredictBlock,
    RevealBlock,
    gates,
)
from digitpad.ui.common.announcer import Announcer
from digitpad.ui.common.boxes import column, row
from digitpad.ui.common.named import named
from digitpad.ui.common.theme import SPACE
from digitpad.ui.lessons.lesson_label import LessonLabel
from digitpad.ui.lessons.predict_card import PredictCard

HEADS = {DoBlock: mark("Do"), RevealBlock: mark("What it shows")}
WAITING, SEEN = mark("The lesson goes on by itself when you have done it."), mark("Done.")
BACK_TIP, NEXT_TIP = mark("Goes to the step before"), mark("Goes to the next step")
SKIP_TIP = mark("Leaves this step as it is and goes on; the result sheet says so.")


class StepView(QWidget):
    """Shows the step that a progress is at; emits where to go, and predictions."""

    step_requested = Signal(int)
    skip_requested = Signal()
    finish_requested = Signal()  # the lesson is over
    predicted = Signal(int, object)  # the block's place, and the Prediction

    def __init__(self) -> None:
        super().__init__()
        self._glossary: Mapping[str, str] = {}
        self._at: tuple[str, int] = ("", -1)  # the lesson and the step that the blocks are of
        self._blocks: list[QWidget] = []
        self._newest: QWidget | None = None  # the block that has just been added, and is scrolled to
        self._number, self._steps = 0, 0
        self._announcer = Announcer(self)
        self._place = QLabel()
        self._place.setProperty("role", "muted")
        self._title = named(QLabel(), "lesson-step")
        self._title.setProperty("role", "title")
        for label in (self._place, self._title):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.back = named(QPushButton(tr("Back")), "lesson-back", BACK_TIP)
        self.skip = named(QPushButton(tr("Skip")), "lesson-skip", SKIP_TIP)
        self.next = named(QPushButton(tr("Next")), "lesson-next", NEXT_TIP)
        self.next.setProperty("primary", True)
        self._scroll_in()
        column(self, self._place, self._title, (self._scroll, 1), row(self.back, (QWidget(), 1), self.skip, self.next))
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._to_newest)
        self._scroll.verticalScrollBar().rangeChanged.connect(self._to_newest)
        self._connect()

    def _scroll_in(self) -> None:
        """Where the blocks stand, one below the other."""
        self._page = QWidget()
        self._lines = QVBoxLayout(self._page)
        self._lines.setContentsMargins(0, 0, SPACE, 0)
        self._lines.setSpacing(SPACE)
        self._lines.addStretch(1)
        self._scroll = named(QScrollArea(), "lesson-scroll")
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self._page)

    def _connect(self) -> None:
        self.back.clicked.connect(self._back)
        self.skip.clicked.connect(self.skip_requested)
        self.next.clicked.connect(self._next)

    def show_step(self, lesson: Lesson, progress: LessonProgress, glossary: Mapping[str, str]) -> None:
        """Shows the progress's step; of the step that is shown already, only what is new."""
        self._glossary = glossary
        self._number, self._steps = min(progress.step, len(lesson.steps) - 1), len(lesson.steps)
        step, record = lesson.steps[self._number], progress.record(self._number)
        at = (lesson.id, self._number)
        if at != self._at or shown(step, record) < len(self._blocks):
            self._begin(step)
            self._at = at
        self._add(step, record)
        self._show_ways(step, record)

    def _begin(self, step: LessonStep) -> None:
        for block in self._blocks:
            self._lines.removeWidget(block)
            block.hide()
            block.deleteLater()
        self._blocks, self._newest = [], None
        self._place.setText(tr("Step {number} of {steps}", number=self._number + 1, steps=self._steps))
        self._title.setText(step.title)
        self._scroll.verticalScrollBar().setValue(0)

    def _add(self, step: LessonStep, record: StepRecord) -> None:
        """Brings the blocks that are there up to date, and adds those that are shown now."""
        count, first = shown(step, record), len(self._blocks)
        for place in range(first, count):
            made = self._made(place, step.blocks[place])
            self._blocks.append(made)
            self._lines.insertWidget(self._lines.count() - 1, made)
        passed = gates(step)[: record.passed]
        last = max((at for at in range(count) if isinstance(step.blocks[at], RevealBlock)), default=-1)
        for place, widget in enumerate(self._blocks):
            prediction = record.predictions.get(str(place))
            if isinstance(widget, PredictCard) and prediction is not None:
                widget.show_prediction(prediction, revealed=last > place)
            elif isinstance(widget, _CheckLine):
                widget.show_passed(place in passed)
        if first and count > first:
            self._newest = self._blocks[-1]
            self._later.start(0)
            self._announcer.say(" ".join(each.accessibleName() for each in self._blocks[first:]))

    def _made(self, place: int, block: LessonBlock) -> QWidget:
        if isinstance(block, PredictBlock):
            asked = PredictCard(block, self._glossary)
            asked.predicted.connect(lambda prediction: self.predicted.emit(place, prediction))
            return asked
        if isinstance(block, CheckBlock):
            return _CheckLine()
        label = LessonLabel(block.text, self._glossary)
        head = HEADS.get(type(block))
        return label if head is None else _headed(tr(head), label)

    def _show_ways(self, step: LessonStep, record: StepRecord) -> None:
        done = is_done(step, record) or record.skipped
        last = self._number == self._steps - 1
        self.back.setEnabled(self._number > 0)
        self.next.setText(tr("Finish") if last else tr("Next"))
        has_keyboard = self.next.hasFocus()
        self.skip.setVisible(not done)
        self.next.setEnabled(done)
        if has_keyboard and not done:
            self.take_focus()

    def take_focus(self) -> None:
        """The keyboard goes to what is asked first, or else to the way on."""
        for widget in self._page.findChildren(QWidget):
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isEnabled() and widget.isVisible():
                widget.setFocus(Qt.FocusReason.OtherFocusReason)
                return
        (self.next if self.next.isEnabled() else self.skip).setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _to_newest(self) -> None:
        """Scrolls to what has just been added, now and whenever the layout finds that it needs more room."""
        if self._newest is not None:
            self._scroll.ensureWidgetVisible(self._newest, 0, SPACE)

    @Slot()
    def _back(self) -> None:
        self.step_requested.emit(self._number - 1)

    @Slot()
    def _next(self) -> None:
        if self._number + 1 < self._steps:
            self.step_requested.emit(self._number + 1)
        else:
            self.finish_requested.emit()


class _CheckLine(QLabel):
    """Says that the lesson waits, then that it has seen what was to be done."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("lesson-check")
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._passed: bool | None = None
        self.show_passed(False)

    def show_passed(self, passed: bool) -> None:
        """Whether it was done."""
        if passed == self._passed:
            return
        self._passed = passed
        words = tr(SEEN) if passed else tr(WAITING)
        self.setText(f"✓ {words}" if passed else f"… {words}")
        self.setAccessibleName(words)
        self.setProperty("role", "good" if passed else "muted")
        self.style().unpolish(self)
        self.style().polish(self)


def _headed(title: str, label: LessonLabel) -> QWidget:
    """A text in a card of its own, below what kind of text it is."""
    made = QFrame()
    made.setProperty("card", True)
    made.setAccessibleName(f"{title}: {label.accessibleName()}")
    head = QLabel(title)
    head.setProperty("role", "muted")
    column(made, head, label, margin=SPACE, spacing=SPACE // 2)
    return made
