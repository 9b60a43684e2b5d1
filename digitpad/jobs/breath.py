"""Room to breathe for a thread of Python code beside an event loop that never gives Python's lock away. QtCore.

`exec` and `QEventLoop` release the lock while they wait; `QTest.qWait` and `QTest.mouseMove` with a delay do not, and
a thread would starve under them: torch took 80 s to load in place of 3. So while such a thread is at one thing for
longer than an answer takes, the window's own thread sleeps a little, now and then.
"""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot

EVERY_MS = 16
SLEEP_SECONDS = 0.008  # half of the time: less than a frame, more than an answer takes
LONG_SECONDS = 0.03  # a thread that gets on needs no help: the pen would feel it


class Breath(QObject):
    """Sleeps now and then while another thread is at one thing for long; `start()` it whenever that may have begun.

    `busy()` gives the seconds that the thread has been at what it does or waits to do; negative: it has nothing to do.
    """

    def __init__(self, busy: Callable[[], float], parent: QObject) -> None:
        super().__init__(parent)
        self._busy = busy
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self._breathe)

    def start(self) -> None:
        """Begins, if it has not begun; ends by itself."""
        if self._busy() >= 0 and not self._timer.isActive():
            self._timer.start()

    def stop(self) -> None:
        """Ends now: the thread has been asked to end, and whoever waits for it lets it."""
        self._timer.stop()

    @Slot()
    def _breathe(self) -> None:
        seconds = self._busy()
        if seconds < 0:
            self._timer.stop()
        elif seconds > LONG_SECONDS:
            time.sleep(SLEEP_SECONDS)
