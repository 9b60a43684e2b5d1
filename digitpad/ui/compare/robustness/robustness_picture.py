"""The robustness test as a picture for a file: chart in a good size, whose line is whose. Imports QtWidgets."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from digitpad.ink.perturb import Transform
from digitpad.ui.common import accessible_roles
from digitpad.ui.common.theme import SPACE
from digitpad.ui.compare.robustness.robustness_chart import RobustnessChart
from digitpad.ui.compare.robustness.robustness_legend import ROW, RobustnessLegend
from digitpad.ui.compare.robustness.robustness_lines import RobustnessLine, scaled

CHART = (680, 420)  # pixels: the least
LEGEND_WIDTH = 360


class RobustnessPicture(QWidget):
    """Never shown: it is painted into a file. The page's own chart has no names, and is as small as its window."""

    accessible_role = accessible_roles.PICTURE

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.hide()
        self._chart, self._legend = RobustnessChart(), RobustnessLegend()
        self._legend.setObjectName("sweep-picture-models")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        layout.addWidget(self._chart, 1)
        layout.addWidget(self._legend)
        self._legend.setFixedWidth(LEGEND_WIDTH)

    def draw(self, lines: list[RobustnessLine], transform: Transform, chosen: str, step: int, right: str) -> None:
        """Takes what the page shows; every model has a row, so that none is hidden behind a scroll bar."""
        self._chart.draw(lines, transform, chosen)
        self._chart.look_at(float(scaled(transform)[step]))
        self._legend.show_lines(lines, step, right)
        rows = (len(lines) + 2) * ROW
        self.resize(CHART[0] + LEGEND_WIDTH + 3 * SPACE, max(CHART[1], rows) + 2 * SPACE)
