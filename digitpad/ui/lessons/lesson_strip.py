"""The strip of lessons: the list of all, one step, or what is wrong with a file. Imports QtWidgets."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from digitpad.core.language import mark, tr
from digitpad.ui.common.boxes import row
from digitpad.ui.common.elided import ElidedLabel
from digitpad.ui.common.named import named
from digitpad.ui.common.theme import SPACE
from digitpad.ui.lessons.lesson_list import LessonList
from digitpad.ui.lessons.problem_list import ProblemList
from digitpad.ui.lessons.step_view import StepView

LIST_TIP = mark("Shows the list of all lessons")
FOLD_TIP = mark("Folds the lesson away but for its title, or unfolds it")
CLOSE_TIP = mark("Closes the lessons; how far you are is kept")


class LessonStrip(QFrame):
    """Its pages are public: whoever has something to show speaks to the page, then turns to it."""

    list_requested = Signal()
    close_requested = Signal()
    folded = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("lessons")
        self.setProperty("card", True)
        self.setAccessibleName(tr("Lessons"))
        self.list, self.step, self.problems = LessonList(), StepView(), ProblemList()
        self._title = named(ElidedLabel(tr("Lessons")), "lessons-title")
        self._title.setProperty("role", "title")
        self.all = _tool(tr("All lessons"), "lessons-all", LIST_TIP)
        self.fold = _tool("▾", "lessons-fold", FOLD_TIP, tr("Fold"))
        self.fold.setCheckable(True)
        self._close = _tool("✕", "lessons-close", CLOSE_TIP, tr("Close the lessons"))
        self._pages = QStackedWidget()
        for page in (self.list, self.step, self.problems):
            self._pages.addWidget(page)
        head = row((self._title, 1), self.all, self.fold, self._close, spacing=SPACE // 2)
        laid = QVBoxLayout(self)
        laid.setContentsMargins(SPACE, SPACE // 2, SPACE // 2, SPACE)
        laid.setSpacing(SPACE // 2)
        laid.addLayout(head)
        laid.addWidget(self._pages, 1)
        self.all.clicked.connect(self.list_requested)
        self._close.clicked.connect(self.close_requested)
        self.fold.toggled.connect(self._fold)
        self.turn_to(self.list, tr("Lessons"))

    def turn_to(self, page: QWidget, title: str) -> None:
        """Shows one of the pages."""
        self._pages.setCurrentWidget(page)
        self._title.setText(title)
        self.all.setVisible(page is not self.list)

    def take_focus(self) -> None:
        """The keyboard goes to the page that is shown."""
        page = self._pages.currentWidget()
        if isinstance(page, LessonList | StepView):
            page.take_focus()

    def show_foldable(self, on: bool) -> None:
        """Whether the strip lies below the panels, where it can be folded."""
        self.fold.setVisible(on)
        if not on:
            self.fold.setChecked(False)

    @Slot(bool)
    def _fold(self, folded: bool) -> None:
        self.fold.setText("▴" if folded else "▾")
        self._pages.setHidden(folded)
        self.folded.emit(folded)


def _tool(text: str, name: str, tip: str, label: str = "") -> QToolButton:
    button = named(QToolButton(), name, tip, label)
    button.setText(text)
    button.setProperty("flat", True)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
