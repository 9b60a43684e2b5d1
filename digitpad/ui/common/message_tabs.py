"""Tabs with a place for messages in their row. Imports QtWidgets and the theme's distances."""

from PySide6.QtCore import QRect
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QTabWidget

from digitpad.ui.common.message_bar import STRIP, MessageBar
from digitpad.ui.common.theme import SPACE, scaled


class Tabs(QTabWidget):
    """Tabs whose row has a place for messages, right of the tabs."""

    def __init__(self) -> None:
        super().__init__()
        self._bar: MessageBar | None = None

    def carry(self, bar: MessageBar) -> None:
        """Keeps the bar in the row of the tabs."""
        self._bar = bar
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keeps it there."""
        super().resizeEvent(event)
        self._place()

    def showEvent(self, event: QShowEvent) -> None:
        """The tabs are as wide as they will be."""
        super().showEvent(event)
        self._place()

    def _place(self) -> None:
        if self._bar is not None:
            bar = self.tabBar()  # as wide as the row, whatever its tabs need
            left = bar.x() + bar.tabRect(bar.count() - 1).right() + 2 * SPACE
            self._bar.set_spot(QRect(left, 0, self.width() - left - SPACE, scaled(STRIP)))
