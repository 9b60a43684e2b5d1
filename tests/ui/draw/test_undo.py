"""Undo, redo, clear and the eraser on the real canvas: each a step that can be taken back."""

import numpy as np
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from digitpad.ink.ink import Ink
from digitpad.ui.draw.canvas import Canvas
from tests.ui.draw.mouse_strokes import RIGHT, SEVEN, Points, draw, strokes


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
def test_whatever_was_done_undo_and_redo_are_each_others_inverse(qtbot: QtBot, done: list[str | Points]) -> None:
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.resize(300, 300)
    canvas.show()
    can_undo = [False]
    canvas.undo_available.connect(can_undo.append)
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
    while can_undo[-1]:
        canvas.undo()
        steps += 1
    assert not canvas.ink
    for _ in range(steps):
        canvas.redo()
    assert len(canvas.ink.strokes) == len(before.strokes)
    for one, other in zip(canvas.ink.strokes, before.strokes, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-9)


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
