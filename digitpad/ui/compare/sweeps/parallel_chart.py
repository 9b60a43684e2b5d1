"""Parallel coordinates: an upright axis for each setting and for the accuracy, a line for each run. Imports QtGui."""

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from digitpad.analysis.sweep_results import ParallelAxis, ParallelLine
from digitpad.core.language import tr
from digitpad.ui.common import accessible_roles
from digitpad.ui.common import theme as themes
from digitpad.ui.common.guard import guarded

TOP, BOTTOM, SIDE = 30, 14, 70  # pixels around the axes
TICK = 4
LINE_ALPHA = 170  # of 255


class ParallelChart(QWidget):
    """Follow a line from left to right: one run's settings, and what accuracy they gave."""

    accessible_role = accessible_roles.CHART

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Runs of the sweep, a line each"))
        self._axes: tuple[ParallelAxis, ...] = ()
        self._lines: tuple[ParallelLine, ...] = ()

    def draw(self, axes: tuple[ParallelAxis, ...], lines: tuple[ParallelLine, ...]) -> None:
        """Shows these runs in place of those before."""
        self._axes, self._lines = axes, lines
        self.update()

    @guarded(QSize(200, 120))
    def minimumSizeHint(self) -> QSize:
        """Enough to tell two axes apart."""
        return QSize(200, 120)

    @guarded(None)
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Lines first, then the axes with their words."""
        if not self._axes:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for line in self._lines:
            colour = QColor(themes.series_colour(line.setting))
            colour.setAlpha(LINE_ALPHA)
            painter.setPen(QPen(colour, 2))
            painter.drawPolyline([QPointF(self._x(at), self._y(place)) for at, place in enumerate(line.places)])
        for at, axis in enumerate(self._axes):
            self._paint_axis(painter, at, axis)
        painter.end()

    def _paint_axis(self, painter: QPainter, at: int, axis: ParallelAxis) -> None:
        theme, x = themes.current(), self._x(at)
        painter.setPen(QPen(QColor(theme.muted), 1))
        painter.drawLine(QLineF(x, self._y(1.0), x, self._y(0.0)))
        painter.setPen(QColor(theme.text))
        room = self._gap()
        title = self.fontMetrics().elidedText(axis.title, Qt.TextElideMode.ElideRight, int(room))
        painter.drawText(QRectF(x - room / 2, 0, room, TOP - 8), int(Qt.AlignmentFlag.AlignCenter), title)
        last = at == len(self._axes) - 1
        for place, text in axis.ticks:
            y = self._y(place)
            painter.setPen(QPen(QColor(theme.muted), 1))
            painter.drawLine(QLineF(x - TICK, y, x + TICK, y))
            width = min(room, SIDE) - 2 * TICK
            shown = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(width))
            left = x + 2 * TICK if last else x - 2 * TICK - width
            side = Qt.AlignmentFlag.AlignLeft if last else Qt.AlignmentFlag.AlignRight
            box = QRectF(left, y - 10, width, 20)
            ground = QRectF(
                self.fontMetrics().boundingRect(box.toRect(), int(side | Qt.AlignmentFlag.AlignVCenter), shown)
            )
            cover = QColor(theme.panel)
            cover.setAlpha(210)
            painter.fillRect(ground, cover)
            painter.setPen(QColor(theme.text))
            painter.drawText(box, int(side | Qt.AlignmentFlag.AlignVCenter), shown)

    def _gap(self) -> float:
        return (self.width() - 2 * SIDE) / max(len(self._axes) - 1, 1)

    def _x(self, at: int) -> float:
        return SIDE + at * self._gap() if len(self._axes) > 1 else self.width() / 2

    def _y(self, place: float) -> float:
        return TOP + (1 - place) * max(self.height() - TOP - BOTTOM, 1)
