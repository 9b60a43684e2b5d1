"""The folder that file dialogs begin in: where the user last opened or saved anything. Imports QtCore."""

from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Signal


class LastFolder(QObject):
    """The one owner of that folder; every dialog asks it, and tells it where the user went."""

    changed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = ""

    @property
    def path(self) -> str:
        """The folder; the user's documents where none is known yet."""
        return self._path or QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)

    def use(self, folder: str) -> None:
        """The user went there."""
        if folder != self._path:
            self._path = folder
            self.changed.emit(folder)

    def use_of(self, file: Path) -> None:
        """The user chose this file; a folder that is not there is none to begin in."""
        folder = file.absolute().parent
        if folder.is_dir():
            self.use(str(folder))
