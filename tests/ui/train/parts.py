"""The parts of the training panel as its user finds and uses them."""

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QTableView

from digitpad.ui.train.redraws import Redraws
from digitpad.ui.train.train_panel import TrainPanel


def press(qtbot, panel: TrainPanel, name: str) -> None:
    qtbot.mouseClick(panel.findChild(QAbstractButton, name), Qt.MouseButton.LeftButton)


def redraw(panel: TrainPanel) -> None:
    """Draws now what would be drawn a moment later."""
    panel.findChild(Redraws).due.emit()


def shown(panel: TrainPanel, run: list[object]) -> None:
    """Gives the panel these news, and has it draw them now."""
    panel.show_events(run)
    redraw(panel)


def chart(panel: TrainPanel, name: str) -> pg.PlotWidget:
    return panel.findChild(pg.PlotWidget, f"train-{name}-chart")


def lines(panel: TrainPanel, name: str) -> dict[int, list[float]]:
    """The y values of a chart's lines that have any, by their place in the legend."""
    items = chart(panel, name).getPlotItem().listDataItems()
    here = {place: [] if item.yData is None else item.yData.tolist() for place, item in enumerate(items)}
    return {place: values for place, values in here.items() if values}


def curves(panel: TrainPanel, name: str) -> list[list[float]]:
    """The y values of a chart's lines that have any."""
    return list(lines(panel, name).values())


def legend(panel: TrainPanel, name: str) -> str:
    return panel.findChild(QLabel, f"train-{name}-chart-legend").text().replace("&nbsp;", " ")


def table(panel: TrainPanel) -> list[list[str]]:
    """The table of epochs, a row an epoch."""
    model = panel.findChild(QTableView, "train-epoch-table").model()
    return [[model.index(r, c).data() for c in range(model.columnCount())] for r in range(model.rowCount())]


def status(panel: TrainPanel) -> str:
    return panel.findChild(QLabel, "train-status").text()
