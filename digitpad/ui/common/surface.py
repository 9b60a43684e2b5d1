"""The painted strokes, kept as a pixmap so that a new point costs one short line. Imports QtGui and the theme.

Strokes are drawn as quadratic curves through the middles between their points: smooth at any mouse rate. The end of
a growing stroke, from its last middle to its last point, is not in the pixmap yet; the canvas paints it on top.
"""

import math
from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPainterPath, QPen, QPixmap

from digitpad.ink.ink import Points
from digitpad.ink.subject import Pixels
from digitpad.ui.draw.document import CanvasView

PIECE_PX, MOST_PIECES = 3.0, 12  # of a bend

Point = tuple[float, float]


def pen(colour: str, width: float) -> QPen:
    """A round pen: strokes begin, bend and end without corners."""
    brush = QBrush(QColor(colour))
    return QPen(brush, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


def middle(one: Point, other: Point) -> Point:
    """The point half way between two."""
    return (one[0] + other[0]) / 2, (one[1] + other[1]) / 2


def curve(points: Sequence[Point]) -> QPainterPath:
    """The whole stroke as a path, its last piece included; a dot for one point."""
    path = QPainterPath(QPointF(*points[0]))
    if len(points) > 2:
        start = points[0]
        for before, after in pairwise(points[1:]):
            end = middle(before, after)
            for point in bend(start, before, end):
                path.lineTo(*point)
            start = end
    path.lineTo(*_seen(points))
    return path


def bend(start: Point, by: Point, end: Point) -> list[Point]:
    """The points after `start` of a quadratic curve, cut straight: Qt's stroker leaves hairs in tight curves."""
    length = math.dist(start, by) + math.dist(by, end)
    pieces = min(max(math.ceil(length / PIECE_PX), 1), MOST_PIECES)
    made = []
    for number in range(1, pieces + 1):
        t = number / pieces
        a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t * t
        made.append((a * start[0] + b * by[0] + c * end[0], a * start[1] + b * by[1] + c * end[1]))
    return made


def tail(points: Sequence[Point]) -> QLineF:
    """The end of a growing stroke that is still to be painted: from the last middle to the last point."""
    start = points[0] if len(points) < 3 else middle(points[-2], points[-1])
    return QLineF(QPointF(*start), QPointF(*_seen(points)))


def _seen(points: Sequence[Point]) -> Point:
    """The last point; a hair beside it where it is the only one, since a line of no length is not painted."""
    x, y = points[-1]
    return (x + 0.01, y) if len(points) == 1 else (x, y)


class Surface:
    """A pixmap of the canvas's size in device pixels, with the finished strokes on a transparent ground."""

    def __init__(self) -> None:
        self._pixmap = QPixmap()

    @property
    def pixmap(self) -> QPixmap:
        """What to paint, at the canvas's top left corner."""
        return self._pixmap

    def renew(self, size: QSize, ratio: float) -> None:
        """An empty surface for a canvas of `size` logical pixels on a screen of this device pixel ratio."""
        self._pixmap = QPixmap(max(round(size.width() * ratio), 1), max(round(size.height() * ratio), 1))
        self._pixmap.setDevicePixelRatio(ratio)
        self._pixmap.fill(Qt.GlobalColor.transparent)

    def paint_strokes(self, strokes: Sequence[Points], style: QPen) -> None:
        """Paints whole strokes, in canvas pixels."""
        if not strokes:
            return
        painter = self._painter(style)
        for stroke in strokes:
            painter.drawPath(curve([(float(x), float(y)) for x, y in stroke]))
        painter.end()

    def grow(self, points: Sequence[Point], style: QPen) -> QRect:
        """Paints what the newest point of a growing stroke settles; returns the part of the canvas to repaint."""
        if len(points) > 2:
            start = points[0] if len(points) == 3 else middle(points[-3], points[-2])
            path = QPainterPath(QPointF(*start))
            for point in bend(start, points[-2], middle(points[-2], points[-1])):
                path.lineTo(*point)
            painter = self._painter(style)
            painter.drawPath(path)
            painter.end()
        return reach(points[-4:], style.widthF())

    def paint_picture(self, pixels: Pixels, view: CanvasView) -> None:
        """Paints a picture, grey or with colours, where the view has its pixels."""
        height, width = pixels.shape[:2]
        kind = QImage.Format.Format_Grayscale8 if pixels.ndim == 2 else QImage.Format.Format_RGB888
        image = QImage(pixels.tobytes(), width, height, pixels.size // height, kind)
        target = QRectF(view.dx, view.dy, width * view.scale, height * view.scale)
        painter = QPainter(self._pixmap)
        smooth = view.scale < 4  # a tiny picture keeps its pixels
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        painter.drawImage(target, image)
        painter.end()

    def _painter(self, style: QPen) -> QPainter:
        painter = QPainter(self._pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(style)
        return painter


def reach(points: Sequence[Point], width: float) -> QRect:
    """The whole pixels that a pen of this width can have touched along these points."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    edge = width / 2 + 2
    box = QRectF(min(xs) - edge, min(ys) - edge, max(xs) - min(xs) + 2 * edge, max(ys) - min(ys) + 2 * edge)
    return box.toAlignedRect()
