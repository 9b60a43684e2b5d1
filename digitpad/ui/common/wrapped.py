"""Words in as many lines as they need, all of which count where room is shared out. Imports QtWidgets."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel

from digitpad.ui.common.guard import guarded


class WrappedLabel(QLabel):
    """Qt counts one line of a label that wraps for the least height of what holds it: what stands beside was cut."""

    def __init__(self) -> None:
        super().__init__()
        self.setWordWrap(True)

    @guarded(QSize(40, 16))
    def minimumSizeHint(self) -> QSize:
        """As high as its lines are in the width that it has."""
        least = super().minimumSizeHint()
        return least.expandedTo(QSize(0, self.heightForWidth(max(self.width(), least.width()))))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may take other lines."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()
