"""A small chart on which a curve is sketched before the real one is seen. Imports QtGui and the theme.

The mouse draws it; so do the keys: left and right choose the epoch, up and down move the point there.
"""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from digitpad.core.language import tr
from digitpad.core.lessons import PredictBlock
from digitpad.ui.common import accessible_roles
from digitpad.ui.common import theme as themes
from digitpad.ui.common.guard import guarded
from digitpad.ui.common.theme import SPACE, scaled

HEIGHT = 170  # pixels at 100 %
STEPS = 50  # of the keys, from the bottom to the top


def filled(points: Sequence[float | None]) -> tuple[float, ...]:
    """The curve through the points that are there: straight between them, level beyond the first and the last."""
    known = [(at, value) for at, value in enumerate(points) if value is not None]
    if not known:
        return ()
    made = []
    for at in range(len(points)):
        left = max((each for each in known if each[0] <= at), default=known[0])
        right = min((each for each in known if each[0] >= at), default=known[-1])
        span = right[0] - left[0]
        share = (at - left[0]) / span if span > 0 else 0.0
        made.append(left[1] + share * (right[1] - left[1]))
    return tuple(made)


class CurveSketch(QWidget):
    """The curve of a question; once what turned out is known, both."""

    accessible_role = accessible_roles.CHART

    sketched = Signal()  # there is a curve, or another one

    def __init__(self, block: PredictBlock) -> None:
        super().__init__()
        self.setObjectName("lesson-sketch")
        self._block = block
        self._points: list[float | None] = [None] * block.points
        self._truth: tuple[float, ...] = ()
        self._at = 0
        self._last: tuple[int, float] | None = None  # where the pen was
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName(tr("Sketch of the curve"))
        self.setAccessibleDescription(tr("Left and right choose the epoch, up and down move the point."))
        self.setToolTip(tr("Draw the curve with the mouse, or with the arrow keys"))

    @property
    def curve(self) -> tuple[float, ...]:
        """What was sketched so far, whole; empty: nothing."""
        return filled(self._points)

    def show_curves(self, curve: Sequence[float], truth: Sequence[float]) -> None:
        """Shows a prediction that was made, and what turned out; nothing can be drawn any more."""
        kept = list(curve[: self._block.points])
        self._points = [*kept, *[None] * (self._block.points - len(kept))]
        self._truth = tuple(truth)
        self.setEnabled(False)
        self.update()

    @guarded(QSize(200, HEIGHT))
    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(scaled(220), scaled(HEIGHT))

    @guarded(QSize(120, HEIGHT))
    def minimumSizeHint(self) -> QSize:
        """High enough for a curve."""
        return QSize(scaled(120), scaled(HEIGHT))

    # --- drawing ---

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The pen goes down."""
        self._last = None
        self._draw(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The pen moves."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._draw(event.position())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrow keys."""
        aside = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        up = {Qt.Key.Key_Down: -1, Qt.Key.Key_Up: 1}.get(Qt.Key(event.key()), 0)
        if not aside and not up:
            super().keyPressEvent(event)
            return
        if up:
            self._move(up)
        self._at = min(max(self._at + aside, 0), self._block.points - 1)
        self._tell()

    def _move(self, by: int) -> None:
        block, curve = self._block, self.curve
        value = curve[self._at] if curve else (block.low + block.high) / 2
        value += by * (block.high - block.low) / STEPS
        self._points[self._at] = min(max(value, block.low), block.high)
        self.sketched.emit()

    def _draw(self, where: QPointF) -> None:
        area, block = self._area(), self._block
        across = (where.x() - area.left()) / max(area.width(), 1)
        at = round(min(max(across, 0), 1) * (block.points - 1))
        share = min(max((area.bottom() - where.y()) / max(area.height(), 1), 0), 1)
        value = block.low + share * (block.high - block.low)
        before = self._last or (at, value)
        for between in range(min(at, before[0]), max(at, before[0]) + 1):
            part = (between - before[0]) / (at - before[0]) if at != before[0] else 1.0
            self._points[between] = before[1] + part * (value - before[1])
        self._last, self._at = (at, value), at
        self.sketched.emit()
        self._tell()

    def _tell(self) -> None:
        curve = self.curve
        value = f"{curve[self._at]:.3g}{self._unit}" if curve else tr("nothing yet")
        self.setAccessibleDescription(tr("epoch {epoch}: {value}", epoch=self._at + 1, value=value))
        self.update()

    # --- painting ---

    @property
    def _unit(self) -> str:
        return f" {self._block.unit}" if self._block.unit else ""

    def _area(self) -> QRectF:
        metrics = QFontMetricsF(self.font())
        left = max(metrics.horizontalAdvance(self._mark(value)) for value in (self._block.low, self._block.high))
        edge = SPACE
        below = metrics.height() + edge / 2
        return QRectF(self.rect()).adjusted(left + edge, edge, -edge * 1.5, -below)

    def _mark(self, value: float) -> str:
        return f"{value:g}{self._unit}"

    def _place(self, at: int, value: float) -> QPointF:
        area, block = self._area(), self._block
        share = (min(max(value, block.low), block.high) - block.low) / (block.high - block.low)
        return QPointF(area.left() + at / (block.points - 1) * area.width(), area.bottom() - share * area.height())

    @guarded(None)
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the axes, the sketch with dots and what turned out as a thick line."""
        painter, theme = QPainter(self), themes.current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = self._area()
        painter.fillRect(area, QColor(theme.field))
        painter.setPen(QColor(theme.focus if self.hasFocus() else theme.edge))
        painter.drawRect(area)
        self._paint_axes(painter, area, theme)
        curve = self.curve
        if self.hasFocus() and self.isEnabled():
            x = self._place(self._at, self._block.low).x()
            painter.setPen(QPen(QColor(theme.edge), 1, Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        self._paint(painter, curve, QPen(QColor(theme.series[0]), 2, Qt.PenStyle.DashLine))
        self._paint(painter, self._truth, QPen(QColor(theme.series[1]), 3))
        if not curve:
            painter.setPen(QColor(theme.muted))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, tr("Draw your curve here"))
        painter.end()

    def _paint_axes(self, painter: QPainter, area: QRectF, theme: themes.Theme) -> None:
        painter.setPen(QColor(theme.muted))
        metrics, block = QFontMetricsF(self.font()), self._block
        for value in (block.low, (block.low + block.high) / 2, block.high):
            y = self._place(0, value).y()
            text = self._mark(value)
            painter.drawText(
                QPointF(area.left() - metrics.horizontalAdvance(text) - SPACE / 2, y + metrics.ascent() / 3), text
            )
        for at, text in ((0, tr("epoch 1")), (block.points - 1, str(block.points))):
            x = self._place(at, block.low).x() - (metrics.horizontalAdvance(text) if at else 0)
            painter.drawText(QPointF(x, area.bottom() + metrics.ascent() + SPACE / 4), text)

    def _paint(self, painter: QPainter, curve: Sequence[float], pen: QPen) -> None:
        places = [self._place(at, value) for at, value in enumerate(curve[: self._block.points])]
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF(places))
        painter.setBrush(pen.color())
        for place in places:
            painter.drawEllipse(place, 2.5, 2.5)
        painter.setBrush(Qt.BrushStyle.NoBrush)
