"""What the window remembers, written to the disk a moment after it changed. Imports QtCore, settings and jobs."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from digitpad.controllers.job_pool import JobPool
from digitpad.core import settings as files
from digitpad.core.errors import DigitpadError
from digitpad.core.records import FAILED, Outcome

SAVE_MS = 800  # after the last change: a splitter that is being dragged is written once


class SettingsStore(QObject):
    """The settings now, and their way to the disk."""

    failed = Signal(str, str)  # a sentence and a hint
    written = Signal()

    def __init__(self, home: Path, job_pool: JobPool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._home = home
        self._job_pool = job_pool
        self.settings, self.problem = files.load(home)
        self._saved = self.settings  # as the disk has them
        self._writing = Lock()  # the job's and the window's own writing come one after the other
        self._busy = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SAVE_MS)
        self._timer.timeout.connect(self._save)

    def change(self, **values: Any) -> None:
        """Takes new values for some of the settings, by name."""
        self.settings = replace(self.settings, **values)
        if self.settings != self._saved:
            self._timer.start()

    def flush(self) -> tuple[str, str]:
        """Writes what is not on the disk yet, now; gives a sentence and a hint where that fails."""
        self._timer.stop()
        try:
            self._write()
        except DigitpadError as error:
            return error.message, error.hint
        return "", ""

    def _write(self) -> None:
        """Writes the settings as they are now, not as they were when it was asked: the last change wins."""
        with self._writing:
            settings = self.settings
            if settings != self._saved:
                files.save(settings, self._home, self._saved)
                self._saved = settings

    @Slot()
    def _save(self) -> None:
        if self._busy:
            self._timer.start()  # the disk is slow: once it is done, this one goes
            return
        self._busy = True
        self._job_pool.start(self._work, None, self._written)

    def _work(self) -> Iterator[object]:
        self._write()
        yield None

    @Slot(object)
    def _written(self, outcome: Outcome) -> None:
        self._busy = False
        if outcome.kind == FAILED:
            self.failed.emit(outcome.message, outcome.hint)
        else:
            self.written.emit()
