"""When the curves are drawn again: once for all the news that came meanwhile, and never after the window is gone."""

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QObject

from digitpad.ui.train import redraws
from digitpad.ui.train.redraws import LONGEST_MS, SHORTEST_MS, Redraws, rest_ms


def test_all_the_news_of_a_while_are_one_drawing(qtbot) -> None:
    parent = QObject()
    timer = Redraws(parent)
    drawn: list[int] = []
    timer.due.connect(lambda: drawn.append(1))
    for _ in range(20):
        timer.start()
    qtbot.waitSignal(timer.due).wait()
    QCoreApplication.processEvents()
    assert drawn == [1]
    assert not timer.isActive()


@pytest.mark.parametrize(("seconds", "rest"), [(0.006, 400), (1.0, LONGEST_MS)])
def test_a_drawing_is_measured_with_the_painting_behind_it(qtbot, monkeypatch, seconds, rest) -> None:
    parent = QObject()
    timer = Redraws(parent)
    clock = [100.0]
    monkeypatch.setattr(redraws.time, "thread_time", lambda: clock[0])
    with qtbot.waitSignal(timer.due):
        timer.start()
        timer.due.connect(lambda: clock.__setitem__(0, 100.0 + seconds))
    qtbot.waitUntil(lambda: timer.interval() == rest)


def test_a_window_that_is_gone_before_its_curves_were_painted_leaves_nothing_behind() -> None:
    parent = QObject()
    timer = Redraws(parent)
    timer.timeout.emit()  # it draws; the painting would come next
    shiboken6.delete(parent)
    QCoreApplication.processEvents()  # an exception in here fails the test


@pytest.mark.parametrize(
    ("milliseconds", "rest"), [(0, SHORTEST_MS), (1, SHORTEST_MS), (3, 200), (6, 400), (90, LONGEST_MS)]
)
def test_the_longer_a_drawing_takes_the_longer_the_next_one_waits(milliseconds: float, rest: int) -> None:
    assert rest_ms(milliseconds / 1000) == rest
