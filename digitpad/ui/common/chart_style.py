"""The ground that every chart is painted on: background, grid and axes in the theme's colours. Imports pyqtgraph.

pyqtgraph's own colours are settings for new widgets only, so each chart is painted anew when the theme changes.
Only the charts import this file: the window is drawn before pyqtgraph is loaded.
"""

import pyqtgraph as pg

from digitpad.ui.common.theme import Theme, scaled

LABEL_PX = 12


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


def keep_units(chart: pg.PlotWidget) -> None:
    """Figures keep their unit. To be called before an axis has a label: later, 0.5 turns 500."""
    for side in ("bottom", "left"):
        chart.getPlotItem().getAxis(side).enableAutoSIPrefix(False)
