"""The pad's own icons, drawn in the theme's colours at any size. Imports QtGui, QtWidgets and the theme."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import QToolButton, QWidget

from digitpad.ui.common.theme import LIGHT, Theme

SIDE = 18  # logical pixels
SCALE = 3  # drawn larger, so that a dense screen shows sharp lines


def _undo(painter: QPainter) -> None:
    path = QPainterPath(QPointF(3.5, 7.0))
    path.lineTo(11.0, 7.0)
    path.arcTo(QRectF(7.0, 7.0, 8.0, 8.0), 90, -180)
    path.lineTo(7.0, 15.0)
    painter.drawPath(path)
    painter.drawPolyline([QPointF(6.8, 3.4), QPointF(3.2, 7.0), QPointF(6.8, 10.6)])


def _redo(painter: QPainter) -> None:
    painter.translate(SIDE, 0)
    painter.scale(-1, 1)
    _undo(painter)


def _clear(painter: QPainter) -> None:
    painter.drawLine(QPointF(3.5, 5.0), QPointF(14.5, 5.0))
    painter.drawPolyline([QPointF(7.0, 4.8), QPointF(7.0, 3.0), QPointF(11.0, 3.0), QPointF(11.0, 4.8)])
    painter.drawPolyline([QPointF(5.0, 5.2), QPointF(5.6, 15.2), QPointF(12.4, 15.2), QPointF(13.0, 5.2)])
    painter.drawLine(QPointF(7.7, 8.0), QPointF(7.9, 12.4))
    painter.drawLine(QPointF(10.3, 8.0), QPointF(10.1, 12.4))


def _numbers(painter: QPainter) -> None:
    """A one and a two."""
    painter.drawPolyline([QPointF(2.5, 6.2), QPointF(5.0, 4.0), QPointF(5.0, 14.0)])
    path = QPainterPath(QPointF(9.0, 6.8))
    path.cubicTo(QPointF(9.2, 3.0), QPointF(15.2, 3.0), QPointF(15.0, 7.0))
    path.cubicTo(QPointF(14.8, 10.0), QPointF(9.6, 11.4), QPointF(9.0, 14.0))
    path.lineTo(15.4, 14.0)
    painter.drawPath(path)


def _steps(painter: QPainter) -> None:
    """An eye."""
    path = QPainterPath(QPointF(2.2, 9.0))
    path.cubicTo(QPointF(5.4, 3.4), QPointF(12.6, 3.4), QPointF(15.8, 9.0))
    path.cubicTo(QPointF(12.6, 14.6), QPointF(5.4, 14.6), QPointF(2.2, 9.0))
    painter.drawPath(path)
    painter.drawEllipse(QPointF(9.0, 9.0), 2.4, 2.4)


def _keep(painter: QPainter) -> None:
    """A bookmark."""
    corners = ((5.0, 3.0), (13.0, 3.0), (13.0, 15.2), (9.0, 11.8), (5.0, 15.2), (5.0, 3.0))
    painter.drawPolyline([QPointF(x, y) for x, y in corners])


def _threshold(painter: QPainter) -> None:
    """A funnel."""
    corners = ((2.8, 3.6), (15.2, 3.6), (10.6, 9.2), (10.6, 15.0), (7.4, 13.0), (7.4, 9.2), (2.8, 3.6))
    painter.drawPolyline([QPointF(x, y) for x, y in corners])


_SHAPES: dict[str, Callable[[QPainter], None]] = {
    "undo": _undo, "redo": _redo, "clear": _clear, "numbers": _numbers, "steps": _steps, "keep": _keep,
    "threshold": _threshold,
}  # fmt: skip


def icon(name: str, theme: Theme) -> QIcon:
    """The icon of this name ("undo", "redo", "clear" ...), with a fainter one for a disabled button."""
    made = QIcon()
    made.addPixmap(_pixmap(name, theme.text), QIcon.Mode.Normal)
    made.addPixmap(_pixmap(name, theme.muted, 0.45), QIcon.Mode.Disabled)
    return made


def _pixmap(name: str, colour: str, opacity: float = 1.0) -> QPixmap:
    pixmap = QPixmap(SIDE * SCALE, SIDE * SCALE)
    pixmap.setDevicePixelRatio(SCALE)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setOpacity(opacity)
    pen = QPen(QColor(colour), 1.5)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    _SHAPES[name](painter)
    painter.end()
    return pixmap


class IconButton(QToolButton):
    """A tool button whose icon follows the theme. `name` is the icon's; `what` names it; `keys` is its shortcut."""

    def __init__(self, name: str, what: str, keys: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name = name
        self.setObjectName(f"pad-{name}")
        self.setAccessibleName(what)
        self.setToolTip(f"{what} ({keys})" if keys else what)
        self.setIconSize(QSize(SIDE, SIDE))
        self.apply_theme(LIGHT)

    def apply_theme(self, theme: Theme) -> None:
        """Draws the icon in the theme's colours."""
        self.setIcon(icon(self._icon_name, theme))
