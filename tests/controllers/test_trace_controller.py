"""View > Layer by layer: the drawing in every layer, numbers under the pointer, and any neuron can be switched off."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QLabel

from digitpad.ui.draw.trace_dialog import TraceDialog
from digitpad.ui.draw.trace_view import TraceView
from tests.journeys.windows import SEVEN, draw

pytest_plugins = ["tests.journeys.windows"]


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_the_layers_follow_the_pen_and_a_neuron_is_looked_at_and_switched_off(qtbot, open_window) -> None:
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
    switch, state = box.findChild(QAbstractButton, "trace-switch"), box.findChild(QLabel, "trace-state")
    assert not switch.isEnabled()
    tile = next(tile for tile in view.tiles if tile.layer == 2)
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(int(tile.x + tile.width / 2), int(tile.y + 9)))
    examples = box.findChild(QLabel, "trace-examples")
    qtbot.waitUntil(lambda: not examples.pixmap().isNull(), timeout=30_000)
    assert box.findChild(QLabel, "trace-formulas").text().startswith("z = Σ w·x + b = ")
    switch.click()
    qtbot.waitUntil(lambda: "Output: " in state.text())
    assert state.text().startswith("Switched off: 1.") and switch.text() == "Switch on"
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert "neuron 1:" in told.text() and switch.text() == "Switch off"
    switch.click()
    qtbot.waitUntil(lambda: state.text().startswith("Switched off: 2. Output"))
    box.findChild(QAbstractButton, "trace-all-on").click()
    qtbot.waitUntil(lambda: state.isHidden())
    window.pad.clear()
    qtbot.waitUntil(lambda: not view.tiles)
    box.close()
