"""Work of which only the newest counts: while one runs, the next one waits, and any between are forgotten. QtCore."""

from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from digitpad.controllers.job_pool import JobPool
from digitpad.core.records import FAILED, Outcome
from digitpad.jobs.job import Job

REST_MS = 120  # after the last wish: a stroke under way is not swept at every point


class LatestOnly(QObject):
    """Starts what was wished for last, a moment after it was wished for."""

    happened = Signal(list)
    failed = Signal(str, str)  # a sentence and a hint

    def __init__(self, job_pool: JobPool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._job_pool = job_pool
        self._job: Job | None = None
        self._next: Callable[[], Iterator[object]] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(REST_MS)
        self._timer.timeout.connect(self._start)

    @property
    def busy(self) -> bool:
        """Whether something is under way, or will be."""
        return self._job is not None or self._next is not None

    def ask(self, work: Callable[[], Iterator[object]]) -> None:
        """Wishes for this in place of all before."""
        self._next = work
        if self._job is not None:
            self._job.stop()
        self._timer.start()

    def drop(self) -> None:
        """Wishes for nothing any more."""
        self._next = None
        self._timer.stop()
        if self._job is not None:
            self._job.stop()

    @Slot()
    def _start(self) -> None:
        if self._job is None and self._next is not None:
            work, self._next = self._next, None
            self._job = self._job_pool.start(work, self._hand_on, self._ended)

    @Slot(list)
    def _hand_on(self, events: list[object]) -> None:
        self.happened.emit(events)

    @Slot(object)
    def _ended(self, outcome: Outcome) -> None:
        self._job = None
        if outcome.kind == FAILED:
            self.failed.emit(outcome.message, outcome.hint)
        if self._next is not None and not self._timer.isActive():
            self._start()
