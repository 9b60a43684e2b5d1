"""Two digits are never read as one: real strokes and pictures of them, with the bundled models."""

import functools
from collections.abc import Callable

import numpy as np
import pytest

from digitpad.core.records import Answer, Refusal
from digitpad.ink.ink import Ink
from digitpad.ink.pictures import picture_numbers, pipeline
from digitpad.learn.card_recognizer import CardRecognizer
from digitpad.models.library import open_library
from tests.ink.pictures import scenes
from tests.ink.sample import drawings, mnist_test
from tests.learn.test_picture_numbers import row_of

MODELS = ("padnet", "mlp-256-128")  # one that knows "not a digit", and one that does not


@pytest.fixture(scope="module", params=MODELS)
def reader(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> CardRecognizer:
    library = open_library(tmp_path_factory.mktemp("nobody"))
    return CardRecognizer.of(library.open(request.param))


def beside(inks: list[Ink], gap: float) -> Ink:
    """The inks, each made 100 high, from left to right with this gap between them."""
    strokes, right = [], 0.0
    for ink in inks:
        left, top, _, bottom = ink.box
        size = 100 / max(bottom - top, 0.3 * ink.extent)
        placed = [(stroke - (left, top)) * size + (right, 0) for stroke in ink.strokes]
        right = max(float(stroke[:, 0].max()) for stroke in placed) + gap
        strokes += placed
    return Ink(tuple(strokes))


Page = tuple[np.ndarray, picture_numbers.DigitLine]  # a page's glyph, and the line of digits on it


def read(page: np.ndarray) -> Page:
    return pipeline.from_array(page), picture_numbers.line_on(page)


def shown(reader: CardRecognizer, page: Page) -> Answer:
    glyph, line = page
    return reader.recognize_glyph(glyph, line=line)


@functools.cache
def single_digits(make: Callable[..., np.ndarray]) -> list[Page]:
    """Pictures of one digit, read once for all models."""
    rng = np.random.default_rng(3)
    return [read(make(picture / np.float32(255), rng)) for picture in mnist_test()[0][:150]]


@functools.cache
def double_digits() -> list[Page]:
    x, _ = mnist_test()
    pages = [row_of([picture / np.float32(255) for picture in x[at : at + 2]])[0] for at in range(40)]
    return [read(np.rint(255 - 255 * page).astype(np.uint8)) for page in pages]


@functools.cache
def boxed_digit(number: int) -> Page:
    """A digit between a form's four corner marks."""
    page = np.full((200, 200), 250, np.uint8)
    for row in (slice(14, 17), slice(183, 186)):
        page[row, 14:44] = page[row, 156:186] = 60
    for column in (slice(14, 17), slice(183, 186)):
        page[14:44, column] = page[156:186, column] = 60
    digit = np.kron(mnist_test()[0][number] / 255, np.ones((4, 4)))
    page[44:156, 44:156] = (250 - 220 * np.clip(digit, 0, 1)).astype(np.uint8)
    return read(page)


def test_a_real_digit_is_one(reader: CardRecognizer) -> None:
    assert not [one.key_id for one in drawings() if reader.recognize(one.ink).refused == Refusal.SEVERAL]


def test_two_or_three_real_digits_side_by_side_are_several(reader: CardRecognizer) -> None:
    inks = [one.ink for one in drawings()]
    for count in (2, 3):
        rows = [beside(inks[at : at + count], gap) for at in range(58) for gap in (25, 60)]
        answers = [reader.recognize(row) for row in rows]
        assert np.mean([answer.refused == Refusal.SEVERAL for answer in answers]) >= 0.95
        assert np.mean([answer.several == count for answer in answers]) >= 0.9
        assert all(answer.digit is None for answer in answers if answer.several)


@pytest.mark.parametrize("make", [scenes.scanned, scenes.web_canvas])
def test_a_picture_of_one_digit_is_one(reader: CardRecognizer, make) -> None:
    assert not [page for page in single_digits(make) if shown(reader, page).refused == Refusal.SEVERAL]


def test_a_picture_of_two_digits_is_several(reader: CardRecognizer) -> None:
    assert np.mean([shown(reader, page).several == 2 for page in double_digits()]) >= 0.9


def test_a_slip_of_the_pen_is_too_small_and_not_several(reader: CardRecognizer) -> None:
    assert reader.recognize(Ink.from_strokes([[(0, 0), (0, 2)], [(4, 0), (4, 2)]])).refused == "too small"


@pytest.mark.parametrize("number", range(8))
def test_a_box_s_corner_marks_are_no_digits_beside_the_one(reader: CardRecognizer, number: int) -> None:
    assert shown(reader, boxed_digit(number)).refused != Refusal.SEVERAL
