"""View > Layer by layer: the drawing on the pad is shown in every layer, and what the pointer is on in numbers."""

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel

from digitpad.ui.draw.trace_dialog import TraceDialog, TraceView
from tests.journeys.windows import SEVEN, draw

pytest_plugins = ["tests.journeys.windows"]


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_the_layers_follow_the_pen_and_the_pointer_gives_numbers(qtbot, open_window) -> None:
    window = open_window()
    window.findChild(QAction, "layer-by-layer").trigger()
    box = window.findChild(TraceDialog)
    view, told = box.findChild(TraceView), box.findChild(QLabel, "trace-told")
    assert not view.tiles
    draw(window, SEVEN)
    qtbot.waitUntil(lambda: len(view.tiles) > 0)
    assert [sum(tile.layer == layer for tile in view.tiles) for layer in range(4)] == [1, 256, 128, 10]
    view.pointed.emit(view.tiles[0])
    assert "map 0: from 0 to " in told.text()
    assert not box.findChild(QLabel, "trace-enlarged").pixmap().isNull()
    window.pad.clear()
    qtbot.waitUntil(lambda: not view.tiles)
    box.close()
