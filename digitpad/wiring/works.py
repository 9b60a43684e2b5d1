"""The jobs that run now, and how they are ended. Imports QtCore and jobs."""

from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, Signal, Slot

from digitpad.jobs.job import FAILED, Job, Outcome


class Works(QObject):
    """Starts jobs and keeps them until each has ended. After `stop_all` none is started any more."""

    emptied = Signal()  # the last one that ran has ended
    failed = Signal(str, str)  # a sentence and a hint: why a job ended whose end nobody else asked to be told of

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._running: list[Job] = []
        self._over: list[Job] = []  # ended, but perhaps still in the signal that tells so
        self._closing = False

    @property
    def busy(self) -> bool:
        """Whether any job has yet to end."""
        return bool(self._running)

    def start(
        self,
        work: Callable[[], Iterator[object]],
        happened: Callable[[list[object]], None] | None = None,
        ended: Callable[[Outcome], None] | None = None,
    ) -> Job:
        """Runs `work` as a job. `happened` and `ended` are bound methods of QObjects that live in this thread.

        Without an `ended`, a failure is told by `failed`.
        """
        self._over.clear()
        job = Job(work)  # Python's own: deleteLater under a parent that goes first crashed the next event loop
        if happened is not None:
            job.happened.connect(happened)
        job.ended.connect(self._tell if ended is None else ended)
        job.ended.connect(self._forget)
        if self._closing:
            job.stop()
        self._running.append(job)
        job.start()
        return job

    def stop_all(self) -> None:
        """Asks all jobs to end after the step that each is in; does not wait."""
        self._closing = True
        for job in self._running:
            job.stop()

    def wait(self) -> None:
        """Blocks until no thread runs: for a process that ends without closing its window."""
        for job in self._running:
            job.wait()

    @Slot(object)
    def _tell(self, outcome: Outcome) -> None:
        if outcome.kind == FAILED:
            self.failed.emit(outcome.message, outcome.hint)

    @Slot(object)
    def _forget(self, _outcome: Outcome) -> None:
        for job in [job for job in self._running if job.outcome is not None]:
            self._running.remove(job)
            self._over.append(job)
        if not self._running:
            self.emptied.emit()
