"""The plane of accuracy against cost, painted by pyqtgraph; plane_card.py loads this file when it is needed.

Costs stand on a logarithmic axis. Imports pyqtgraph and QtGui.
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QResizeEvent

from digitpad.analysis import pareto
from digitpad.analysis.pareto import Cost, Point
from digitpad.core.language import tr
from digitpad.ui.common import accessible_roles
from digitpad.ui.common import theme as themes
from digitpad.ui.common.chart_style import keep_units, label_axis, paint_ground
from digitpad.ui.compare.pareto.pareto_axis import CostAxis

NEAR = 14.0  # pixels: so far from a point a click or the mouse means it
SIZE = 11
REACH = 9.0  # pixels: points closer than this cover each other, and are shown as one with their number
CLOSEST = (0.01, 0.05)  # decades and percentage points: no zoom goes further in
HEADROOM = 28  # pixels
MOST_NAMES = 12  # points that bear their name; more would cover each other


class ParetoChart(themes.Dressed, pg.PlotWidget):  # type: ignore[misc]  # pyqtgraph ships no types
    """Points with intervals and names, and the Pareto front; tells the point under the mouse, and the clicked one.

    The wheel zooms, a drag moves, a double click shows all again. Points that would cover each other are one dot with
    their number beside it, and every click on it means the next of them.
    """

    accessible_role = accessible_roles.CHART

    hovered = Signal(str)  # a model's id, empty where the mouse is near none
    chosen = Signal(str)
    zoomed = Signal(bool)  # whether the user has chosen what part is seen

    def __init__(self) -> None:
        self._axis = CostAxis()
        super().__init__(axisItems={"bottom": self._axis})  # type: ignore[call-arg]  # pyqtgraph has no types
        self._points: list[Point] = []
        self._front: list[Point] = []
        self._current, self._over = "", ""
        self._stacks: list[list[Point]] = []
        self._by_hand = False
        item = self.getPlotItem()
        item.hideButtons()
        item.setMenuEnabled(False)
        view = item.getViewBox()
        view.setMouseEnabled(True, True)
        view.sigRangeChangedManually.connect(self._taken)
        view.sigRangeChanged.connect(self._ranged)
        self._errors = pg.ErrorBarItem(x=np.empty(0), y=np.empty(0), beam=0.0)
        self._line = item.plot(antialias=True)
        self._dots = pg.ScatterPlotItem(pxMode=True)
        for part in (self._errors, self._dots):
            item.addItem(part)
        self._names: list[pg.TextItem] = []
        self.scene().sigMouseMoved.connect(self._moved)
        self.scene().sigMouseClicked.connect(self._clicked)
        keep_units(self)
        self.dress()

    def show_points(self, points: Sequence[Point], by: Cost, current: str) -> None:
        """Shows these points; `current` is the id of the model that is selected in the table."""
        before = self._axis.cost, {point.model for point in self._points}
        front = pareto.front(points)
        self._points = sorted(points, key=lambda point: (point.model != current, point not in front))
        self._front, self._current = front, current
        self._axis.cost = by
        label_axis(self._axis, tr(by.title), themes.current())  # a saved picture is without the box that says it
        self._axis.picture = None
        if before != (by, {point.model for point in points}):
            self.fit()
        elif not self._by_hand:
            self._fit()
        self._draw()

    def fit(self) -> None:
        """Shows all points again."""
        self._by_hand = False
        self._fit()
        self._draw()
        self.zoomed.emit(False)

    def wear(self, theme: themes.Theme) -> None:
        """Paints everything in the theme's colours."""
        paint_ground(self, theme)
        accuracy, by = self.getPlotItem().getAxis("left"), self._axis.cost
        label_axis(accuracy, tr("accuracy, %"), theme)
        accuracy.setStyle(maxTickLevel=1)
        label_axis(self._axis, tr(by.title) if by is not None else None, theme)
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
        self.getPlotItem().getViewBox().setLimits(
            xMin=min(x) - 2 * across, xMax=max(x) + 2 * across, yMin=min(low) - 2 * up, yMax=max(high) + 2 * up,
            minXRange=CLOSEST[0], minYRange=CLOSEST[1],
        )  # fmt: skip
        self.setXRange(min(x) - 0.2 * across, max(x) + 0.25 * across, padding=0)
        above = up * max(0.08, HEADROOM / max(self.height() - 2 * HEADROOM, HEADROOM))  # a name over the best point
        self.setYRange(min(low) - 0.08 * up, max(high) + above, padding=0)

    def _draw(self) -> None:
        theme, points = themes.current(), self._points[::-1]  # the current one and the front are painted last
        x = np.array([math.log10(point.cost) for point in points])
        y = np.array([100 * point.accuracy for point in points])
        top = np.array([100 * point.interval[1] for point in points]) - y
        bottom = y - np.array([100 * point.interval[0] for point in points])
        self._errors.setData(x=x, y=y, top=top, bottom=bottom, pen=pg.mkPen(theme.muted))
        marked = {point.model for point in self._front}
        brushes = [QColor(theme.accent if point.model in marked else theme.muted) for point in points]
        rings = [pg.mkPen(theme.text if self._ringed(point) else theme.panel, width=2) for point in points]
        sizes = [SIZE + 5 if self._ringed(point) else SIZE for point in points]
        self._dots.setData(x=x, y=y, brush=brushes, pen=rings, size=sizes)
        steps_x, steps_y = _stairs(self._front)
        self._line.setData(steps_x, steps_y)
        self._line.setPen(pg.mkPen(theme.accent, width=1.5, style=Qt.PenStyle.DashLine))
        self._stack()
        self._write_names()

    def _stack(self) -> None:
        """Finds what covers what where it now lies; the current model and the front are the first of their stacks."""
        places = [(at.x(), at.y()) for at in map(self._pixels, self._points)]
        self._stacks = [[self._points[n] for n in stack] for stack in pareto.stacks(places, REACH)]

    def stack_of(self, model: str) -> list[Point]:
        """The points that lie on each other where this model's is; empty for one that is not shown."""
        return next((stack for stack in self._stacks if any(point.model == model for point in stack)), [])

    def _ringed(self, point: Point) -> bool:
        return point.model in (self._current, self._over)

    def _write_names(self) -> None:
        for name in self._names:
            self.removeItem(name)
        room = QRectF(self.mapFromScene(self.getPlotItem().getViewBox().sceneBoundingRect()).boundingRect())
        seen = [stack for stack in self._stacks if room.contains(self._pixels(stack[0]))]
        taken = [QRectF(self._pixels(stack[0]) - QPointF(7, 7), QSizeF(14, 14)) for stack in seen]
        self._names = [
            item for stack in sorted(seen, key=self._rank) if (item := self._name(stack, seen, taken)) is not None
        ]

    def _rank(self, stack: Sequence[Point]) -> tuple[bool, bool]:
        return (not any(map(self._ringed, stack)), stack[0] not in self._front)

    def _name(self, stack: Sequence[Point], seen: Sequence[object], taken: list[QRectF]) -> pg.TextItem | None:
        """The stack's name and how many more there are; the number alone where there is no room; None: neither."""
        first = next(filter(self._ringed, stack), stack[0])
        more = f"+{len(stack) - 1}" if len(stack) > 1 else ""
        named = len(seen) <= MOST_NAMES or first in self._front or self._ringed(first)
        for words in ([f"{first.name} {more}".strip()] if named else []) + ([more] if more else []):
            text = pg.TextItem(words, color=themes.current().text if self._ringed(first) else themes.current().muted)
            anchor, box = self._free_side(stack[0], text.boundingRect().size(), taken)
            if box is not None:
                taken.append(box)
                text.setAnchor(anchor)
                text.setPos(math.log10(stack[0].cost), 100 * stack[0].accuracy)
                self.addItem(text, ignoreBounds=True)
                return text
        return None  # the mouse over the point still tells it

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
            if not self._by_hand:
                self._fit()
            self._stack()
            self._write_names()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Beside every point: all is shown again."""
        if self._near(self.mapToScene(event.position().toPoint())):
            super().mouseDoubleClickEvent(event)
        else:
            self.fit()

    def _taken(self, _axes: object) -> None:
        """The user has zoomed or moved the picture."""
        self._by_hand = True
        self.zoomed.emit(True)

    def _ranged(self, *_ranges: object) -> None:
        if hasattr(self, "_names"):
            self._stack()
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
        stack = [point.model for point in self.stack_of(self._near(event.scenePos()))]
        if stack:
            again = self._current in stack
            self.chosen.emit(pareto.next_of(sorted(stack) if again else stack, self._current))


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
