"""Faults of the program itself: said in the window, kept with all details for whoever mends them. Imports QtCore."""

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QObject, Slot

from digitpad import __version__
from digitpad.core.errors import StorageError
from digitpad.core.file_locks import locked
from digitpad.core.language import tr
from digitpad.core.limits import FAULTS_BYTES
from digitpad.core.storage import read_bounded, write_atomic
from digitpad.ui.common.guard import faults
from digitpad.ui.main_window import MainWindow

FILE_NAME = "faults.txt"
PATIENCE_SECONDS = 1.0  # for another window's: nobody waits longer for a report of a fault


class FaultsController(QObject):
    """Says in one window what went wrong where nobody awaited it, and writes it down in the home."""

    def __init__(self, window: MainWindow, home: Path) -> None:
        super().__init__(window)
        self._window, self._file = window, home / FILE_NAME
        faults().told.connect(self._tell)
        faults().listen()

    @Slot(str, str)
    def _tell(self, sentence: str, details: str) -> None:
        with suppress(RuntimeError):  # a window that is on its way out has no place to say it: the file holds it
            hint = tr("What you have saved is safe. The details are in {file}.", file=self._file)
            self._window.say(sentence, hint)
        when = datetime.now(UTC).isoformat(timespec="seconds")
        # A full disk costs the details: the sentence has been said.
        with suppress(StorageError), locked(self._file, PATIENCE_SECONDS):
            row = tr(
                "{when} digitpad {version__}\n{details}\n", when=when, version__=__version__, details=details
            ).encode(errors="backslashreplace")
            write_atomic(self._file, self._before()[-FAULTS_BYTES // 2 :] + row[-FAULTS_BYTES // 2 :])

    def _before(self) -> bytes:
        try:
            return read_bounded(self._file, FAULTS_BYTES)
        except (OSError, ValueError):
            return b""
