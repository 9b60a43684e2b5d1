"""A drawing as a small picture in the theme's colours, for lists. Imports QtGui, ink and the theme."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap

from digitpad.ink.ink import Ink
from digitpad.ui.common import theme as themes
from digitpad.ui.common.surface import curve, pen
from digitpad.ui.draw.document import fitted

SIDE, PEN_PX = 64, 3.5  # pixels


def ink_icon(ink: Ink, ratio: float, side: int = SIDE) -> QIcon:
    """The drawing, fitted into a square of `side` pixels at this ratio of device pixels."""
    pixmap = QPixmap(round(side * ratio), round(side * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(pen(themes.current().ink, PEN_PX * side / SIDE))
    for stroke in fitted(ink, side, side).strokes:
        painter.drawPath(curve([(float(x), float(y)) for x, y in stroke]))
    painter.end()
    return QIcon(pixmap)
