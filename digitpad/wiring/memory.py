"""What the window remembers, written to the disk a moment after it changed. Imports QtCore, settings and jobs."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from digitpad import settings as files
from digitpad.errors import DigitpadError
from digitpad.jobs.job import FAILED, Outcome
from digitpad.settings import Settings
from digitpad.wiring.works import Works

SAVE_MS = 800  # after the last change: a splitter that is being dragged is written once


class Memory(QObject):
    """The settings now, and their way to the disk."""

    failed = Signal(str, str)  # a sentence and a hint
    written = Signal()

    def __init__(self, home: Path, works: Works, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._home = home
        self._works = works
        self.settings, self.problem = files.load(home)
        self._saved = self.settings
        self._saving: Settings | None = None
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
        if self.settings == self._saved:
            return "", ""
        try:
            files.save(self.settings, self._home, self._saved)
        except DigitpadError as error:
            return error.message, error.hint
        self._saved = self.settings
        return "", ""

    @Slot()
    def _save(self) -> None:
        if self._saving is not None:
            self._timer.start()  # the disk is slow: once it is done, this one goes
            return
        self._saving = self.settings
        self._works.start(self._write, None, self._written)

    def _write(self) -> Iterator[object]:
        assert self._saving is not None  # noqa: S101  set before this job was started
        files.save(self._saving, self._home, self._saved)
        yield self._saving

    @Slot(object)
    def _written(self, outcome: Outcome) -> None:
        written, self._saving = self._saving, None
        if outcome.kind == FAILED:
            self.failed.emit(outcome.message, outcome.hint)
        elif written is not None:
            self._saved = written
            self.written.emit()
