"""A question of a lesson, asked before the answer is seen: a choice, a number or a curve. Imports QtWidgets."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QFrame, QLabel, QPushButton, QRadioButton, QWidget

from digitpad.core import lesson_markup, lesson_words
from digitpad.core.language import mark, tr
from digitpad.core.lesson_progress import Prediction
from digitpad.core.lessons import PredictBlock, QuestionKind
from digitpad.ui.common.boxes import column, row
from digitpad.ui.common.named import named
from digitpad.ui.common.number_fields import Number, Whole
from digitpad.ui.common.theme import SPACE
from digitpad.ui.lessons.curve_sketch import CurveSketch
from digitpad.ui.lessons.lesson_label import LessonLabel

TIP = mark("Keeps your prediction. A wrong one is as good as a right one: it shows where there is something to learn.")
SMALL = 10  # a range up to which numbers have decimals
MOST = 2e9  # beyond, Qt keeps no whole number


class PredictCard(QFrame):
    """Emits the one prediction; then shows it, and what turned out once the lesson reveals it."""

    predicted = Signal(object)  # Prediction

    def __init__(self, block: PredictBlock, glossary: Mapping[str, str]) -> None:
        super().__init__()
        self.setObjectName("lesson-predict")
        self.setProperty("card", True)
        self._block = block
        self._choices = QButtonGroup(self)
        self._number: Number | Whole | None = None
        self._sketch: CurveSketch | None = None
        self._button = named(QPushButton(tr("Predict")), "lesson-predict-keep", TIP)
        self._button.clicked.connect(self._tell)
        self._said = QLabel()
        self._said.setObjectName("lesson-predicted")
        self._said.setWordWrap(True)
        self._said.setTextFormat(Qt.TextFormat.PlainText)
        self._said.hide()
        head = QLabel(tr("What do you expect?"))
        head.setProperty("role", "muted")
        self._column = column(self, head, LessonLabel(block.text, glossary), margin=SPACE)
        self._ask()
        self._column.addLayout(row(self._button, (QWidget(), 1)))
        self._column.addWidget(self._said)

    def _ask(self) -> None:
        block = self._block
        if block.kind is QuestionKind.CHOICE:
            self._button.setEnabled(False)
            for at, choice in enumerate(block.choices):
                self._column.addWidget(self._choice(at, choice))
            self._choices.idClicked.connect(self._ready)
        elif block.kind is QuestionKind.NUMBER:
            self._number = _number(block)
            self._column.addLayout(row(self._number, (QWidget(), 1)))
        else:
            self._button.setEnabled(False)
            self._sketch = CurveSketch(block)
            self._sketch.sketched.connect(self._ready)
            self._column.addWidget(self._sketch)

    def _choice(self, at: int, choice: str) -> QWidget:
        """A button with its words beside it: those of a radio button do not wrap."""
        button = named(QRadioButton(), f"lesson-choice-{at}", "", lesson_markup.plain(choice))
        self._choices.addButton(button, at)
        words = _Words(lesson_markup.plain(choice), button)
        line = QWidget()
        laid = row(button, (words, 1), spacing=SPACE // 2)
        laid.setContentsMargins(0, 0, 0, 0)
        laid.setAlignment(button, Qt.AlignmentFlag.AlignTop)
        line.setLayout(laid)
        return line

    @Slot()
    def _ready(self) -> None:
        self._button.setEnabled(True)

    @Slot()
    def _tell(self) -> None:
        if self._number is not None:
            self._number.interpretText()
            if not self._number.problem:
                self.predicted.emit(Prediction(number=float(self._number.value())))
        elif self._sketch is not None:
            self.predicted.emit(Prediction(curve=self._sketch.curve))
        else:
            self.predicted.emit(Prediction(choice=self._choices.checkedId()))

    def show_prediction(self, prediction: Prediction, *, revealed: bool) -> None:
        """Shows what was predicted; `revealed`: and what turned out."""
        self._button.hide()
        for at, button in enumerate(self._choices.buttons()):
            button.setChecked(at == prediction.choice)
            button.setEnabled(False)
        if self._number is not None:
            self._number.setValue(prediction.number or 0)
            self._number.setEnabled(False)
        truth = lesson_words.turned_out(self._block, prediction) if revealed else ""
        if self._sketch is not None:
            self._sketch.show_curves(prediction.curve, prediction.true_curve if revealed else ())
        said = tr("Your prediction: {words}", words=lesson_words.predicted(self._block, prediction))
        if truth:
            said = "\n".join((said, tr("What turned out: {words}", words=truth)))
        if truth and self._sketch is not None:
            said = "\n".join((said, tr("Dashed is yours, solid is what turned out.")))
        self._said.setText(said)
        self._said.show()


class _Words(QLabel):
    """What stands beside a radio button; a click there chooses it, too."""

    def __init__(self, text: str, button: QRadioButton) -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self._button = button

    def mousePressEvent(self, _event: object) -> None:
        """Chooses it."""
        self._button.click()


def _number(block: PredictBlock) -> Number | Whole:
    low, high = block.low, block.high
    exact = low.is_integer() and high.is_integer() and max(abs(low), abs(high)) < MOST
    whole = exact and high - low > SMALL and block.unit != "%"
    made: Number | Whole = Whole(int(low), int(high), 1) if whole else Number(low, high, (high - low) / 100)
    if block.unit:
        made.setSuffix(f" {block.unit}")
    made.setValue(int((low + high) / 2) if whole else (low + high) / 2)
    return named(made, "lesson-number", "", tr("Your prediction"))
