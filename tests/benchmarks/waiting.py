"""Waiting inside the window's process: the benchmarks that open the window share it."""

import time
from collections.abc import Callable

from PySide6.QtCore import QEventLoop, QTimer

LOOK_MS = 100  # between two looks whether it holds
PATIENCE_SECONDS = 600


def wait(until: Callable[[], bool] | float) -> None:
    """Lets the window live until something holds, or for some seconds."""
    end = time.monotonic() + (until if isinstance(until, float) else PATIENCE_SECONDS)
    while time.monotonic() < end and (isinstance(until, float) or not until()):
        loop = QEventLoop()
        QTimer.singleShot(LOOK_MS, loop.quit)
        loop.exec()
