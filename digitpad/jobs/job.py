"""One long work off the GUI thread: a generator on a QThread. Imports QtCore and the rest of jobs.

The work is an iterator of events that knows nothing of Qt. 20,000 queued signals once froze a window for six seconds,
so events are gathered here and handed over in lists, fifteen times a second.
"""

from collections import deque
from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from digitpad.core.errors import StoppedEarlyError
from digitpad.core.language import tr
from digitpad.core.records import FAILED, STOPPED, SUCCEEDED, Outcome
from digitpad.core.run_control import RunControl
from digitpad.jobs.error_text import describe, remedy
from digitpad.jobs.thread import Thread

DRAIN_MS = 66
MOST_WAITING = 5000  # events; a work that outruns the window waits for it instead of filling the memory
REST_SECONDS = 0.02


class Job(Thread):
    """Runs `work()` on a thread of its own, from `start()` to exactly one `ended`.

    `happened(list)` carries the events in their order; `ended(Outcome)` comes once, after the last of them. Both are
    emitted in the thread that made the job. The generator is advanced and closed in the job's thread, so that its
    `finally` runs there. Nothing is ever terminated: after `stop()` the step in progress is finished first.
    """

    happened = Signal(list)
    ended = Signal(object)

    def __init__(
        self,
        work: Callable[[], Iterator[object]],
        owner: QObject | None = None,
        control: RunControl | None = None,
    ) -> None:
        super().__init__(owner)
        self._work = work
        self._control = control or RunControl()
        self._waiting: deque[object] = deque()
        self._result: Outcome | None = None
        self._outcome: Outcome | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(DRAIN_MS)
        self._timer.timeout.connect(self._drain)
        self.started.connect(self._timer.start)
        self.finished.connect(self._finish)

    @property
    def outcome(self) -> Outcome | None:
        """How the job ended, or None while it has not: set just before `ended` is emitted."""
        return self._outcome

    @Slot()
    def stop(self) -> None:
        """Asks the job to end after the step in progress; does not wait. `ended` follows."""
        self._control.cancel()

    def run(self) -> None:
        """Qt's entry on the new thread; nobody else calls it."""
        try:
            self._result = self._through()
        except BaseException as error:  # noqa: BLE001  an exception that left run() would end up in sys.excepthook on
            # this thread, a SystemExit even abort the process: here the one place turns all of them into a sentence
            kind = STOPPED if isinstance(error, StoppedEarlyError) else FAILED  # that was the user's wish
            self._result = Outcome(kind, *describe(error), remedy(error))

    def _through(self) -> Outcome:
        work = self._work()
        try:
            while self._control.wait():
                try:
                    event = next(work)
                except StopIteration:
                    return Outcome(SUCCEEDED)
                self._waiting.append(event)
                self._control.passed(event)
                while len(self._waiting) >= MOST_WAITING and self._control.rest(REST_SECONDS):
                    pass
            return Outcome(STOPPED)
        finally:
            close = getattr(work, "close", None)
            if close is not None:
                close()

    @Slot()
    def _drain(self) -> None:
        events = [self._waiting.popleft() for _ in range(len(self._waiting))]
        if events:
            self.happened.emit(events)

    @Slot()
    def _finish(self) -> None:
        if self._outcome is not None:
            return
        self.wait()  # `finished` comes a moment before the thread itself has gone
        self._timer.stop()
        self._drain()
        self._outcome = self._result or Outcome(FAILED, tr("The work ended without a result."), tr("Try again."))
        self.ended.emit(self._outcome)
