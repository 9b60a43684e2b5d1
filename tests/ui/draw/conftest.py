"""The canvas and the pad that the tests beside it draw on, and what they say of it."""

import pytest
from pytestqt.qtbot import QtBot

from digitpad.ink.ink import Ink
from digitpad.ui.draw.canvas import Canvas
from digitpad.ui.draw.pad_panel import PadPanel
from tests.ui.common.shown import shown
from tests.ui.draw.mouse_strokes import PadSpy


@pytest.fixture
def canvas(qtbot: QtBot) -> Canvas:
    """An empty canvas of 300 x 300 pixels on the screen."""
    return shown(qtbot, Canvas(), 300, 300)


@pytest.fixture
def heard(canvas: Canvas) -> list[Ink]:
    """Every ink that the canvas tells, oldest first."""
    inks: list[Ink] = []
    canvas.ink_changed.connect(inks.append)
    return inks


@pytest.fixture
def pad(qtbot: QtBot) -> PadPanel:
    """The pad on the screen, as large as in a small window."""
    return shown(qtbot, PadPanel(), 420, 700)


@pytest.fixture
def spy(pad: PadPanel) -> PadSpy:
    return PadSpy(pad)
