"""Thumbnails of digits, each with what it was taken for: only those that can be seen are painted. Imports QtWidgets."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from digitpad.analysis.examples import Example
from digitpad.core import formats
from digitpad.core.escaping import plain_tip
from digitpad.core.language import tr
from digitpad.ui.common import theme as themes
from digitpad.ui.common.guard import guarded

Index = QModelIndex | QPersistentModelIndex
DIGIT_ROLE = Qt.ItemDataRole.UserRole
IMAGE_ROLE = Qt.ItemDataRole.UserRole + 1
PICTURE = 56  # pixels: twice the glyph's
WORDS = 32  # pixels for two lines below the picture
PAD = 5
_NOWHERE = QModelIndex()


class ExamplesModel(QAbstractListModel):
    """The digits of a gallery with their (28, 28) pictures."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.digits: tuple[Example, ...] = ()
        self._glyphs: NDArray[np.uint8] = np.zeros((0, 28, 28), np.uint8)

    def show(self, digits: Sequence[Example], glyphs: NDArray[np.uint8]) -> None:
        """Shows these digits; glyphs (N, 28, 28) uint8, 255 = ink, a row for each."""
        self.beginResetModel()
        self.digits, self._glyphs = tuple(digits), np.ascontiguousarray(glyphs)
        self.endResetModel()

    @guarded(0)
    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """A place for each digit."""
        return 0 if parent.isValid() else len(self.digits)

    @guarded(None)
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A digit in words, the digit itself for the delegate, or its picture."""
        if not index.isValid():
            return None
        digit = self.digits[index.row()]
        if role == DIGIT_ROLE:
            return digit
        if role == IMAGE_ROLE:
            glyph = self._glyphs[index.row()]
            return QImage(glyph.data, 28, 28, 28, QImage.Format.Format_Grayscale8).copy()
        shown = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(digit.sentence)
        return digit.sentence if role in shown else None


def tile_words(digit: Example, metrics: QFontMetrics, room: int) -> str:
    """What a digit is and was taken for, in so many pixels; where both do not fit, what it was taken for."""
    ways = [digit.said]
    if digit.true != digit.said:
        ways = [f"{digit.true or '?'} \u2192 {digit.said}", f"\u2192 {digit.said}"]
    fitting = (text for text in ways if metrics.horizontalAdvance(text) <= room)
    return next(fitting, metrics.elidedText(ways[-1], Qt.TextElideMode.ElideRight, room))


class ExampleDelegate(QStyledItemDelegate):
    """Paints a picture, what it truly is and was taken for, and how surely."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)

    @guarded(QSize(40, 24))
    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """The same for every digit, as wide as the widest words of short class names."""
        return QSize(PICTURE + 2 * PAD + 4, PICTURE + WORDS + 2 * PAD)

    @guarded(None)
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paints one digit."""
        digit: Example = index.data(DIGIT_ROLE)
        box = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        over = option.state & (QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_Selected)
        if over:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(themes.current().soft))
            painter.drawRoundedRect(QRectF(box), 6, 6)
        picture = QRect(box.center().x() - PICTURE // 2, box.top() + PAD, PICTURE, PICTURE)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(picture, index.data(IMAGE_ROLE))
        self._paint_words(painter, QRect(box.left(), picture.bottom() + 2, box.width(), WORDS), digit, option.font)
        painter.restore()

    def _paint_words(self, painter: QPainter, box: QRect, digit: Example, font: QFont) -> None:
        small = QFont(font)
        small.setPixelSize(themes.scaled(11))
        painter.setFont(small)
        wrong = digit.true != digit.said
        top, below = QRect(box.left(), box.top(), box.width(), WORDS // 2), box.adjusted(0, WORDS // 2, 0, 0)
        painter.setPen(QColor(themes.current().warn if wrong else themes.current().text))
        shown = tile_words(digit, QFontMetrics(small), box.width() - 4)
        painter.drawText(top, Qt.AlignmentFlag.AlignCenter, shown)
        painter.setPen(QColor(themes.current().muted))
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, formats.share(digit.confidence, 1))


class ExamplesView(QListView):
    """The thumbnails. `chosen` tells which one the user clicked or pressed Enter on, by its place."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("compare-digits")
        self.setAccessibleName(tr("Digits"))
        self.source = ExamplesModel(self)
        self._delegate = ExampleDelegate(self)
        self.setModel(self.source)
        self.setItemDelegate(self._delegate)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        self.clicked.connect(self._tell)

    @guarded(QSize(40, 24))
    def minimumSizeHint(self) -> QSize:
        """Room for two digits side by side."""
        return QSize(2 * (PICTURE + 2 * PAD + 4) + 16, PICTURE + WORDS)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter chooses the digit that the arrows lead to."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._tell(self.currentIndex())
            return
        super().keyPressEvent(event)

    def _tell(self, index: QModelIndex) -> None:
        self.chosen.emit(index.row())
