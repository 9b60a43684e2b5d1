"""Numbers on pictures, read by the bundled model: digits side by side, each with its box; one line of several."""

import numpy as np
import pytest
from numpy.typing import NDArray

from digitpad import Recognizer
from digitpad.core.errors import ImageError
from tests.ink.pictures.scenes import crop, resized
from tests.ink.sample import mnist_test

HEIGHT, GAP, MARGIN = 80, 20, 60


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Recognizer:
    return Recognizer("padnet", tmp_path_factory.mktemp("nobody"))


def row_of(digits: list[NDArray[np.float32]]) -> tuple[NDArray[np.float32], list[tuple[int, int]]]:
    """Digits side by side, 1 where there is ink, and where each begins and ends."""
    made = [resized(each, HEIGHT, max(round(each.shape[1] * HEIGHT / len(each)), 2)) for each in map(crop, digits)]
    width = sum(each.shape[1] + GAP for each in made) + 2 * MARGIN
    page, spans, left = np.zeros((HEIGHT + 2 * MARGIN, width), np.float32), [], MARGIN
    for each in made:
        page[MARGIN : MARGIN + HEIGHT, left : left + each.shape[1]] = each
        spans.append((left, left + each.shape[1]))
        left += each.shape[1] + GAP
    return page, spans


def test_four_digits_on_a_page_are_one_number(reader: Recognizer) -> None:
    x, y = mnist_test()
    right = 0
    for start in range(0, 80, 4):
        page, spans = row_of([picture / np.float32(255) for picture in x[start : start + 4]])
        found = reader.read_picture(np.rint(255 - 255 * page).astype(np.uint8))
        said = "".join(str(digit.answer.nearest) for digit in found.digits)
        if said == "".join(map(str, y[start : start + 4])):
            right += 1
            for digit, (left, end) in zip(found.digits, spans, strict=True):
                assert (digit.box[0], digit.box[2]) == pytest.approx((left, end), abs=0.3 * HEIGHT)
    assert right >= 18


def test_a_glyph_is_a_number_of_one_digit(reader: Recognizer) -> None:
    picture = mnist_test()[0][0]
    (digit,) = reader.read_picture(picture).digits
    assert digit.answer == reader.recognize_glyph(picture / np.float32(255))
    assert digit.box == (0, 0, 28, 28)


def test_a_line_further_down_is_left_alone(reader: Recognizer) -> None:
    x, _ = mnist_test()
    page, _ = row_of([picture / np.float32(255) for picture in x[:3]])
    below, _ = row_of([x[3] / np.float32(255)])
    whole = np.zeros((page.shape[0] + below.shape[0], page.shape[1]), np.float32)
    whole[: len(page)], whole[len(page) :, : below.shape[1]] = page, below * 0.99
    assert len(reader.read_picture(255 - 255 * whole).digits) in (1, 3), "one of the lines"


def test_a_blank_picture_is_said_to_hold_nothing(reader: Recognizer) -> None:
    with pytest.raises(ImageError, match="nothing on this picture"):
        reader.read_picture(np.full((200, 300), 255, np.uint8))
