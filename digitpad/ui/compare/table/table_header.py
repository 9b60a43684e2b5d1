"""The header of the model table: titles, the sorting arrow, widths and order of columns. Imports QtWidgets."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPolygonF
from PySide6.QtWidgets import QHeaderView, QWidget

from digitpad.ui.common import theme as themes
from digitpad.ui.common.guard import guarded

PAD = 8  # pixels beside a title, as in the cells
ARROW = 8  # pixels across
HEIGHT = 32
WIDEST = {"architecture": 200, "dataset": 136, "name": 230, "note": 240, "plan:augmentation": 220}  # pixels by default
SHARE = {"name": 3, "architecture": 2, "note": 3}  # how columns share width that is left over; all others 1


class TableHeader(QHeaderView):
    """Paints itself: styled headers lay Qt's own arrow over right-aligned titles.

    `dragged` tells the columns in the order that the user dragged them to.
    """

    dragged = Signal(list)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._keys: list[str] = []
        self._by_hand: dict[str, int] = {}  # widths that the user gave to columns
        self._placing = False
        self.setHighlightSections(False)
        self.setMinimumSectionSize(56)
        self.setSectionsMovable(True)
        self.setSectionsClickable(True)
        self.setSortIndicatorClearable(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.sectionResized.connect(self._remember_width)
        self.sectionMoved.connect(self._moved)

    @guarded(QSize(40, 24))
    def sizeHint(self) -> QSize:
        """One line of titles."""
        return QSize(super().sizeHint().width(), themes.scaled(HEIGHT))

    @guarded(QSize(56, 24))
    def sectionSizeFromContents(self, section: int) -> QSize:
        """The title, its arrow, and air at both sides."""
        width = QFontMetrics(self._bold(True)).horizontalAdvance(self._title(section))
        # letters take parts of pixels: without the last 2, a title lost one
        return QSize(width + ARROW + 6 + 2 * PAD + 2, themes.scaled(HEIGHT))

    @guarded(None)
    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """One title, and the arrow where the table is sorted by it."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(rect, QColor(themes.current().panel))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), QColor(themes.current().line))
        by_this = self.sortIndicatorSection() == section and self.isSortIndicatorShown()
        font = self._bold(by_this)
        painter.setFont(font)
        painter.setPen(QColor(themes.current().text if by_this else themes.current().muted))
        inner, room = rect.adjusted(PAD, 0, -PAD, 0), ARROW + 6 if by_this else 0
        right = bool(self._alignment(section) & Qt.AlignmentFlag.AlignRight)
        measure = QFontMetrics(font)
        title = measure.elidedText(self._title(section), Qt.TextElideMode.ElideRight, inner.width() - room)
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        painter.drawText(inner, side | Qt.AlignmentFlag.AlignVCenter, title)
        if by_this:
            width = measure.horizontalAdvance(title)
            left = inner.right() - width - 6 - ARROW if right else inner.left() + width + 6
            self._paint_arrow(painter, QRectF(left, rect.center().y() - 2, ARROW, 5))
        painter.restore()

    def _paint_arrow(self, painter: QPainter, box: QRectF) -> None:
        """Down: the largest stand on top; up: the smallest."""
        top, bottom = box.top(), box.bottom()
        if self.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder:
            top, bottom = bottom, top
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(themes.current().accent))
        points = [QPointF(box.left(), top), QPointF(box.right(), top), QPointF(box.center().x(), bottom)]
        painter.drawPolygon(QPolygonF(points))

    def _bold(self, bold: bool) -> QFont:
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        return font

    def _title(self, section: int) -> str:
        return str(self.model().headerData(section, Qt.Orientation.Horizontal) or "")

    def _alignment(self, section: int) -> Qt.AlignmentFlag:
        role = Qt.ItemDataRole.TextAlignmentRole
        found = self.model().headerData(section, Qt.Orientation.Horizontal, role)
        return Qt.AlignmentFlag(found) if found is not None else Qt.AlignmentFlag.AlignLeft

    # --- widths and order ---

    def share_out(self, keys: Sequence[str], contents: Sequence[int], room: int) -> None:
        """Gives each column (by key) the width that its contents need, and shares out what is left of the room."""
        self._keys = list(keys)
        needs = [max(width, self.sectionSizeHint(at)) for at, width in enumerate(contents)]
        needs = [min(need, WIDEST.get(key, need)) for key, need in zip(keys, needs, strict=True)]
        needs = [self._by_hand.get(key, need) for key, need in zip(keys, needs, strict=True)]
        shares = [0 if key in self._by_hand else SHARE.get(key, 1) for key in keys]
        self._placing = True
        for at, width in enumerate(widths(needs, shares, room)):
            self.resizeSection(at, width)
        self._placing = False

    def straighten(self) -> None:
        """Undoes dragging: other columns come in their own order."""
        self._placing = True
        for at in range(self.count()):
            self.moveSection(self.visualIndex(at), at)
        self._placing = False

    def _remember_width(self, section: int, _before: int, width: int) -> None:
        if not self._placing and 0 <= section < len(self._keys):
            self._by_hand[self._keys[section]] = width

    def _moved(self) -> None:
        """Told once the mouse has let go: then the columns change places in the model too, for copies of the table."""
        if not self._placing:
            QTimer.singleShot(0, self, self._tell_order)

    def _tell_order(self) -> None:
        self.dragged.emit([self.logicalIndex(at) for at in range(self.count())])


def widths(needs: Sequence[int], shares: Sequence[int], room: int) -> list[int]:
    """The columns' widths in pixels: what each needs, and its share of the room that is left."""
    left, whole = max(room - sum(needs), 0), sum(shares)
    ends = [left * sum(shares[:at]) // whole if whole else 0 for at in range(len(needs) + 1)]
    return [need + end - start for need, start, end in zip(needs, ends, ends[1:], strict=False)]
