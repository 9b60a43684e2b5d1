"""Ink: what it takes, what it refuses, and what it tells of itself."""

import numpy as np
import pytest

import digitpad
from digitpad.core.errors import InkError
from digitpad.ink.glyph import glyph
from digitpad.ink.ink import Ink
from digitpad.ink.path import path


def test_is_offered_by_the_package_itself() -> None:
    assert digitpad.Ink is Ink


def test_takes_lists_tuples_and_arrays_of_points() -> None:
    ink = Ink.from_strokes([[(1, 2), (3.5, 4)], np.array([[5, 6], [7, 8]]), ((9, 10, 11),)])
    assert [stroke.tolist() for stroke in ink.strokes] == [[[1, 2], [3.5, 4]], [[5, 6], [7, 8]], [[9, 10]]]
    assert all(stroke.dtype == np.float64 for stroke in ink.strokes)


def test_leaves_empty_strokes_out() -> None:
    assert not Ink.from_strokes([])
    assert not Ink.from_strokes([[], []])
    assert len(Ink.from_strokes([[], [(1, 1)]]).strokes) == 1


@pytest.mark.parametrize(
    "strokes",
    [
        [[1, 2]],
        [[("1", "2")]],
        [[(1,)]],
        [[(None, 1)]],
        [[(float("nan"), 1)]],
        [[(float("inf"), 1)]],
        [[(1e12, 1)]],
        [["ab"]],
        [7],
        [[(1, [2])]],
        [[{"x": 1}]],
    ],
)
def test_refuses_what_are_no_numbers_and_says_which_stroke(strokes: list[object]) -> None:
    with pytest.raises(InkError, match=r"Stroke 2") as caught:
        Ink.from_strokes([[(0, 0)], *strokes])  # type: ignore[list-item]  # that is the point
    assert caught.value.hint


def test_tells_its_box_and_extent() -> None:
    ink = Ink.from_strokes([[(2, 3), (4, 9)], [(1, 5)]])
    assert ink.box == (1, 3, 4, 9)
    assert ink.extent == 6
    assert Ink().extent == 0
    assert Ink.from_strokes([[(5, 5), (5, 5)]]).extent == 0


def test_moves_by_a_matrix_and_an_offset() -> None:
    ink = Ink.from_strokes([[(1, 0), (0, 1)]])
    turned = ink.moved(np.array([[0.0, -1.0], [1.0, 0.0]]), (10, 20))
    assert turned.strokes[0].tolist() == [[10, 21], [9, 20]]
    assert ink.strokes[0].tolist() == [[1, 0], [0, 1]]


@pytest.mark.parametrize("far", [5e-324, 1e-310, 1e-200])
def test_what_is_too_small_to_divide_by_is_a_dot(far: float) -> None:
    dot = Ink.from_strokes([[(0, 0), (far, 0)]])
    assert dot.extent == 0
    assert np.array_equal(glyph(dot), glyph(Ink.from_strokes([[(0, 0)]])))
    assert np.array_equal(path(dot), path(Ink.from_strokes([[(0, 0)] * 2])))
