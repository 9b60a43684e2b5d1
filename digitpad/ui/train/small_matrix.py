"""A confusion matrix small enough to stand beside other things, painted in one go. Imports QtWidgets and numpy."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from digitpad.core.escaping import plain_tip
from digitpad.ui.common import theme as themes
from digitpad.ui.common.guard import guarded

EDGE = 18  # pixels left and above, for the classes' names
LARGEST = 30.0  # pixels of a cell
WORDS_FROM = 17  # pixels of a cell that hold a count
NONE = "\u2205"  # "not a digit"


class SmallMatrix(QWidget):
    """Rows are the true classes, columns the answers; mistakes are coloured by their number, right answers faint."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._counts: NDArray[Any] = np.zeros((0, 0), np.int64)
        self._classes: tuple[str, ...] = ()
        self._font = QFont()
        self._font.setPixelSize(10)
        self.setMinimumSize(120, 100)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def counts(self) -> NDArray[Any]:
        """What is shown, (classes, outputs)."""
        return self._counts

    def show_counts(self, counts: NDArray[Any], classes: tuple[str, ...]) -> None:
        """Shows (classes, outputs) counts; an output past the classes is "not a digit"."""
        self._counts, self._classes = counts, classes
        self.update()

    @guarded(None)
    def paintEvent(self, _event: QPaintEvent) -> None:
        """The cells, the names of the classes, and counts where they fit."""
        if not self._counts.size:
            return
        painter = QPainter(self)
        painter.setFont(self._font)
        wrong = self._counts.copy()
        np.fill_diagonal(wrong, 0)
        most = max(int(wrong.max()), 1)
        rows, columns = self._counts.shape
        for row in range(rows):
            self._name(painter, self._cell(row, -1), row)
            for column in range(columns):
                self._paint_cell(painter, row, column, most)
        for column in range(columns):
            self._name(painter, self._cell(-1, column), column)

    @guarded(False)
    def event(self, event: Any) -> bool:
        """Says in words what the cell under the pointer counts."""
        if isinstance(event, QHelpEvent) and self._counts.size:
            QToolTip.showText(event.globalPos(), plain_tip(self._words(event.pos().x(), event.pos().y())), self)
            return True
        return super().event(event)

    def _words(self, x: float, y: float) -> str:
        side = self._side
        row, column = int((y - EDGE) // side), int((x - self._left - EDGE) // side)
        rows, columns = self._counts.shape
        if not (0 <= row < rows and 0 <= column < columns):
            return ""
        count, true, said = int(self._counts[row, column]), self._classes[row], self._label(column)
        return f"{count:,} times {true}, read as {said}"

    def _paint_cell(self, painter: QPainter, row: int, column: int, most: int) -> None:
        count, area = int(self._counts[row, column]), self._cell(row, column)
        shade = QColor(themes.current().good if row == column else themes.current().bad)
        shade.setAlphaF(0.22 if row == column else 0.0 if not count else 0.15 + 0.75 * count / most)
        painter.fillRect(area.adjusted(0, 0, -1, -1), QColor(themes.current().window))
        painter.fillRect(area.adjusted(0, 0, -1, -1), shade)
        if count and row != column and area.width() >= WORDS_FROM:
            painter.setPen(QColor(themes.current().text))
            painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), str(count))

    def _name(self, painter: QPainter, area: QRectF, number: int) -> None:
        painter.setPen(QColor(themes.current().muted))
        label = self._label(number)
        painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), label if len(label) < 3 else label[:2])

    def _label(self, number: int) -> str:
        return self._classes[number] if number < len(self._classes) else NONE

    @property
    def _side(self) -> float:
        rows, columns = self._counts.shape
        return float(max(min((self.width() - EDGE) / columns, (self.height() - EDGE) / rows, LARGEST), 1.0))

    @property
    def _left(self) -> float:
        """Where the picture begins: it stands in the middle."""
        return float(max(self.width() - EDGE - self._counts.shape[1] * self._side, 0.0) / 2)

    def _cell(self, row: int, column: int) -> QRectF:
        """The place of a cell; row or column -1: of a name."""
        side = self._side
        left = self._left + (0.0 if column < 0 else EDGE + column * side)
        top = 0.0 if row < 0 else EDGE + row * side
        return QRectF(left, top, EDGE if column < 0 else side, EDGE if row < 0 else side)
