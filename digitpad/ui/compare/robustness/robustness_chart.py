"""The robustness test's chart: each model's share of the right digit by amount. Imports pyqtgraph; loaded late."""

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor

from digitpad.core.language import tr
from digitpad.ink.perturb import Transform
from digitpad.ui.common import accessible_roles
from digitpad.ui.common import theme as themes
from digitpad.ui.common.chart_style import keep_units, label_axis, paint_ground
from digitpad.ui.compare.robustness.robustness_lines import RobustnessLine, axis_title, scaled

DASHES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine, Qt.PenStyle.DashDotLine)
FAINT = 90  # alpha of the lines that are not the chosen one's, of 255


class RobustnessChart(themes.Dressed, pg.PlotWidget):  # type: ignore[misc]  # pyqtgraph ships no types
    """Lines from 0 to 100 %; crosses where a model fails first; an upright line at the amount that is looked at."""

    accessible_role = accessible_roles.CHART

    moved = Signal(float)  # the upright line was dragged to this place of the axis

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[RobustnessLine] = []
        self._transform: Transform | None = None
        self._chosen = ""
        item = self.getPlotItem()
        item.hideButtons()
        item.setMenuEnabled(False)
        item.setMouseEnabled(x=False, y=False)
        self._place = pg.InfiniteLine(0, movable=True)
        self._place.sigPositionChanged.connect(self._tell)
        self.addItem(self._place, ignoreBounds=True)
        self._drawn: list[pg.GraphicsObject] = []
        self.setYRange(0, 100, padding=0.04)
        keep_units(self)
        self.dress()

    def draw(self, lines: Sequence[RobustnessLine], transform: Transform, chosen: str) -> None:
        """Shows these lines; where `chosen` is a model among them, the others stand back."""
        self._lines, self._chosen = list(lines), chosen
        if transform is not self._transform:
            self._transform = transform
            x = scaled(transform)
            self.setXRange(float(x[0]), float(x[-1]), padding=0.02)
            self._place.setBounds((float(x[0]), float(x[-1])))
            self._title()
        for old in self._drawn:
            self.removeItem(old)
        self._drawn = [item for line in self._lines for item in self._items(line, scaled(transform))]
        for item in self._drawn:
            self.addItem(item)

    def look_at(self, x: float) -> None:
        """Puts the upright line here without telling it."""
        self._place.blockSignals(True)
        self._place.setValue(x)
        self._place.blockSignals(False)

    def wear(self, theme: themes.Theme) -> None:
        """Paints everything in the theme's colours."""
        paint_ground(self, theme)
        for side in ("bottom", "left"):
            self.getPlotItem().getAxis(side).setStyle(maxTickLevel=1)
        self._title()
        self._place.setPen(pg.mkPen(theme.muted, style=Qt.PenStyle.DashLine))
        self._place.setHoverPen(pg.mkPen(theme.accent, width=2))
        if self._transform is not None:
            self.draw(self._lines, self._transform, self._chosen)

    def _title(self) -> None:
        item = self.getPlotItem()
        label_axis(item.getAxis("left"), tr("true digit (%)"), themes.current())
        if self._transform is not None:
            label_axis(item.getAxis("bottom"), axis_title(self._transform), themes.current())

    def _items(self, line: RobustnessLine, x: np.ndarray) -> list[pg.GraphicsObject]:
        series = themes.current().series
        colour, dash = QColor(series[line.colour % len(series)]), DASHES[line.colour // len(series) % len(DASHES)]
        front = line.model == self._chosen
        if not front and any(other.model == self._chosen for other in self._lines):
            colour.setAlpha(FAINT)
        y = 100 * line.shares
        curve = pg.PlotDataItem(x, y, pen=pg.mkPen(colour, width=2.5 if front else 1.5, style=dash), antialias=True)
        curve.curve.setSegmentedLineMode("on")
        curve.setZValue(2 if front else 1)
        at = list(line.fails)
        marks = pg.ScatterPlotItem(x[at], y[at], symbol="x", size=9, pen=pg.mkPen(colour), brush=colour, useCache=False)
        marks.setZValue(3)
        return [curve, marks]

    def _tell(self) -> None:
        self.moved.emit(float(self._place.value()))
