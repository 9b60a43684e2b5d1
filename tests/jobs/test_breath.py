import time

import pytest
from PySide6.QtCore import QObject, QThread
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from digitpad.jobs.breath import EVERY_MS, SLEEP_SECONDS, Breath

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


@pytest.mark.parametrize(("seconds", "sleeps"), [(1.0, True), (0.02, False), (0.0, False)])
def test_it_sleeps_only_beside_a_thread_that_is_at_one_thing_for_long(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, seconds: float, sleeps: bool
) -> None:
    parent = QObject()
    left, slept = [seconds] * 4, []
    monkeypatch.setattr(time, "sleep", slept.append)
    Breath(lambda: left.pop() if left else -1.0, parent).start()
    qtbot.waitUntil(lambda: not left)
    QTest.qWait(3 * EVERY_MS)
    assert slept == [SLEEP_SECONDS] * (3 if sleeps else 0)  # the first question was whether to begin


def test_it_ends_by_itself(qtbot: QtBot) -> None:
    parent = QObject()
    asked: list[float] = []

    def busy() -> float:
        asked.append(0.0 if len(asked) < 3 else -1.0)
        return asked[-1]

    Breath(busy, parent).start()
    qtbot.waitUntil(lambda: asked == [0.0, 0.0, 0.0, -1.0])
