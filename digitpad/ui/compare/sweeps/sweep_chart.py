"""The test accuracy of a sweep's settings by epoch: a line of means, a band of deviation. Imports pyqtgraph; late."""

from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtGui import QColor

from digitpad.analysis.sweep_results import SettingResult
from digitpad.core.language import tr
from digitpad.ui.common import accessible_roles
from digitpad.ui.common import theme as themes
from digitpad.ui.common.chart_style import keep_units, paint_ground

MOST_TICKS = 8
BAND_ALPHA = 45  # of 255


class SweepChart(themes.Dressed, pg.PlotWidget):  # type: ignore[misc]  # pyqtgraph ships no types
    """One line and band a setting, in the colours that the table gives them."""

    accessible_role = accessible_roles.CHART

    def __init__(self) -> None:
        super().__init__()
        self._settings: list[SettingResult] = []
        self._drawn: list[pg.GraphicsObject] = []
        item = self.getPlotItem()
        item.hideButtons()
        item.setMenuEnabled(False)
        item.setMouseEnabled(x=False, y=False)
        self._legend = self.addLegend(offset=(-12, -12))
        keep_units(self)
        self.dress()

    def draw(self, settings: Sequence[SettingResult]) -> None:
        """Shows these settings in place of those before."""
        self._settings = list(settings)
        for old in self._drawn:
            self.removeItem(old)
        self._drawn = []
        for at, each in enumerate(self._settings):
            if each.band is None:
                continue
            colour = QColor(themes.series_colour(at))
            low, high, mean = (
                [100 * share for share in row] for row in (each.band.low, each.band.high, each.band.mean)
            )
            edges = [pg.PlotCurveItem(list(each.band.epochs), row, pen=None) for row in (low, high)]
            soft = QColor(colour)
            soft.setAlpha(BAND_ALPHA)
            band = pg.FillBetweenItem(*edges, brush=soft)
            line = pg.PlotDataItem(
                each.band.epochs, mean, pen=pg.mkPen(colour, width=2), antialias=True,
                name=each.label, symbol="o" if len(mean) == 1 else None, symbolBrush=colour, symbolPen=None,
            )  # fmt: skip
            self._drawn += [*edges, band, line]
        for item in self._drawn:
            self.addItem(item)
        self._number_epochs()

    def _number_epochs(self) -> None:
        """Ticks at whole epochs alone, about eight of them."""
        last = max((each.band.epochs[-1] for each in self._settings if each.band is not None), default=1)
        every = -(-last // MOST_TICKS)
        ticks = [(epoch, f"{epoch}") for epoch in range(1, last + 1, every)]
        self.getPlotItem().getAxis("bottom").setTicks([ticks, []])

    def wear(self, theme: themes.Theme) -> None:
        """Paints everything in the theme's colours."""
        paint_ground(self, theme)
        self.getPlotItem().getAxis("left").setLabel(tr("test accuracy (%)"), color=theme.muted)
        self.getPlotItem().getAxis("bottom").setLabel(tr("epoch"), color=theme.muted)
        self._legend.setLabelTextColor(theme.text)
        self._legend.setBrush(pg.mkBrush(theme.panel))  # lines end behind it
        self.draw(self._settings)
