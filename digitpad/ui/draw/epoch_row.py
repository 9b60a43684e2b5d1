"""A slider through the epochs that a model can be shown after. Imports QtWidgets."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QWidget

from digitpad.core.language import tr
from digitpad.ui.common.named import named
from digitpad.ui.common.theme import SPACE


class EpochRow(QWidget):
    """Its right end is the model as it is; hidden where no epochs are kept."""

    chosen = Signal(int)  # an epoch; 0: the model as it is

    def __init__(self) -> None:
        super().__init__()
        self._epochs: tuple[int, ...] = ()
        tip = tr("Shows the network as it was after an earlier epoch; the right end is the model as it is.")
        self._slider = named(QSlider(Qt.Orientation.Horizontal), "trace-epoch", tip, tr("Epoch shown"))
        self._where = named(QLabel(), "trace-epoch-shown")
        label = QLabel(tr("Epoch"))
        label.setBuddy(self._slider)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        row.addWidget(label)
        row.addWidget(self._slider, 1)
        row.addWidget(self._where)
        self._slider.valueChanged.connect(self._moved)
        self.hide()

    def show_epochs(self, epochs: tuple[int, ...]) -> None:
        """Another model's epochs; the same again change nothing."""
        if epochs == self._epochs:
            return
        self._epochs = epochs
        self._slider.blockSignals(True)
        self._slider.setRange(0, len(epochs))
        self._slider.setValue(len(epochs))
        self._slider.blockSignals(False)
        self._say()
        self.setVisible(bool(epochs))

    def _say(self) -> None:
        at = self._slider.value()
        self._where.setText(
            tr("the model as it is") if at >= len(self._epochs)
            else tr("{epoch} of {epochs}{newest}", epoch=self._epochs[at], epochs=self._epochs[-1], newest="")
        )  # fmt: skip

    @Slot(int)
    def _moved(self, at: int) -> None:
        self._say()
        self.chosen.emit(self._epochs[at] if at < len(self._epochs) else 0)
