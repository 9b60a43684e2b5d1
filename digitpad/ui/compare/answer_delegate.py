"""How one model's answer is painted: name, confidence bar, large answer, agreement. Imports QtWidgets."""

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from digitpad.analysis import votes
from digitpad.core import formats
from digitpad.core.language import tr
from digitpad.ui.common import theme as themes
from digitpad.ui.common.guard import guarded
from digitpad.ui.common.theme import Theme, scaled

LINE_ROLE = Qt.ItemDataRole.UserRole
HEIGHT = 46  # pixels of a line
ANSWER_WIDTH = 62  # pixels for a digit, or for a name on two lines
NARROW_WIDTH = 50  # the same in a list narrower than NARROW
NARROW = 230
BAR_HEIGHT = 6


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One model's line. `said` is empty where the model has not answered."""

    name: str
    said: str = ""
    confidence: float = 0.0
    standing: str = votes.SILENT
    remark: str = ""  # agrees, disagrees, or why it refused
    current: bool = False

    @property
    def sentence(self) -> str:
        """The line in words, for tooltips and screen readers."""
        if not self.said:
            return tr("{name}: no prediction yet", name=self.name)
        remark = f", {self.remark}" if self.remark else ""
        sure = "" if self.standing == votes.REFUSED else tr(", {confidence} sure", confidence=percent(self.confidence))
        return f"{self.name}: {self.said}{sure}{remark}"


def percent(share: float) -> str:
    """A confidence as the list shows it: one decimal, and never 100 % for less."""
    return formats.share(share, 1)


class AnswerDelegate(QStyledItemDelegate):
    """Paints a `Line`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)

    @guarded(QSize(40, 24))
    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """The same for every line."""
        return QSize(scaled(170), scaled(HEIGHT))

    @guarded(None)
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paints one line."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint(painter, QRectF(option.rect), index.data(LINE_ROLE), themes.current(), option.font)
        painter.restore()


def paint(painter: QPainter, box: QRectF, line: AnswerRow, theme: Theme, font: QFont) -> None:
    """Paints a line into its box."""
    colour = QColor(tone(line.standing, theme))
    if line.current:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.soft))
        painter.drawRoundedRect(box.adjusted(0, 1, 0, -1), 6, 6)
    inner = box.adjusted(12, 5, -8, -5)
    across = ANSWER_WIDTH if box.width() >= NARROW else NARROW_WIDTH
    answer_box = QRectF(inner.right() - across, box.top(), across, box.height())
    inner.setRight(answer_box.left() - 4)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour if line.said else QColor(theme.line))
    painter.drawRoundedRect(QRectF(box.left() + 2, box.top() + 8, 3, box.height() - 16), 1.5, 1.5)
    _paint_name(painter, inner, line, theme, font, colour)
    _paint_bar(painter, inner, line, theme, font, colour)
    _paint_answer(painter, answer_box, line, theme, font, colour)


def tone(standing: str, theme: Theme) -> str:
    """The colour of a standing; the remark says the same in words."""
    tones = {votes.AGREES: theme.accent, votes.UNDECIDED: theme.accent, votes.DISAGREES: theme.warn}
    return tones.get(standing, theme.muted)


def _paint_name(painter: QPainter, inner: QRectF, line: AnswerRow, theme: Theme, font: QFont, colour: QColor) -> None:
    small = _sized(font, 11)
    remark_width = QFontMetricsF(small).horizontalAdvance(line.remark)
    top = QRectF(inner.left(), inner.top(), inner.width(), inner.height() / 2 + 3)
    names = QFontMetricsF(font)
    if line.remark and names.horizontalAdvance(line.name) + remark_width + 10 <= top.width():
        painter.setFont(small)
        painter.setPen(colour if line.standing == votes.DISAGREES else QColor(theme.muted))
        painter.drawText(top, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, line.remark)
        top.setRight(top.right() - remark_width - 10)
    painter.setFont(font)
    painter.setPen(QColor(theme.text))
    # in the middle: several of one recipe differ at the end of their names
    shown = names.elidedText(line.name, Qt.TextElideMode.ElideMiddle, top.width())
    painter.drawText(top, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)


def _paint_bar(painter: QPainter, inner: QRectF, line: AnswerRow, theme: Theme, font: QFont, colour: QColor) -> None:
    small = _sized(font, 11)
    measure = QFontMetricsF(small)
    figure = measure.horizontalAdvance("100.0 %") + 2
    middle = inner.bottom() - measure.height() / 2
    track = QRectF(inner.left(), middle - BAR_HEIGHT / 2, max(inner.width() - figure - 6, 8), BAR_HEIGHT)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.line if line.current else theme.soft))
    painter.drawRoundedRect(track, BAR_HEIGHT / 2, BAR_HEIGHT / 2)
    if not line.said:
        return
    filled = QRectF(track)
    filled.setWidth(max(track.width() * min(max(line.confidence, 0.0), 1.0), BAR_HEIGHT))
    painter.setBrush(colour)
    painter.drawRoundedRect(filled, BAR_HEIGHT / 2, BAR_HEIGHT / 2)
    painter.setFont(small)
    painter.setPen(QColor(theme.muted))
    box = QRectF(inner.right() - figure, inner.bottom() - measure.height(), figure, measure.height())
    painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, percent(line.confidence))


def _paint_answer(painter: QPainter, box: QRectF, line: AnswerRow, theme: Theme, font: QFont, colour: QColor) -> None:
    word = len(line.said) > 2
    made = _sized(font, 12 if word else 26)
    made.setWeight(QFont.Weight.DemiBold)
    painter.setFont(made)
    faint = line.standing in (votes.REFUSED, votes.SILENT)
    painter.setPen(QColor(theme.muted) if faint else QColor(theme.text) if line.standing == votes.APART else colour)
    words = line.said.replace("/", "/ ") if word else line.said
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, words)


def _sized(font: QFont, pixels: int) -> QFont:
    made = QFont(font)
    made.setPixelSize(scaled(pixels))
    return made
