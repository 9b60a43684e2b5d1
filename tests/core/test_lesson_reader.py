"""A lesson file gives a lesson, or what is wrong with it line by line; never an exception."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.core import lesson_reader
from digitpad.core.lesson_facts import FACTS
from digitpad.core.lessons import CheckBlock, DoBlock, PredictBlock, QuestionKind, RevealBlock, TextBlock
from digitpad.core.limits import LESSON_BYTES

WORDS = {"epoch": "Once through."}
LESSON = """\
# A lesson
about: What it is about.
minutes: 7
recipe: mlp-256

## First
Read of the [[epoch]].

### Predict
How many?
number: 0 to 100 %
truth: test accuracy

### Do
Press **Start**.

### Check
drawn
- epochs done >= 1

### Reveal
So many.

## Second
### Predict
Which?
- [ ] This
- [x] That

### Predict
Sketch it.
curve: 5 epochs, 0 to 1
truth: train loss
"""


def problems(text: str) -> list[tuple[int, str]]:
    lesson, found = lesson_reader.read(text, "mine", WORDS)
    assert (lesson is None) == bool(found)
    return [(each.line, each.message) for each in found]


def test_a_lesson_is_read_block_by_block() -> None:
    lesson, found = lesson_reader.read(LESSON, "mine", WORDS)
    assert not found and lesson is not None
    assert (lesson.id, lesson.title, lesson.minutes, lesson.recipe) == ("mine", "A lesson", 7, "mlp-256")
    first, second = lesson.steps
    assert [type(block) for block in first.blocks] == [TextBlock, PredictBlock, DoBlock, CheckBlock, RevealBlock]
    assert isinstance(first.blocks[3], CheckBlock)
    assert [one.fact for one in first.blocks[3].conditions] == ["drawn", "epochs done"]
    which, sketch = second.blocks
    assert isinstance(which, PredictBlock) and which.right == 1 and which.choices == ("This", "That")
    assert isinstance(sketch, PredictBlock) and sketch.kind is QuestionKind.CURVE and sketch.points == 5


@pytest.mark.parametrize(
    ("wrong", "instead", "line", "said"),
    [
        ("drawn\n", "drown\n", 18, "no fact"),
        ("epochs done >= 1", "epochs done is 1", 19, "cannot be asked"),
        ("### Do", "### Dew", 14, "no block"),
        ("[[epoch]]", "[[epochs]]", 7, "glossary"),
        ("truth: test accuracy", "truth: tab", 12, "no truth"),
        ("number: 0 to 100 %", "number: 100 to 0", 11, "rise"),
        ("minutes: 7", "minutes: soon", 3, "no minutes"),
        ("recipe: mlp-256", "recipe: soup", 4, "no recipe"),
        ("# A lesson", "", 1, "no title"),
        ("- [ ] This", "- [x] This", 28, "Only one"),
        ("curve: 5 epochs, 0 to 1", "curve: 1 epochs, 0 to 1", 32, "no curve"),
        ("truth: train loss", "", 32, "no truth"),
        ("Press **Start**.", "", 14, "empty"),
        ("about: What", "subject: What", 2, "before the first step"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(wrong: str, instead: str, line: int, said: str) -> None:
    found = problems(LESSON.replace(wrong, instead, 1))
    assert any(at == line and said in message for at, message in found), found


def test_a_file_that_is_no_text_or_far_too_large_is_one_problem() -> None:
    lesson, found = lesson_reader.read_bytes(b"# A\n\xff", "mine", WORDS)
    assert lesson is None and [each.line for each in found] == [2]
    assert [line for line, _ in problems("x" * (LESSON_BYTES + 1))] == [0]


PARTS = ["# ", "## ", "### ", "do", "predict", "check", "reveal", "\n", "number: ", "curve: ", "truth: ", "- [x] ",
         "5 epochs, ", "0 to 1", "[[", "]]", "|", " %", "9" * 400, "minutes: ", *FACTS, " is ", ">=", "x"]  # fmt: skip


@pytest.mark.parametrize("epochs", ["00000000299999999", "9" * 5000, "0" * 5000 + "2"])
def test_no_curve_has_more_points_than_can_be_sketched(epochs: str) -> None:
    text = f"# A\n## B\n### Predict\nHow?\ncurve: {epochs} epochs, 0 to 100 %\ntruth: test accuracy\n"
    made, problems = lesson_reader.read(text, "x", WORDS)
    assert made is None and problems[0].line == 5


@given(st.one_of(st.text(), st.lists(st.sampled_from(PARTS)).map("".join)))
def test_any_text_is_a_lesson_or_has_problems(text: str) -> None:
    problems(text)


@given(st.binary())
def test_any_file_is_a_lesson_or_has_problems(content: bytes) -> None:
    lesson, found = lesson_reader.read_bytes(content, "mine", WORDS)
    assert (lesson is None) == bool(found)
