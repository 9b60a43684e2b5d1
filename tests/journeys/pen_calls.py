"""Counts the calls of digitpad's own functions from a mouse move to the painted bars, on both threads. Imports Qt."""

import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtTest import QTest

import digitpad
from digitpad.jobs.inference_thread import InferenceThread

PACKAGE = str(Path(digitpad.__file__).parent)
PAINTED = "bars:Bars.paintEvent"


class Calls(QObject):
    """Writes down who is called, on the window's thread and on the one that answers; comprehensions do not count."""

    def __init__(self, inference: InferenceThread) -> None:
        super().__init__()
        self.window: list[str] = []  # module:qualified name
        self.inference: list[str] = []
        self._on, self._over = False, False
        inference.status.connect(self._listen, Qt.ConnectionType.DirectConnection)  # runs on the thread that emits

    def _listen(self, _text: str) -> None:
        sys.setprofile(None if self._over else self._called)

    def end(self) -> None:
        """The inference thread's last word takes the profile off it."""
        self._over = True

    def _called(self, frame: FrameType, event: str, _what: object) -> None:
        code = frame.f_code
        if self._on and event == "call" and code.co_filename.startswith(PACKAGE) and "<" not in code.co_name:
            here = threading.current_thread() is threading.main_thread()
            (self.window if here else self.inference).append(f"{Path(code.co_filename).stem}:{code.co_qualname}")

    def move(self, canvas: QObject, to: QPoint, wait_until: Callable[[Callable[[], bool]], None]) -> None:
        """Moves the pen, and writes down all calls until the bars have painted the answer."""
        self.window.clear()
        self.inference.clear()
        self._on = True
        sys.setprofile(self._called)
        try:
            QTest.mouseMove(canvas, to)
            wait_until(lambda: PAINTED in self.window)
        finally:
            sys.setprofile(None)
            self._on = False


def between(names: list[str], first: str, last: str) -> list[str]:
    """The names from one to the next of another, both included."""
    start = names.index(first)
    return names[start : names.index(last, start) + 1]
