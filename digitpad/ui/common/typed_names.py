"""File names typed in full into Qt's own file dialog. Imports QtWidgets.

While a path is typed, Qt 6.11's dialog selects each folder on the way in its list, and then takes these folders for the
answer: Enter and Save do nothing at all. So what is typed selects nothing here, and is the answer.
"""

from PySide6.QtCore import SIGNAL, QObject, Slot
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog, QLineEdit, QListView, QPushButton


def heed(dialog: QFileDialog) -> None:
    """Lets typed names count in this dialog, whose accept mode is set; the desktop's own dialogs are left alone."""
    edit = dialog.findChild(QLineEdit, "fileNameEdit")
    files = dialog.findChild(QListView, "listView")
    box = dialog.findChild(QDialogButtonBox, "buttonBox")
    if edit is None or files is None or box is None:
        return
    saving = dialog.acceptMode() == QFileDialog.AcceptMode.AcceptSave
    kinds = QDialogButtonBox.StandardButton
    _TypedName(dialog, edit, files, box.button(kinds.Save if saving else kinds.Open))


class _TypedName(QObject):
    """Takes the place of what Qt does at every letter."""

    def __init__(self, dialog: QFileDialog, edit: QLineEdit, files: QListView, button: QPushButton | None) -> None:
        super().__init__(dialog)
        self._files, self._button = files, button
        QObject.disconnect(edit, SIGNAL("textChanged(QString)"), None, None)  # type: ignore[call-overload]  # from all
        edit.textChanged.connect(self._offer)
        edit.textEdited.connect(self._deselect)

    @Slot(str)
    def _offer(self, text: str) -> None:
        if self._button is not None:
            self._button.setEnabled(bool(text.strip()))

    @Slot(str)
    def _deselect(self, _text: str) -> None:
        """A file that was clicked before is not what is typed now."""
        self._files.selectionModel().clearSelection()
