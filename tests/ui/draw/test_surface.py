"""What the canvas shows: the hint, pens, themes, dense screens, and no more painted anew than must be."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from digitpad.ui.common.surface import Surface, pen
from digitpad.ui.common.theme import DARK, LIGHT, dress
from digitpad.ui.draw.canvas import Canvas
from tests.ui.draw.mouse_strokes import LEFT, PLAIN, SEVEN, draw, pixels, strokes


def test_the_hint_is_there_until_something_is_drawn(canvas: Canvas) -> None:
    middle = np.s_[135:165, 60:240]
    assert pixels(canvas)[middle].min() < 200
    QTest.mousePress(canvas, LEFT, PLAIN, QPoint(20, 20))
    assert pixels(canvas)[middle].min() > 250
    QTest.mouseRelease(canvas, LEFT, PLAIN, QPoint(20, 20))
    canvas.clear()
    assert pixels(canvas)[middle].min() < 200


def test_the_pen_changes_how_strokes_look_and_not_what_they_are(canvas: Canvas) -> None:
    draw(canvas, [(50, 150), (250, 150)])
    before = strokes(canvas.ink)
    darkness = []
    for width in (2.0, 10.0, 40.0):
        canvas.set_pen_width(width)
        assert canvas.pen_px == width
        darkness.append(int((pixels(canvas)[:, 150] < 128).sum()))
    assert darkness == pytest.approx([2, 10, 40], abs=1)
    assert strokes(canvas.ink) == before


def test_without_a_choice_the_pen_is_a_share_of_the_canvas(canvas: Canvas) -> None:
    small = canvas.pen_px
    canvas.resize(600, 600)
    assert canvas.pen_px == pytest.approx(2 * small)


def test_a_growing_stroke_looks_like_the_finished_one_painted_anew(canvas: Canvas) -> None:
    QTest.mousePress(canvas, LEFT, PLAIN, QPoint(*SEVEN[0]))
    for point in SEVEN[1:]:
        QTest.mouseMove(canvas, QPoint(*point))
    growing = pixels(canvas)
    QTest.mouseRelease(canvas, LEFT, PLAIN, QPoint(*SEVEN[-1]))
    finished = pixels(canvas)
    canvas.resize(canvas.width() + 1, canvas.height())
    canvas.resize(canvas.width() - 1, canvas.height())
    assert np.abs(growing - finished).mean() < 0.2
    assert (finished == pixels(canvas)).all()


def test_a_dot_can_be_seen(canvas: Canvas) -> None:
    draw(canvas, [(150, 100)])
    assert pixels(canvas)[100, 150] < 60


def test_each_theme_draws_ink_that_stands_out(canvas: Canvas) -> None:
    draw(canvas, [(50, 150), (250, 150)])
    for theme in (LIGHT, DARK):
        dress(theme)
        shades = pixels(canvas)
        assert abs(int(shades[150, 150]) - int(shades[60, 150])) > 150


def test_a_dense_screen_gets_a_surface_of_its_own_pixels(qapp: QApplication, canvas: Canvas) -> None:
    surface = Surface()
    surface.renew(canvas.size(), 2.0)
    surface.paint_strokes([np.array([[10.0, 10.0], [200.0, 10.0]])], pen("#000000", 8))
    image = surface.pixmap.toImage()
    assert (image.width(), image.height()) == (600, 600)
    assert image.pixelColor(200, 20).alpha() == 255
    assert image.pixelColor(200, 40).alpha() == 0


def test_a_new_point_repaints_a_small_part_alone(qtbot: QtBot, canvas: Canvas, monkeypatch: pytest.MonkeyPatch) -> None:
    parts: list[int] = []
    draw(canvas, [(250, 250), (260, 260)])
    QTest.mousePress(canvas, LEFT, PLAIN, QPoint(50, 50))
    QApplication.processEvents()
    plain = canvas.paintEvent

    def noting(event: object) -> None:
        parts.append(event.rect().width() * event.rect().height())  # type: ignore[attr-defined]
        plain(event)  # type: ignore[arg-type]

    monkeypatch.setattr(canvas, "paintEvent", noting)
    QTest.mouseMove(canvas, QPoint(55, 55))
    qtbot.waitUntil(lambda: bool(parts))
    QTest.mouseRelease(canvas, LEFT, PLAIN, QPoint(55, 55))
    assert max(parts) < 300 * 300 / 10
