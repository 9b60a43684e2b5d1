"""What each model says of the drawing on the pad: a list that follows the pen. Imports QtWidgets and records."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from digitpad.analysis import votes
from digitpad.core.escaping import plain_tip
from digitpad.core.language import tr
from digitpad.core.records import NONE_OF_THESE, Answer, Card, Refusal
from digitpad.ui.common.guard import guarded
from digitpad.ui.compare.answer_delegate import LINE_ROLE, AnswerDelegate, AnswerRow
from digitpad.ui.draw import answer_text

Index = QModelIndex | QPersistentModelIndex
ID_ROLE = Qt.ItemDataRole.UserRole + 1
_NOWHERE = QModelIndex()


class AnswersModel(QAbstractListModel):
    """One line a model, the surest first; while the pen moves, nearly equal ones keep their places."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._names: dict[str, str] = {}
        self._order: list[str] = []
        self._answers: Mapping[str, Answer] = {}
        self._said = ""
        self._current = ""

    def show_models(self, cards: Sequence[Card]) -> None:
        """Lists these models; answers of models that are gone are dropped."""
        self.beginResetModel()
        self._names = {card.id: card.name for card in cards}
        kept = [model for model in self._order if model in self._names]
        self._order = kept + [model for model in self._names if model not in kept]
        self._answers = {model: answer for model, answer in self._answers.items() if model in self._names}
        self._said = votes.majority(self._answers)
        self.endResetModel()

    def show_answers(self, answers: Mapping[str, Answer]) -> None:
        """Takes in what the models say; none for an empty pad."""
        self._answers = {model: answer for model, answer in answers.items() if model in self._names}
        self._said = votes.majority(self._answers)
        self._order = votes.order(self._answers, self._order)
        self._repaint()

    def settle(self) -> None:
        """The drawing rests: the surest stand first, by however little."""
        self._order = votes.order(self._answers, self._order, steady=0.0)
        self._repaint()

    def mark(self, model: str) -> None:
        """Marks the model that is current in the table."""
        self._current = model
        self._repaint()

    def _repaint(self) -> None:
        if self._order:
            self.dataChanged.emit(self.index(0), self.index(len(self._order) - 1))

    @guarded(0)
    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """A line for each model."""
        return 0 if parent.isValid() else len(self._order)

    @guarded(None)
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A line in words, for the delegate, or its model's id."""
        if not index.isValid():
            return None
        model = self._order[index.row()]
        if role == ID_ROLE:
            return model
        if role not in (LINE_ROLE, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        line = self.line(model)
        if role == LINE_ROLE:
            return line
        return plain_tip(line.sentence) if role == Qt.ItemDataRole.ToolTipRole else line.sentence

    def line(self, model: str) -> AnswerRow:
        """What is painted for one model."""
        answer = self._answers.get(model)
        name, current = self._names[model], model == self._current
        standing = votes.standing(answer, self._said)
        if answer is None or standing == votes.SILENT:
            return AnswerRow(name, current=current)
        if standing == votes.REFUSED:
            why = answer_text.remark(answer)
            return AnswerRow(name, _refusal(answer), answer.confidence, standing, why, current)
        agreement = {votes.AGREES: tr("agrees"), votes.DISAGREES: tr("disagrees")}.get(standing, "")
        remark = answer_text.remark(answer) or agreement
        return AnswerRow(name, answer.label, answer.confidence, standing, remark, current)


def _refusal(answer: Answer) -> str:
    """What stands in the place of a class."""
    return tr(NONE_OF_THESE) if answer.refused is Refusal.NONE_OF_THESE else tr("not a digit")


class AnswersView(QListView):
    """The list of answers. `model_requested` tells the id of a clicked line."""

    model_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("compare-answers")
        self.setAccessibleName(tr("Each model's prediction for the drawing"))
        self.lines = AnswersModel(self)
        self._delegate = AnswerDelegate(self)
        self.setModel(self.lines)
        self.setItemDelegate(self._delegate)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        self.clicked.connect(self._tell)
        self.activated.connect(self._tell)

    @guarded(QSize(40, 24))
    def minimumSizeHint(self) -> QSize:
        """Room for two models and a half."""
        return QSize(170, 120)

    def _tell(self, index: QModelIndex) -> None:
        self.model_requested.emit(str(index.data(ID_ROLE)))
