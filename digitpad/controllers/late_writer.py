"""Writes something to the disk a moment after it changed last, never two at once. Imports QtCore and jobs."""

from collections.abc import Callable, Iterator
from threading import Lock

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from digitpad.controllers.job_pool import JobPool
from digitpad.core.errors import DigitpadError
from digitpad.core.records import FAILED, Outcome

SAVE_MS = 800  # after the last change: a splitter that is being dragged is written once


class LateWriter(QObject):
    """Calls `write` in a job, one at a time; it is to write what is there at that moment, if it is new."""

    due = Signal()  # in this thread, before `write` is called: what it is to write can be gathered now
    failed = Signal(str, str)  # a sentence and a hint
    written = Signal()

    def __init__(self, write: Callable[[], None], job_pool: JobPool, parent: QObject) -> None:
        super().__init__(parent)
        self._write, self._job_pool = write, job_pool
        self._busy = False
        self._writing = Lock()  # the job's and the window's own writing come one after the other
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SAVE_MS)
        self._timer.timeout.connect(self._save)

    @Slot()
    def later(self) -> None:
        """Something has changed."""
        self._timer.start()

    def flush(self) -> tuple[str, str]:
        """Writes now; gives a sentence and a hint where that fails."""
        self._timer.stop()
        self.due.emit()
        try:
            self._write_alone()
        except DigitpadError as error:
            return error.message, error.hint
        return "", ""

    @Slot()
    def _save(self) -> None:
        if self._busy:
            self._timer.start()  # the disk is slow: once it is done, this one goes
            return
        self._busy = True
        self.due.emit()
        self._job_pool.start(self._work, None, self._ended)

    def _work(self) -> Iterator[object]:
        self._write_alone()
        yield None

    def _write_alone(self) -> None:
        with self._writing:
            self._write()

    @Slot(object)
    def _ended(self, outcome: Outcome) -> None:
        self._busy = False
        if outcome.kind == FAILED:
            self.failed.emit(outcome.message, outcome.hint)
        else:
            self.written.emit()
