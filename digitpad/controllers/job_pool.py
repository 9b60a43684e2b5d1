"""The jobs that run now, how they are ended, and what is said of those that fail. Imports QtCore, jobs, messages."""

from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, Signal, Slot

from digitpad.core.records import FAILED, SUCCEEDED, Outcome
from digitpad.core.run_control import RunControl
from digitpad.jobs.job import Job
from digitpad.ui.common.messages import PAD


class JobPool(QObject):
    """Starts jobs and keeps them until each has ended. After `stop_all` none is started any more."""

    emptied = Signal()  # the last one that ran has ended
    failed = Signal(str, str, str, str)  # why a job failed whose end nobody asked for: sentence, hint, place, cause
    mended = Signal(str)  # another job of this cause has succeeded

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._running: list[Job] = []
        self._about: dict[Job, tuple[str, str]] = {}  # of those whose end nobody asked for: a message's place and cause
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
        *,
        place: str = PAD,
        cause: str = "",
        control: RunControl | None = None,
    ) -> Job:
        """Runs `work` as a job. `happened` and `ended` are bound methods of QObjects that live in this thread.

        Without an `ended`, a failure is told by `failed`, with the place and the cause that a message of it has, and
        the next success of that cause by `mended`. After `stop_all` the job never runs, and nothing is told of it.
        """
        self._over.clear()
        job = Job(work, self, control)
        if self._closing:
            return job
        if happened is not None:
            job.happened.connect(happened)
        if ended is not None:
            job.ended.connect(ended)
        else:
            self._about[job] = (place, cause)
        job.ended.connect(self._forget)
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
    def _forget(self, _outcome: Outcome) -> None:
        for job in [job for job in self._running if job.outcome is not None]:
            self._running.remove(job)
            self._over.append(job)
            self._tell(job.outcome, self._about.pop(job, None))
        if not self._running:
            self.emptied.emit()

    def _tell(self, outcome: Outcome | None, about: tuple[str, str] | None) -> None:
        if outcome is None or about is None:
            return
        if outcome.kind == FAILED:
            self.failed.emit(outcome.message, outcome.hint, *about)
        elif outcome.kind == SUCCEEDED and about[1]:
            self.mended.emit(about[1])
