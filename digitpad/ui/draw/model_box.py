"""The choice of the model that reads the pad. Imports QtWidgets, records and the recipes' names."""

from collections.abc import Iterable

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from digitpad.analysis.columns import taught_from
from digitpad.core.escaping import plain_tip
from digitpad.core.language import mark, tr, tr_n
from digitpad.core.plans import DATASETS
from digitpad.core.records import RUNNING, Card
from digitpad.ui.common.elided import ElidedCombo
from digitpad.ui.common.tips import show_tip

DOT = "  \u00b7  "  # between a model's name and what it learned from
_TIP = mark("The model that reads your drawing")


class ModelBox(ElidedCombo):
    """A combo box of models; an item's data is the model's id. Only the user's choices are told."""

    model_requested = Signal(str)
    running_changed = Signal()  # there is a model in training now, or none any more

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pad-model")
        self.setAccessibleName(tr("Model"))
        self.setToolTip(tr(_TIP))
        self.view().setTextElideMode(Qt.TextElideMode.ElideMiddle)  # names of one kind differ at their ends
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)
        self.currentIndexChanged.connect(self._chosen)

    @property
    def model_id(self) -> str:
        """The chosen model's id; empty where there is none."""
        return str(self.currentData() or "")

    def show_models(self, cards: Iterable[Card], selected: str) -> None:
        """Offers these models. Where `selected` is not among them the first one is taken, and told."""
        running = self._running_text()
        with QSignalBlocker(self):
            self.clear()
            for card in cards:
                self._add(card)
            if running:
                self._insert_running(running)
            self.setCurrentIndex(self.findData(selected))
            absent = self.currentIndex() < 0
        if absent and self.count():
            self.setCurrentIndex(0)
        self._explain()

    def show_running(self, text: str) -> None:
        """Offers the model that is being trained now, under this text; an empty text takes the offer back."""
        at = self.findData(RUNNING)
        if at >= 0 and text:
            self.setItemText(at, text)
        elif at >= 0:
            self.removeItem(at)
        elif text:
            with QSignalBlocker(self):
                self._insert_running(text)
        self.running_changed.emit()
        self._explain()

    def select(self, model_id: str) -> None:
        """Chooses a model without telling."""
        with QSignalBlocker(self):
            at = self.findData(model_id)
            if at >= 0:
                self.setCurrentIndex(at)
        self._explain()

    def elided(self, text: str, room: int) -> str:
        """Names lose their middle; where little would be left of one, it stands alone."""
        name, dot, data = text.rpartition(DOT)
        left = room - self.fontMetrics().horizontalAdvance(dot + data)
        if not dot or left >= self.fontMetrics().horizontalAdvance(name):
            return super().elided(text, room)
        return super().elided(name, left) + dot + data if left >= room / 2 else super().elided(name, room)

    def _add(self, card: Card) -> None:
        dataset = tr(DATASETS.get(card.plan.dataset, card.plan.dataset)) if card.plan.dataset else tr("added")
        if card.own_classes:
            dataset = tr_n("{count} own class", "{count} own classes", len(card.classes))
        self.addItem(f"{card.name}{DOT}{dataset}", card.id)
        facts = [
            card.name,
            taught_from(card),
            card.note,
            *(tr("{value:.2f} % on {on}", value=100 * score.accuracy, on=score.on) for score in card.scores),
        ]
        self.setItemData(self.count() - 1, plain_tip("\n".join(filter(None, facts))), Qt.ItemDataRole.ToolTipRole)

    def _insert_running(self, text: str) -> None:
        self.insertItem(0, text, RUNNING)
        self.setItemData(0, tr("The model in training, as it is now"), Qt.ItemDataRole.ToolTipRole)

    def _running_text(self) -> str:
        at = self.findData(RUNNING)
        return self.itemText(at) if at >= 0 else ""

    def _explain(self) -> None:
        """The tooltip says the whole of the chosen text, however little of it can be seen."""
        show_tip(self, f"{tr(_TIP)}: {self.currentText()}" if self.count() else tr(_TIP))

    def _chosen(self, index: int) -> None:
        self._explain()
        if index >= 0:
            self.model_requested.emit(self.model_id)
