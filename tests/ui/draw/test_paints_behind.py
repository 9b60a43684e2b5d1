"""What a move of the pen and its answer paint: the canvas, the bars, the glyph, and nothing that lies behind them."""

import numpy as np
import pytest
from PySide6.QtGui import QColor, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from digitpad.core.records import DIGITS, Answer
from digitpad.ui.common import theme as themes
from digitpad.ui.common.bars import Bars
from digitpad.ui.common.glyph_view import GlyphView
from digitpad.ui.draw.canvas import Canvas
from tests.ui.draw.mouse_strokes import draw


class Ground(QWidget):
    """What a widget lies on; counts how often it is painted."""

    def __init__(self, part: QWidget) -> None:
        super().__init__()
        self.painted = 0
        self.resize(320, 320)
        part.setParent(self)
        part.setGeometry(20, 20, 280, 280)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802  Qt's name
        self.painted += 1


def at_rest(part: QWidget, qtbot: QtBot) -> Ground:
    ground = Ground(part)
    qtbot.addWidget(ground)
    ground.show()
    qtbot.waitUntil(lambda: ground.painted > 0)
    QApplication.processEvents()
    ground.painted = 0
    return ground


def test_a_move_of_the_pen_paints_nothing_behind_the_canvas(qtbot: QtBot) -> None:
    canvas = Canvas()
    ground = at_rest(canvas, qtbot)
    draw(canvas, [(60, 60), (130, 130), (200, 200)])
    seen = canvas.grab().toImage().pixelColor(130, 130)
    QApplication.processEvents()
    assert seen != QColor(themes.current().field), "the stroke is there"
    assert ground.painted == 0


@pytest.mark.parametrize("part", [Bars, GlyphView])
def test_an_answer_paints_nothing_behind_bars_and_glyph(part: type[QWidget], qtbot: QtBot) -> None:
    shown = part()
    ground = at_rest(shown, qtbot)
    if isinstance(shown, Bars):
        shown.show_answer(Answer(3, 0.9, (0.1,) * 10, 3, "", DIGITS))
    elif isinstance(shown, GlyphView):
        shown.show_glyph(np.eye(28, dtype=np.float32))
    shown.repaint()
    QApplication.processEvents()
    assert ground.painted == 0


@pytest.mark.parametrize("ground", ["panel", "window"])
def test_the_corners_are_of_what_lies_behind(ground: str, qtbot: QtBot) -> None:
    for part in (Canvas(ground=ground), GlyphView(ground=ground)):
        qtbot.addWidget(part)
        part.resize(200, 160)
        assert part.grab().toImage().pixelColor(0, 0) == QColor(getattr(themes.current(), ground))
