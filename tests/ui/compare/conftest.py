"""The panel that the tests beside it look at."""

import pytest
from pytestqt.qtbot import QtBot

from digitpad.ui.compare.compare_panel import ComparePanel
from tests.ui.compare.cards import bundled


@pytest.fixture
def panel(qtbot: QtBot) -> ComparePanel:
    """The comparison panel on the screen, with all bundled models."""
    made = ComparePanel()
    qtbot.addWidget(made)
    made.resize(1000, 800)
    made.show_models(bundled())
    made.show()
    return made
