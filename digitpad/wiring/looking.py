"""Looking inside a run: the net of an epoch answers on the desk beside the chosen model. Imports ui and jobs."""

from PySide6.QtCore import QObject, Slot

from digitpad.ink.ink import Ink
from digitpad.jobs.desk import PAST, Desk, Reply
from digitpad.records import SnapshotTaken
from digitpad.ui.main_window import MainWindow
from digitpad.wiring.pad import PadWiring


class LookingWiring(QObject):
    """Asks the net of the epoch looked at about every drawing, as long as somebody looks."""

    def __init__(self, window: MainWindow, desk: Desk, pad: PadWiring) -> None:
        super().__init__(window)
        self._panel, self._desk, self._pad = window.train, desk, pad
        self._panel.looking_changed.connect(self._looking)
        self._panel.moment_wanted.connect(self._recall)
        window.pad.ink_changed.connect(self._drawn)
        desk.answered.connect(self._answered)

    @Slot(bool)
    def _looking(self, on: bool) -> None:
        self._pad.also_ask(PAST if on else "")

    @Slot(object)
    def _recall(self, moment: SnapshotTaken) -> None:
        self._desk.recall(moment)

    @Slot(object)
    def _drawn(self, ink: Ink) -> None:
        if not ink:
            self._panel.show_answer(None)

    @Slot(object)
    def _answered(self, reply: Reply) -> None:
        answer = reply.answers.get(PAST)
        if answer is not None and self._pad.is_current(reply):
            self._panel.show_answer(answer)
