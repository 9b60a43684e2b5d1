"""The range test's curve: each batch's loss over its learning rate, smoothed and raw. Imports pyqtgraph; late."""

import math
from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from digitpad.core import rate_range
from digitpad.core.language import tr
from digitpad.core.rate_range import RateTried
from digitpad.ui.common import accessible_roles
from digitpad.ui.common import theme as themes
from digitpad.ui.common.chart_style import keep_units, label_axis, paint_ground

FAINT = 90  # alpha of the raw losses, of 255
MARK_PLACE = 0.93  # of the height: where the suggestion's figure stands


class RateChart(themes.Dressed, pg.PlotWidget):  # type: ignore[misc]  # pyqtgraph ships no types
    """Loss over the logarithm of the rate; a dashed line marks the suggestion."""

    accessible_role = accessible_roles.CHART

    def __init__(self) -> None:
        super().__init__()
        item = self.getPlotItem()
        item.hideButtons()
        item.setMenuEnabled(False)
        item.setMouseEnabled(x=False, y=False)
        item.setLogMode(True, False)
        item.setXRange(math.log10(rate_range.LOW), math.log10(rate_range.HIGH), padding=0.02)
        item.getAxis("bottom").setStyle(maxTickLevel=0)
        self._raw, self._smoothed = item.plot(), item.plot(antialias=True)
        self._mark = pg.InfiniteLine(label="", labelOpts={"position": MARK_PLACE})
        self._mark.hide()
        self.addItem(self._mark, ignoreBounds=True)
        keep_units(self)
        self.dress()

    def draw(self, tried: Sequence[RateTried], suggestion: float | None) -> None:
        """Shows the batches so far; suggestion: None while there is none."""
        known = [each for each in tried if math.isfinite(each.loss)]
        rates = [each.rate for each in known]
        self._raw.setData(rates, [each.loss for each in known])
        self._smoothed.setData(rates, [each.smoothed for each in known])
        if known:  # the losses of an explosion would leave nothing to be seen of the rest
            top = rate_range.GONE * min(each.smoothed for each in known)
            self.getPlotItem().setYRange(0, min(top, max(each.smoothed for each in known)) * 1.1, padding=0)
        self._mark.setVisible(suggestion is not None)
        if suggestion is not None:
            self._mark.setValue(math.log10(suggestion))
            self._mark.label.setFormat(f"{suggestion:g}")

    def wear(self, theme: themes.Theme) -> None:
        """Paints everything in the theme's colours."""
        paint_ground(self, theme)
        label_axis(self.getPlotItem().getAxis("bottom"), tr("learning rate (logarithmic)"), theme)
        label_axis(self.getPlotItem().getAxis("left"), tr("loss, smoothed"), theme)
        colour = QColor(theme.series[0])
        self._smoothed.setPen(pg.mkPen(colour, width=2))
        faint = QColor(colour)
        faint.setAlpha(FAINT)
        self._raw.setPen(pg.mkPen(faint, width=1))
        self._mark.setPen(pg.mkPen(theme.series[1], width=2, style=Qt.PenStyle.DashLine))
        self._mark.label.setColor(QColor(theme.series[1]))
