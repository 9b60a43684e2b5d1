"""The ground that every chart is painted on: background, grid and axes in the theme's colours. Imports pyqtgraph.

pyqtgraph's own colours are settings for new widgets only, so each chart is painted anew when the theme changes.
Only the charts import this file: the window is drawn before pyqtgraph is loaded.
"""

import re

import pyqtgraph as pg
from PySide6.QtGui import QFont, QFontMetricsF

from digitpad.ui.common.theme import Theme, scaled

LABEL_PX = 12
AXIS_SHARE = 0.7  # of a chart's height that its left axis has at least; the lower one's figures have the rest


def paint_ground(chart: pg.PlotWidget, theme: Theme) -> None:
    """Takes the theme's colours."""
    chart.setBackground(theme.panel)
    item = chart.getPlotItem()
    item.showGrid(x=True, y=True, alpha=0.18)
    for side in ("bottom", "left"):
        axis = item.getAxis(side)
        axis.setPen(pg.mkPen(theme.line))
        axis.setTextPen(pg.mkPen(theme.muted))
        axis.setTickPen(pg.mkPen(theme.muted))


def label_axis(axis: pg.AxisItem, text: str | None, theme: Theme) -> None:
    """Names an axis in letters of the interface's zoom."""
    axis.setLabel(text, **{"color": theme.muted, "font-size": f"{scaled(LABEL_PX)}px"})
    axis.resizeEvent()  # or the name stays where one of another length was


def fitting_name(text: str, height: int) -> str:
    """An axis' name along a chart so many pixels high: without what stands in brackets, where that would be cut."""
    font = QFont()
    font.setPixelSize(scaled(LABEL_PX))
    if QFontMetricsF(font).horizontalAdvance(text) <= height * AXIS_SHARE:
        return text
    return re.split(r"\s*[(\uff08]", text)[0]


def keep_units(chart: pg.PlotWidget) -> None:
    """Figures keep their unit. To be called before an axis has a label: later, 0.5 turns 500."""
    for side in ("bottom", "left"):
        chart.getPlotItem().getAxis(side).enableAutoSIPrefix(False)
