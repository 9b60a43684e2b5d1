"""From ink to glyph: what cannot change the glyph, and that drawn digits look as MNIST's do."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from digitpad.ink.glyph import (  # fmt: skip
    BOX,
    EDGE,
    MASS_CENTRE,
    SIZE,
    Screen,
    Switches,
    draw,
    fit,
    glyph,
    glyphs,
    mass_centre,
    resample,
    steps,
)
from digitpad.ink.ink import Ink
from tests.ink.sample import drawings, mnist_test

INKS = [drawing.ink for drawing in drawings()]
SAME = 0.02  # rounding may add a point to a resampled path; no pixel changes by more
# On a grid of 24 units a box is off by up to one unit, which is 0.7 of a glyph pixel; so pixels on an edge may change
# by two thirds of full ink, while the glyph as a whole changes by no more than a thirtieth of full ink a pixel.
COARSE_GRID, COARSE_WORST, COARSE_MEAN = 24, 0.75, 0.045

inks = st.sampled_from(INKS)
seeds = st.integers(0, 2**32 - 1)


def difference(one: Ink, other: Ink) -> NDArray[np.float32]:
    return np.abs(glyph(one) - glyph(other))


@given(inks, st.floats(-1e5, 1e5), st.floats(-1e5, 1e5))
def test_position_does_not_change_the_glyph(ink: Ink, x: float, y: float) -> None:
    assert difference(ink, ink.moved(np.eye(2), (x, y))).max() <= SAME


@given(inks, st.floats(-3, 3))
def test_size_does_not_change_the_glyph(ink: Ink, power: float) -> None:
    assert difference(ink, ink.moved(np.eye(2) * 10**power)).max() <= SAME


@given(inks, seeds)
def test_points_added_on_the_way_do_not_change_the_glyph(ink: Ink, seed: int) -> None:
    rng = np.random.default_rng(seed)
    assert difference(ink, Ink(tuple(denser(stroke, rng) for stroke in ink.strokes))).max() <= SAME


@given(inks, st.integers(1, 4))
def test_a_resting_pen_does_not_change_the_glyph(ink: Ink, times: int) -> None:
    assert difference(ink, Ink(tuple(np.repeat(stroke, times, axis=0) for stroke in ink.strokes))).max() <= SAME


@given(inks, seeds)
def test_order_and_direction_of_strokes_do_not_change_the_glyph(ink: Ink, seed: int) -> None:
    rng = np.random.default_rng(seed)
    strokes = [stroke[:: rng.choice([-1, 1])] for stroke in ink.strokes]
    assert difference(ink, Ink(tuple(strokes[i] for i in rng.permutation(len(strokes))))).max() <= SAME


@given(inks, st.floats(0, 1), st.floats(0, 1))
def test_whole_pixels_of_a_small_drawing_hardly_change_the_glyph(ink: Ink, x: float, y: float) -> None:
    small = ink.moved(np.eye(2) * COARSE_GRID / ink.extent, (x, y))
    off = difference(ink, Ink(tuple(np.round(stroke) for stroke in small.strokes)))
    assert off.max() <= COARSE_WORST
    assert off.mean() <= COARSE_MEAN


@given(inks)
def test_a_wider_pen_adds_ink_and_keeps_the_box(ink: Ink) -> None:
    thin, wide = glyph(ink, 1.5), glyph(ink, 3.5)
    assert wide.sum() > thin.sum()
    assert side(thin) == pytest.approx(side(wide), abs=1.2)


@given(inks)
def test_every_glyph_is_a_picture_with_its_mass_in_the_middle(ink: Ink) -> None:
    made = glyph(ink)
    assert made.shape == (SIZE, SIZE)
    assert made.dtype == np.float32
    assert made.min() == 0
    assert 0.9 < made.max() <= 1
    assert np.abs(mass_centre(made) - MASS_CENTRE).max() <= 0.2


def test_a_long_tail_is_not_pushed_over_the_edge() -> None:
    heavy = [(x, y) for y in range(0, 200, 5) for x in (0, 60)]
    ink = Ink.from_strokes([heavy, [(60, 100), (200, 100)]])
    made = glyph(ink)
    assert max(made[:, 0].max(), made[:, -1].max()) < 0.5  # the soft edge may reach the last pixel, no more
    assert side(made) == pytest.approx(BOX, abs=1)
    assert mass_centre(made)[0] < MASS_CENTRE - 0.5  # as far as it may go


def test_an_empty_ink_makes_an_empty_glyph() -> None:
    assert not glyph(Ink()).any()
    assert mass_centre(glyph(Ink())).tolist() == [MASS_CENTRE, MASS_CENTRE]


@pytest.mark.parametrize("points", [[(5, 5)], [(5, 5), (5, 5)], [(7.5, -3)] * 40])
def test_a_dot_stays_a_dot(points: list[tuple[float, float]]) -> None:
    made = glyph(Ink.from_strokes([points]))
    assert 2 < side(made) < 3.5
    assert made.max() > 0.9


@pytest.mark.parametrize("end", [(0, 50), (50, 0), (50, 50), (1e-3, 0), (0, 1e8)])
def test_a_straight_line_fills_the_box(end: tuple[float, float]) -> None:
    made = glyph(Ink.from_strokes([[(0, 0), end]]))
    assert side(made) == pytest.approx(BOX, abs=1)
    assert np.isfinite(made).all()


def test_the_steps_lead_to_the_glyph() -> None:
    for ink in INKS[::10]:
        shown = steps(ink)
        assert shown.ink is ink
        assert np.array_equal(shown.centred, glyph(ink))
        assert shown.fitted.sum() == pytest.approx(shown.centred.sum(), rel=0.02)
        left, top, right, bottom = fit(ink).box
        assert (left + right) / 2 == pytest.approx(14)
        assert (top + bottom) / 2 == pytest.approx(14)


@given(seeds, st.floats(0.1, 5))
def test_resampling_keeps_the_ends_and_spaces_evenly(seed: int, spacing: float) -> None:
    path = np.random.default_rng(seed).normal(0, 10, (7, 2))
    made = resample(path, spacing)
    assert np.allclose(made[[0, -1]], path[[0, -1]])
    assert np.hypot(*np.diff(made, axis=0).T).max() <= spacing * 1.0001


def test_drawing_is_symmetric() -> None:
    path = np.array([[8.0, 6.0], [14.0, 20.0], [19.0, 9.0]])
    mirrored = np.column_stack([SIZE - path[:, 0], path[:, 1]])
    assert np.allclose(draw([path])[:, ::-1], draw([mirrored]), atol=1e-5)


def test_mnist_and_drawn_ink_agree_in_box_centre_and_strokes() -> None:
    theirs, ours = mnist_test()[0][:1000] / np.float32(255), np.stack([glyph(ink) for ink in INKS])
    for pictures, centre_within in ((theirs, 0.6), (ours, 0.1)):
        assert np.median([side(picture) for picture in pictures]) == pytest.approx(BOX, abs=0.3)
        assert np.percentile([side(picture) for picture in pictures], [2, 98]) == pytest.approx(BOX, abs=1)
        off = np.array([mass_centre(picture) for picture in pictures]) - MASS_CENTRE
        assert np.percentile(np.abs(off), 95) <= centre_within
        assert np.abs(off.mean(axis=0)).max() <= 0.05
    for measure in (
        lambda p: p.mean(),
        lambda p: (p > 0.5).mean(),
        lambda p: (p > 0.95).mean(),
        lambda p: (p > 0).mean(),
    ):
        assert float(measure(ours)) == pytest.approx(float(measure(theirs)), rel=0.15)
    edges = [np.abs(np.diff(p, axis=1)).sum() / len(p) for p in (theirs, ours)]
    assert edges[1] == pytest.approx(edges[0], rel=0.15)


def side(picture: NDArray[np.float32]) -> float:
    """The longer side of the box at half coverage, to a fraction of a pixel."""
    return max(span(picture.max(axis=0)), span(picture.max(axis=1)))


def span(profile: NDArray[np.float32]) -> float:
    ends = []
    for one in (profile, profile[::-1]):
        first = int(np.argmax(one >= 0.5))
        before, at = float(one[first - 1]), float(one[first])
        ends.append(first + 0.5 - (at - 0.5) / (at - before))
    return len(profile) - sum(ends)


def denser(stroke: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    """The same path with up to three more points between any two."""
    parts = [stroke[:1]]
    for start, end in itertools.pairwise(stroke):
        shares = np.sort(rng.uniform(0, 1, rng.integers(0, 4)))[:, None]
        parts += [start + (end - start) * shares, end[None]]
    return np.concatenate(parts)


SCREEN = Screen(400.0, 300.0, 22.0)


def on_screen(ink: Ink, share: float, x: float, y: float) -> Ink:
    """The ink as large as a share of the screen's height, its box's corner at (x, y)."""
    left, top, _, _ = ink.box
    scale = share * SCREEN.height / ink.extent
    return ink.moved(np.eye(2) * scale, (x - left * scale, y - top * scale))


def naive(ink: Ink) -> NDArray[np.float32]:
    return steps(ink, switches=Switches(fit=False, centre=False, pen=False), screen=SCREEN).centred


def test_with_every_step_on_the_screen_makes_no_difference() -> None:
    for ink in INKS[:5]:
        assert np.array_equal(steps(ink, screen=SCREEN).centred, glyph(ink))


def test_without_any_step_place_and_size_on_the_screen_are_what_the_model_sees() -> None:
    ink = INKS[0]
    near, far = naive(on_screen(ink, 0.3, 20, 20)), naive(on_screen(ink, 0.3, 280, 180))
    assert mass_centre(near)[0] < 10 and mass_centre(far)[0] > 18
    assert naive(on_screen(ink, 0.8, 50, 30)).sum() > 2 * near.sum()
    assert not near[: int((SIZE - SIZE * 0.75) / 2) - 1].any(), "a wide screen leaves bands above and below"


def test_centring_alone_brings_small_ink_to_the_middle_and_leaves_it_small() -> None:
    ink = on_screen(INKS[0], 0.3, 20, 20)
    centred = steps(ink, switches=Switches(fit=False), screen=SCREEN).centred
    assert np.allclose(mass_centre(centred), MASS_CENTRE, atol=0.1)
    rows = np.nonzero(centred.any(axis=1))[0]
    assert np.ptp(rows) < 12


@pytest.mark.parametrize("pen", [4.0, 22.0, 60.0])
def test_without_the_canonical_pen_the_screens_own_is_drawn_and_the_digit_fits_its_box_all_the_same(pen: float) -> None:
    ink = on_screen(INKS[0], 0.5, 40, 60)
    made = steps(ink, switches=Switches(pen=False, centre=False), screen=Screen(400, 300, pen))
    assert made.pen == pytest.approx(BOX * pen / (ink.extent + pen))
    assert made.placed.extent + made.pen == pytest.approx(BOX)


def test_a_thin_pen_shrunk_with_the_canvas_grows_faint() -> None:
    ink = on_screen(INKS[0], 0.5, 40, 60)
    made = steps(ink, switches=Switches(fit=False, pen=False), screen=Screen(1000, 1000, 10)).centred
    assert 0 < made.max() < 0.3


def test_a_drawing_that_fills_more_than_the_glyph_is_centred_without_harm() -> None:
    ink = on_screen(INKS[0], 1.3, -20, -20)
    assert np.isfinite(steps(ink, switches=Switches(fit=False), screen=SCREEN).centred).all()


def test_many_glyphs_drawn_at_once_are_those_drawn_one_by_one() -> None:
    rng = np.random.default_rng(3)
    inks = [
        Ink.from_strokes(rng.normal(0, rng.uniform(1, 90), (2, rng.integers(1, 40), 2)).cumsum(1)) for _ in range(30)
    ]
    pens = [float(pen) for pen in rng.uniform(0.4, 4.0, len(inks))]
    alone = [glyph(ink, pen) for ink, pen in zip(inks, pens, strict=True)]
    assert np.array_equal(glyphs(inks, pens), alone)


@given(st.integers(0, 2**32 - 1))
def test_coverage_falls_with_the_distance_to_the_nearest_point_of_the_path(seed: int) -> None:
    """Against the plain formula: every pixel held against every segment."""
    rng = np.random.default_rng(seed)
    path = resample(rng.uniform(-4, 32, (rng.integers(2, 9), 2)), rng.choice([0.5, 0.8, 50.0]))
    pen = float(rng.uniform(1.2, 4))
    pixels = np.stack(np.meshgrid(np.arange(28) + 0.5, np.arange(28) + 0.5), -1)[:, :, None]
    run = path[1:] - path[:-1]
    share = (((pixels - path[:-1]) * run).sum(-1) / np.maximum((run * run).sum(-1), 1e-12)).clip(0, 1)
    nearest = np.hypot(*np.moveaxis(pixels - path[:-1] - share[..., None] * run, -1, 0)).min(-1)
    expected = np.clip((pen / 2 - nearest) / EDGE + 0.5, 0, 1)
    assert np.abs(draw([path], pen) - expected).max() < 1e-3
