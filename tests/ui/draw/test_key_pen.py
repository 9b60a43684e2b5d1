"""Drawing by keys alone: arrows move a pen, Space puts it down and lifts it. Finding 6 of the usability review."""

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtTest import QTest

from digitpad.ink.ink import Ink
from digitpad.ui.common import theme as themes
from digitpad.ui.draw.canvas import Canvas
from digitpad.ui.draw.key_pen import FINE, STEP, KeyPen, inside, spoken
from digitpad.ui.draw.pad_panel import PadPanel
from tests.ui.draw.mouse_strokes import LEFT, PLAIN, RIGHT, draw, strokes

Key, SHIFT = Qt.Key, Qt.KeyboardModifier.ShiftModifier
AREA = QRectF(0, 0, 300, 300)


def type_keys(widget: Canvas, *keys: Key, modifier: Qt.KeyboardModifier = PLAIN) -> None:
    for key in keys:
        QTest.keyClick(widget, key, modifier)


def test_space_puts_the_pen_down_arrows_draw_and_space_lifts_it(canvas: Canvas, heard: list[Ink]) -> None:
    type_keys(canvas, Key.Key_Space, Key.Key_Right, Key.Key_Down, Key.Key_Space, Key.Key_Left)
    step = 300 * STEP
    assert strokes(canvas.ink) == [[[150, 150], [150 + step, 150], [150 + step, 150 + step]]]
    assert [len(ink.strokes[0]) for ink in heard] == [1, 2, 3], "it is read at every move"
    assert not canvas.is_drawn_on


def test_shift_makes_small_steps_and_two_keys_at_once_lead_between_them(canvas: Canvas) -> None:
    type_keys(canvas, Key.Key_Space)
    type_keys(canvas, Key.Key_Right, modifier=SHIFT)
    QTest.keyPress(canvas, Key.Key_Up)
    QTest.keyPress(canvas, Key.Key_Left)
    QTest.keyRelease(canvas, Key.Key_Left)
    QTest.keyRelease(canvas, Key.Key_Up)
    step, fine = 300 * STEP, 300 * FINE
    assert strokes(canvas.ink) == [
        [[150, 150], [150 + fine, 150], [150 + fine, 150 - step], [150 + fine - step, 150 - 2 * step]]
    ]


def test_each_stroke_of_the_keys_is_a_step_to_undo(canvas: Canvas) -> None:
    type_keys(canvas, Key.Key_Space, Key.Key_Right, Key.Key_Space, Key.Key_Down, Key.Key_Space, Key.Key_Right)
    canvas.undo()
    assert len(canvas.ink.strokes) == 1 and not canvas.is_drawn_on, "the one that grew is whole, and taken back"
    canvas.undo()
    assert not canvas.ink.strokes


def test_the_mouse_takes_over_and_who_goes_elsewhere_lifts_the_pen(canvas: Canvas) -> None:
    type_keys(canvas, Key.Key_Space, Key.Key_Right)
    draw(canvas, [(20, 20), (40, 40)])
    assert len(canvas.ink.strokes) == 2 and canvas.key_pen is None
    type_keys(canvas, Key.Key_Space, Key.Key_Right)
    canvas.clearFocus()
    assert len(canvas.ink.strokes) == 3 and canvas.key_pen is None and not canvas.is_drawn_on


def test_the_pen_is_seen_once_a_key_moved_it_and_looks_different_when_down(canvas: Canvas) -> None:
    middle, focus = QPoint(150, 150), themes.current().focus
    empty = canvas.grab().toImage()
    type_keys(canvas, Key.Key_Right, Key.Key_Left)
    lifted = canvas.grab().toImage()
    assert lifted != empty and lifted.pixelColor(middle).name() != focus
    type_keys(canvas, Key.Key_Space)
    assert canvas.grab().toImage().pixelColor(middle).name() == focus
    type_keys(canvas, Key.Key_Space)
    canvas.clearFocus()
    canvas.undo()
    assert canvas.grab().toImage() == empty


@pytest.mark.parametrize(("key", "way"), [(Key.Key_Home, (-1, -1)), (Key.Key_PageDown, (1, 1)), (Key.Key_Up, (0, -1))])
def test_a_key_leads_one_step_its_way(key: Key, way: tuple[int, int]) -> None:
    moved = KeyPen((100, 100)).pressed(key, AREA, fine=False)
    assert moved.at == (100 + 300 * STEP * way[0], 100 + 300 * STEP * way[1])
    assert not moved.released(key).held


def test_the_pen_stays_on_the_canvas_and_says_where_it_is() -> None:
    pen = KeyPen((150, 150))
    for _ in range(30):
        pen = pen.pressed(Key.Key_PageUp, AREA, fine=False)
    assert pen.at == (300, 0) == inside((999, -5), AREA)
    assert spoken(pen.at, AREA) == "100 % across, 0 % down"


def test_what_a_screen_reader_hears_of_the_canvas_tells_of_the_keys(canvas: Canvas) -> None:
    assert "arrows move a pen" in canvas.accessibleDescription() and "Space" in canvas.accessibleDescription()


def test_the_eraser_has_a_button_for_every_pointer(pad: PadPanel) -> None:
    """28: the eraser was the right mouse button, which was said nowhere."""
    canvas, eraser = pad.canvas, pad.tools.eraser
    assert "right mouse button" in eraser.toolTip()
    draw(canvas, [(20, 20), (120, 20)])
    draw(canvas, [(20, 90), (120, 90)])
    eraser.click()
    draw(canvas, [(60, 10), (60, 30)])
    assert len(canvas.ink.strokes) == 1, "the left button erases"
    QTest.keyClick(canvas, Key.Key_Space)
    assert len(canvas.ink.strokes) == 1, "so does the pen of the keys, where it is"
    QTest.keyClick(canvas, Key.Key_Space)
    eraser.click()
    draw(canvas, [(20, 20), (120, 20)])
    assert len(canvas.ink.strokes) == 2
    draw(canvas, [(60, 10), (60, 30)], RIGHT)
    assert len(canvas.ink.strokes) == 1 and LEFT != RIGHT


def test_the_buttons_of_the_pad_have_words_where_there_is_room(pad: PadPanel) -> None:
    """33: the funnel, the bookmark and "12" were not understood without their tips."""
    pad.resize(700, 700)
    assert all(button.property("worded") and button.text() for button in (pad.tools.numbers, pad.tools.keep))
    pad.resize(pad.minimumSizeHint().width(), 700)
    assert not pad.tools.numbers.property("worded") and not pad.tools.numbers.text()
    assert pad.tools.numbers.accessibleName() and pad.tools.numbers.toolTip()
