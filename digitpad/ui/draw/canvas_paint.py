"""How the canvas looks: a function of what is drawn and of the theme. Imports QtGui and the theme."""

from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QPixmap

from digitpad.ui.common.theme import SPACE, Theme, scaled

RADIUS = 8.0
HINT_PX = 17


@dataclass(frozen=True, slots=True)
class CanvasStyle:
    """What is to be seen beside the strokes."""

    theme: Theme
    hint: str = ""
    welcome: bool = False  # something that can be read is held over the canvas


def paint(
    painter: QPainter, area: QRect, part: QRect, surface: QPixmap, look: CanvasStyle, tail: tuple[QLineF, QPen] | None
) -> None:
    """Paints one part of the canvas: ground, hint, surface, the growing stroke's end, frame."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    frame = QRectF(area).adjusted(1, 1, -1, -1)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(look.theme.soft if look.welcome else look.theme.field))
    painter.drawRoundedRect(frame, RADIUS, RADIUS)
    if look.hint:
        _hint(painter, frame, look)
    ratio = surface.devicePixelRatio()
    source = QRectF(part.x() * ratio, part.y() * ratio, part.width() * ratio, part.height() * ratio)
    painter.drawPixmap(QRectF(part), surface, source)
    if tail is not None:
        painter.setPen(tail[1])
        painter.drawLine(tail[0])
    pen = QPen(QColor(look.theme.accent if look.welcome else look.theme.line), 2.0 if look.welcome else 1.0)
    if look.welcome:
        pen.setStyle(Qt.PenStyle.DashLine)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(frame, RADIUS, RADIUS)


def key_pen(painter: QPainter, at: tuple[float, float], theme: Theme, pen_px: float, *, down: bool) -> None:
    """The sign of the pen that keys move: a cross with a ring as wide as the pen, and filled while it is down."""
    ring = max(pen_px / 2, 4.0)
    for colour, width in ((theme.field, 5.0), (theme.focus, 2.0)):  # the first parts it from strokes
        painter.setPen(QPen(QColor(colour), width))
        painter.setBrush(QColor(theme.focus) if down else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QPointF(*at), ring, ring)
        for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            near, far = ring + 3, ring + 12
            painter.drawLine(QLineF(at[0] + near * dx, at[1] + near * dy, at[0] + far * dx, at[1] + far * dy))


def _hint(painter: QPainter, frame: QRectF, look: CanvasStyle) -> None:
    font = QFont(painter.font())
    font.setPixelSize(scaled(HINT_PX))
    painter.setFont(font)
    painter.setPen(QColor(look.theme.muted))
    painter.drawText(frame.adjusted(SPACE, SPACE, -SPACE, -SPACE), Qt.AlignmentFlag.AlignCenter, look.hint)
