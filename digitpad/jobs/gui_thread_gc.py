"""Python's garbage is collected in the window's thread alone. Imports QtCore.

The collector runs in whichever thread happens to allocate, so a training or the inference thread might destroy a
dialog that the window let go of: Qt's objects must die in their own thread, and a deadlock was seen, each thread
holding what the other needed (Python's lock, a lock of Qt's). So it is switched off, and called from a timer.
"""

import gc
import time
from typing import ClassVar

from PySide6.QtCore import QObject, QTimer, Slot

EVERY_MS = 500
YOUNG = 5000  # allocations that have not been freed, after which the young are looked through
FULL_SECONDS = 60.0  # between two looks through everything: they take as long as there are objects


class GuiThreadGc(QObject):
    """Collects from `start()` to `end()`; both are called in the window's thread."""

    _at_work: ClassVar[set[int]] = set()  # the windows of this process that collect
    _before: ClassVar[bool] = True  # whether Python collected by itself before the first of them

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._full_at = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self._collect)

    def start(self) -> None:
        """Switches Python's own collecting off."""
        if not self._at_work:
            GuiThreadGc._before = gc.isenabled()
            gc.disable()
        self._at_work.add(id(self))
        self._full_at = time.monotonic() + FULL_SECONDS
        self._timer.start()

    def end(self) -> None:
        """Collects the young a last time; with the last window, leaves all to Python again, once."""
        if id(self) not in self._at_work:
            return
        self._timer.stop()
        self._at_work.discard(id(self))
        gc.collect(1)
        if self._at_work:
            return
        gc.unfreeze()  # some libraries take what is never collected for a leak, and say so as Python ends
        if self._before:
            gc.enable()

    @Slot()
    def settle(self) -> None:
        """What there is by now stays for good (torch, the window): it is never looked through again."""
        gc.freeze()

    @Slot()
    def _collect(self) -> None:
        if time.monotonic() >= self._full_at:
            gc.collect()
            self._full_at = time.monotonic() + FULL_SECONDS
        elif gc.get_count()[0] > YOUNG:
            gc.collect(1)
