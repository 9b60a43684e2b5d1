"""Where to open from and save to: the desktop's own file dialogs, over the window. Imports QtWidgets and ink.

They are opened, never run in a loop of their own, so that a training goes on drawing its curves meanwhile.
"""

from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from digitpad.ink import file_kinds
from digitpad.ui.common import typed_names
from digitpad.ui.common.last_folder import LastFolder


def _filter(title: str, suffixes: tuple[str, ...]) -> str:
    return f"{title} ({' '.join(f'*{suffix}' for suffix in suffixes)})"


READABLE = (
    _filter("Ink and pictures", file_kinds.READ),
    _filter("Ink", file_kinds.INK_SUFFIXES),
    _filter("Pictures", file_kinds.PICTURE_SUFFIXES + file_kinds.SET_SUFFIXES),
    "All files (*)",
)


class FileDialogs(QObject):
    """Asks for files; the answers come as signals, and no answer as none."""

    open_requested = Signal(list)  # of Path
    save_ink_requested = Signal(object)  # Path
    save_picture_requested = Signal(object)  # Path
    content_requested = Signal(object, object)  # Path, and the bytes that shall stand there

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._content = b""
        self.last = LastFolder(self)  # where the next dialog begins

    @Slot()
    def open(self) -> None:
        """Asks for an ink file or a picture."""
        dialog = self._dialog("Open ink or picture", READABLE)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.filesSelected.connect(self._opened)
        typed_names.heed(dialog)
        dialog.open()

    @Slot()
    def save_ink(self) -> None:
        """Asks where to save the strokes."""
        dialog = self._saving("Save drawing", "Ink (*.ndjson)", "ndjson", "drawing.ndjson")
        dialog.fileSelected.connect(self._save_ink)
        dialog.open()

    @Slot()
    def save_picture(self) -> None:
        """Asks where to save what the pad shows."""
        dialog = self._saving("Save as picture", "PNG picture (*.png)", "png", "drawing.png")
        dialog.fileSelected.connect(self._save_picture)
        dialog.open()

    def save_content(self, title: str, name_filter: str, suffix: str, name: str, content: bytes) -> None:
        """Asks where to save these bytes, made when the user wished for them."""
        self._content = content
        dialog = self._saving(title, name_filter, suffix, name)
        dialog.fileSelected.connect(self._save_content)
        dialog.open()

    def _dialog(self, title: str, filters: tuple[str, ...]) -> QFileDialog:
        dialog = QFileDialog(self._window, title, self.last.path)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setNameFilters(filters)
        return dialog

    def _saving(self, title: str, name_filter: str, suffix: str, name: str) -> QFileDialog:
        dialog = self._dialog(title, (name_filter,))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(suffix)
        dialog.selectFile(name)
        typed_names.heed(dialog)
        return dialog

    @Slot(list)
    def _opened(self, names: list[str]) -> None:
        self._remember(names[0])
        self.open_requested.emit([Path(name) for name in names])

    @Slot(str)
    def _save_ink(self, name: str) -> None:
        self._remember(name)
        self.save_ink_requested.emit(Path(name))

    @Slot(str)
    def _save_picture(self, name: str) -> None:
        self._remember(name)
        self.save_picture_requested.emit(Path(name))

    @Slot(str)
    def _save_content(self, name: str) -> None:
        self._remember(name)
        self.content_requested.emit(Path(name), self._content)

    def _remember(self, name: str) -> None:
        self.last.use_of(Path(name))
