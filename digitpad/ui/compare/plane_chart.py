"""The plane of accuracy against cost, painted by pyqtgraph; plane_card.py loads this file when it is needed.

Costs stand on a logarithmic axis. Imports pyqtgraph and QtGui.
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QResizeEvent

from digitpad.library import plane
from digitpad.library.plane import Cost, Point
from digitpad.ui.common.theme import Theme

NEAR = 14.0  # pixels: so far from a point a click or the mouse means it
SIZE = 11
STEPS = (1, 2, 5)
HEADROOM = 28  # pixels
MOST_NAMES = 12  # points that bear their name; more would cover each other


class CostAxis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph ships no types
    """A logarithmic axis with ticks at 1, 2 and 5, written as the cost's unit has it."""

    def __init__(self) -> None:
        super().__init__("bottom")
        self.cost: Cost | None = None

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        """Powers of ten, and 2 and 5 between them where there is room."""
        powers = range(math.floor(low), math.ceil(high) + 1)
        room = size / max(high - low, 1e-9)
        steps = STEPS if room > 190 else (1, 3) if room > 110 else (1,)
        found = [power + math.log10(step) for power in powers for step in steps]
        return [(1.0, [value for value in found if low <= value <= high])]

    def tickStrings(self, values: Sequence[float], _scale: float, _spacing: float) -> list[str]:
        """The costs as the table writes them."""
        return ["" if self.cost is None else self.cost.text(10**value) for value in values]


class PlaneChart(pg.PlotWidget):  # type: ignore[misc]  # pyqtgraph ships no types
    """Points with intervals and names, and the Pareto front; tells the point under the mouse, and the clicked one."""

    hovered = Signal(str)  # a model's id, empty where the mouse is near none
    chosen = Signal(str)

    def __init__(self, theme: Theme) -> None:
        self._axis = CostAxis()
        super().__init__(axisItems={"bottom": self._axis})
        self._points: list[Point] = []
        self._front: list[Point] = []
        self._theme, self._current, self._over = theme, "", ""
        item = self.getPlotItem()
        item.hideButtons()
        item.setMenuEnabled(False)
        item.getViewBox().setMouseEnabled(False, False)
        self._errors = pg.ErrorBarItem(x=np.empty(0), y=np.empty(0), beam=0.0)
        self._line = item.plot(antialias=True)
        self._dots = pg.ScatterPlotItem(pxMode=True)
        for part in (self._errors, self._dots):
            item.addItem(part)
        self._names: list[pg.TextItem] = []
        self.scene().sigMouseMoved.connect(self._moved)
        self.scene().sigMouseClicked.connect(self._clicked)
        self.restyle(theme)

    def show_points(self, points: Sequence[Point], by: Cost, current: str) -> None:
        """Shows these points; `current` is the id of the model that is selected in the table."""
        self._points, self._front, self._current = list(points), plane.front(points), current
        self._axis.cost = by
        self._axis.picture = None
        self._fit()
        self._draw()

    def restyle(self, theme: Theme) -> None:
        """Paints everything in the theme's colours."""
        self._theme = theme
        self.setBackground(theme.panel)
        item = self.getPlotItem()
        item.showGrid(x=True, y=True, alpha=0.18)
        for side in ("bottom", "left"):
            axis = item.getAxis(side)
            axis.setPen(pg.mkPen(theme.line))
            axis.setTextPen(pg.mkPen(theme.muted))
            axis.setTickPen(pg.mkPen(theme.muted))
            axis.enableAutoSIPrefix(False)
        item.getAxis("left").setLabel("accuracy, %", color=theme.muted)
        item.getAxis("left").setStyle(maxTickLevel=1)
        self._draw()

    def place(self, model: str) -> QPointF:
        """Where a model's point lies, in the widget's pixels. Raises KeyError for one that is not shown."""
        for point in self._points:
            if point.model == model:
                return self._pixels(point)
        raise KeyError(model)

    @property
    def front(self) -> list[str]:
        """The ids on the front, cheapest first."""
        return [point.model for point in self._front]

    def _fit(self) -> None:
        """Leaves air around the points, and room for names at the right."""
        if not self._points:
            return
        x = [math.log10(point.cost) for point in self._points]
        low = [100 * point.interval[0] for point in self._points]
        high = [100 * point.interval[1] for point in self._points]
        across, up = max(max(x) - min(x), 0.6), max(max(high) - min(low), 0.5)
        self.setXRange(min(x) - 0.2 * across, max(x) + 0.25 * across, padding=0)
        above = up * max(0.08, HEADROOM / max(self.height() - 2 * HEADROOM, HEADROOM))  # a name over the best point
        self.setYRange(min(low) - 0.08 * up, max(high) + above, padding=0)

    def _draw(self) -> None:
        theme, x = self._theme, np.array([math.log10(point.cost) for point in self._points])
        y = np.array([100 * point.accuracy for point in self._points])
        top = np.array([100 * point.interval[1] for point in self._points]) - y
        bottom = y - np.array([100 * point.interval[0] for point in self._points])
        self._errors.setData(x=x, y=y, top=top, bottom=bottom, pen=pg.mkPen(theme.muted))
        marked = {point.model for point in self._front}
        brushes = [QColor(theme.accent if point.model in marked else theme.muted) for point in self._points]
        rings = [pg.mkPen(theme.text if self._ringed(point) else theme.panel, width=2) for point in self._points]
        sizes = [SIZE + 5 if self._ringed(point) else SIZE for point in self._points]
        self._dots.setData(x=x, y=y, brush=brushes, pen=rings, size=sizes)
        steps_x, steps_y = _stairs(self._front)
        self._line.setData(steps_x, steps_y)
        self._line.setPen(pg.mkPen(theme.accent, width=1.5, style=Qt.PenStyle.DashLine))
        self._write_names()

    def _ringed(self, point: Point) -> bool:
        return point.model in (self._current, self._over)

    def _write_names(self) -> None:
        for name in self._names:
            self.removeItem(name)
        self._names = []
        shown = self._points if len(self._points) <= MOST_NAMES else [*self._front, *filter(self._ringed, self._points)]
        first = sorted(dict.fromkeys(shown), key=self._ringed, reverse=True)
        taken = [QRectF(self._pixels(point) - QPointF(7, 7), QSizeF(14, 14)) for point in self._points]
        for point in first:
            text = pg.TextItem(point.name, color=self._theme.text if self._ringed(point) else self._theme.muted)
            anchor, box = self._free_side(point, text.boundingRect().size(), taken)
            if box is None:
                continue  # no room: the mouse over the point still tells its name
            taken.append(box)
            text.setAnchor(anchor)
            text.setPos(math.log10(point.cost), 100 * point.accuracy)
            self.addItem(text, ignoreBounds=True)
            self._names.append(text)

    def _free_side(
        self, point: Point, size: QSizeF, taken: Sequence[QRectF]
    ) -> tuple[tuple[float, float], QRectF | None]:
        """Where a name of this size covers nothing: its anchor and its box in pixels; no box where there is no such."""
        view = self.getPlotItem().getViewBox()
        room = self.mapFromScene(view.sceneBoundingRect()).boundingRect()
        at, gap = self._pixels(point), 8 / max(size.width(), 1)
        above_left, below_right, above_right, below_left = (1 + gap, 1.1), (-gap, -0.1), (-gap, 1.1), (1 + gap, -0.1)
        first = (above_left, below_right) if point in self._front else (below_right, above_left)
        for anchor in (*first, above_right, below_left):  # the front itself goes to the right and up
            box = QRectF(at - QPointF(anchor[0] * size.width(), anchor[1] * size.height()), size)
            if QRectF(room).contains(box) and not any(box.intersects(other) for other in taken):
                return anchor, box
        return (0.0, 0.0), None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Names find their places anew."""
        super().resizeEvent(event)
        if hasattr(self, "_names"):  # pyqtgraph resizes itself while it is being made
            self._fit()
            self._write_names()

    def _pixels(self, point: Point) -> QPointF:
        view = self.getPlotItem().getViewBox()
        scene = view.mapViewToScene(QPointF(math.log10(point.cost), 100 * point.accuracy))
        return QPointF(self.mapFromScene(scene))

    def _near(self, scene: QPointF) -> str:
        """The model whose point is nearest to this place, empty where none is near."""
        at = self.mapFromScene(scene)
        distances = [((self._pixels(point) - QPointF(at)).manhattanLength(), point.model) for point in self._points]
        distance, model = min(distances, default=(math.inf, ""))
        return model if distance <= NEAR else ""

    def leaveEvent(self, event: QEvent) -> None:
        """The mouse is over no point any more."""
        super().leaveEvent(event)
        self._hover("")

    def _moved(self, scene: QPointF) -> None:
        self._hover(self._near(scene))

    def _hover(self, over: str) -> None:
        if over != self._over:
            self._over = over
            self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)
            self._draw()
            self.hovered.emit(over)

    def _clicked(self, event: Any) -> None:
        model = self._near(event.scenePos())
        if model:
            self.chosen.emit(model)


def _stairs(front: Sequence[Point]) -> tuple[list[float], list[float]]:
    """The front as steps: what can be had for so much."""
    x: list[float] = []
    y: list[float] = []
    for point in front:
        if y:
            x.append(math.log10(point.cost))
            y.append(y[-1])
        x.append(math.log10(point.cost))
        y.append(100 * point.accuracy)
    return x, y
