"""The window of the layers, of a model that sees the picture and the pen's path."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from digitpad.core.layer_trace import PATH, LayerTrace, output_place
from digitpad.core.records import GLYPH
from digitpad.core.records import PATH as PATH_INPUT
from digitpad.ink.glyph import glyph
from digitpad.ink.ink import Ink
from digitpad.learn.card_recognizer import CardRecognizer
from digitpad.ui.draw.trace_dialog import TraceDialog
from digitpad.ui.draw.trace_view import TraceView
from tests.small_models import card_of, two_weights_of

FOUR = Ink.from_strokes([[(10, 0), (0, 60), (60, 60)], [(40, 0), (40, 120)]])


@pytest.fixture(scope="module")
def trace() -> tuple[LayerTrace, ...]:
    card = card_of("two", "mlp-256", inputs=(GLYPH, PATH_INPUT), reject=True)
    return CardRecognizer(card, two_weights_of(card.plan)).traced(glyph(FOUR), ink=FOUR)


def test_a_channel_of_the_path_has_a_name_and_numbers_but_no_switch(qtbot: QtBot, trace) -> None:
    box = TraceDialog()
    qtbot.addWidget(box)
    box.resize(800, 600)
    box.show()
    asked: list[tuple[int, int]] = []
    box.unit_requested.connect(lambda layer, unit: asked.append((layer, unit)))
    box.show_trace(trace)
    view, told = box.findChild(TraceView), box.findChild(QLabel, "trace-told")
    switch = box.findChild(QAbstractButton, "trace-switch")
    first = next(place for place, layer in enumerate(trace) if layer.words == PATH)
    view.chosen.emit(next(tile for tile in view.tiles if tile.layer == output_place(trace) - 1))
    assert switch.isEnabled() and asked[-1] == (output_place(trace) - 1, 0)
    view.chosen.emit(next(tile for tile in view.tiles if (tile.layer, tile.unit) == (first, 4)))
    assert told.text() == "Pen's path: 9 x 72\nchannel a stroke begins: from 0 to 1, mean 0.02778"
    assert not switch.isEnabled() and asked[-1] == (0, 0)
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert told.text().startswith("conv48x7, relu: 48 x 72\nchannel 4: from 0 to ")
    view.resize(view.width(), view.minimumHeight())
    below = view.tiles[-1]
    shown = view.grab().toImage()
    assert shown.pixelColor(int(below.x), int(below.y + below.height) - 2) != shown.pixelColor(1, 1)
    box.close()
