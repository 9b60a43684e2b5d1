"""A card: a framed part of a panel with a title. Imports QtWidgets and the theme."""

from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from digitpad.ui.common.theme import SPACE


class Card(QFrame):
    """A rounded frame on the panel's ground; widgets go into `body`, below the title."""

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(2 * SPACE, SPACE + 4, 2 * SPACE, 2 * SPACE)
        self.body.setSpacing(SPACE)
        self.title = QLabel(title)
        self.title.setProperty("role", "title")
        self.title.setVisible(bool(title))
        self.body.addWidget(self.title)
