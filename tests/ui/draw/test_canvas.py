"""Drawing on the real canvas: strokes of the mouse, another size, ink and pictures from elsewhere."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from digitpad.ink.glyph import glyph
from digitpad.ink.ink import Ink
from digitpad.ui.draw.canvas import Canvas
from digitpad.ui.draw.document import Picture
from tests.ui.draw.mouse_strokes import LEFT, NONE, PLAIN, SEVEN, draw, pixels, strokes


def test_the_mouse_draws_a_stroke_point_by_point(canvas: Canvas, heard: list[Ink]) -> None:
    draw(canvas, SEVEN)
    assert strokes(canvas.ink) == [[list(map(float, point)) for point in SEVEN]]
    assert [len(ink.strokes[0]) for ink in heard] == [1, 2, 3, 4, 5]


def test_each_press_is_a_stroke_and_a_quick_second_one_too(canvas: Canvas) -> None:
    draw(canvas, SEVEN)
    QTest.mouseDClick(canvas, LEFT, PLAIN, QPoint(80, 80))
    assert len(canvas.ink.strokes) >= 2


def test_a_stroke_goes_on_beyond_the_edge(canvas: Canvas) -> None:
    draw(canvas, [(250, 150), (400, 150), (200, 250)])
    assert strokes(canvas.ink) == [[[250.0, 150.0], [400.0, 150.0], [200.0, 250.0]]]


def test_points_keep_their_fractions(canvas: Canvas) -> None:
    for kind, x, held in (("Press", 10.25, LEFT), ("Move", 20.5, LEFT), ("Release", 30.75, NONE)):
        at = QPointF(x, 40.125)
        which = QEvent.Type[f"MouseButton{kind}"] if kind != "Move" else QEvent.Type.MouseMove
        event = QMouseEvent(which, at, at, NONE if kind == "Move" else LEFT, held, PLAIN)
        QApplication.sendEvent(canvas, event)
    assert strokes(canvas.ink) == [[[10.25, 40.125], [20.5, 40.125], [30.75, 40.125]]]


def test_a_lost_release_ends_the_stroke_at_the_next_move(canvas: Canvas) -> None:
    QTest.mousePress(canvas, LEFT, PLAIN, QPoint(50, 50))
    QTest.mouseMove(canvas, QPoint(60, 60))
    at = QPointF(200, 200)
    QApplication.sendEvent(canvas, QMouseEvent(QEvent.Type.MouseMove, at, at, NONE, NONE, PLAIN))
    assert strokes(canvas.ink) == [[[50.0, 50.0], [60.0, 60.0]]]
    QTest.mouseRelease(canvas, LEFT, PLAIN, QPoint(0, 0))
    assert len(canvas.ink.strokes[0]) == 2


@pytest.mark.parametrize("interrupt", [Canvas.hide, lambda canvas: canvas.setEnabled(False)])
def test_a_canvas_that_is_taken_away_keeps_what_was_drawn(canvas: Canvas, interrupt: Callable[[Canvas], None]) -> None:
    QTest.mousePress(canvas, LEFT, PLAIN, QPoint(50, 50))
    QTest.mouseMove(canvas, QPoint(90, 60))
    interrupt(canvas)
    canvas.setEnabled(True)
    canvas.show()
    QTest.mouseRelease(canvas, LEFT, PLAIN, QPoint(90, 60))
    draw(canvas, SEVEN)
    assert [len(stroke) for stroke in canvas.ink.strokes] == [2, 5]


def test_a_canvas_that_is_not_shown_yet_is_drawn_on_all_the_same(qtbot: QtBot) -> None:
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.resize(320, 280)
    draw(canvas, SEVEN)
    canvas.undo()
    canvas.redo()
    assert strokes(canvas.ink) == [[list(map(float, point)) for point in SEVEN]]


@pytest.mark.parametrize("size", [(240, 240), (240, 600), (900, 300), (1200, 1100)])
def test_a_resize_keeps_the_drawing_in_view_and_in_shape(canvas: Canvas, size: tuple[int, int]) -> None:
    draw(canvas, SEVEN)
    draw(canvas, [(5, 5), (295, 295)])
    seen = glyph(canvas.ink)
    original = strokes(canvas.ink)
    canvas.resize(*size)
    left, top, right, bottom = canvas.ink.box
    assert 0 <= left <= right <= size[0]
    assert 0 <= top <= bottom <= size[1]
    np.testing.assert_allclose(glyph(canvas.ink), seen, atol=1e-4)
    canvas.resize(300, 300)
    np.testing.assert_allclose(canvas.ink.strokes[0], original[0], atol=1e-9)


def test_a_stroke_added_after_a_resize_stays_where_it_was_drawn_and_in_view(canvas: Canvas) -> None:
    draw(canvas, SEVEN)
    canvas.resize(700, 300)
    draw(canvas, [(680, 20), (690, 280)])
    np.testing.assert_allclose(canvas.ink.strokes[1], [[680, 20], [690, 280]])
    canvas.resize(300, 300)
    assert canvas.ink.box[2] <= 300


def test_a_resize_in_the_middle_of_a_stroke_keeps_it(canvas: Canvas) -> None:
    QTest.mousePress(canvas, LEFT, PLAIN, QPoint(280, 280))
    QTest.mouseMove(canvas, QPoint(290, 200))
    canvas.resize(250, 250)
    QTest.mouseRelease(canvas, LEFT, PLAIN, QPoint(10, 10))
    assert len(canvas.ink.strokes) == 1
    assert max(canvas.ink.box) <= 250


def test_foreign_ink_is_put_in_the_middle_and_can_be_undone(canvas: Canvas, heard: list[Ink]) -> None:
    canvas.set_ink(Ink.from_strokes([[(0, 0), (5000, 9000)]]))
    left, top, right, bottom = canvas.ink.box
    assert ((left + right) / 2, (top + bottom) / 2) == pytest.approx((150, 150))
    assert 150 < bottom - top < 250
    assert len(heard[-1].strokes) == 1
    canvas.undo()
    assert not canvas.ink


def test_a_picture_is_shown_until_the_user_draws(canvas: Canvas, heard: list[Ink]) -> None:
    shown: list[Picture] = []
    canvas.picture_changed.connect(shown.append)
    draw(canvas, SEVEN)
    picture = Picture(np.tile(np.arange(0, 250, 10, dtype=np.uint8), (20, 1)))
    heard.clear()
    canvas.show_picture(picture)
    assert canvas.picture is picture
    assert not canvas.ink
    assert not heard
    assert pixels(canvas)[150, 20] < 40 < 200 < pixels(canvas)[150, 280]
    draw(canvas, [(50, 50), (90, 90)])
    assert canvas.picture is None
    assert pixels(canvas)[150, 20] > 240
    canvas.undo()
    assert canvas.picture is picture
    assert shown == [picture]
    canvas.undo()
    assert len(canvas.ink.strokes[0]) == len(SEVEN)
    canvas.redo()
    canvas.clear()
    assert canvas.picture is None


@pytest.mark.parametrize("chosen", [0.0, 20.0])
def test_over_a_picture_the_pen_is_as_wide_as_the_stroke_that_puts_it_away(canvas: Canvas, chosen: float) -> None:
    canvas.set_pen_width(chosen)
    told: list[float] = []
    canvas.pen_shown.connect(told.append)
    canvas.show_picture(Picture(np.full((300, 900), 90, np.uint8)))
    before = canvas.pen_px
    assert told[-1] == before
    draw(canvas, SEVEN)
    assert canvas.picture is None
    assert told[-1] == canvas.pen_px == before


@pytest.mark.parametrize("before", ["nothing", "a picture", "a drawing in a smaller window"])
def test_a_drawing_from_elsewhere_lies_in_the_middle_whatever_was_there(canvas: Canvas, before: str) -> None:
    if before == "a picture":
        canvas.show_picture(Picture(np.full((300, 900), 90, np.uint8)))
    if before == "a drawing in a smaller window":
        draw(canvas, SEVEN)
    canvas.resize(500, 500)
    canvas.set_ink(Ink.from_strokes([[(0, 0), (10, 0), (5, 20)]]))
    left, top, right, bottom = canvas.ink.box
    assert (left + right) / 2 == pytest.approx(250)
    assert (top + bottom) / 2 == pytest.approx(250)
    assert 250 < bottom - top < 500
