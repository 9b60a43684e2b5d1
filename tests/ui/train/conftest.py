"""The panel that the tests beside it look at."""

import pyqtgraph as pg
import pytest

from digitpad.ui.train.train_panel import TrainPanel


@pytest.fixture
def panel(qtbot) -> TrainPanel:
    """The training panel on the screen, its charts made."""
    panel = TrainPanel()
    qtbot.addWidget(panel)
    panel.resize(1000, 760)
    panel.show()
    qtbot.waitUntil(lambda: panel.findChild(pg.PlotWidget, "train-accuracy-chart") is not None)
    return panel
