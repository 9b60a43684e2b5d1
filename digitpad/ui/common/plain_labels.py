"""Labels that show text as it is: Qt would guess a name such as <b>one</b> to be rich text. Imports QtWidgets."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget


def keep_plain(root: QWidget) -> None:
    """Makes every label below `root` plain that was not made rich on purpose; for the end of a window's making."""
    for label in root.findChildren(QLabel):
        if label.textFormat() == Qt.TextFormat.AutoText:
            label.setTextFormat(Qt.TextFormat.PlainText)
