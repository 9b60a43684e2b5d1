"""The live answers in their frame: who says what in one sentence, and the list. Imports QtWidgets and records."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from digitpad.analysis import votes
from digitpad.core.language import mark, tr
from digitpad.core.records import Answer, Card
from digitpad.ui.compare.answers_view import AnswersView

EMPTY = mark("Draw on the pad: the predictions of all models appear here.")
REST_MS = 500  # after the last answer: then nobody draws, and the order need not be held steady
WAITING, NOBODY = mark("Waiting for the models."), mark("There are no models yet.")


class AnswersCard(QFrame):
    """What each model says of the drawing on the pad now."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self._answers: dict[str, Answer] = {}
        self._drawn = False
        self.view = AnswersView()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self.view.lines.settle)
        title = QLabel(tr("On this drawing"))
        title.setProperty("role", "title")
        self._summary = QLabel(tr(EMPTY))
        self._summary.setObjectName("compare-summary")
        self._summary.setProperty("role", "muted")
        self._summary.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 8, 8)
        layout.setSpacing(4)
        layout.addWidget(title)
        layout.addWidget(self._summary)
        layout.addWidget(self.view, 1)

    def show_models(self, cards: Sequence[Card]) -> None:
        """Lists these models."""
        self.view.lines.show_models(cards)
        known = {card.id for card in cards}
        self._answers = {model: answer for model, answer in self._answers.items() if model in known}
        self._summarise()

    def show_answers(self, answers: Mapping[str, Answer], drawn: bool) -> None:
        """Shows what the models say; `drawn`: there is a drawing on the pad."""
        self._answers, self._drawn = dict(answers), drawn
        self.view.lines.show_answers(answers if drawn else {})
        self._rest.start()
        self._summarise()

    def _summarise(self) -> None:
        asked = tr(WAITING) if self.view.lines.rowCount() else tr(NOBODY)
        text = (votes.summary(self._answers) or asked) if self._drawn else tr(EMPTY)
        if text != self._summary.text():
            self._summary.setText(text)
