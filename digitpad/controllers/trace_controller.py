"""The drawing's way through the chosen model's layers, in a window of its own. Imports QtCore, ui and jobs."""

from PySide6.QtCore import QObject, Slot

from digitpad.controllers.pad_controller import PadController
from digitpad.jobs.inference_thread import InferenceThread, Result
from digitpad.ui.draw.trace_dialog import TraceDialog
from digitpad.ui.main_window import MainWindow


class TraceController(QObject):
    """Asks for the layers with each drawing, as long as somebody looks."""

    def __init__(self, window: MainWindow, inference: InferenceThread, pad: PadController) -> None:
        super().__init__(window)
        self._window, self._pad = window, pad
        self._box: TraceDialog | None = None
        window.menus.layers_requested.connect(self.open)
        window.pad.cleared.connect(self._cleared)
        inference.answered.connect(self._answered)

    @Slot()
    def open(self) -> None:
        """Shows the layers of the drawing that is there."""
        if self._box is None:
            self._box = TraceDialog(self._window)
            self._box.watching_changed.connect(self._pad.trace)
        self._box.show()
        self._box.activateWindow()
        self._pad.trace(True)

    @Slot()
    def _cleared(self) -> None:
        if self._box is not None:
            self._box.show_trace(())

    @Slot(object)
    def _answered(self, result: Result) -> None:
        if self._box is not None and result.request.traced and self._pad.is_current(result):
            self._box.show_trace(result.trace)
