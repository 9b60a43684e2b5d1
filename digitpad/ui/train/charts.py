"""One chart, painted by pyqtgraph. Imports pyqtgraph and QtGui; chart_card.py loads this file when it is needed.

pyqtgraph takes a quarter of a second to import, so the window is drawn first. Its colours are configuration for new
widgets only, so every chart is `Dressed`.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QGraphicsItem

from digitpad.core.language import tr
from digitpad.ui.common import accessible_roles
from digitpad.ui.common import theme as themes
from digitpad.ui.common.chart_style import fitting_name, keep_units, label_axis, paint_ground
from digitpad.ui.common.guard import guarded
from digitpad.ui.train.curves import CurveLine, View
from digitpad.ui.train.series import Series

FAINT = 60  # alpha of the raw losses, of 255
MARK_ROOM = 18  # percent of the height at which a mark's words stand
BEST_ROOM = 95  # where most curves have left room
NOTHING = CurveLine(np.empty(0), np.empty(0))
CROWDED = 80  # pixels of a decade under which a logarithmic axis names only powers of ten


class _Axis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph ships no types
    """An axis that, when logarithmic, names round values only: all nine of a decade would not fit."""

    @guarded(list[str]())
    def logTickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:  # noqa: ARG002
        """The words of ticks at these logarithms; pyqtgraph asks."""
        low, high = self.range
        named = ("1",) if self.height() < CROWDED * (high - low) else ("1", "2", "5")
        words = [f"{10**value * scale:.3g}" for value in values]
        return [word if f"{10**value:.0e}"[0] in named else "" for value, word in zip(values, words, strict=True)]


class Chart(themes.Dressed, pg.PlotWidget):  # type: ignore[misc]  # pyqtgraph ships no types
    """Curves over the epochs. It follows the run until the user zooms; a double click follows again."""

    accessible_role = accessible_roles.CHART

    hovered = Signal(float)  # x in epochs; nan: the pointer has left
    following_changed = Signal(bool)

    def __init__(self, kinds: Sequence[Series], y_label: str, view: View, log: bool = False) -> None:
        super().__init__(axisItems={"left": _Axis("left")})  # type: ignore[call-arg]  # pyqtgraph has no types
        self._kinds, self._y_label = kinds, y_label
        self._view, self._log = view, log
        self._following = True
        self._marks: list[tuple[float, str, pg.InfiniteLine]] = []
        self._best: pg.InfiniteLine | None = None
        self._cross: pg.InfiniteLine | None = None
        self._overlays: dict[str, tuple[pg.PlotDataItem, int]] = {}  # and the number of its colour
        self._drawn: dict[str, CurveLine] = {}
        item = self.getPlotItem()
        item.hideButtons()
        item.setMenuEnabled(False)
        item.getViewBox().sigRangeChangedManually.connect(self._zoomed)
        item.setLogMode(False, log)
        self.scene().sigMouseMoved.connect(self._moved)
        self._curves = {kind.key: item.plot(antialias=kind.bold or bool(kind.symbol)) for kind in kinds}
        self._marked = {kind.key: bool(kind.symbol) for kind in kinds}
        for curve in self._curves.values():
            curve.curve.setSegmentedLineMode("on")  # 8.6 ms a redraw instead of 35 for wide antialiased lines
        for side in ("bottom", "left"):
            item.getAxis(side).setStyle(maxTickLevel=1)
        keep_units(self)
        self.dress()
        self._follow()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """A low chart's axis has a short name."""
        super().resizeEvent(event)  # type: ignore[arg-type]  # pyqtgraph's own, which takes None
        if event is None:  # pyqtgraph calls it so, before anything is there
            return
        axis, name = self.getPlotItem().getAxis("left"), fitting_name(self._y_label, self.height())
        if axis.labelText != name:
            label_axis(axis, name, themes.current())

    def draw(self, lines: Mapping[str, CurveLine], view: View) -> None:
        """Shows these lines; a chart the user has not zoomed shows this view of them."""
        for key, curve in self._curves.items():
            line = lines.get(key, NOTHING)
            if not _equal(line, self._drawn.get(key, NOTHING)):  # most change once an epoch, and each costs a painting
                lone = {} if self._marked[key] else {"symbol": "o" if len(line.x) == 1 else None, "symbolSize": 5}
                curve.setData(line.x, line.y, **lone)  # of a single point no line is seen
                self._drawn[key] = CurveLine(
                    line.x.copy(), line.y.copy()
                )  # it may be the beginning of what still grows
        before, self._view = self._view, view
        if self._following and view != before:
            self._follow()

    def overlay(self, lines: Mapping[str, tuple[CurveLine, int]]) -> None:
        """Shows lines of earlier runs behind the run's own: key to line and number of its colour in the theme."""
        item = self.getPlotItem()
        for key in [key for key in self._overlays if key not in lines]:
            item.removeItem(self._overlays.pop(key)[0])
        for key, (line, colour) in lines.items():
            curve = self._overlays[key][0] if key in self._overlays else item.plot(antialias=True)
            self._overlays[key] = curve, colour
            curve.setZValue(-2)
            curve.setData(line.x, line.y, symbol="o" if len(line.x) < 3 else None, symbolSize=5)
        self._style_overlays()

    def mark(self, x: float, text: str) -> None:
        """Marks a moment of the run with a dashed line and a word."""
        line = pg.InfiniteLine(x, label=text, labelOpts={"position": 1 - MARK_ROOM / 100, "rotateAxis": (1, 0)})
        self._marks.append((x, text, line))
        self.addItem(line, ignoreBounds=True)
        self._style_marks()

    def mark_best(self, epoch: int | None) -> None:
        """Marks the best epoch so far; None: there is none."""
        if epoch is None:
            if self._best is not None:
                self.removeItem(self._best)
            self._best = None
            return
        if self._best is None:
            self._best = pg.InfiniteLine(epoch, label=tr("best"), labelOpts={"position": BEST_ROOM / 100})
            self.addItem(self._best, ignoreBounds=True)
            self._style_marks()
        self._best.setValue(epoch)

    def show_cross(self, x: float) -> None:
        """Stands a thin line at x; nan takes it away."""
        if math.isnan(x):
            if self._cross is not None:
                self.removeItem(self._cross)
            self._cross = None
            return
        if self._cross is None:
            self._cross = pg.InfiniteLine(x, pen=pg.mkPen(themes.current().muted))
            self.addItem(self._cross, ignoreBounds=True)
        self._cross.setValue(x)

    def set_log(self, log: bool) -> None:
        """Turns the y axis logarithmic, or linear."""
        if log != self._log:
            self._log = log
            self.getPlotItem().setLogMode(False, log)
            self.follow()

    def start_over(self, view: View) -> None:
        """Forgets the lines, the marks and the user's zoom, for a new run."""
        for _, _, line in self._marks:
            self.removeItem(line)
        self._marks.clear()
        self.mark_best(None)
        self.draw({}, view)
        self.follow()

    def wear(self, theme: themes.Theme) -> None:
        """Paints everything in the theme's colours."""
        paint_ground(self, theme)
        for side, text in (("bottom", tr("epoch")), ("left", fitting_name(self._y_label, self.height()))):
            label_axis(self.getPlotItem().getAxis(side), text, theme)
        for kind in self._kinds:
            self._style_curve(kind)
        self._style_marks()
        self._style_overlays()
        if self._cross is not None:
            self._cross.setPen(pg.mkPen(theme.muted))

    def follow(self) -> None:
        """Shows the whole run again, and follows it."""
        self._set_following(True)
        self._follow()

    # -- for a drawing of it ------------------------------------------------------------------------------------------

    @property
    def plot_area(self) -> QRectF:
        """Where the curves are, in this widget's pixels."""
        box: QRectF = self.viewportTransform().mapRect(self.getPlotItem().getViewBox().sceneBoundingRect())
        return box.translated(QPointF(self.viewport().pos()))

    def paint_plot(self, painter: QPainter, target: QRectF) -> None:
        """Paints what lies between the axes."""
        box = self.getPlotItem().getViewBox().sceneBoundingRect()
        self.scene().render(painter, target, box, Qt.AspectRatioMode.IgnoreAspectRatio)

    def without_curves(self) -> AbstractContextManager[None]:
        """Meanwhile nothing stands between the axes but the grid."""
        return _unseen([self.getPlotItem().getViewBox()])

    def only_curves(self) -> AbstractContextManager[None]:
        """Meanwhile curves and marks stand alone, without axes and grid."""
        return _unseen([axis["item"] for axis in self.getPlotItem().axes.values()])

    # -- Qt -----------------------------------------------------------------------------------------------------------

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Shows the whole run again, and follows it."""
        self.follow()
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys read the curves off epoch by epoch, Home and End at the first and the last; Esc ends it."""
        moves = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Home: -math.inf, Qt.Key.Key_End: math.inf}
        key = Qt.Key(event.key())
        if key in moves and len(self._stops()):
            self.hovered.emit(self._stop_from(moves[key]))
        elif key == Qt.Key.Key_Escape and self._cross is not None:
            self.hovered.emit(math.nan)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The keyboard has left: there is nothing to read off."""
        super().focusOutEvent(event)
        self.hovered.emit(math.nan)

    def _stops(self) -> NDArray[np.float64]:
        """The epochs at which there is something to read: of the lines with markers, else of any line."""
        lines = [line.x for key, line in self._drawn.items() if self._marked[key] and len(line.x)]
        lines = lines or [line.x for line in self._drawn.values() if len(line.x)]
        return np.unique(np.concatenate(lines)) if lines else np.empty(0)

    def _stop_from(self, move: float) -> float:
        """The stop that a key leads to from where the line stands; from nowhere, the last."""
        stops = self._stops()
        if math.isinf(move) or self._cross is None:
            return float(stops[0 if move == -math.inf else -1])
        at = self._cross.value()
        further = stops[stops < at - 1e-9] if move < 0 else stops[stops > at + 1e-9]
        return float(at if not len(further) else further[-1] if move < 0 else further[0])

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer has left: there is nothing to read off."""
        super().leaveEvent(event)
        self.hovered.emit(math.nan)

    def _moved(self, position: object) -> None:
        box = self.getPlotItem().getViewBox()
        inside = box.sceneBoundingRect().contains(position)
        self.hovered.emit(box.mapSceneToView(position).x() if inside else math.nan)

    def _style_curve(self, kind: Series) -> None:
        curve, colour = self._curves[kind.key], QColor(themes.current().series[kind.colour])
        if kind.symbol:
            curve.setSymbol(kind.symbol)
            curve.setSymbolSize(kind.size)
            curve.setSymbolBrush(colour)
            curve.setSymbolPen(pg.mkPen(themes.current().panel))  # a halo, so that markers on lines stay countable
        if kind.faint:
            colour.setAlpha(FAINT)
        curve.setPen(pg.mkPen(colour, width=2 if kind.bold else 1))
        curve.setZValue(-1 if kind.faint else 1)

    def _style_overlays(self) -> None:
        for curve, colour in self._overlays.values():
            shade = QColor(themes.current().series[colour])
            curve.setPen(pg.mkPen(shade, width=1.5, style=Qt.PenStyle.DashLine))
            curve.setSymbolBrush(shade)

    def _style_marks(self) -> None:
        theme = themes.current()
        for _, _, line in self._marks:
            line.setPen(pg.mkPen(theme.muted, style=Qt.PenStyle.DashLine))
            line.label.setColor(theme.muted)
        if self._best is not None:
            self._best.setPen(pg.mkPen(theme.good, style=Qt.PenStyle.DotLine, width=1.5))
            self._best.label.setColor(theme.good)

    def _zoomed(self) -> None:
        self._set_following(False)

    def _set_following(self, on: bool) -> None:
        if on != self._following:
            self._following = on
            self.following_changed.emit(on)

    def _follow(self) -> None:
        low, high = self._view.low, self._view.high
        if self._log:
            low, high = math.log10(max(low, 1e-12)), math.log10(max(high, 1e-12))
        self.setXRange(0, self._view.x_end, padding=0.02)
        self.setYRange(low, high, padding=0)


def _equal(one: CurveLine, two: CurveLine) -> bool:
    return np.array_equal(one.x, two.x) and np.array_equal(one.y, two.y, equal_nan=True)


@contextmanager
def _unseen(items: Sequence[QGraphicsItem]) -> Iterator[None]:
    """Meanwhile these items keep their place, and are not painted."""
    for item in items:
        item.setOpacity(0)
    try:
        yield
    finally:
        for item in items:
            item.setOpacity(1)
