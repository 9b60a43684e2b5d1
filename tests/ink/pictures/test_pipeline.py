"""The picture pipeline: a picture of a digit becomes the glyph that the digit itself would be, wherever it is from.

MNIST's digits are turned into what scanners, web canvases and cameras would have made of them, and must come out as
they were. Distances are mean absolute differences a pixel, of full ink.
"""

import contextlib
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from digitpad.core.errors import ImageError
from digitpad.ink.glyph import BOX, MASS_CENTRE, glyph, mass_centre
from digitpad.ink.pictures.pipeline import from_array
from tests.ink.pictures.scenes import crop, page, resized, scanned, shot, web_canvas
from tests.ink.sample import drawings, mnist_test
from tests.ink.test_glyph import side

DIGITS = [digit / np.float32(255) for digit in mnist_test()[0][:120]]
RNG = np.random.default_rng
LARGE = 50_000  # pixels: a picture that takes ten times as long as a small one
Make = Callable[[NDArray[np.float32], np.random.Generator], NDArray[np.generic]]


def distance(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    return float(np.abs(one - other).mean())


def test_mnists_own_digits_come_out_as_they_went_in() -> None:
    far = [distance(from_array(digit), digit / np.float32(255)) for digit in mnist_test()[0][:2000]]
    assert np.mean(np.array(far) < 1e-6) >= 0.995  # a few are smaller than the 20x20 box, and are fitted into it
    assert np.mean(far) <= 0.001


def test_mnist_in_black_on_white_is_the_same() -> None:
    for digit in mnist_test()[0][:50]:
        assert distance(from_array(255 - digit), from_array(digit)) <= 1e-6


def test_a_glyph_is_its_own_glyph() -> None:
    for drawing in drawings():
        made = glyph(drawing.ink)
        assert distance(from_array(made), made) <= 1e-6
        assert distance(from_array((made * 255).round().astype(np.uint8)), made) <= 0.002


@pytest.mark.parametrize(
    ("make", "mean"),
    [
        (web_canvas, 0.035),
        (lambda digit, rng: 255 - web_canvas(digit, rng), 0.035),
        (scanned, 0.035),
        (lambda digit, rng: 0.15 + 0.7 * scanned(digit, rng) / 255 + rng.normal(0, 0.01, (16, 16)), 0.035),
        (lambda digit, rng: page(digit, rng, light=1.0, ink=0.1), 0.032),
        (lambda digit, rng: page(digit, rng, light=0.1, ink=0.8), 0.032),
        (lambda digit, rng: page(digit, rng, light=0.6, ink=0.45), 0.032),
    ],
    ids=["web canvas", "web canvas, dark on light", "scan", "grey scan", "page", "blackboard", "pencil"],
)
def test_a_digit_comes_out_as_it_was(make: Make, mean: float) -> None:
    rng = RNG(3)
    digits = DIGITS[:: 1 if make(DIGITS[0], RNG(0)).size < LARGE else 3]
    made = [(from_array(make(digit, rng)), digit) for digit in digits]
    assert np.mean([distance(out, digit) for out, digit in made]) <= mean
    assert max(distance(out, digit) for out, digit in made) <= 0.1
    assert np.mean([out.mean() for out, _ in made]) == pytest.approx(np.mean(digits), rel=0.12)
    for out, _ in made:
        assert side(out) == pytest.approx(BOX, abs=1.3)
        assert np.abs(mass_centre(out) - MASS_CENTRE).max() <= 0.55
        assert 0.9 <= out.max() <= 1


def test_a_photograph_in_uneven_light_is_read_through() -> None:
    rng = RNG(4)
    far = [distance(from_array(shot(digit, rng)), digit) for digit in DIGITS[:25]]
    assert np.median(far) <= 0.03
    assert np.mean(np.array(far) <= 0.06) >= 0.95


def test_paper_on_a_dark_table_is_read_through() -> None:
    rng = RNG(5)
    far = []
    for digit in DIGITS[:25]:
        picture = shot(digit, rng).astype(np.float32) / 255
        picture[:, :40] = 0.15
        picture[-30:] = 0.2
        far.append(distance(from_array(picture), digit))
    assert np.median(far) <= 0.035
    assert np.mean(np.array(far) <= 0.06) >= 0.9


def test_dirt_is_left_out() -> None:
    rng = RNG(6)
    for digit in DIGITS[:20]:
        clean = page(digit, rng, light=1.0, ink=0.1)
        dirty = clean.copy()
        for y, x in rng.integers(0, 297, (12, 2)):
            dirty[y : y + 2, x : x + 2] = 0.2
        assert distance(from_array(dirty), from_array(clean)) <= 0.04


def test_a_frame_around_the_canvas_is_left_out() -> None:
    picture = page(DIGITS[0], RNG(0), light=1.0, ink=0.0)
    framed = picture.copy()
    framed[:3] = framed[-3:] = framed[:, :3] = framed[:, -3:] = 0.0
    assert distance(from_array(framed), from_array(picture)) <= 0.001


def test_a_detached_bar_belongs_to_the_digit() -> None:
    picture = np.zeros((120, 120), np.uint8)
    picture[40:100, 40:46] = picture[94:100, 40:80] = picture[60:66, 40:80] = picture[60:100, 74:80] = 255
    without = from_array(picture)
    picture[20:26, 50:95] = 255
    made = from_array(picture)
    assert distance(made, without) > 0.05
    assert made[4:8].max() > 0.9


@pytest.mark.parametrize(("size", "pen"), [(2000, 3), (700, 1), (100, 1), (28, 1), (300, 12), (200, 30)])
def test_a_pen_of_any_width_on_a_canvas_of_any_size_does_not_fade(size: int, pen: int) -> None:
    picture = np.full((size, size), 255, np.uint8)
    low, high = size // 6, size - size // 6
    picture[low:high, low : low + pen] = picture[low : low + pen, low : size // 2] = 0
    made = from_array(picture)
    assert made.max() > 0.95
    strokes = made[10:18].max(axis=1)  # the upright, a few rows of it
    assert strokes.min() > 0.9
    assert side(made) == pytest.approx(BOX, abs=1)


def test_any_kind_of_array_is_taken() -> None:
    grey = page(DIGITS[3], RNG(1), light=1.0, ink=0.0)
    whole = (grey * 255).round().astype(np.uint8)
    expected = from_array(grey)
    for array in (
        whole,
        whole.astype(np.int64),
        whole.astype(np.float64),
        grey.astype(np.float16),
        whole.astype(np.uint16) * 257,
        whole[..., None],
        np.repeat(whole[..., None], 3, axis=2),
        np.dstack([whole] * 3 + [np.full_like(whole, 255)]),
        np.asfortranarray(whole),
        grey * 2 - 1,
    ):
        assert distance(from_array(array), expected) <= 0.004
    assert from_array(grey > 0.5).max() > 0.9


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        ((0, 0, 0, 255), (0, 0, 0, 0)),
        ((255, 255, 255, 255), (255, 255, 255, 0)),
        ((255, 255, 255, 255), (0, 0, 0, 0)),
        ((20, 40, 200, 255), (250, 250, 240, 255)),
        ((255, 0, 0, 255), (0, 130, 0, 255)),
        ((255, 255, 0, 255), (255, 255, 255, 255)),
    ],
    ids=["black, transparent", "white, transparent white", "white, transparent", "blue pen", "red on green", "yellow"],
)
def test_colours_and_transparency_show_the_digit(ink: tuple[int, ...], ground: tuple[int, ...]) -> None:
    share = 1 - page(DIGITS[1], RNG(2), light=1.0, ink=0.0)[..., None]
    picture = (share * np.array(ink) + (1 - share) * np.array(ground)).round().astype(np.uint8)
    if ground[3] == 0:  # colours are not mixed with those of a transparent ground
        picture[..., :3] = np.where(share > 0, ink[:3], ground[:3])
    assert distance(from_array(picture), from_array(1 - share[..., 0])) <= 0.02


def test_the_polarity_can_be_told() -> None:
    bold = np.zeros((20, 20), np.uint8)
    bold[2:18, 2:18] = 255  # more ink than paper
    bold[9:11, 6:14] = 0
    made = from_array(bold, light_ink=True)
    assert made[9, 14] > 0.9
    assert made[14, 14] < 0.1
    assert distance(from_array(255 - bold, light_ink=False), from_array(bold, light_ink=True)) <= 1e-3


def test_a_small_scan_that_the_digit_fills_is_read_where_the_polarity_is_told() -> None:
    one = resized(crop(mnist_test()[0][682] / np.float32(255)), 16, 16)  # a one, stretched: hardly any paper is left
    with_paper = from_array(one, light_ink=True)
    assert with_paper.max() > 0.9
    assert distance(from_array(1 - one, light_ink=False), with_paper) <= 1e-3


@pytest.mark.parametrize("size", [(11, 22), (15, 25), (20, 34)])
def test_a_round_digit_cut_out_at_its_edges_is_read_though_it_is_most_of_the_picture(size: tuple[int, int]) -> None:
    large = Image.new("L", (size[0] * 8, size[1] * 8), 230)
    box, unit = (0, 0, size[0] * 8 - 1, size[1] * 8 - 1), size[0] * 8
    ImageDraw.Draw(large).rounded_rectangle(box, round(unit * 0.45), outline=40, width=round(unit * 0.3))
    zero = np.asarray(large.resize(size, Image.Resampling.BOX))
    assert (zero < 135).mean() > 0.5  # more ink than paper, on the border too
    assert distance(from_array(zero), from_array(zero, light_ink=False)) <= 1e-3
    assert from_array(zero)[14, 14] < 0.1  # paper within


@pytest.mark.parametrize(
    "array",
    [
        np.zeros((28, 28), np.uint8),
        np.full((300, 200), 255, np.uint8),
        np.full((50, 50, 3), 128, np.uint8),
        np.full((40, 40), 0.5),
        np.tile(np.linspace(0.2, 0.8, 300), (200, 1)),
        RNG(0).normal(128, 8, (300, 300)).clip(0, 255).astype(np.uint8),
        RNG(1).normal(128, 8, (28, 28)).clip(0, 255).astype(np.uint8),
        np.ones((1, 1)),
    ],
    ids=["black", "white", "grey", "grey floats", "a slope of light", "noise", "little noise", "a pixel"],
)
def test_a_blank_picture_is_said_to_hold_nothing(array: NDArray[np.generic]) -> None:
    with pytest.raises(ImageError, match="nothing on this picture") as caught:
        from_array(array)
    assert caught.value.hint


@pytest.mark.parametrize(
    "array",
    [
        np.zeros((0, 5)),
        np.zeros(28),
        np.zeros((2, 2, 2, 2)),
        np.zeros((9, 9, 5)),
        np.full((9, 9), np.nan),
        np.full((9, 9), np.inf),
        np.full((9, 9), "a"),
        np.full((9, 9), None),
        np.zeros((9, 9), complex),
    ],
    ids=["empty", "a row", "four axes", "five channels", "NaN", "infinity", "texts", "objects", "complex"],
)
def test_what_is_no_picture_is_refused_in_a_sentence(array: NDArray[np.generic]) -> None:
    with pytest.raises(ImageError) as caught:
        from_array(array)
    assert caught.value.hint


def test_odd_shapes_do_not_break_it() -> None:
    for shape in ((1, 40), (3000, 4), (5, 900), (2, 2), (65, 65), (29, 28)):
        picture = np.zeros(shape, np.uint8)
        picture[: max(shape[0] // 2, 1), : max(shape[1] // 2, 1)] = 255
        try:
            made = from_array(picture)
        except ImageError:
            assert min(shape) < 5  # a line of pixels may well hold nothing
        else:
            assert made.shape == (28, 28)
            assert np.isfinite(made).all()


def test_scenes_are_what_they_say() -> None:
    digit = DIGITS[0]
    assert max(crop(digit).shape) == 20
    assert scanned(digit, RNG(0)).shape == (16, 16)
    assert resized(crop(digit), 40, 30).shape == (40, 30)
    assert resized(np.ones((7, 9), np.float32), 3, 5) == pytest.approx(np.ones((3, 5)))


@pytest.mark.parametrize("share", [0.03, 0.1, 0.5])
def test_a_picture_of_nothing_but_noise_is_answered_soon(share: float) -> None:
    noise = np.where(np.random.default_rng(1).random((640, 640)) < share, 0, 255).astype(np.uint8)
    with contextlib.suppress(ImageError):
        assert from_array(noise).shape == (28, 28)


@pytest.mark.parametrize("turn", [0, 20, 60])
@pytest.mark.parametrize("flat", [0.5, 0.6, 0.75])
@pytest.mark.parametrize("slant", [0.0, 0.3, 0.6])
def test_a_slashed_zero_is_no_outline_to_be_filled(turn: float, flat: float, slant: float) -> None:
    around = np.linspace(0, 2 * np.pi, 60)
    tilt = np.deg2rad(turn)
    matrix = np.array([[np.cos(tilt), -np.sin(tilt)], [np.sin(tilt), np.cos(tilt)]])
    ring = np.column_stack([flat * np.sin(around), np.cos(around)]) @ matrix.T
    slash = 0.8 * np.array([[slant * flat, -1], [-slant * flat, 1]]) @ matrix.T
    canvas = Image.new("L", (280, 280), 255)
    for stroke in (ring, slash):
        ImageDraw.Draw(canvas).line([tuple(point * 90 + 140) for point in stroke], fill=20, width=9, joint="curve")
    made = from_array(np.asarray(canvas))
    inside = made[np.hypot(*(np.indices((28, 28)) - 13.5)) < 6]
    assert (inside < 0.3).mean() > 0.2


@pytest.mark.parametrize("number", range(6))
@pytest.mark.parametrize("arm", [20, 40])
def test_angles_in_the_corners_are_no_part_of_a_small_digit(number: int, arm: int) -> None:
    bare = np.full((200, 200), 250, np.float64)
    bare[72:128, 72:128] -= 220 * np.kron(DIGITS[number], np.ones((2, 2)))
    marked = bare.copy()
    for row, column in ((8, 8), (8, 188), (188, 8), (188, 188)):
        across, down = (slice(8, 8 + arm) if at == 8 else slice(192 - arm, 192) for at in (column, row))
        marked[row : row + 4, across] = marked[down, column : column + 4] = 40
    assert distance(from_array(marked.astype(np.uint8)), from_array(bare.astype(np.uint8))) <= 0.01


def test_the_dashes_of_a_stroke_that_goes_off_beside_the_digit_are_no_corner_marks() -> None:
    page = Image.new("L", (200, 200), 0)
    brush = ImageDraw.Draw(page)
    brush.line([(120, 70), (80, 165)], fill=255, width=9)  # a seven's stem, and its bar in four dashes
    for left in (40, 63, 86, 109):
        brush.rounded_rectangle((left, 50, left + 18, 59), 4, fill=255)
    made = from_array(np.asarray(page))
    across = np.flatnonzero(made.max(axis=0) > 0.5)
    assert across[-1] - across[0] > 12  # all of the bar is there
