"""Keeping a drawing with its label, for one's own collection. Imports QtWidgets, records and the theme."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from digitpad.core.language import tr
from digitpad.ui.draw.icons import IconButton
from digitpad.ui.draw.label_popover import LabelPopover


class KeepButton(IconButton):
    """Opens the popover with the labels."""

    keep_requested = Signal(str)  # the label
    mine_requested = Signal()  # the collection

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("keep", tr("Keep this drawing with its label"), "Ctrl+K", parent, word=tr("Keep"))
        self.popover = LabelPopover(
            "pad-keep",
            tr("Keep this drawing"),
            tr("What is it? Models can be taught and evaluated on the drawings that you keep."),
            tr("Keeps the drawing as {label}"),
            self,
        )
        self.popover.chosen.connect(self.keep_requested)
        self.mine = QPushButton(tr("My drawings \u2026"))
        self.mine.setObjectName("pad-mine")
        self.mine.setToolTip(tr("Shows all drawings that were kept"))
        self.popover.body.addWidget(self.mine)
        self.mine.clicked.connect(self._show_mine)
        self.clicked.connect(self.open)

    @Slot()
    def open(self) -> None:
        """Shows the labels."""
        self.open_below(self)

    def open_below(self, widget: QWidget) -> None:
        """Shows the labels below another widget."""
        self.popover.open_below(widget)

    def show_filled(self, filled: bool) -> None:
        """Whether there is a drawing to keep."""
        for button in self.popover.labels.values():
            button.setEnabled(filled)

    def _show_mine(self) -> None:
        self.popover.close()
        self.mine_requested.emit()
