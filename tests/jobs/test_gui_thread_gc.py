"""Garbage is collected in the window's thread, and by Python again when the last window has gone."""

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject

from digitpad.jobs import gui_thread_gc
from digitpad.jobs.gui_thread_gc import GuiThreadGc


@pytest.fixture
def by_python() -> Iterator[None]:
    """As it is before any window: Python collects."""
    gc.enable()
    yield
    gc.disable()


class Knot:
    """Garbage that only the collector finds; says in which thread it went."""

    def __init__(self, gone: list[int]) -> None:
        self.itself = self
        weakref.finalize(self, lambda: gone.append(threading.get_ident()))


def test_another_thread_collects_nothing_and_this_one_does(qtbot, by_python, monkeypatch) -> None:
    monkeypatch.setattr(gui_thread_gc, "EVERY_MS", 5)
    monkeypatch.setattr(gui_thread_gc, "YOUNG", 10)
    owner = QObject()
    collector = GuiThreadGc(owner)
    collector.start()
    gone: list[int] = []

    def busy() -> None:
        for _ in range(5000):
            Knot(gone)

    thread = threading.Thread(target=busy)
    thread.start()
    thread.join()
    assert gone == []
    qtbot.waitUntil(lambda: len(gone) == 5000)
    assert set(gone) == {threading.get_ident()}
    collector.end()


def test_python_collects_again_after_the_last_window(qtbot, by_python) -> None:
    owner = QObject()
    one, two = GuiThreadGc(owner), GuiThreadGc(owner)
    one.start()
    two.start()
    one.end()
    assert not gc.isenabled()
    two.end()
    two.end()
    assert gc.isenabled()


def test_who_had_switched_it_off_finds_it_off(qtbot) -> None:
    owner = QObject()
    collector = GuiThreadGc(owner)
    collector.start()
    collector.end()
    assert not gc.isenabled()


def test_everything_is_looked_through_now_and_then(qtbot, by_python, monkeypatch) -> None:
    monkeypatch.setattr(gui_thread_gc, "EVERY_MS", 5)
    gone: list[int] = []
    knot = Knot(gone)
    gc.collect()  # it is among the old now
    monkeypatch.setattr(gui_thread_gc, "FULL_SECONDS", 0.0)
    owner = QObject()
    collector = GuiThreadGc(owner)
    collector.start()
    del knot
    qtbot.waitUntil(lambda: len(gone) == 1)
    collector.end()
