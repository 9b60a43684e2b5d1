"""Keeping a drawing with its label, for one's own collection. Imports QtWidgets, records and the theme."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from digitpad.core.language import mark, tr
from digitpad.core.records import DIGITS, OTHER
from digitpad.ui.common.theme import SPACE, keep_sized
from digitpad.ui.draw.icons import IconButton
from digitpad.ui.draw.popover import Popover, muted

ABOUT = mark("What is it? Kept drawings can be opened again, and models can be evaluated on them.")


class KeepButton(IconButton):
    """Opens the popover with the labels."""

    keep_requested = Signal(str)  # the label
    mine_requested = Signal()  # the collection

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("keep", tr("Keep this drawing with its label"), "Ctrl+K", parent)
        self.popover = Popover("pad-keep-box", tr("Keep this drawing"), self)
        self.popover.body.addWidget(muted(tr(ABOUT)))
        self.labels: dict[str, QPushButton] = {}
        grid = QGridLayout()
        grid.setSpacing(SPACE // 2)
        for number, label in enumerate((*DIGITS, OTHER)):
            button = self.labels[label] = QPushButton(label.capitalize())
            button.setObjectName(f"pad-keep-{label.replace(' ', '-')}")
            button.setToolTip(tr("Keeps the drawing as {label}", label=tr(label)))
            button.clicked.connect(self._keep)
            if label == OTHER:
                grid.addWidget(button, 2, 0, 1, 5)
            else:
                keep_sized(button, setMinimumWidth=5 * SPACE)
                grid.addWidget(button, number // 5, number % 5)
        self.popover.typed.update({digit: self.labels[digit] for digit in DIGITS})
        self.popover.body.addLayout(grid)
        self.mine = QPushButton(tr("My drawings \u2026"))
        self.mine.setObjectName("pad-mine")
        self.mine.setToolTip(tr("Shows all drawings that were kept"))
        self.popover.body.addWidget(self.mine)
        self.mine.clicked.connect(self._show_mine)
        self.clicked.connect(self.open)

    def open(self) -> None:
        """Shows the labels."""
        self.popover.open_below(self)

    def show_filled(self, filled: bool) -> None:
        """Whether there is a drawing to keep."""
        for button in self.labels.values():
            button.setEnabled(filled)

    def _keep(self) -> None:
        pressed = self.sender()
        self.popover.close()
        for label, button in self.labels.items():
            if button is pressed:
                self.keep_requested.emit(label)

    def _show_mine(self) -> None:
        self.popover.close()
        self.mine_requested.emit()
