"""The pen's habits: what each does to the strokes, and that the picture stays."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.ink.glyph import glyph
from digitpad.ink.ink import Ink
from digitpad.ink.pen_habits import PenHabits, thinned, with_habits

NEVER = dict.fromkeys(("joined", "cut", "reordered", "backwards", "reversed", "thinned"), 0.0)
LINE = np.column_stack([np.linspace(0, 10, 21), np.linspace(0, 40, 21)])
FOUR = Ink((LINE, LINE + np.array([5.0, 3.0]), np.array([[7.0, 7.0]])))


def habits(**always: float) -> PenHabits:
    return PenHabits(**{**NEVER, **always})


def points(ink: Ink) -> list[tuple[float, ...]]:
    return sorted(map(tuple, np.concatenate(ink.strokes).tolist()))


@pytest.mark.parametrize(
    ("habit", "count"), [("joined", 2), ("cut", 4), ("reordered", 3), ("backwards", 3), ("reversed", 3)]
)
@given(seed=st.integers(0, 2**32))
def test_a_habit_moves_no_point(habit: str, count: int, seed: int) -> None:
    made = with_habits(FOUR, np.random.default_rng(seed), habits(**{habit: 1.0}))
    assert len(made.strokes) == count and points(made) == points(FOUR)


def test_without_habits_nothing_changes() -> None:
    assert with_habits(FOUR, np.random.default_rng(1), habits()).strokes == FOUR.strokes
    assert not with_habits(Ink(), np.random.default_rng(1), PenHabits())


def test_order_and_direction_are_not_seen_in_the_picture() -> None:
    how = habits(reordered=1.0, backwards=1.0, reversed=1.0)
    for seed in range(10):
        np.testing.assert_allclose(glyph(with_habits(FOUR, np.random.default_rng(seed), how)), glyph(FOUR), atol=1e-5)


@given(st.integers(1, 40), st.integers(2, 4))
def test_a_thinned_stroke_keeps_its_ends_and_a_share_of_its_points(count: int, each: int) -> None:
    stroke = np.column_stack([np.arange(count), np.arange(count)]).astype(float)
    made = thinned(stroke, each)
    assert tuple(made[0]) == tuple(stroke[0]) and tuple(made[-1]) == tuple(stroke[-1])
    assert len(made) <= -(-count // each) + 1


def test_habits_are_as_frequent_as_said() -> None:
    rng, reversed_ones = np.random.default_rng(5), 0
    for _ in range(600):
        made = with_habits(Ink((LINE,)), rng, habits(reversed=0.5))
        reversed_ones += tuple(made.strokes[0][0]) != tuple(LINE[0])
    assert 240 < reversed_ones < 360
