"""What is wrong with a lesson file, line by line, and a button to read it again. Imports QtWidgets."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QListWidget, QPushButton, QWidget

from digitpad.core.language import mark, tr, tr_n
from digitpad.core.lessons import LessonProblem
from digitpad.ui.common.boxes import column, row
from digitpad.ui.common.named import named

AGAIN_TIP = mark("Reads the file once more, after you have mended it in your editor")


class ProblemList(QWidget):
    """Lists the problems of one file."""

    again_requested = Signal(object)  # Path

    def __init__(self) -> None:
        super().__init__()
        self._path = Path()
        self._title = QLabel()
        self._title.setProperty("role", "title")
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setWordWrap(True)
        self._list = named(QListWidget(), "lesson-problems", "", tr("What is wrong with the lesson"))
        self._list.setWordWrap(True)
        again = named(QPushButton(tr("Read again")), "lesson-again", AGAIN_TIP)
        again.clicked.connect(self._again)
        column(self, self._title, (self._list, 1), row(again, (QWidget(), 1)))

    def show_problems(self, path: Path, problems: Sequence[LessonProblem]) -> None:
        """Shows what is wrong with this file."""
        self._path = path
        words = tr_n("{count} problem in {name}", "{count} problems in {name}", len(problems), name=path.name)
        self._title.setText(words)
        self._list.clear()
        for problem in problems:
            place = tr("Line {line}", line=problem.line) if problem.line else tr("The file")
            self._list.addItem(f"{place}: {problem.message} {problem.hint}".strip())

    @Slot()
    def _again(self) -> None:
        self.again_requested.emit(self._path)
