"""A drawing drawn again: where it lands, what is lost, and that the pad reads the same glyph."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.ink.glyph import glyph, steps
from digitpad.ink.ink import Ink
from digitpad.ink.perturb import ANYWHERE, Redrawing, redrawn
from tests.ink.sample import drawings

RNG = np.random.default_rng
SHARES = st.floats(0, 1)


@given(
    st.integers(0, 59),
    st.sampled_from([200.0, 500.0, 2000.0]),
    st.floats(0.12, 1),
    SHARES | st.just(ANYWHERE),
    SHARES | st.just(ANYWHERE),
    st.integers(-30, 30),
    st.integers(-30, 30),
)
def test_it_lies_on_whole_pixels_of_the_canvas_at_the_size_that_was_asked(
    number: int, canvas: float, size: float, across: float, down: float, rotate: float, shear: float
) -> None:
    made = redrawn(drawings()[number].ink, Redrawing(canvas, size, across, down, rotate=rotate, shear=shear), RNG(0))
    points = np.concatenate(made.strokes)
    assert np.array_equal(points, np.round(points))
    assert points.min() >= 0 and points.max() <= canvas
    assert made.extent == pytest.approx(size * canvas, abs=1.01)
    assert all(np.any(np.diff(stroke, axis=0) != 0, axis=1).all() for stroke in made.strokes)


def test_corners_are_corners() -> None:
    ink = drawings()[0].ink
    assert redrawn(ink, Redrawing(size=0.3, across=0, down=0), RNG(0)).box[:2] == (0, 0)
    assert redrawn(ink, Redrawing(size=0.3, across=1, down=1), RNG(0)).box[2:] == (280, 280)


def test_on_a_large_canvas_the_glyph_is_the_inks_own_whatever_the_pen() -> None:
    for drawing in drawings()[::6]:
        how = Redrawing(canvas=2000, size=0.7, pen=60)
        again = steps(redrawn(drawing.ink, how, RNG(1)), screen=how.screen).centred
        assert np.abs(again - glyph(drawing.ink)).mean() < 0.005


def test_a_turn_and_back_is_where_it_was() -> None:
    ink = drawings()[7].ink
    there = redrawn(ink, Redrawing(canvas=2000, size=1.0, rotate=20), RNG(0))
    back = redrawn(there, Redrawing(canvas=2000, size=1.0, rotate=-20), RNG(0))
    assert np.abs(glyph(back) - glyph(ink)).mean() < 0.005
    assert np.abs(glyph(there) - glyph(ink)).mean() > 0.03


def test_a_fast_pen_leaves_fewer_points_and_keeps_the_ends() -> None:
    stroke = np.column_stack([np.zeros(101), np.arange(101.0)])
    ink = Ink((stroke,))
    fast = redrawn(ink, Redrawing(canvas=1000, size=1.0, spacing=0.1), RNG(0)).strokes[0]
    lossy = redrawn(ink, Redrawing(canvas=1000, size=1.0, dropped=0.5), RNG(0)).strokes[0]
    assert len(fast) == 11
    assert 35 <= len(lossy) <= 65
    for made in (fast, lossy):
        assert made[:, 1].tolist()[0] == 0 and made[:, 1].tolist()[-1] == 1000


def test_nothing_and_a_dot_stay_what_they_are() -> None:
    assert not redrawn(Ink(), Redrawing(), RNG(0))
    assert len(redrawn(Ink.from_strokes([[(3.2, 4.4)]]), Redrawing(), RNG(0)).strokes[0]) == 1
