"""Whether marks stand as several digits do: side by side on one line, with paper between them."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from digitpad.core.records import DIGITS, Answer, DigitRead, Reading, Refusal
from digitpad.ink.numbers import stroke_boxes
from digitpad.ink.several_digits import is_apart, unless_several
from tests.ink.sample import drawings

Box = tuple[float, float, float, float]
TWO: list[Box] = [(0, 0, 50, 100), (80, 10, 130, 105)]
SURE = Answer(4, 0.99, (0.0,) * 10, 4, "", DIGITS, "m", 0.99)
REFUSED = replace(SURE, digit=None, refused=Refusal.NOT_A_DIGIT, sure=0.1)
sizes = st.floats(0.5, 1.0)


def moved(boxes: list[Box], scale: float, right: float, down: float) -> list[Box]:
    return [(scale * a + right, scale * b + down, scale * c + right, scale * d + down) for a, b, c, d in boxes]


def read(*answers: Answer) -> Reading:
    return Reading(tuple(DigitRead(one, box, (n,)) for n, (one, box) in enumerate(zip(answers, TWO, strict=False))))


@given(sizes, sizes, st.floats(0.12, 2), st.floats(-0.15, 0.15), st.floats(0.01, 1000), st.floats(-1e4, 1e4))
def test_two_that_stand_beside_each_other_are_apart_at_any_size_and_place(
    first: float, second: float, gap: float, down: float, scale: float, place: float
) -> None:
    boxes = [(0.0, 1 - first, 0.5, 1.0), (0.5 + gap, 1 - second + down, 0.9 + gap, 1.0 + down)]
    assert is_apart(moved(boxes, scale, place, -place))


@given(st.lists(st.tuples(*[st.floats(0, 1)] * 4), min_size=1, max_size=6))
def test_marks_over_each_other_are_one(spans: list[Box]) -> None:
    bar = (0.0, 0.0, 1.0, 1.0)
    assert not is_apart([bar, *((min(a, c), min(b, d), max(a, c), max(b, d)) for a, b, c, d in spans)])


def test_what_is_too_low_too_far_up_or_down_or_a_speck_is_no_second_digit() -> None:
    tall = (0.0, 0.0, 50.0, 100.0)
    assert not is_apart([tall, (80, 0, 130, 40)]), "the bar of a five"
    assert not is_apart([tall, (80, 70, 100, 170)]), "the leg of a four"
    assert not is_apart([tall, (80, 40, 84, 44)]), "a dot"
    assert not is_apart([tall]) and not is_apart([])


def test_real_digits_of_several_strokes_are_one() -> None:
    assert not [drawing.key_id for drawing in drawings() if is_apart(stroke_boxes(drawing.ink))]


def test_two_digits_are_refused_however_sure_the_model_is_of_one() -> None:
    said = unless_several(SURE, TWO, lambda: read(SURE, SURE))
    assert (said.digit, said.refused, said.several) == (None, Refusal.SEVERAL, 2)
    assert said.probabilities == SURE.probabilities


def test_what_is_no_digit_in_two_parts_stays_no_digit() -> None:
    assert unless_several(REFUSED, TWO, lambda: read(REFUSED, SURE)) == REFUSED


def test_slanted_digits_that_reach_over_each_other_are_several_only_where_nothing_else_is_read() -> None:
    tight: list[Box] = [(0, 0, 50, 100), (45, 0, 95, 100)]

    def tightly() -> Reading:
        return Reading(tuple(DigitRead(SURE, box, (n,)) for n, box in enumerate(tight)))

    assert unless_several(SURE, tight, tightly) == SURE
    assert unless_several(REFUSED, tight, tightly).several == 2


def test_models_of_other_things_answer_as_ever() -> None:
    boots = replace(SURE, classes=("boot", "bag"))
    assert unless_several(boots, TWO, lambda: read(boots, boots)) == boots
