"""What was drawn can be taken back and brought again, and a page stays in view on any canvas."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.ink.ink import Ink
from digitpad.ui.draw.document import FITTED_SHARE, MOST_STEPS, Page, UndoHistory, fitted, touched, view

coordinates = st.floats(-2000, 2000, allow_nan=False)
points = st.lists(st.tuples(coordinates, coordinates), min_size=1, max_size=6)
inks = st.lists(points, max_size=4).map(Ink.from_strokes)
sides = st.floats(1, 3000)
boxes = st.tuples(coordinates, coordinates, sides, sides).map(lambda b: (b[0], b[1], b[0] + b[2], b[1] + b[3]))


def history_of(count: int) -> UndoHistory:
    history = UndoHistory()
    for number in range(count):
        history = history.then(Page(Ink.from_strokes([[(number, number)]])))
    return history


@given(st.integers(0, 12), st.integers(0, 15))
def test_as_many_redos_as_undos_bring_back_the_very_sheet(steps: int, back: int) -> None:
    history = history_of(steps)
    now = history.now
    for _ in range(back):
        history = history.undone()
    for _ in range(back):
        history = history.redone()
    assert history.now is now
    assert not history.future


@given(st.integers(0, 12))
def test_undoing_everything_leads_to_the_empty_sheet(steps: int) -> None:
    history = history_of(steps)
    for _ in range(steps):
        assert history.past
        history = history.undone()
    assert not history.past
    assert not history.now
    assert history.undone() is history


@given(st.integers(1, 12), st.integers(1, 12))
def test_a_new_step_forgets_what_had_been_taken_back(steps: int, back: int) -> None:
    history = history_of(steps)
    for _ in range(back):
        history = history.undone()
    before, sheet = history.now, Page(Ink.from_strokes([[(5, 5)]]))
    history = history.then(sheet)
    assert not history.future
    assert history.redone() is history
    assert history.undone().now is before


def test_a_long_session_keeps_the_latest_steps_alone() -> None:
    assert len(history_of(MOST_STEPS + 50).past) == MOST_STEPS


@given(boxes, sides, sides)
def test_the_page_is_shown_whole_and_touches_two_edges(
    page: tuple[float, float, float, float], w: float, h: float
) -> None:
    shown = view(page, w, h)
    corners = shown.to_canvas(np.array([page[:2], page[2:]]))
    slack = 1e-6 * max(w, h, abs(np.array(page)).max() * shown.scale)
    assert (corners >= -slack).all()
    assert (corners <= np.array([w, h]) + slack).all()
    across, down = corners[1] - corners[0]
    assert across == pytest.approx(w, rel=1e-6) or down == pytest.approx(h, rel=1e-6)


@given(boxes, sides, sides, points)
def test_a_point_on_the_canvas_is_found_again_on_the_page(
    page: tuple[float, float, float, float], w: float, h: float, drawn: list[tuple[float, float]]
) -> None:
    shown = view(page, w, h)
    there = np.array(drawn)
    np.testing.assert_allclose(shown.to_canvas(shown.to_page(there)), there, atol=1e-5)


@pytest.mark.parametrize("size", [(0, 100), (100, 0)])
def test_a_canvas_of_no_size_shows_the_page_as_it_is(size: tuple[int, int]) -> None:
    assert view((0, 0, 10, 10), *size).scale == 1.0


def test_a_stroke_on_the_page_leaves_the_page_and_one_beside_it_widens_it() -> None:
    page, shown = (0.0, 0.0, 100.0, 100.0), (-50.0, 0.0, 150.0, 100.0)
    sheet = Page().with_stroke(np.array([[10.0, 10.0]]), page)
    assert sheet.page == page
    assert sheet.with_stroke(np.array([[90.0, 90.0]]), shown).page == page
    assert sheet.with_stroke(np.array([[140.0, 50.0]]), shown).page == shown


@given(inks.filter(bool), coordinates, coordinates, st.floats(0, 500))
def test_the_eraser_touches_exactly_the_strokes_that_pass_near(ink: Ink, x: float, y: float, radius: float) -> None:
    found = touched(ink, np.array([(x, y), (x, y)]), radius)
    for number, stroke in enumerate(ink.strokes):
        pieces = [np.linspace(a, b, 400) for a, b in pairwise(stroke)] or [stroke]
        nearest = min(np.hypot(*(piece - (x, y)).T).min() for piece in pieces)
        coarse = max([np.hypot(*(b - a)) for a, b in pairwise(stroke)], default=0.0) / 399
        if nearest <= radius:
            assert number in found
        elif nearest > radius + coarse + 1e-6:
            assert number not in found


def test_a_quick_sweep_misses_no_stroke_that_it_crosses() -> None:
    ink = Ink.from_strokes([[(50, 0), (50, 100)], [(150, 0), (150, 100)]])
    assert touched(ink, np.array([(0.0, 50.0), (100.0, 50.0)]), 4.0) == {0}
    assert touched(ink, np.array([(0.0, 50.0), (200.0, 50.0)]), 4.0) == {0, 1}


def test_erasing_keeps_the_other_strokes_in_their_order() -> None:
    sheet = Page(Ink.from_strokes([[(0, 0)], [(1, 1)], [(2, 2)]]))
    assert [s[0, 0] for s in sheet.without(frozenset({1})).ink.strokes] == [0.0, 2.0]


@given(inks.filter(lambda ink: ink.extent > 1e-3), st.floats(100, 2000), st.floats(100, 2000))
def test_foreign_ink_comes_to_the_middle_at_a_fixed_size(ink: Ink, w: float, h: float) -> None:
    left, top, right, bottom = fitted(ink, w, h).box
    assert (left + right) / 2 == pytest.approx(w / 2, abs=1e-3)
    assert (top + bottom) / 2 == pytest.approx(h / 2, abs=1e-3)
    if right - left <= 1.4 * (bottom - top):
        assert max(right - left, bottom - top) == pytest.approx(FITTED_SHARE * min(w, h), rel=1e-6)
    assert right - left < 0.87 * w and bottom - top < 0.63 * h


def test_a_number_may_be_wide_and_stays_on_the_canvas() -> None:
    number = Ink.from_strokes([[(0, 0), (0, 10)], [(40, 0), (40, 10)]])
    left, top, right, bottom = fitted(number, 500, 400).box
    assert (right - left, bottom - top) == (pytest.approx(430), pytest.approx(107.5))
    assert (left, top) == (pytest.approx(35), pytest.approx(146.25))


def test_a_dot_and_empty_ink_are_fitted_without_ado() -> None:
    assert not fitted(Ink(), 100, 100)
    np.testing.assert_allclose(fitted(Ink.from_strokes([[(7, 9)]]), 100, 60).strokes[0], [[50, 30]])
