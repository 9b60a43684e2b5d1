"""The pool of the window's jobs: once it is told to stop, nothing begins any more."""

from collections.abc import Iterator

from digitpad.controllers.job_pool import JobPool
from digitpad.core.records import Outcome


def test_after_the_end_nothing_begins_and_nothing_is_told(qtbot) -> None:
    pool, begun, told = JobPool(), [], []

    def work() -> Iterator[object]:
        begun.append(True)
        yield "event"

    pool.start(work, told.append, told.append)
    qtbot.waitUntil(lambda: not pool.busy)
    assert (begun, told) == ([True], [["event"], Outcome("succeeded")])
    pool.stop_all()
    with qtbot.assertNotEmitted(pool.emptied, wait=100), qtbot.assertNotEmitted(pool.failed):
        job = pool.start(work, told.append, told.append)
        assert not pool.busy
        assert not job.isRunning()
    assert (len(begun), len(told)) == (1, 2)


def test_what_a_job_of_a_closing_window_wishes_for_next_is_not_begun(qtbot) -> None:
    pool, ends = JobPool(), []

    def next_one(_outcome: Outcome) -> None:
        ends.append(pool.start(lambda: iter([1])))

    pool.start(lambda: iter(range(10**9)), None, next_one)
    pool.stop_all()
    qtbot.waitUntil(lambda: bool(ends))
    qtbot.waitUntil(lambda: not pool.busy)
    assert not ends[0].isRunning() and not ends[0].isFinished()
