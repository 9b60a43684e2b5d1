"""A light trail behind the pointer, which the last row of a classroom can follow. Imports QtWidgets."""

import time
from collections import deque

from PySide6.QtCore import QEvent, QObject, QPointF, QRect, QRectF, Qt, QTimer, Slot
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from digitpad.ui.common import theme as themes
from digitpad.ui.common.guard import guarded

LASTS_S = 0.7
FADE_MS = 33
RADIUS, LIGHT = 16.0, 120  # pixels at 100 %, and opacity of 255 under the pointer


class PointerTrail(QWidget):
    """Lies over `page`, lets everything through, and shows where the pointer of its window was a moment ago."""

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self.setObjectName("presentation-trail")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._points: deque[tuple[float, QPointF]] = deque(maxlen=64)
        self._fading = QTimer(self)
        self._fading.setInterval(FADE_MS)
        self._fading.timeout.connect(self._fade)

    @property
    def points(self) -> int:
        """How many places are still seen."""
        return len(self._points)

    def follow(self, on: bool) -> None:
        """Follows the pointer through the window from now on, or no more."""
        handle = self.window().windowHandle()
        if handle is not None:
            (handle.installEventFilter if on else handle.removeEventFilter)(self)
        if not on:
            self._points.clear()
            self._fading.stop()

    @guarded(False)
    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Hears every move of the pointer, whatever lies under it; holds none up."""
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseMove and self.isVisible():
            at = QPointF(self.mapFrom(self.window(), event.position().toPoint()))
            self._points.append((time.monotonic(), at))
            self.update(self._around())
            self._fading.start()
        return False

    @Slot()
    def _fade(self) -> None:
        area = self._around()
        while self._points and time.monotonic() - self._points[0][0] > LASTS_S:
            self._points.popleft()
        if not self._points:
            self._fading.stop()
        self.update(area)

    def _around(self) -> QRect:
        """All that the trail covers."""
        wide, area = themes.scaled(RADIUS) + 2.0, QRectF()
        for _when, at in self._points:
            area = area.united(QRectF(at.x() - wide, at.y() - wide, 2 * wide, 2 * wide))
        return area.toAlignedRect()

    @guarded(None)
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints a dot for each place, the older the fainter and smaller."""
        painter, now = QPainter(self), time.monotonic()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        colour = QColor(themes.current().accent)
        for when, at in self._points:
            left = max(1 - (now - when) / LASTS_S, 0.0)
            colour.setAlpha(round(LIGHT * left * left))
            painter.setBrush(colour)
            radius = themes.scaled(RADIUS) * (0.3 + 0.7 * left)
            painter.drawEllipse(at, radius, radius)
