"""The window with its real panels, and no controller behind it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from digitpad.ui.compare.compare_panel import ComparePanel
from digitpad.ui.draw.pad_panel import PadPanel
from digitpad.ui.main_window import MainWindow
from digitpad.ui.train.train_panel import TrainPanel


@pytest.fixture
def bare_window(qtbot: QtBot, home: Path) -> Iterator[MainWindow]:
    """Built and not shown; fixtures prepare it for their tests."""
    made = MainWindow(home, PadPanel(), TrainPanel(), ComparePanel())
    yield made
    made.let_go()
    made.deleteLater()
