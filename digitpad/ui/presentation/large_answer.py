"""The prediction and its bars, as large as there is room. Imports QtWidgets and the pad's words."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.core.language import tr
from digitpad.ui.common import accessible_roles
from digitpad.ui.common import theme as themes
from digitpad.ui.common.guard import guarded
from digitpad.ui.common.theme import SPACE
from digitpad.ui.draw.answer_text import BarRow
from digitpad.ui.draw.shown_answer import ShownAnswer

ANSWER_SHARE = 0.42  # of the width: the digit; the rest are bars
LINE_SHARE = 0.12  # of the height: the sentence under both
LETTERS = 0.62  # of a row's height
WIDEST = "100.0 %"
Flag = Qt.AlignmentFlag


class LargeAnswer(QWidget):
    """Paints the digit at the left, the bars at the right, the sentence below; the letters fill the room."""

    accessible_role = accessible_roles.PICTURE

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("presentation-answer")
        self.setAccessibleName(tr("Prediction"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.answer = ShownAnswer()

    def show_answer(self, answer: ShownAnswer) -> None:
        """Shows what the pad shows."""
        self.answer = answer
        self.setAccessibleDescription(f"{answer.text} {answer.sentence}".strip())
        self.update()

    @guarded(QSize(40, 24))
    def minimumSizeHint(self) -> QSize:
        """The least at which ten bars can be told apart."""
        return QSize(themes.scaled(30 * SPACE), themes.scaled(20 * SPACE))

    @guarded(None)
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints all three."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = QRectF(self.rect()).adjusted(SPACE, SPACE, -SPACE, -SPACE)
        line = QRectF(whole.left(), whole.bottom() - whole.height() * LINE_SHARE, whole.width(), 0)
        line.setBottom(whole.bottom())
        above = QRectF(whole.topLeft(), line.topRight())
        digit = QRectF(above.topLeft(), above.bottomLeft())
        digit.setWidth(above.width() * ANSWER_SHARE)
        theme, answer = themes.current(), self.answer
        faint = not answer.text
        painter.setPen(QColor(theme.edge if faint else theme.muted if answer.in_doubt else theme.text))
        _paint_text(painter, digit, answer.shown, Flag.AlignCenter, bold=True)
        painter.setPen(QColor(theme.muted))
        _paint_text(painter, line, answer.sentence, Flag.AlignCenter)
        bars = QRectF(digit.right() + SPACE, above.top(), above.right() - digit.right() - SPACE, above.height())
        each = bars.height() / max(len(answer.rows), 1)
        measure = QFontMetricsF(_font(each * LETTERS, bold=True))
        names = max((measure.horizontalAdvance(row.label) for row in answer.rows), default=0.0)
        widths = names, measure.horizontalAdvance(WIDEST)  # in bold letters for all, so that every track is as long
        for number, row in enumerate(answer.rows):
            area = QRectF(bars.left(), bars.top() + number * each, bars.width(), each)
            _paint_row(painter, row, area, widths, refused=faint)


def _font(height: float, *, bold: bool = False) -> QFont:
    font = QFont()
    font.setPixelSize(max(int(height), 8))
    font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    return font


def _paint_text(painter: QPainter, area: QRectF, text: str, where: Flag, *, bold: bool = False) -> None:
    """The text in the largest letters that fit."""
    font = _font(area.height() * 0.8, bold=bold)
    wide = QFontMetricsF(font).horizontalAdvance(text)
    if wide > area.width():
        font = _font(font.pixelSize() * area.width() / wide, bold=bold)
    painter.setFont(font)
    painter.drawText(area, where, text)


def _paint_row(painter: QPainter, row: BarRow, area: QRectF, widths: tuple[float, float], *, refused: bool) -> None:
    theme, strong = themes.current(), row.best and not refused
    painter.setFont(_font(area.height() * LETTERS, bold=strong))
    names = QRectF(area.left(), area.top(), widths[0], area.height())
    texts = QRectF(area.right() - widths[1], area.top(), widths[1], area.height())
    painter.setPen(QColor(theme.text if strong else theme.muted))
    painter.drawText(names, Flag.AlignRight | Flag.AlignVCenter, row.label)
    painter.drawText(texts, Flag.AlignRight | Flag.AlignVCenter, row.text)
    left, right, height = names.right() + SPACE, texts.left() - SPACE, area.height() * 0.5
    track = QRectF(left, area.center().y() - height / 2, max(right - left, 1.0), height)
    painter.setPen(QColor(theme.edge))
    painter.setBrush(QColor(theme.soft))
    painter.drawRect(track)
    if row.share > 0:
        track.setWidth(max(track.width() * row.share, 2.0))
        painter.fillRect(track, QColor(theme.accent if strong else theme.muted))
