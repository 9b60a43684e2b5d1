"""From ink to path: the same for any size and place, finite for any ink, and what each channel says."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from digitpad.core.errors import InkError
from digitpad.core.path_layers import POINTS
from digitpad.ink.ink import Ink
from digitpad.ink.path import CHANNELS, LARGEST, MOST_STROKES, SHAPE, checked, path

whole = st.integers(-40, 40).map(float)
strokes = st.lists(
    st.integers(1, 12).flatmap(lambda count: arrays(np.float64, (count, 2), elements=whole)), min_size=1, max_size=6
)
inks = strokes.map(lambda made: Ink(tuple(made)))


def channel(made: np.ndarray, name: str) -> np.ndarray:
    return np.asarray(made[CHANNELS.index(name)])


@given(inks, st.floats(0.01, 1000), st.floats(-1000, 1000), st.floats(-1000, 1000))
def test_size_and_place_change_nothing(ink: Ink, scale: float, right: float, down: float) -> None:
    moved = ink.moved(np.eye(2) * scale, (right, down))
    np.testing.assert_allclose(path(moved), path(ink), atol=1e-3 if ink.extent * scale < 1 else 1e-5)


@given(inks)
def test_every_value_is_a_number_within_its_range(ink: Ink) -> None:
    made = path(ink)
    assert made.shape == SHAPE and made.dtype == np.float32
    assert np.isfinite(made).all() and np.abs(made[:6]).max() <= 1 and np.abs(made[6:8]).max() <= LARGEST
    lengths = np.hypot(channel(made, "direction x"), channel(made, "direction y"))
    assert np.all((lengths < 1e-6) | (np.abs(lengths - 1) < 1e-5))
    along = channel(made, "along")
    assert along[0] == 0 and along[-1] == pytest.approx(1) and np.all(np.diff(along) >= -1e-6)
    assert channel(made, "start").sum() == channel(made, "end").sum() == len(ink.strokes)
    checked(made[None])


@given(inks)
def test_points_that_are_repeated_change_nothing(ink: Ink) -> None:
    stuttering = Ink(tuple(np.repeat(stroke, 3, axis=0) for stroke in ink.strokes))
    np.testing.assert_allclose(path(stuttering), path(ink), atol=1e-6)


@given(inks)
def test_backwards_the_same_points_come_in_the_other_order(ink: Ink) -> None:
    back = path(Ink(tuple(stroke[::-1] for stroke in reversed(ink.strokes))))
    made = path(ink)
    if len(ink.strokes) == 1:
        np.testing.assert_allclose(back[:2, ::-1], made[:2], atol=1e-5)
        np.testing.assert_allclose(back[2:4, ::-1], -made[2:4], atol=1e-3)
    np.testing.assert_array_equal(back[4, ::-1].sum(), made[5].sum())


@pytest.mark.parametrize(
    "drawn",
    [
        [[(5, 5)]],
        [[(5, 5)], [(5, 5), (5, 5)]],
        [[(1e9, -1e9), (1e9, -1e9)]],
        [[(0, 0), (5e-324, 0)]],
        [[(0, 0), (0, 1e9)]],
        [[(number, number % 7)] for number in range(3000)],
        [[(0, 0), (number, number % 7)] for number in range(3000)],
    ],
)
def test_dots_and_very_many_strokes_have_a_path_too(drawn: list) -> None:
    made = path(Ink.from_strokes(drawn))
    assert np.isfinite(made).all() and np.abs(made).max() <= LARGEST
    assert channel(made, "start").sum() == min(len(drawn), MOST_STROKES)


def test_empty_ink_is_all_zeros() -> None:
    assert path(Ink()).shape == SHAPE and not path(Ink()).any()


def test_a_four_is_two_strokes_and_a_jump() -> None:
    made = path(Ink.from_strokes([[(0, 0), (0, 60), (60, 60)], [(40, 0), (40, 120)]]))
    assert np.flatnonzero(channel(made, "start")).tolist() == [0, POINTS // 2]
    assert np.flatnonzero(channel(made, "end")).tolist() == [POINTS // 2 - 1, POINTS - 1]
    second = POINTS // 2
    assert (channel(made, "jump x")[second], channel(made, "jump y")[second]) == pytest.approx((-20 / 60, -1.0))
    assert np.count_nonzero(made[6:8]) == 2
    assert channel(made, "along")[second] == pytest.approx(0.5)
    np.testing.assert_allclose(channel(made, "direction y")[second:], 1.0)


@given(st.integers(2, 60))
def test_the_density_of_the_pen_s_points_is_not_seen(count: int) -> None:
    ends = np.array([[3.0, 4.0], [30.0, 80.0]])
    dense = np.linspace(*ends, count)
    np.testing.assert_allclose(path(Ink((dense,))), path(Ink((ends,))), atol=1e-5)


@pytest.mark.parametrize(
    "wrong", [np.zeros((9, 72)), np.zeros((1, 72, 9)), np.full((1, 9, 72), np.nan), np.full((1, 9, 72), 3)]
)
def test_what_is_no_path_is_refused_with_a_sentence(wrong: np.ndarray) -> None:
    with pytest.raises(InkError):
        checked(wrong.astype(np.float32))
