"""Digits side by side become a number: which strokes belong together, in which order, and what the number then is."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.core.errors import InkError
from digitpad.core.records import Answer
from digitpad.ink import numbers
from digitpad.ink.glyph import Picture, glyph
from digitpad.ink.ink import Ink, Points

ZERO = [(0, 50), (20, 5), (45, 0), (60, 30), (58, 80), (35, 100), (10, 90), (0, 50)]
ONE = [(0, 0), (0, 50), (0, 100)]
FIVE = [(10, 0), (5, 45), (40, 50), (45, 80), (0, 100)]
BAR_OF_FIVE = [(12, 2), (60, 0)]
SEVEN = [(0, 0), (60, 0), (20, 100)]
BAR_OF_SEVEN = [(15, 55), (55, 50)]


def at(x: float, *lines: list[tuple[float, float]]) -> list[Points]:
    return [np.array(line, np.float64) + np.array([x, 0.0]) for line in lines]


def drawn(*strokes: list[Points]) -> Ink:
    return Ink(tuple(stroke for some in strokes for stroke in some))


class RecognizerLike:
    """A judge who knows the shapes above by their parts: what is no such shape is hardly a digit to it."""

    def __init__(self, sure: float = 0.97) -> None:
        self.sure, self.asked = sure, 0
        self.inks: list[Ink] = []
        self._shapes = {
            self._key(drawn(at(0, *lines))): digit
            for digit, lines in (
                (0, (ZERO,)), (1, (ONE,)), (5, (FIVE,)), (5, (FIVE, BAR_OF_FIVE)), (7, (SEVEN,)),
                (7, (SEVEN, BAR_OF_SEVEN)), (7, (BAR_OF_SEVEN, SEVEN)),
            )
        }  # fmt: skip

    @staticmethod
    def _key(ink: Ink) -> tuple[float, ...]:
        left, top, _, _ = ink.box
        return tuple(
            sorted(round(float(v), 2) for s in ink.strokes for v in ((s - (left, top)) / (ink.extent or 1)).ravel())
        )

    def draw(self, ink: Ink) -> Picture:
        self.inks.append(ink)
        return np.zeros((28, 28), np.float32)

    def judge(self, pictures: list[Picture]) -> list[Answer]:
        self.asked += 1
        return [self._answer(self._shapes.get(self._key(ink))) for ink in self.inks[-len(pictures) :]]

    def _answer(self, digit: int | None) -> Answer:
        if digit is None:
            return Answer(None, 0.5, (0.1,) * 10, 8, "not a digit", sure=0.01)
        whole = tuple(self.sure if n == digit else (1 - self.sure) / 9 for n in range(10))
        return Answer(digit, self.sure, whole, digit, sure=0.99)

    def read(self, ink: Ink) -> numbers.Reading:
        return numbers.read(ink, self.judge, self.draw)


def test_nothing_drawn_is_no_number() -> None:
    reading = RecognizerLike().read(Ink())
    assert reading.digits == () and reading.text == "" and reading.confidence == 0


def test_one_digit_of_two_strokes_stays_one() -> None:
    reading = RecognizerLike().read(drawn(at(0, SEVEN, BAR_OF_SEVEN)))
    assert reading.text == "7"
    assert [digit.strokes for digit in reading.digits] == [(0, 1)]
    assert reading.confidence == pytest.approx(0.97)


def test_digits_side_by_side_are_read_with_their_boxes_and_confidence() -> None:
    reading = RecognizerLike(0.9).read(drawn(at(0, SEVEN), at(90, ONE), at(120, ZERO)))
    assert reading.text == "710"
    assert reading.digits[2].box == (120, 0, 180, 100)
    assert [digit.answer.confidence for digit in reading.digits] == [0.9] * 3
    assert reading.confidence == pytest.approx(0.9**3)


@pytest.mark.parametrize("gap", [40, 5, 0, -12])
def test_bars_that_come_at_the_end_belong_to_their_digit(gap: float) -> None:
    step = 60 + gap
    written = drawn(
        at(0, SEVEN), at(step, FIVE), at(2 * step, SEVEN),
        at(0, BAR_OF_SEVEN), at(step, BAR_OF_FIVE), at(2 * step, BAR_OF_SEVEN),
    )  # fmt: skip
    reading = RecognizerLike().read(written)
    assert reading.text == "757"
    assert [digit.strokes for digit in reading.digits] == [(0, 3), (1, 4), (2, 5)]


@given(st.permutations(range(4)), st.floats(0.01, 1000), st.floats(-1e4, 1e4))
def test_a_number_is_the_same_whatever_was_written_first_where_and_how_large(order, scale: float, x: float) -> None:
    digits = [at(0, SEVEN), at(90, ONE), at(120, ZERO), at(220, FIVE)]
    ink = drawn(*(digits[n] for n in order)).moved(np.eye(2) * scale, (x, 0.0))
    parts = [digit.strokes for digit in RecognizerLike().read(ink).digits]
    assert parts == [(list(order).index(n),) for n in range(4)]


def test_a_refused_digit_has_its_place_in_the_number() -> None:
    blot = [(0, 0), (80, 100), (0, 100), (80, 0)]
    reading = RecognizerLike().read(drawn(at(0, ONE), at(60, blot), at(200, ZERO)))
    assert reading.text == "1?0"
    assert reading.digits[1].answer.nearest == 8


def test_a_slip_of_the_pen_is_no_digit() -> None:
    reading = RecognizerLike().read(drawn(at(0, ONE), at(40, [(0, 50), (2, 51)]), at(90, ZERO)))
    assert reading.text == "10"
    assert RecognizerLike().read(drawn(at(0, [(5.0, 5.0)]))).text == "?"


def test_all_candidates_are_judged_in_one_call_and_are_few() -> None:
    reader = RecognizerLike()
    reader.read(drawn(*(at(100 * n, FIVE, BAR_OF_FIVE) for n in range(10))))
    assert reader.asked == 1
    assert len(reader.inks) < 80


def test_a_page_of_scribbles_does_not_take_for_ever() -> None:
    rng = np.random.default_rng(1)
    reader = RecognizerLike()
    reading = reader.read(Ink(tuple(rng.uniform(0, 300, (5, 2)) for _ in range(150))))
    assert reading.digits
    assert len(reader.inks) < 1000


def test_as_many_strokes_as_are_read_take_no_more_than_their_number() -> None:
    ink = Ink(tuple(np.array([[x, 0.0], [x, 9.0]]) for x in range(0, 5000, 10)))
    judged: list[int] = []

    def judge(pictures: list[Picture]) -> list[Answer]:
        judged.append(len(pictures))
        return [Answer(1, 1.0, (0.0, 1.0), 1, "", ("0", "1"), "m", 1.0)] * len(pictures)

    assert numbers.read(ink, judge, glyph).text == "1" * 500
    assert max(judged) <= 256


def test_a_page_that_is_scribbled_over_is_no_number_and_is_said_to_be_none() -> None:
    """500 strokes of 600 points far apart were drawn in thousands of candidates, which took minutes."""
    points = np.random.default_rng(1).uniform(0, 1000, (500, 600, 2))
    with pytest.raises(InkError, match="scribbled over"):
        numbers.read(Ink(tuple(points)), lambda _: pytest.fail("it is not looked at"), glyph)


def test_slips_of_the_pen_make_no_number_a_scribble() -> None:
    specks = [at(n, [(0, 0), (0, 1), (1, 0), (0, 0)]) for n in range(3000)]
    assert RecognizerLike().read(drawn(at(0, ZERO), at(100, ONE), *specks)).text == "01"
