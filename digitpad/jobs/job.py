"""One long work off the GUI thread: a generator on a QThread. Imports QtCore and the rest of jobs.

The work is an iterator of events that knows nothing of Qt. 20,000 queued signals once froze a window for six seconds,
so events are gathered here and handed over in lists, fifteen times a second.
"""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from digitpad.core.errors import StoppedEarlyError
from digitpad.jobs.error_text import describe, remedy
from digitpad.jobs.pause_gate import PauseGate, Until
from digitpad.jobs.thread import Thread

DRAIN_MS = 66
MOST_WAITING = 5000  # events; a work that outruns the window waits for it instead of filling the memory
REST_SECONDS = 0.02

SUCCEEDED, STOPPED, FAILED = "succeeded", "stopped", "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a job ended: `kind` is SUCCEEDED, STOPPED or FAILED; a failure has a sentence and a hint for the user.

    `remedy`: what of a training's plan to change for another try, where the failure knows.
    """

    kind: str
    message: str = ""
    hint: str = ""
    remedy: Mapping[str, float] = field(default_factory=dict)


class Job(Thread):
    """Runs `work()` on a thread of its own, from `start()` to exactly one `ended`.

    `happened(list)` carries the events in their order; `ended(Outcome)` comes once, after the last of them. Both are
    emitted in the thread that made the job. The generator is advanced and closed in the job's thread, so that its
    `finally` runs there. Nothing is ever terminated: after `stop()` the step in progress is finished first.
    """

    happened = Signal(list)
    ended = Signal(object)

    def __init__(self, work: Callable[[], Iterator[object]], owner: QObject | None = None) -> None:
        super().__init__(owner)
        self._work = work
        self._gate = PauseGate()
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

    @property
    def paused(self) -> bool:
        """True while no further step will be taken until `resume`, `step` or `stop`."""
        return self._gate.paused

    def pause(self) -> None:
        """The step in progress is finished, the next one waits."""
        self._gate.pause()

    def resume(self) -> None:
        """Goes on after a pause."""
        self._gate.resume()

    def step(self, until: Until | None = None) -> None:
        """Takes one step (or steps until an event for which `until(event)` is true), then pauses again."""
        self._gate.step(until)

    @Slot()
    def stop(self) -> None:
        """Asks the job to end after the step in progress; does not wait. `ended` follows."""
        self._gate.stop()

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
            while self._gate.wait():
                try:
                    event = next(work)
                except StopIteration:
                    return Outcome(SUCCEEDED)
                self._waiting.append(event)
                self._gate.passed(event)
                while len(self._waiting) >= MOST_WAITING and self._gate.rest(REST_SECONDS):
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
        self._outcome = self._result or Outcome(FAILED, "The work ended without a result.", "Try again.")
        self.ended.emit(self._outcome)
