"""Where to open from and save to: the desktop's own file dialogs, over the window. Imports QtWidgets and ink.

They are opened, never run in a loop of their own, so that a training goes on drawing its curves meanwhile.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from digitpad.core import window_state
from digitpad.core.language import tr
from digitpad.ink import file_kinds
from digitpad.ui.common import typed_names
from digitpad.ui.common.last_folder import LastFolder


def _filter(title: str, suffixes: tuple[str, ...]) -> str:
    return f"{title} ({' '.join(f'*{suffix}' for suffix in suffixes)})"


def readable() -> tuple[str, ...]:
    """What the dialog offers to read, in the chosen language; the first entry holds every suffix."""
    return (
        _filter(tr("Ink, pictures and states"), (*file_kinds.READ, window_state.SUFFIX)),
        _filter(tr("Ink"), file_kinds.INK_SUFFIXES),
        _filter(tr("Pictures"), file_kinds.PICTURE_SUFFIXES + file_kinds.SET_SUFFIXES),
        _filter(tr("State of digitpad"), (window_state.SUFFIX,)),
        tr("All files (*)"),
    )


def asking(
    window: QWidget, title: str, filters: tuple[str, ...], last: LastFolder, done: Callable[[Path], None]
) -> QFileDialog:
    """A dialog for a file that is there; the file chosen goes to `done`, its folder to `last`. To be opened."""
    dialog = _begun(window, title, filters, last)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    return _ready(dialog, last, done)


def asking_folder(window: QWidget, title: str, last: LastFolder, done: Callable[[Path], None]) -> QFileDialog:
    """A dialog for a folder that is there, which goes to `done`. To be opened."""
    dialog = _begun(window, title, (), last)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    return _ready(dialog, last, done)


def saving(
    window: QWidget, title: str, filters: tuple[str, ...], name: str, last: LastFolder, done: Callable[[Path], None]
) -> QFileDialog:
    """A dialog for a file to write, with a name to begin with; another kind of file changes the name's end."""
    dialog = _begun(window, title, filters, last)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(Path(name).suffix[1:])
    dialog.selectFile(name)
    dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(chosen.rpartition("*.")[2].rstrip(")")))
    return _ready(dialog, last, done)


def _begun(window: QWidget, title: str, filters: tuple[str, ...], last: LastFolder) -> QFileDialog:
    dialog = QFileDialog(window, title, last.path)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setNameFilters([tr(each) for each in filters])
    return dialog


def _ready(dialog: QFileDialog, last: LastFolder, done: Callable[[Path], None]) -> QFileDialog:
    def chosen(name: str) -> None:
        last.use_of(Path(name))
        done(Path(name))

    dialog.fileSelected.connect(chosen)
    typed_names.heed(dialog)
    return dialog


class FileDialogs(QObject):
    """Asks for files; the answers come as signals, and no answer as none."""

    open_requested = Signal(list)  # of Path
    save_ink_requested = Signal(object)  # Path
    save_picture_requested = Signal(object)  # Path
    save_state_requested = Signal(object)  # Path
    content_requested = Signal(object, object)  # Path, and the bytes that shall stand there

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.last = LastFolder(self)  # where the next dialog begins

    @Slot()
    def open(self) -> None:
        """Asks for an ink file, a picture or a state."""
        asking(self._window, tr("Open ink or picture"), readable(), self.last, self._opened).open()

    @Slot()
    def save_ink(self) -> None:
        """Asks where to save the strokes."""
        self._save(tr("Save drawing"), tr("Ink (*.ndjson)"), "drawing.ndjson", self.save_ink_requested.emit)

    @Slot()
    def save_picture(self) -> None:
        """Asks where to save what the pad shows."""
        self._save(tr("Save as picture"), tr("PNG picture (*.png)"), "drawing.png", self.save_picture_requested.emit)

    @Slot()
    def save_state(self) -> None:
        """Asks where to save what the window shows."""
        kind = tr("State of digitpad (*.digitpad)")
        self._save(tr("Save state"), kind, "state.digitpad", self.save_state_requested.emit)

    def open_outside(self, path: Path) -> None:
        """Opens a file that was written, with the program that the desktop has for its kind."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def save_content(self, title: str, name_filter: str, name: str, content: bytes) -> None:
        """Asks where to save these bytes, made when the user wished for them."""
        self._save(title, name_filter, name, lambda path: self.content_requested.emit(path, content))

    def _save(self, title: str, name_filter: str, name: str, done: Callable[[Path], None]) -> None:
        saving(self._window, title, (name_filter,), name, self.last, done).open()

    def _opened(self, path: Path) -> None:
        self.open_requested.emit([path])
