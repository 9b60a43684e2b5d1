"""The confusion matrix under mouse and keyboard. Imports QtWidgets."""

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from digitpad.analysis.confusion_matrix import Cell, Matrix, cell_text
from digitpad.core.escaping import plain_tip
from digitpad.core.language import tr
from digitpad.ui.common import accessible_roles, confusion_picture
from digitpad.ui.common import theme as themes
from digitpad.ui.common.announcer import Announcer
from digitpad.ui.common.confusion_picture import Layout
from digitpad.ui.common.guard import guarded

MOVES = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}
LABEL_PIXELS, COMPACT_PIXELS = 12, 10


class ConfusionView(QWidget):
    """Counts by class. `cell_requested` tells the clicked cell, `hovered` the words for the one under the mouse.

    `compact`: to stand beside other things.
    """

    accessible_role = accessible_roles.CHART

    cell_requested = Signal(int, int)  # true class, said class
    hovered = Signal(str)

    def __init__(self, name: str, *, compact: bool = False) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(tr("Confusion matrix"))
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(*((120, 100) if compact else (200, 180)))
        self._compact = compact
        self.matrix: Matrix | None = None
        self._over: Cell | None = None
        self._active: Cell | None = None
        self._announcer = Announcer(self)

    @guarded(QSize(40, 24))
    def sizeHint(self) -> QSize:
        """Room for counts that can be read."""
        return QSize(460, 340)

    def show_matrix(self, matrix: Matrix | None) -> None:
        """Shows this matrix, or nothing."""
        if matrix == self.matrix:
            return
        self.matrix = matrix
        self._active = None
        self._hover(None)
        self._describe()
        self.update()

    def _place(self) -> Layout | None:
        if self.matrix is None:
            return None
        place = confusion_picture.compact_layout if self._compact else confusion_picture.layout
        return place(self.width(), self.height(), self.matrix, self.label_font())

    def label_font(self) -> QFont:
        """The font of the names of classes, in which the matrix is laid out."""
        font = QFont(self.font())
        font.setPixelSize(themes.scaled(COMPACT_PIXELS if self._compact else LABEL_PIXELS))
        return font

    @guarded(None)
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the matrix."""
        place = self._place()
        if place is None or self.matrix is None:
            return
        painter = QPainter(self)
        painter.setFont(self.label_font())
        active = self._active if self.hasFocus() else None
        confusion_picture.paint(painter, self.matrix, place, themes.current(), self._over, active)
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Marks the cell under the mouse, and says it in words."""
        self._hover(self._cell_at(event.position()))

    def leaveEvent(self, _event: QEvent) -> None:
        """Marks no cell any more."""
        self._hover(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Asks for the clicked cell."""
        cell = self._cell_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and cell is not None:
            self._active = cell
            self.update()
            self.cell_requested.emit(*cell)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from cell to cell, Enter asks for one."""
        key = Qt.Key(event.key())
        if self.matrix is None or key not in (*MOVES, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            super().keyPressEvent(event)
            return
        if key not in MOVES:
            self.cell_requested.emit(*(self._active or (0, 0)))
            return
        true, said = self._active or (0, 0)
        down, across = MOVES[key] if self._active is not None else (0, 0)
        self._active = (
            min(max(true + down, 0), len(self.matrix.classes) - 1),
            min(max(said + across, 0), len(self.matrix.outputs) - 1),
        )
        said_cell = cell_text(self.matrix, self._active)
        self.hovered.emit(said_cell)
        self._announcer.say(said_cell)
        self._describe(said_cell)
        self.update()

    def _describe(self, cell: str = "") -> None:
        """What a screen reader is told: the cell that the arrow keys have reached, or how many of all are right."""
        if self.matrix is None:
            self.setAccessibleDescription("")
            return
        every = sum(sum(row) for row in self.matrix.counts)
        right = sum(row[at] for at, row in enumerate(self.matrix.counts) if at < len(row))
        whole = tr("{right:,} of {every:,} on the diagonal; arrow keys go through the cells", right=right, every=every)
        self.setAccessibleDescription(cell or whole)

    @guarded(False)
    def event(self, event: QEvent) -> bool:
        """Says a cell in words where the mouse rests."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            cell = self._cell_at(QPointF(event.pos()))
            if cell is not None and self.matrix is not None:
                QToolTip.showText(event.globalPos(), plain_tip(cell_text(self.matrix, cell)), self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def _cell_at(self, point: QPointF) -> Cell | None:
        place = self._place()
        return None if place is None else place.cell_at(point)

    def _hover(self, cell: Cell | None) -> None:
        if cell != self._over:
            self._over = cell
            self.setCursor(Qt.CursorShape.ArrowCursor if cell is None else Qt.CursorShape.PointingHandCursor)
            self.update()
            self.hovered.emit("" if cell is None or self.matrix is None else cell_text(self.matrix, cell))
