"""Drawing on the real canvas: mouse, finger, stylus, eraser, undo and redo, resize, and what is painted."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QInputDevice, QMouseEvent, QPointingDevice, QTabletEvent, QTouchEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from digitpad.ink.glyph import glyph
from digitpad.ink.ink import Ink
from digitpad.ui.common.theme import DARK, LIGHT
from digitpad.ui.draw.canvas import Canvas
from digitpad.ui.draw.surface import Surface, pen

LEFT, RIGHT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.NoButton
PLAIN = Qt.KeyboardModifier.NoModifier
Path = Sequence[tuple[int, int]]
SEVEN: Path = [(60, 60), (120, 62), (180, 60), (150, 120), (120, 200)]


@pytest.fixture
def canvas(qtbot: QtBot) -> Canvas:
    made = Canvas()
    qtbot.addWidget(made)
    made.resize(300, 300)
    made.show()
    return made


@pytest.fixture
def heard(canvas: Canvas) -> list[Ink]:
    inks: list[Ink] = []
    canvas.ink_changed.connect(inks.append)
    return inks


def draw(canvas: Canvas, path: Path, button: Qt.MouseButton = LEFT) -> None:
    QTest.mousePress(canvas, button, PLAIN, QPoint(*path[0]))
    for point in path[1:]:
        QTest.mouseMove(canvas, QPoint(*point))
    QTest.mouseRelease(canvas, button, PLAIN, QPoint(*path[-1]))


def strokes(ink: Ink) -> list[list[list[float]]]:
    return [stroke.tolist() for stroke in ink.strokes]


def pixels(canvas: Canvas) -> np.ndarray:
    image = canvas.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    flat = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return flat[:, : image.width()].astype(int)


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


def test_undo_and_redo_walk_through_the_strokes(canvas: Canvas, heard: list[Ink]) -> None:
    draw(canvas, SEVEN)
    draw(canvas, [(80, 120), (160, 120)])
    both = strokes(canvas.ink)
    canvas.undo()
    assert strokes(canvas.ink) == both[:1] == strokes(heard[-1])
    canvas.undo()
    assert not canvas.ink
    assert not heard[-1]
    canvas.redo()
    canvas.redo()
    assert strokes(canvas.ink) == both


def test_clear_can_be_undone(canvas: Canvas) -> None:
    draw(canvas, SEVEN)
    canvas.clear()
    assert not canvas.ink
    canvas.undo()
    assert len(canvas.ink.strokes) == 1


def test_what_can_be_undone_redone_and_cleared_is_told(canvas: Canvas) -> None:
    told: dict[str, bool] = {}
    canvas.undo_available.connect(lambda can: told.__setitem__("undo", can))
    canvas.redo_available.connect(lambda can: told.__setitem__("redo", can))
    canvas.filled.connect(lambda full: told.__setitem__("filled", full))
    draw(canvas, SEVEN)
    assert told == {"undo": True, "redo": False, "filled": True}
    canvas.undo()
    assert told == {"undo": False, "redo": True, "filled": False}


actions = st.one_of(
    st.lists(st.tuples(st.integers(0, 299), st.integers(0, 299)), min_size=1, max_size=4),
    st.sampled_from(["undo", "redo", "clear", "narrow", "wide"]),
)


@examples(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(actions, max_size=10))
def test_whatever_was_done_undo_and_redo_are_each_others_inverse(qtbot: QtBot, done: list[str | Path]) -> None:
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.resize(300, 300)
    canvas.show()
    for action in done:
        if not isinstance(action, str):
            draw(canvas, action)
        elif action in ("narrow", "wide"):
            canvas.resize(*((240, 400) if action == "narrow" else (500, 260)))
        else:
            getattr(canvas, action)()
    canvas.resize(300, 300)
    before = canvas.ink
    steps = 0
    while canvas._history.past:
        canvas.undo()
        steps += 1
    assert not canvas.ink
    for _ in range(steps):
        canvas.redo()
    assert len(canvas.ink.strokes) == len(before.strokes)
    for one, other in zip(canvas.ink.strokes, before.strokes, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-9)


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


def test_the_right_button_erases_the_stroke_it_touches_as_one_step(canvas: Canvas, heard: list[Ink]) -> None:
    draw(canvas, [(40, 40), (40, 260)])
    draw(canvas, [(260, 40), (260, 260)])
    draw(canvas, [(150, 40), (150, 260)])
    draw(canvas, [(20, 150), (100, 150), (170, 150)], RIGHT)
    assert strokes(canvas.ink) == [[[260.0, 40.0], [260.0, 260.0]]]
    assert len(heard[-1].strokes) == 1
    canvas.undo()
    assert len(canvas.ink.strokes) == 3
    canvas.redo()
    assert len(canvas.ink.strokes) == 1


def test_erasing_nothing_is_no_step(canvas: Canvas) -> None:
    draw(canvas, [(40, 40), (40, 260)])
    draw(canvas, [(200, 40), (200, 260)], RIGHT)
    canvas.undo()
    assert not canvas.ink


def tablet(
    canvas: Canvas, kind: QEvent.Type, at: tuple[float, float], held: Qt.MouseButton, eraser: bool = False
) -> bool:
    pointer = QPointingDevice.PointerType.Eraser if eraser else QPointingDevice.PointerType.Pen
    device = QPointingDevice(
        "stylus", 7, QInputDevice.DeviceType.Stylus, pointer, QInputDevice.Capability.Position, 1, 1
    )
    button = NONE if kind == QEvent.Type.TabletMove else LEFT
    pos = QPointF(*at)
    event = QTabletEvent(kind, device, pos, pos, 0.5, 0.0, 0.0, 0.0, 0.0, 0.0, PLAIN, button, held)
    event.ignore()
    QApplication.sendEvent(canvas, event)
    return event.isAccepted()


def test_a_canvas_that_is_not_shown_yet_is_drawn_on_all_the_same(qtbot: QtBot) -> None:
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.resize(320, 280)
    draw(canvas, SEVEN)
    canvas.undo()
    canvas.redo()
    assert strokes(canvas.ink) == [[list(map(float, point)) for point in SEVEN]]


def test_the_stylus_draws_and_the_mouse_events_made_of_it_are_left_out(canvas: Canvas) -> None:
    assert tablet(canvas, QEvent.Type.TabletPress, (30.5, 40.5), LEFT)
    QTest.mousePress(canvas, LEFT, PLAIN, QPoint(30, 40))
    assert tablet(canvas, QEvent.Type.TabletMove, (60.25, 80.5), LEFT)
    QTest.mouseMove(canvas, QPoint(60, 80))
    assert tablet(canvas, QEvent.Type.TabletRelease, (90.0, 120.0), NONE)
    QTest.mouseRelease(canvas, LEFT, PLAIN, QPoint(90, 120))
    assert strokes(canvas.ink) == [[[30.5, 40.5], [60.25, 80.5], [90.0, 120.0]]]


def test_a_hovering_stylus_draws_nothing(canvas: Canvas) -> None:
    tablet(canvas, QEvent.Type.TabletMove, (30, 40), NONE)
    assert not canvas.ink


def test_the_other_end_of_the_stylus_erases(canvas: Canvas) -> None:
    draw(canvas, SEVEN)
    tablet(canvas, QEvent.Type.TabletPress, (120, 61), LEFT, eraser=True)
    tablet(canvas, QEvent.Type.TabletRelease, (120, 61), NONE, eraser=True)
    assert not canvas.ink
    canvas.undo()
    assert len(canvas.ink.strokes) == 1


@pytest.fixture
def screen(qapp: QApplication) -> QPointingDevice:
    return QTest.createTouchDevice()


def test_the_first_finger_draws_and_a_second_one_does_not_disturb(canvas: Canvas, screen: QPointingDevice) -> None:
    QTest.touchEvent(canvas, screen, False).press(3, QPoint(30, 40), canvas).commit()
    QTest.touchEvent(canvas, screen, False).move(3, QPoint(50, 60), canvas).press(4, QPoint(200, 200), canvas).commit()
    QTest.touchEvent(canvas, screen, False).move(3, QPoint(70, 80), canvas).release(4, QPoint(9, 9), canvas).commit()
    QTest.touchEvent(canvas, screen, False).release(3, QPoint(90, 100), canvas).commit()
    assert strokes(canvas.ink) == [[[30.0, 40.0], [50.0, 60.0], [70.0, 80.0], [90.0, 100.0]]]


def test_a_second_touch_is_a_second_stroke(canvas: Canvas, screen: QPointingDevice) -> None:
    for x in (50, 150):
        QTest.touchEvent(canvas, screen, False).press(0, QPoint(x, 40), canvas).commit()
        QTest.touchEvent(canvas, screen, False).release(0, QPoint(x, 200), canvas).commit()
    assert strokes(canvas.ink) == [[[50.0, 40.0], [50.0, 200.0]], [[150.0, 40.0], [150.0, 200.0]]]


def test_a_cancelled_touch_leaves_nothing(canvas: Canvas, screen: QPointingDevice, heard: list[Ink]) -> None:
    QTest.touchEvent(canvas, screen, False).press(1, QPoint(30, 40), canvas).commit()
    QTest.touchEvent(canvas, screen, False).move(1, QPoint(50, 60), canvas).commit()
    assert len(canvas.ink.strokes) == 1
    QApplication.sendEvent(canvas, QTouchEvent(QEvent.Type.TouchCancel, screen, PLAIN, []))
    assert not canvas.ink
    assert not heard[-1]
    QTest.touchEvent(canvas, screen, False).release(1, QPoint(50, 60), canvas).commit()
    draw(canvas, SEVEN)
    assert [len(stroke) for stroke in canvas.ink.strokes] == [5]


def test_foreign_ink_is_put_in_the_middle_and_can_be_undone(canvas: Canvas, heard: list[Ink]) -> None:
    canvas.set_ink(Ink.from_strokes([[(0, 0), (5000, 9000)]]))
    left, top, right, bottom = canvas.ink.box
    assert ((left + right) / 2, (top + bottom) / 2) == pytest.approx((150, 150))
    assert 150 < bottom - top < 250
    assert len(heard[-1].strokes) == 1
    canvas.undo()
    assert not canvas.ink


def test_a_picture_is_shown_until_the_user_draws(canvas: Canvas, heard: list[Ink]) -> None:
    shown: list[np.ndarray] = []
    canvas.picture_changed.connect(shown.append)
    draw(canvas, SEVEN)
    grey = np.tile(np.arange(0, 250, 10, dtype=np.uint8), (20, 1))
    heard.clear()
    canvas.show_picture(grey)
    canvas.show_picture(grey)
    assert canvas.picture is grey
    assert not canvas.ink
    assert not heard
    assert pixels(canvas)[150, 20] < 40 < 200 < pixels(canvas)[150, 280]
    draw(canvas, [(50, 50), (90, 90)])
    assert canvas.picture is None
    assert pixels(canvas)[150, 20] > 240
    canvas.undo()
    assert canvas.picture is grey
    assert shown == [grey]
    canvas.undo()
    assert len(canvas.ink.strokes[0]) == len(SEVEN)
    canvas.redo()
    canvas.clear()
    assert canvas.picture is None


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
    canvas.apply_theme(LIGHT)
    assert np.abs(growing - finished).mean() < 0.2
    assert (finished == pixels(canvas)).all()


def test_a_dot_can_be_seen(canvas: Canvas) -> None:
    draw(canvas, [(150, 100)])
    assert pixels(canvas)[100, 150] < 60


def test_each_theme_draws_ink_that_stands_out(canvas: Canvas) -> None:
    draw(canvas, [(50, 150), (250, 150)])
    for theme in (LIGHT, DARK):
        canvas.apply_theme(theme)
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


def test_a_new_point_repaints_a_small_part_alone(canvas: Canvas, monkeypatch: pytest.MonkeyPatch) -> None:
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
    QApplication.processEvents()
    QTest.mouseRelease(canvas, LEFT, PLAIN, QPoint(55, 55))
    assert parts
    assert max(parts) < 300 * 300 / 10


# --- a picture or another drawing in place of this one ---


@pytest.mark.parametrize("chosen", [0.0, 20.0])
def test_over_a_picture_the_pen_is_as_wide_as_the_stroke_that_puts_it_away(canvas: Canvas, chosen: float) -> None:
    canvas.set_pen_width(chosen)
    told: list[float] = []
    canvas.pen_shown.connect(told.append)
    canvas.show_picture(np.full((300, 900), 90, np.uint8))
    before = canvas.pen_px
    assert told[-1] == before
    draw(canvas, SEVEN)
    assert canvas.picture is None
    assert told[-1] == canvas.pen_px == before


@pytest.mark.parametrize("before", ["nothing", "a picture", "a drawing in a smaller window"])
def test_a_drawing_from_elsewhere_lies_in_the_middle_whatever_was_there(canvas: Canvas, before: str) -> None:
    if before == "a picture":
        canvas.show_picture(np.full((300, 900), 90, np.uint8))
    if before == "a drawing in a smaller window":
        draw(canvas, SEVEN)
    canvas.resize(500, 500)
    canvas.set_ink(Ink.from_strokes([[(0, 0), (10, 0), (5, 20)]]))
    left, top, right, bottom = canvas.ink.box
    assert (left + right) / 2 == pytest.approx(250)
    assert (top + bottom) / 2 == pytest.approx(250)
    assert 250 < bottom - top < 500
