"""Who opens the window for the first time is shown around; who has seen it, never again unasked."""

import pytest
from PySide6.QtGui import QAction

from digitpad.core.settings import FILE_NAME, load
from digitpad.ui.tour import Tour
from tests.journeys.windows import close

pytest_plugins = ["tests.journeys.windows"]
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen can neither raise nor grab


def test_the_first_start_shows_around_and_the_second_does_not(qtbot, window_home, open_window) -> None:
    """11"""
    (window_home / FILE_NAME).unlink()
    window = open_window()
    tour = window.findChild(Tour)
    qtbot.waitUntil(tour.isVisible)
    tour.leave()
    close(qtbot, window)
    assert load(window_home)[0].tour_seen
    window = open_window()
    assert window.findChild(Tour) is None
    window.findChild(QAction, "show-tour").trigger()
    assert window.findChild(Tour).isVisible()
    window.findChild(QAction, "lessons-show").trigger()
    assert not window.findChild(Tour).isVisible() and window.lessons.is_open, "it would lie over the lesson"
