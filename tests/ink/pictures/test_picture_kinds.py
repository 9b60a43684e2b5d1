"""Pictures as people have them are read: forms, cells, sheets on tables, glare, colours, pens of every kind.

Six of each kind, in other sizes, colours and hands each (see picture_kinds.py); five must be read by the bundled
model. How many of hundreds are: `python -m tests.benchmarks.picture_kinds`.
"""

import functools

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from digitpad.core.errors import ImageError
from digitpad.evaluation.named_recognizer import Recognizer
from digitpad.ink.pictures import picture_numbers, pipeline
from digitpad.ink.pictures.pipeline import PictureSwitches
from tests.ink.pictures.kinds import KINDS, Maker
from tests.ink.sample import mnist_test

COUNT, RIGHT = 6, 5

# A kind, and the step without which it is not read: what that step is good for.
NEEDED = {
    "box_inside": ("sheet", "lines"),
    "base_line": ("lines",),
    "comb": ("lines",),
    "touched_line": ("lines",),
    "cell_frame": ("lines",),
    "squared_paper": ("lines",),
    "note_on_even_table": ("sheet",),
    "panel_in_window": ("sheet",),
    "equal_grey": ("colour",),
    "glare": ("light",),
    "dotted": ("dots",),
    "hollow": ("outline",),
}

# A test digit of MNIST's on a canvas, nine levels; its left side was once taken for a form's line.
EIGHT = ("0196810", "0610000", "0800330", "1900600", "0906200", "0467000", "0098970", "0091051", "0160033", "0240016")
EIGHT += ("0190009",)


@functools.cache
def reader() -> Recognizer:
    return Recognizer("padnet")


def read_right(kind: str, switches: PictureSwitches = pipeline.EVERY_PICTURE_STEP, count: int = COUNT) -> int:
    maker = Maker(np.random.default_rng([5, sorted(KINDS).index(kind)]))
    right = 0
    for _ in range(count):
        picture, label = KINDS[kind](maker)
        try:
            answer = reader().recognize_glyph(pipeline.from_array(picture, switches=switches)).digit
        except ImageError:
            answer = None
        right += answer == label
    return right


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_of_picture_is_read(kind: str) -> None:
    assert read_right(kind) >= RIGHT


@pytest.mark.parametrize("kind", NEEDED)
def test_without_its_step_it_is_not(kind: str) -> None:
    without = PictureSwitches(**dict.fromkeys(NEEDED[kind], False))
    assert read_right(kind, without) < COUNT


def test_every_step_that_was_taken_can_be_seen() -> None:
    picture, _ = KINDS["squared_paper"](Maker(np.random.default_rng(3)))
    found = pipeline.steps(picture)
    assert {"picture", "sheet", "colour", "light", "lines", "digit", "glyph"} <= set(found.seen)
    assert set(found.seen) <= set(pipeline.STEPS)
    assert found.glyph is not None and found.problem is None
    assert all(seen.min() >= 0 and seen.max() <= 1 for seen in found.seen.values())


def test_an_empty_cell_shows_how_far_it_came() -> None:
    picture, _ = KINDS["cell_empty_with_lines"](Maker(np.random.default_rng(3)))
    found = pipeline.steps(picture)
    assert found.glyph is None and found.problem is not None
    assert "lines" in found.seen and "glyph" not in found.seen


def test_the_blur_of_small_print_is_taken_back() -> None:
    """Soft print gives nearly the glyph of the same print when it was sharp, nearer than without the step."""
    with_step, without = [], []
    for digit in (4, 6, 8, 9):
        page = Image.new("L", (400, 400), 200)
        font = ImageFont.load_default(size=240)
        ImageDraw.Draw(page).text((200, 200), str(digit), fill=60, font=font, anchor="mm")
        soft = page.filter(ImageFilter.GaussianBlur(12)).resize((36, 36), Image.Resampling.BOX)
        sharp = pipeline.from_array(np.asarray(page))
        for kept, switches in ((with_step, PictureSwitches()), (without, PictureSwitches(sharp=False))):
            kept.append(float(np.abs(pipeline.from_array(np.asarray(soft), switches=switches) - sharp).mean()))
    assert np.mean(with_step) < 0.9 * np.mean(without)


def test_scans_and_canvases_are_not_sharpened() -> None:
    for digit in mnist_test()[0][:60]:
        small = np.asarray(Image.fromarray(digit).resize((24, 24), Image.Resampling.BILINEAR))
        assert "sharp" not in pipeline.steps(small, light_ink=True).seen


def zero(over: int, box: bool) -> np.ndarray:
    """A zero that ends `over` pixels below a line as wide as the pen; box: the line is one side of a box."""
    page = np.full((120, 120), 250, np.uint8)
    y, x = np.mgrid[:120, :120]
    ring = np.hypot((x - 60) / 0.7, y - 58)
    page[90 - over : 94 - over] = 110
    if box:
        page[10:94, (10, 11, 12, 107, 108, 109)] = page[10:13, 10:110] = 110
        page[94 - over :, 10:110] = page[:, :10] = page[:, 110:] = 250
    page[(ring < 32) & (ring > 28)] = 40
    return page


@pytest.mark.parametrize("box", [False, True])
@pytest.mark.parametrize("over", [0, 2, 4])
def test_a_stroke_on_a_line_stays_with_the_digit(over: int, box: bool) -> None:
    assert reader().recognize_glyph(pipeline.from_array(zero(over, box))).digit == 0


def test_a_small_eight_between_whose_parts_a_side_stands_keeps_it() -> None:
    """No line of a form is as long as all the rest that it stands in."""
    page = np.zeros((28, 28), np.uint8)
    for row, columns in enumerate(EIGHT):
        page[8 + row, 7:14] = [28 * int(value) for value in columns]
    with_step, without = (pipeline.from_array(page, switches=PictureSwitches(lines=lines)) for lines in (True, False))
    assert np.array_equal(with_step, without)


def test_a_thick_round_zero_with_a_flourish_inside_is_no_box() -> None:
    page = Image.new("L", (200, 200), 250)
    draw = ImageDraw.Draw(page)
    draw.ellipse((35, 40, 165, 170), outline=30, width=13)
    draw.line((75, 45, 85, 80, 95, 50, 105, 65), fill=30, width=9, joint="curve")
    found = pipeline.steps(np.asarray(page)).seen
    assert np.array_equal(found["lines"], found["light"])


@pytest.mark.parametrize("side", [40, 90, 200])
def test_a_form_of_four_corner_marks_alone_holds_no_digit(side: int) -> None:
    page = np.full((side, side), 245, np.uint8)
    near, long, width = side // 14, side // 6, max(side // 50, 1)
    for turn in range(4):
        corner = np.rot90(page, turn)
        corner[near : near + width, near : near + long] = corner[near : near + long, near : near + width] = 90
    with pytest.raises(ImageError, match="nothing on this picture"):
        pipeline.from_array(page)


@pytest.mark.parametrize("strokes", [2, 1])
def test_digits_beside_each_other_are_not_taken_for_lines(strokes: int) -> None:
    """A one beside a zero stands as straight and as high as a box's side: it stays."""
    page = np.full((200, 320), 250, np.uint8)
    for left in (200, 250)[:strokes]:
        page[50:150, left : left + 12] = 30
    y, x = np.mgrid[:200, :320]
    ring = np.hypot((x - 100) / 0.7, y - 100)
    page[(ring < 50) & (ring > 38)] = 30
    assert len(picture_numbers.line_on(page).boxes) == 1 + strokes
