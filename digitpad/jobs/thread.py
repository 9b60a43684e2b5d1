"""A thread that is never destroyed while it runs, whatever becomes of who began it. Imports QtCore.

Qt aborts the process where a QThread goes while it runs, and a window can be deleted at any moment: while torch loads,
in the middle of a training. So a running thread belongs to nobody but this module; the end of its owner is a wish to
stop, which the thread meets as soon as it can.
"""

import atexit

from PySide6.QtCore import QObject, QThread, Slot

STACK_BYTES = 16 * 1024 * 1024  # macOS gives threads 512 KiB, too little for torch

_running: set["Thread"] = set()
_over: list["Thread"] = []  # ended, but perhaps still in the signal that tells so


class Thread(QThread):
    """A QThread that stops when its owner is destroyed, and is kept until it has stopped."""

    def __init__(self, owner: QObject | None = None) -> None:
        super().__init__()  # no parent: that would destroy it with itself
        self.setStackSize(STACK_BYTES)
        self.finished.connect(self._let_go)
        if owner is not None:
            owner.destroyed.connect(self._forsaken)

    def start(self, priority: QThread.Priority = QThread.Priority.InheritPriority) -> None:
        """Begins to run; for the thread that made it."""
        _over.clear()
        _running.add(self)
        super().start(priority)

    @Slot()
    def stop(self) -> None:
        """Asks it to end as soon as it can; does not wait."""
        raise NotImplementedError

    @Slot()
    def _forsaken(self) -> None:
        if self in _running:
            self.stop()

    @Slot()
    def _let_go(self) -> None:
        self.wait()  # `finished` comes a moment before the thread itself has gone
        if self in _running:
            _running.discard(self)
            _over.append(self)


def end_all() -> None:
    """Ends every thread that still runs, and waits: for a process that ends without having closed its windows."""
    for thread in _running:
        thread.stop()
    for thread in _running:
        thread.wait()
    _running.clear()


atexit.register(end_all)
