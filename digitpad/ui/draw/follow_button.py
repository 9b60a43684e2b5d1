"""A switch at the pad: while a run trains, the network in training predicts the drawing. Imports QtWidgets."""

from PySide6.QtCore import QSignalBlocker, Slot
from PySide6.QtWidgets import QPushButton

from digitpad.core.language import mark, tr
from digitpad.core.records import RUNNING
from digitpad.ui.common.named import named
from digitpad.ui.draw.model_box import ModelBox

_TIP = mark("The model in training predicts your drawing, better with every epoch; again: the model from before")


class FollowButton(QPushButton):
    """Seen while there is a model in training; down while that is the one that predicts."""

    def __init__(self, models: ModelBox) -> None:
        super().__init__(tr("Follow the training"))
        named(self, "pad-follow", _TIP)
        self._models, self._before = models, ""
        self.setCheckable(True)
        self.toggled.connect(self._toggled)
        models.currentIndexChanged.connect(self._show)
        models.running_changed.connect(self._show)
        self._show()

    @Slot()
    def _show(self) -> None:
        chosen = self._models.model_id
        if chosen != RUNNING:
            self._before = chosen
        with QSignalBlocker(self):
            self.setChecked(chosen == RUNNING)
        self.setVisible(self._models.findData(RUNNING) >= 0)

    @Slot(bool)
    def _toggled(self, on: bool) -> None:
        at = self._models.findData(RUNNING if on else self._before)
        self._models.setCurrentIndex(max(at, 0))
