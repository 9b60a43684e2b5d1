"""The drawing's way through the chosen model's layers, in a window of its own. Imports QtCore, ui, jobs and tasks."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Slot

from digitpad.controllers.job_pool import JobPool
from digitpad.controllers.latest_only import LatestOnly
from digitpad.controllers.library_model import LibraryModel
from digitpad.controllers.pad_controller import PadController
from digitpad.core.language import tr
from digitpad.core.layer_trace import NONE_OFF, Units, UnitView
from digitpad.core.records import Card
from digitpad.jobs.inference_thread import InferenceThread, Result
from digitpad.models import epoch_weights
from digitpad.tasks.look_at_unit import UnitViews
from digitpad.ui.main_window import MainWindow

if TYPE_CHECKING:
    from digitpad.ui.draw.trace_dialog import TraceDialog


class TraceController(QObject):
    """Asks for the layers with each drawing, as long as somebody looks, and for all about the unit that is chosen."""

    def __init__(
        self, window: MainWindow, inference: InferenceThread, pad: PadController, library_model: LibraryModel,
        job_pool: JobPool, home: Path,
    ) -> None:  # fmt: skip
        super().__init__(window)
        self._window, self._pad, self._library_model = window, pad, library_model
        self._home = home
        self._box: TraceDialog | None = None
        self._views = UnitViews(library_model.library, home)
        self._latest = LatestOnly(job_pool, self)
        self._latest.happened.connect(self._found)
        self._latest.failed.connect(self._failed)
        self._model = ""
        self._glyph: NDArray[np.float32] | None = None
        self._off: Units = NONE_OFF
        self._epoch = 0  # after which the model is shown; 0: as it is
        self._earlier = LatestOnly(job_pool, self)
        self._earlier.happened.connect(self._traced)
        self._earlier.failed.connect(self._failed)
        window.menus.layers_requested.connect(self.open)
        window.pad.cleared.connect(self._cleared)
        inference.answered.connect(self._answered)

    @Slot()
    def open(self) -> None:
        """Shows the layers of the drawing that is there."""
        if self._box is None:
            from digitpad.ui.draw.trace_dialog import TraceDialog  # here: it would hold up the first paint

            self._box = TraceDialog(self._window)
            self._box.watching_changed.connect(self._pad.trace)
            self._box.off_changed.connect(self._switch)
            self._box.unit_requested.connect(self._look)
            self._box.epoch_changed.connect(self._go_to)
        self._box.show()
        self._box.activateWindow()
        self._pad.trace(True)

    @Slot()
    def _cleared(self) -> None:
        self._glyph = None
        if self._box is not None:
            self._box.show_trace(())

    @Slot(object)
    def _answered(self, result: Result) -> None:
        if self._box is None or not result.request.traced or not self._pad.is_current(result):
            return
        model = result.request.models[0]
        if model != self._model:
            self._model, self._epoch = model, 0
            self._box.forget()
        elif result.request.off != self._off:
            return  # asked before something was switched: the next answer comes at once
        self._glyph = result.glyph
        card = self._library_model.card(model)
        answer = result.answers.get(model)
        epochs = epoch_weights.epochs(self._home, card) if card is not None else ()
        self._box.show_model(answer.classes if answer is not None else (), _lacking(card), epochs)
        if self._epoch:
            self._go_to(self._epoch)
        else:
            self._box.show_trace(result.trace)

    @Slot(int)
    def _go_to(self, epoch: int) -> None:
        """Shows the model as it was after an epoch; a job reads it, so the layers follow when the pen rests."""
        back, self._epoch = self._epoch and not epoch, epoch
        model, glyph, off, views = self._model, self._glyph, self._off, self._views
        if back:
            self._earlier.drop()
            self._pad.switch_off(off)  # the inference thread traces the model itself again
        elif glyph is not None:
            self._earlier.ask(lambda: views.traced(model, glyph, off, epoch))

    @Slot(list)
    def _traced(self, events: list[object]) -> None:
        for event in events:
            if isinstance(event, tuple) and self._box is not None and self._epoch and self._glyph is not None:
                self._box.show_trace(event)

    @Slot(object)
    def _switch(self, off: Units) -> None:
        self._off = off
        self._pad.switch_off(off)

    @Slot(int, int)
    def _look(self, layer: int, unit: int) -> None:
        """Everything about this unit, when the pen rests; of a model in training nothing is on the disk yet."""
        model, glyph, off, views, epoch = self._model, self._glyph, self._off, self._views, self._epoch
        card = self._library_model.card(model)
        if not layer or glyph is None or card is None or card.graph is not None:
            self._latest.drop()
            return
        self._latest.ask(lambda: views.view(model, glyph, layer, unit, off, epoch))

    @Slot(list)
    def _found(self, events: list[object]) -> None:
        for event in events:
            if isinstance(event, UnitView) and self._box is not None:
                self._box.show_unit(event)

    @Slot(str, str)
    def _failed(self, message: str, hint: str) -> None:
        self._window.say(message, hint)


def _lacking(card: Card | None) -> str:
    """What cannot be shown of a model, in a sentence."""
    if card is None:
        return tr("A model in training: its values are live; weights and test digits follow when it is saved.")
    if card.graph is not None:
        return tr("An ONNX file: its layers cannot be looked into.")
    if card.takes_path:
        return tr("Two networks: one sees the picture, the other, below it, the way of your pen; the answer comes from "
                  "both. A picture has no way of a pen, so only the first one sees it.")  # fmt: skip
    return ""
