"""How the cells of the model table are painted: names with a mark, accuracies with intervals. Imports QtWidgets."""

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from digitpad.core.language import mark, tr
from digitpad.ui.common import theme as themes
from digitpad.ui.common.guard import guarded
from digitpad.ui.compare.table.model_table import BUNDLED_ROLE, PINNED_ROLE

Index = QModelIndex | QPersistentModelIndex
PAD = 8  # pixels at the left and right of a cell
PIN = 12  # pixels that the sign of a pinned model takes before its name
GAP = 8  # between a name and its mark, a figure and its interval
MARK = mark("bundled")
EDITOR_WIDTH = 260  # pixels: the least for a name or a note while it is written
NOT_EVALUATED = mark("not evaluated")
HEIGHT = 32
WIDEST_SHARE = "99.99 %"
WIDEST_INTERVAL = "(99.99-100.00)"


class CellDelegate(QStyledItemDelegate):
    """A cell with a little air around its text."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)

    @guarded(QSize(40, 24))
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """The text, and air at both sides."""
        text = str(index.data() or "")
        return QSize(option.fontMetrics.horizontalAdvance(text) + 2 * PAD + 2, themes.scaled(HEIGHT))

    @guarded(None)
    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: Index) -> None:
        """Room to write in, be the column a narrow one; never beyond what is seen of the table."""
        room = QRect(option.rect)
        parent = editor.parentWidget()
        seen = parent.rect() if parent is not None else option.rect
        room.setWidth(min(max(room.width(), EDITOR_WIDTH), seen.width()))
        room.moveLeft(max(min(room.left(), seen.right() + 1 - room.width()), 0))
        editor.setGeometry(room)

    @guarded(None)
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The style's background, and the text painted by `paint_text`."""
        own = QStyleOptionViewItem(option)
        self.initStyleOption(own, index)
        text, own.text = own.text, ""
        own.state &= ~QStyle.StateFlag.State_HasFocus
        style = own.widget.style() if own.widget is not None else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, own, painter, own.widget)
        painter.save()
        painter.setFont(own.font)
        painter.setPen(QColor(themes.current().text))
        self.paint_text(painter, own, option.rect.adjusted(PAD, 0, -PAD, 0), text, index)
        painter.restore()

    def paint_text(self, painter: QPainter, own: QStyleOptionViewItem, box: QRect, text: str, _index: Index) -> None:
        """Paints the cell's text into its box."""
        shown = own.fontMetrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, own.displayAlignment, shown)


class NameDelegate(CellDelegate):
    """A model's name, with a mark where it came with digitpad."""

    @guarded(QSize(40, 24))
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """The name in its weight, and the mark."""
        mark = _mark_width(option.font) + GAP if index.data(BUNDLED_ROLE) else 0
        name = QFontMetrics(_heavy(option.font)).horizontalAdvance(str(index.data() or ""))
        name += PIN if index.data(PINNED_ROLE) else 0
        return QSize(name + mark + 2 * PAD + 2, themes.scaled(HEIGHT))

    def paint_text(self, painter: QPainter, own: QStyleOptionViewItem, box: QRect, text: str, index: Index) -> None:
        """The name, the pin before it and the mark behind it."""
        if index.data(PINNED_ROLE):
            self._paint_pin(painter, box)
            box = box.adjusted(PIN, 0, 0, 0)
        room = box.width() - (_mark_width(own.font) + GAP if index.data(BUNDLED_ROLE) else 0)
        font = _heavy(own.font)
        painter.setFont(font)
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, room)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, shown)
        if index.data(BUNDLED_ROLE):
            self._paint_mark(painter, own.font, box, QFontMetrics(font).horizontalAdvance(shown) + GAP)

    def _paint_pin(self, painter: QPainter, box: QRect) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(themes.current().accent))
        middle = box.center().y()
        painter.drawEllipse(QRectF(box.left() - 1, middle - 5, 7, 7))
        painter.drawRect(QRectF(box.left() + 1.75, middle + 1, 1.5, 6))
        painter.restore()

    def _paint_mark(self, painter: QPainter, font: QFont, box: QRect, at: int) -> None:
        small = _small(font)
        height = QFontMetrics(small).height() + 2
        chip = QRectF(box.left() + at + 0.5, box.center().y() - height / 2 + 0.5, _mark_width(font) - 1, height)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(small)
        painter.setPen(QColor(themes.current().line))
        painter.drawRoundedRect(chip, height / 2, height / 2)
        painter.setPen(QColor(themes.current().muted))
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, tr(MARK))


class ScoreDelegate(CellDelegate):
    """An accuracy and, fainter, its interval; both stand in line over all rows."""

    @guarded(QSize(40, 24))
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """The same for every row with figures, so that they stand in line."""
        text, gap = (WIDEST_SHARE + WIDEST_INTERVAL, GAP) if index.data() else (tr(NOT_EVALUATED), 0)
        return QSize(option.fontMetrics.horizontalAdvance(text) + gap + 2 * PAD + 2, themes.scaled(HEIGHT))

    def paint_text(self, painter: QPainter, own: QStyleOptionViewItem, box: QRect, text: str, _index: Index) -> None:
        """The accuracy, and its interval in a column of its own; in a narrow cell both as one text."""
        if not text:
            painter.setPen(QColor(themes.current().muted))
            super().paint_text(painter, own, box, tr(NOT_EVALUATED), _index)
            return
        figure, bracket, rest = text.partition(" (")
        if not bracket or box.width() < own.fontMetrics.horizontalAdvance(text):
            super().paint_text(painter, own, box, text, _index)
            return
        interval_box = QRect(box)
        interval_box.setLeft(box.right() - own.fontMetrics.horizontalAdvance(WIDEST_INTERVAL))
        figure_box = QRect(box)
        figure_box.setRight(interval_box.left() - GAP)
        painter.drawText(figure_box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, figure)
        painter.setPen(QColor(themes.current().muted))
        painter.drawText(interval_box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, f"({rest}")


def _heavy(font: QFont) -> QFont:
    heavy = QFont(font)
    heavy.setWeight(QFont.Weight.DemiBold)
    return heavy


def _small(font: QFont) -> QFont:
    small = QFont(font)
    small.setPixelSize(max(QFontMetrics(font).height() * 2 // 3, 8))
    return small


def _mark_width(font: QFont) -> int:
    return QFontMetrics(_small(font)).horizontalAdvance(tr(MARK)) + 14
