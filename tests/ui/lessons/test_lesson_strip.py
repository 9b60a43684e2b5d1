"""The strip alone: questions before answers, what is done, the way on, and what is wrong with a file."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QListWidget, QWidget

from digitpad.core import lesson_reader
from digitpad.core.lesson_facts import ProgramState
from digitpad.core.lesson_progress import LessonProgress, Prediction, StepRecord, advanced, predicted
from digitpad.core.lessons import Lesson, LessonProblem, PredictBlock
from digitpad.ui.common.keyboard import GAP_PX, RING_PX
from digitpad.ui.lessons.curve_sketch import CurveSketch, filled
from digitpad.ui.lessons.lesson_list import LessonRow
from digitpad.ui.lessons.lesson_strip import LessonStrip

WORDS = {"epoch": "Once through all pictures."}
TEXT = """\
# A lesson
## Choose
An [[epoch]].
### Predict
Which?
- [ ] This
- [x] That
### Check
drawn
### Reveal
That.
## Sketch
### Predict
How does it go?
curve: 4 epochs, 0 to 100 %
truth: test accuracy
## Number
### Predict
How many?
number: 0 to 1000
truth: 784
### Reveal
So many.
"""


@pytest.fixture
def lesson() -> Lesson:
    made, problems = lesson_reader.read(TEXT, "mine", WORDS)
    assert made is not None, problems
    return made


@pytest.fixture
def strip(qtbot) -> LessonStrip:
    made = LessonStrip()
    qtbot.addWidget(made)
    made.resize(320, 700)
    made.turn_to(made.step, "A lesson")
    made.show()
    return made


def button(strip: QWidget, name: str) -> QAbstractButton:
    found = strip.findChild(QAbstractButton, name)
    assert found is not None
    return found


def texts(strip: QWidget) -> str:
    return " ".join(label.text() for label in strip.findChildren(QLabel) if not label.isHidden())


def test_a_choice_is_asked_first_and_shown_beside_what_turned_out(qtbot, strip, lesson) -> None:
    progress = LessonProgress()
    strip.step.show_step(lesson, progress, WORDS)
    assert not button(strip, "lesson-next").isEnabled() and not button(strip, "lesson-back").isEnabled()
    assert not button(strip, "lesson-predict-keep").isEnabled()
    button(strip, "lesson-choice-0").click()
    with qtbot.waitSignal(strip.step.predicted) as told:
        button(strip, "lesson-predict-keep").click()
    block, prediction = told.args
    step = lesson.steps[0]
    record = predicted(step, StepRecord(), block, prediction)
    strip.step.show_step(lesson, progress.with_record(0, record), WORDS)
    assert "This" in strip.findChild(QLabel, "lesson-predicted").text()
    assert "What turned out" not in texts(strip)
    record = advanced(step, record, ProgramState(drawn=True))
    strip.step.show_step(lesson, progress.with_record(0, record), WORDS)
    assert "What turned out: That" in texts(strip)
    assert button(strip, "lesson-next").isEnabled()
    assert strip.findChild(QLabel, "lesson-check").text().startswith("✓")


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_a_glossary_word_opens_its_explanation(qtbot, strip, lesson) -> None:
    strip.step.show_step(lesson, LessonProgress(), WORDS)
    label = next(each for each in strip.findChildren(QLabel) if "word:epoch" in each.text())
    label.linkActivated.emit("word:epoch")
    card = label.findChild(QWidget, "lesson-word")
    assert card is not None and "Once through all pictures." in texts(card)
    card.close()


def test_the_ring_around_the_focus_leaves_the_text_of_a_step_readable(qtbot, strip, lesson) -> None:
    """Begin puts the focus into the first text with a word of the glossary, and the ring lay on its first letters."""
    strip.step.show_step(lesson, LessonProgress(), WORDS)
    label = next(each for each in strip.findChildren(QLabel) if "word:epoch" in each.text())
    ring = RING_PX + GAP_PX
    assert label.rect().adjusted(ring, ring, -ring, -ring).contains(label.contentsRect())


def test_a_curve_is_sketched_with_the_mouse_and_with_the_keys(qtbot, lesson) -> None:
    block = lesson.steps[1].blocks[0]
    assert isinstance(block, PredictBlock)
    sketch = CurveSketch(block)
    qtbot.addWidget(sketch)
    sketch.resize(300, 170)
    sketch.show()
    assert sketch.curve == ()
    QTest.mousePress(sketch, Qt.MouseButton.LeftButton, pos=QPoint(60, 140))
    QTest.mouseMove(sketch, QPoint(280, 20))
    QTest.mouseRelease(sketch, Qt.MouseButton.LeftButton, pos=QPoint(280, 20))
    low, *_, high = drawn = sketch.curve
    assert len(drawn) == 4 and low < high
    sketch.setFocus()
    QTest.keyClick(sketch, Qt.Key.Key_Left)
    QTest.keyClick(sketch, Qt.Key.Key_Down)
    assert sketch.curve != drawn and "epoch" in sketch.accessibleDescription()
    sketch.show_curves((1.0, 2.0, 3.0, 4.0), (9.0, 8.0))
    assert not sketch.isEnabled()


def test_a_sketch_is_filled_between_and_beyond_its_points() -> None:
    assert filled([None, 2.0, None, 4.0, None]) == (2.0, 2.0, 3.0, 4.0, 4.0)
    assert filled([None, None]) == ()


def test_a_number_is_held_against_the_truth(strip, lesson) -> None:
    step = lesson.steps[2]
    record = predicted(step, StepRecord(), 0, Prediction(number=900.0))
    record = advanced(step, record, ProgramState())
    strip.step.show_step(lesson, LessonProgress(step=2).with_record(2, record), WORDS)
    assert "Your prediction: 900\nWhat turned out: 784" in texts(strip)
    assert button(strip, "lesson-next").text() == "Finish"


def test_the_list_says_how_far_each_lesson_is(qtbot, strip) -> None:
    rows = [
        LessonRow(id="a", title="One", about="", minutes=5, steps=4, done=4),
        LessonRow(id="b", title="Two", about="", minutes=5, steps=4, done=1),
        LessonRow(id="c", title="Three", about="", minutes=5, steps=4),
    ]
    strip.list.show_rows(rows)
    assert "✓ done" in rows[0].state and "1 of 4" in rows[1].state
    with qtbot.waitSignal(strip.list.lesson_requested) as told:
        button(strip, "lesson-begin-1").click()
    assert told.args == ["b"]
    assert strip.findChild(QAbstractButton, "lesson-restart-2") is None


def test_problems_stand_with_their_lines_and_the_file_can_be_read_again(qtbot, strip) -> None:
    strip.problems.show_problems(Path("mine.md"), [LessonProblem(line=7, message="Wrong.", hint="Mend it.")])
    listed = strip.findChild(QListWidget, "lesson-problems")
    assert listed.item(0).text() == "Line 7: Wrong. Mend it."
    with qtbot.waitSignal(strip.problems.again_requested) as told:
        button(strip, "lesson-again").click()
    assert told.args == [Path("mine.md")]
