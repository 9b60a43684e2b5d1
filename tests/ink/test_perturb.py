"""Drawings perturbed step by step: by nothing is not at all, and each transform does what its name says."""

import hashlib

import numpy as np
import pytest

from digitpad.ink import perturb, perturb_raster
from digitpad.ink.glyph import glyph, mass_centre
from digitpad.ink.ink import Ink
from digitpad.ink.perturb import (
    ANYWHERE,
    TRANSFORMS,
    Redrawing,
    Variation,
    all_steps,
    perturbed,
    redrawn,
    transformed,
    varied,
)
from digitpad.ink.scribbles import turned
from tests.ink.sample import drawings, mnist_test

SEVEN = Ink.from_strokes([[(10, 10), (60, 10), (30, 90)]])
STEM = Ink.from_strokes([[(50, y) for y in range(0, 101, 5)]])


def mnist_digit(row: int) -> np.ndarray:
    return mnist_test()[0][row].astype(np.float32) / 255


@pytest.mark.parametrize("kind", TRANSFORMS)
@pytest.mark.parametrize("drawing", [SEVEN, drawings()[7].ink, mnist_digit(0)], ids=["seven", "recorded", "mnist"])
def test_every_step_is_a_glyph_and_the_neutral_one_bends_nothing(kind: str, drawing: perturb.Drawing) -> None:
    transform, glyphs = TRANSFORMS[kind], all_steps(drawing, kind)
    assert transform.amounts[transform.neutral_at] == pytest.approx(transform.neutral)
    assert glyphs.shape == (perturb.STEPS, 28, 28) and glyphs.dtype == np.float32
    assert glyphs.min() >= 0 and glyphs.max() <= 1
    plain = glyph(drawing) if isinstance(drawing, Ink) else drawing
    if isinstance(drawing, Ink) or not transform.on_canvas:  # a picture's size and place go by another door
        np.testing.assert_allclose(glyphs[transform.neutral_at], plain, atol=1e-5)


@pytest.mark.parametrize("kind", ["size", "place"])
def test_size_and_place_on_the_canvas_do_not_reach_the_glyph(kind: str) -> None:
    glyphs = all_steps(drawings()[7].ink, kind)
    np.testing.assert_allclose(glyphs, np.broadcast_to(glyphs[0], glyphs.shape), atol=1e-4)
    picture = all_steps(mnist_digit(0), kind)
    middle = picture[TRANSFORMS[kind].neutral_at]
    assert np.abs(picture - middle).mean(axis=(1, 2)).max() < 0.03


@pytest.mark.parametrize("drawing", [SEVEN, mnist_digit(0)], ids=["ink", "picture"])
def test_without_the_fit_a_small_drawing_stays_small_and_a_moved_one_aside(drawing: perturb.Drawing) -> None:
    small, large = (perturbed(drawing, "size", amount, fitted=False) for amount in (0.2, 0.8))
    assert small.sum() < 0.4 * large.sum()
    here, there = (mass_centre(perturbed(drawing, "place", amount, fitted=False)) for amount in (-0.2, 0.2))
    np.testing.assert_allclose(there - here, [0.4 * 28, 0.4 * 28], atol=0.6)


def test_the_pictures_of_ink_and_of_its_glyph_bend_alike() -> None:
    ink = drawings()[7].ink
    for kind, amount in (("rotation", 32.0), ("slant", -24.0), ("cut", 0.3), ("pen", 4.5)):
        ours, theirs = perturbed(ink, kind, amount), perturbed(glyph(ink), kind, amount)
        overlap = np.minimum(ours, theirs).sum() / np.maximum(ours, theirs).sum()
        assert overlap > 0.6, (kind, overlap)


def test_a_turn_is_clockwise_and_a_slant_leans_to_the_right() -> None:
    turned = transformed(STEM, "rotation", 45).strokes[0]
    assert turned[0, 0] > turned[-1, 0]  # the upper end has gone to the right
    leaning = transformed(STEM, "slant", 45).strokes[0]
    assert leaning[0, 0] - leaning[-1, 0] == pytest.approx(100)
    assert np.ptp(leaning[:, 1]) == pytest.approx(100)


def test_a_cut_takes_the_share_that_it_says_off_the_bottom_and_splits_strokes() -> None:
    assert transformed(STEM, "cut", 0.25).box[3] == pytest.approx(75)
    cup = Ink.from_strokes([[(0, 0), (20, 100), (40, 0)]])
    pieces = transformed(cup, "cut", 0.5).strokes
    assert len(pieces) == 2
    np.testing.assert_allclose(pieces[0], [(0, 0), (10, 50)])
    np.testing.assert_allclose(pieces[1], [(30, 50), (40, 0)])


def test_a_wider_pen_leaves_more_ink_and_a_thinner_one_less() -> None:
    for drawing in (SEVEN, mnist_digit(0)):
        sums = all_steps(drawing, "pen")[::8].sum(axis=(1, 2))
        assert (np.diff(sums) > 0).all()


def test_noise_is_the_same_for_everybody_and_grows() -> None:
    first, again = all_steps(SEVEN, "noise"), all_steps(SEVEN, "noise")
    np.testing.assert_array_equal(first, again)
    assert np.abs(first[20] - first[0]).mean() < np.abs(first[40] - first[0]).mean()


def test_coarse_steps_hold_the_neutral_one_too() -> None:
    for kind, transform in TRANSFORMS.items():
        some = perturb.amounts(kind, 4)
        assert transform.neutral in some and len(some) >= 10
        assert len(all_steps(SEVEN, kind, every=4)) == len(some)


@pytest.mark.parametrize("kind", TRANSFORMS)
def test_what_is_hardly_a_drawing_breaks_nothing(kind: str) -> None:
    dot = Ink.from_strokes([[(5, 5)]])
    line = Ink.from_strokes([[(0, 5), (50, 5)]])
    for drawing in (Ink(), dot, line, np.zeros((28, 28), np.float32), np.full((28, 28), 0.01, np.float32)):
        for fitted in (True, False):
            glyphs = all_steps(drawing, kind, fitted=fitted, every=8)
            assert np.isfinite(glyphs).all() and glyphs.min() >= 0 and glyphs.max() <= 1
    with pytest.raises(KeyError):
        perturbed(dot, "colour", 1.0)


def test_amounts_are_told_as_people_read_them() -> None:
    shown = {kind: TRANSFORMS[kind].shown(float(TRANSFORMS[kind].amounts[8])) for kind in TRANSFORMS}
    assert shown == {
        "size": "26 %", "place": "-15 %", "rotation": "-48°", "slant": "-36°", "pen": "2.1 px", "noise": "20 %",
        "cut": "16 %",
    }  # fmt: skip


def test_widening_by_nothing_or_bending_nothing_is_the_picture_itself() -> None:
    digit = mnist_digit(3)
    assert perturb_raster.penned(digit, 0.0) is digit
    assert perturb_raster.cut(digit, 0.0) is digit
    thick = perturb_raster.penned(digit, 2.0)
    assert (thick >= digit - 0.35).all() and thick.sum() > 1.3 * digit.sum()


# --- the same seed draws the same, whoever draws it: models trained and figures measured before stay comparable ---


def test_training_draws_the_glyphs_that_it_always_drew_for_a_seed() -> None:
    made = hashlib.sha256()
    for number, drawing in enumerate(drawings()):
        rng = np.random.default_rng([1, number])
        ink, pen = varied(drawing.ink, rng, Variation(), drawing.word or "")
        made.update(np.round(glyph(ink, pen) * 255).astype(np.uint8).tobytes())
        lying = turned(drawing.ink, drawing.word or "", rng)
        made.update(np.round(glyph(lying or Ink()) * 255).astype(np.uint8).tobytes())
    assert made.hexdigest()[:16] == "d070fcfd13a83a93"


def test_ink_is_drawn_again_on_the_pixels_that_it_always_was() -> None:
    made, rng = hashlib.sha256(), np.random.default_rng(11)
    for drawing in drawings():
        for how in (
            Redrawing(size=0.25, down=0),
            Redrawing(500, 0.45, ANYWHERE, ANYWHERE, rotate=20, shear=-10, dropped=0.3),
        ):
            for stroke in redrawn(drawing.ink, how, rng).strokes:
                made.update(stroke.astype(np.int32).tobytes())
    assert made.hexdigest()[:16] == "8093c815d7bbc640"


def test_every_step_of_the_robustness_test_is_the_glyph_that_it_always_was() -> None:
    made = hashlib.sha256()
    for drawing in (drawings()[7].ink, mnist_digit(3)):
        for kind in TRANSFORMS:
            for fitted in (True, False):
                steps = all_steps(drawing, kind, fitted=fitted, every=8)
                made.update(np.round(steps * 255).astype(np.uint8).tobytes())
    assert made.hexdigest()[:16] == "e663801e0f8fa595"
