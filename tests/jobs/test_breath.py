import time

from PySide6.QtCore import QObject, QThread
from PySide6.QtTest import QTest

from digitpad.jobs.breath import Breath

ROUNDS = 400_000


class Counting(QThread):
    """A thread that needs Python's lock for some tenths of a second."""

    count = 0

    def run(self) -> None:
        for _ in range(ROUNDS):
            self.count += 1


def test_a_thread_gets_on_under_a_loop_that_keeps_the_lock(qapp: QObject) -> None:
    thread = Counting()
    breath = Breath(lambda: 1.0 if thread.isRunning() else -1.0, thread)
    thread.start()
    breath.start()
    until = time.monotonic() + 20
    while thread.count < ROUNDS and time.monotonic() < until:
        QTest.qWait(50)
    assert thread.count == ROUNDS
    assert thread.wait(60_000)
    breath.stop()  # the next turn of a loop would, but there is none


def test_it_ends_by_itself(qtbot: object) -> None:
    parent = QObject()
    asked: list[float] = []

    def busy() -> float:
        asked.append(0.0 if len(asked) < 3 else -1.0)
        return asked[-1]

    Breath(busy, parent).start()
    qtbot.waitUntil(lambda: asked == [0.0, 0.0, 0.0, -1.0])  # type: ignore[attr-defined]
