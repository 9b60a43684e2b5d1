"""What the window remembers, written to the disk a moment after it changed. Imports QtCore, settings and jobs."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from digitpad.controllers.job_pool import JobPool
from digitpad.controllers.late_writer import LateWriter
from digitpad.core import settings as files


class SettingsStore(QObject):
    """The settings now, and their way to the disk."""

    failed = Signal(str, str)  # a sentence and a hint
    written = Signal()

    def __init__(self, home: Path, job_pool: JobPool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._home = home
        self.settings, self.problem = files.load(home)
        self._saved = self.settings  # as the disk has them
        self._writer = LateWriter(self._write, job_pool, self)
        self._writer.failed.connect(self.failed)
        self._writer.written.connect(self.written)

    def change(self, **values: Any) -> None:
        """Takes new values for some of the settings, by name."""
        self.settings = replace(self.settings, **values)
        if self.settings != self._saved:
            self._writer.later()

    def flush(self) -> tuple[str, str]:
        """Writes what is not on the disk yet, now; gives a sentence and a hint where that fails."""
        return self._writer.flush()

    def _write(self) -> None:
        """Writes the settings as they are now, not as they were when it was asked: the last change wins."""
        settings = self.settings
        if settings != self._saved:
            files.save(settings, self._home, self._saved)
            self._saved = settings
