"""When the curves are drawn again: as often as eyes can use, and never more than a training can spare. Imports QtCore.

Drawing and training share the same cores. So the time that the last drawing took, painting included, decides how long
the next one waits: the window may spend a small share of one core on it, however long the curves have grown.
"""

import time

from PySide6.QtCore import QObject, QTimer, Signal, Slot

SHORTEST_MS = 70  # at most 15 redraws a second
LONGEST_MS = 500
SHARE = 0.015  # of one core


class Redraws(QTimer):
    """Started by every piece of news; `due` is emitted once for all that came meanwhile."""

    due = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent, singleShot=True, interval=SHORTEST_MS)
        self._begun = 0.0
        self._painting = QTimer(self, singleShot=True, interval=0)  # a child: it cannot ring when this one is gone
        self._painting.timeout.connect(self._painted)
        self.timeout.connect(self._draw)

    @Slot()
    def _draw(self) -> None:
        self._begun = time.thread_time()
        self.due.emit()
        self._painting.start()  # its turn comes after the painting that was asked for

    @Slot()
    def _painted(self) -> None:
        self.setInterval(rest_ms(time.thread_time() - self._begun))


def rest_ms(cost_seconds: float) -> int:
    """How long to wait after a drawing that took so many seconds of this thread, in milliseconds."""
    return round(min(max(cost_seconds * 1000 / SHARE, SHORTEST_MS), LONGEST_MS))
