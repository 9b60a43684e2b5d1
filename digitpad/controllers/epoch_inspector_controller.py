"""Looking inside a run: the network of an epoch predicts beside the chosen model. Imports ui and jobs."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Slot

from digitpad.controllers.pad_controller import PadController
from digitpad.core.records import PAST, SnapshotTaken
from digitpad.ink.subject import Picture
from digitpad.jobs.inference_thread import InferenceThread, Result
from digitpad.ui.main_window import MainWindow


class EpochInspectorController(QObject):
    """Asks the net of the epoch looked at about every drawing, as long as somebody looks."""

    def __init__(self, window: MainWindow, inference: InferenceThread, pad: PadController) -> None:
        super().__init__(window)
        self._window = window
        self._panel, self._inference, self._pad = window.train, inference, pad
        self._panel.looking_changed.connect(self._looking)
        self._panel.moment_requested.connect(self._show_epoch)
        self._panel.digit_chosen.connect(self._put_on_pad)
        window.pad.cleared.connect(self._cleared)
        inference.answered.connect(self._answered)

    @Slot(bool)
    def _looking(self, on: bool) -> None:
        self._pad.also_ask(PAST if on else "")

    @Slot(object)
    def _show_epoch(self, moment: SnapshotTaken) -> None:
        self._inference.set_epoch_model(moment)

    @Slot(object)
    def _put_on_pad(self, digit: NDArray[np.uint8]) -> None:
        """A mistake lies on the pad: what this epoch and the chosen model predict for it is seen at once."""
        self._window.pad.show_picture(Picture.of_glyph(digit.astype(np.float32) / np.float32(255)))

    @Slot()
    def _cleared(self) -> None:
        self._panel.show_answer(None)

    @Slot(object)
    def _answered(self, reply: Result) -> None:
        answer = reply.answers.get(PAST)
        if answer is not None and self._pad.is_current(reply):
            self._panel.show_answer(answer)
