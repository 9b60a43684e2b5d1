"""A job: work off the window's thread, its news in order, one ending, nothing left behind."""

import errno
import threading
import time
from collections.abc import Iterator

import psutil
import pytest
from PySide6.QtCore import QCoreApplication, QObject, QThread, Slot

from digitpad.core.errors import PlanError, StoppedEarlyError
from digitpad.core.recipes import RECIPES
from digitpad.core.records import DIGITS, FAILED, STOPPED, SUCCEEDED, Card, Outcome, SnapshotTaken, StepDone
from digitpad.core.run_control import RunControl
from digitpad.jobs import job as jobs
from digitpad.jobs.job import Job
from digitpad.jobs.thread import STACK_BYTES

SNAPSHOT = SnapshotTaken(Card("running", RECIPES["mlp-512"], DIGITS, 1, "", 4), {})


class SignalSpy(QObject):
    """Hears everything that a job says, in order, and on which thread."""

    def __init__(self, job: Job) -> None:
        super().__init__()
        self.events: list[object] = []
        self.outcomes: list[Outcome] = []
        self.after_end = 0
        self.deliveries = 0
        self.threads: set[QThread] = set()
        job.happened.connect(self.hear)
        job.ended.connect(self.end)

    @Slot(list)
    def hear(self, events: list[object]) -> None:
        self.threads.add(QThread.currentThread())
        self.after_end += bool(self.outcomes)
        self.deliveries += 1
        self.events += events

    @Slot(object)
    def end(self, outcome: Outcome) -> None:
        self.threads.add(QThread.currentThread())
        self.outcomes.append(outcome)


def finish(qtbot, job: Job, spy: SignalSpy) -> Outcome:
    qtbot.waitUntil(lambda: bool(spy.outcomes), timeout=60_000)
    assert not job.isRunning()
    assert len(spy.outcomes) == 1
    assert spy.after_end == 0
    return spy.outcomes[0]


def counting(count: int) -> Iterator[object]:
    yield from range(count)


def test_all_events_come_in_order_then_one_end(qtbot):
    job = Job(lambda: counting(2000))
    spy = SignalSpy(job)
    job.start()
    assert finish(qtbot, job, spy) == Outcome(SUCCEEDED)
    assert spy.events == list(range(2000))
    assert spy.threads == {QCoreApplication.instance().thread()}
    assert job.outcome == Outcome(SUCCEEDED)


def test_a_fast_work_is_handed_over_in_few_lists(qtbot):
    job = Job(lambda: counting(3000))
    spy = SignalSpy(job)
    job.start()
    assert job.wait(60_000)  # however slowly it went, the window looks once it is done
    finish(qtbot, job, spy)
    assert spy.events == list(range(3000))
    assert spy.deliveries <= 2


def test_a_work_that_outruns_the_window_waits_for_it(qtbot, monkeypatch):
    monkeypatch.setattr(jobs, "MOST_WAITING", 50)
    job = Job(lambda: counting(300))
    spy = SignalSpy(job)
    job.start()
    assert not job.wait(300), "without a window that listens it must hold still, not fill the memory"
    assert finish(qtbot, job, spy).kind == SUCCEEDED
    assert spy.events == list(range(300))


def test_stop_closes_the_work_in_its_own_thread(qtbot):
    seen: dict[str, threading.Thread] = {}

    def endless() -> Iterator[object]:
        try:
            seen["began"] = threading.current_thread()
            while True:
                time.sleep(0.001)
                yield "step"
        finally:
            seen["closed"] = threading.current_thread()

    job = Job(endless)
    spy = SignalSpy(job)
    job.start()
    qtbot.waitUntil(lambda: len(spy.events) > 3)
    job.stop()
    assert finish(qtbot, job, spy) == Outcome(STOPPED)
    assert seen["closed"] is seen["began"] is not threading.main_thread()


def test_a_pause_holds_a_step_takes_one_and_resume_goes_on(qtbot):
    learned: list[int] = []

    def work() -> Iterator[object]:
        for number in range(1, 4):
            learned.append(number)
            yield StepDone(1, number, 3, 0.5, 0.1, 100.0)
            yield SNAPSHOT

    control = RunControl()
    job = Job(work, control=control)
    spy = SignalSpy(job)
    control.pause()
    job.start()
    qtbot.waitUntil(job.isRunning)
    assert learned == [] and control.paused
    for number in (1, 2):
        control.step()
        qtbot.waitUntil(lambda: spy.events[1:].count(SNAPSHOT) == number)  # noqa: B023
        qtbot.waitUntil(lambda: control.paused)
        assert learned == list(range(1, number + 1))
    control.resume()
    assert finish(qtbot, job, spy).kind == SUCCEEDED
    assert learned == [1, 2, 3]


def test_a_paused_job_can_be_stopped(qtbot):
    control = RunControl()
    job = Job(lambda: counting(10), control=control)
    spy = SignalSpy(job)
    control.pause()
    job.start()
    qtbot.waitUntil(job.isRunning)
    job.stop()
    assert finish(qtbot, job, spy).kind == STOPPED
    assert spy.events == []


def test_a_paused_job_that_is_to_stop_and_keep_goes_on_to_its_end(qtbot):
    control = RunControl()

    def work() -> Iterator[object]:
        while not control.stopping:
            yield "step"
        yield "kept"

    job = Job(work, control=control)
    spy = SignalSpy(job)
    control.pause()
    job.start()
    qtbot.waitUntil(job.isRunning)
    control.stop()
    assert finish(qtbot, job, spy).kind == SUCCEEDED
    assert spy.events == ["kept"]


@pytest.mark.parametrize(
    ("error", "says", "advises"),
    [
        (PlanError("The epochs cannot be -1.", "It goes from 1 to 1000."), "The epochs cannot be -1.", "1 to 1000"),
        (MemoryError(), "not enough memory", "smaller batch"),
        (RuntimeError("CUDA out of memory. Tried to allocate 2 GiB"), "not enough memory", "smaller batch"),
        (OSError(errno.ENOSPC, "No space left on device", "m.json"), "The disk is full (m.json).", "Free some space"),
        (OSError(errno.EACCES, "Permission denied", "/x"), "There is no permission (/x).", "DIGITPAD_HOME"),
        (
            FileNotFoundError(errno.ENOENT, "No such file or directory", "a.npz"),
            "No such file or directory (a.npz)",
            "Check",
        ),
        (
            ZeroDivisionError("division by zero"),
            "ZeroDivisionError: division by zero",
            "Nothing that was saved is lost",
        ),
        (SystemExit(3), "SystemExit: 3", "trying again"),
        (KeyboardInterrupt(), "KeyboardInterrupt", "trying again"),
    ],
)
def test_every_error_becomes_a_sentence_and_a_hint(qtbot, error, says, advises):
    def breaking() -> Iterator[object]:
        yield 1
        raise error

    job = Job(breaking)
    spy = SignalSpy(job)
    job.start()
    outcome = finish(qtbot, job, spy)
    assert outcome.kind == FAILED
    assert says in outcome.message
    assert advises in outcome.hint
    assert spy.events == [1], "what happened before the error is not lost"


def test_an_error_while_closing_is_told(qtbot):
    def work() -> Iterator[object]:
        try:
            while True:
                yield 1
                time.sleep(0.001)
        finally:
            raise PlanError("The checkpoint could not be written.", "Free some space.")

    job = Job(work)
    spy = SignalSpy(job)
    job.start()
    qtbot.waitUntil(lambda: bool(spy.events))
    job.stop()
    assert finish(qtbot, job, spy) == Outcome(FAILED, "The checkpoint could not be written.", "Free some space.")


def test_a_work_that_cannot_even_begin_fails_in_words(qtbot):
    def refuses() -> Iterator[object]:
        raise PlanError("No.", "Try another.")

    job = Job(refuses)
    spy = SignalSpy(job)
    job.start()
    assert finish(qtbot, job, spy) == Outcome(FAILED, "No.", "Try another.")


def test_a_plain_iterator_without_close_is_work_too(qtbot):
    job = Job(lambda: iter([1, 2]))
    spy = SignalSpy(job)
    job.start()
    assert finish(qtbot, job, spy).kind == SUCCEEDED
    assert spy.events == [1, 2]


def test_fifty_jobs_leave_no_thread_behind(qtbot):
    def run_one() -> None:
        job = Job(lambda: counting(3))
        spy = SignalSpy(job)
        job.start()
        finish(qtbot, job, spy)

    run_one()
    before = psutil.Process().num_threads()
    for _ in range(50):
        run_one()
    qtbot.waitUntil(lambda: psutil.Process().num_threads() <= before)  # the last one may be on its way out


def test_a_run_that_the_user_stopped_before_there_was_anything_to_keep_has_not_failed(qtbot):
    def work() -> Iterator[object]:
        raise StoppedEarlyError("The run was stopped before its first step.", "Start it again.")
        yield

    job = Job(work)
    with qtbot.waitSignal(job.ended) as end:
        job.start()
    assert end.args == [Outcome(STOPPED, "The run was stopped before its first step.", "Start it again.")]


def test_recursion_as_deep_as_torch_needs_fits_the_stack(qtbot):
    assert STACK_BYTES >= 8 * 1024 * 1024
    job = Job(lambda: counting(1))
    assert job.stackSize() == STACK_BYTES
