"""A step goes on when its questions are answered and its checks hold, and remembers what turned out."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.core import lesson_facts, lesson_reader
from digitpad.core.lesson_facts import FACTS, ProgramState
from digitpad.core.lesson_progress import (
    LessonProgress,
    Prediction,
    StepRecord,
    advanced,
    is_done,
    predicted,
    shown,
    sketched,
    steps_done,
)
from digitpad.core.lessons import Lesson
from digitpad.core.plans import Plan
from digitpad.core.recipes import RECIPES
from digitpad.core.records import EpochDone
from digitpad.core.typed_json import from_json, to_json

EPOCHS = tuple(
    EpochDone(at, 3, 1.0 / at, 0.8 + at / 20, 1.1 / at, 0.7 + at / 20, 2.0, 0.1, 1e4, 0.5, 0.9) for at in (1, 2, 3)
)
TEXT = """\
# A lesson
## Train
### Predict
How many per cent?
number: 0 to 100 %
truth: test accuracy
### Check
epochs done >= 1
### Reveal
So many.
## Read
Nothing to do.
"""


def lesson(text: str = TEXT) -> Lesson:
    made, found = lesson_reader.read(text, "mine", {})
    assert made is not None, found
    return made


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("drawn", True), ("not drawn", False), ("fit off", True), ("fit on", False), ("answer is 7", True),
        ("answer is not 7", False), ("confidence >= 90", True), ("epochs done = 3", True), ("gap > 5", True),
        ("test accuracy < 85", False), ("plan learning rate = 0.1", True), ("run recipe is mlp-256", False),
        ("page is why", True), ("best epoch = 1", True), ("run batch size > 0", False),
    ],
)  # fmt: skip
def test_a_condition_holds_or_does_not(line: str, expected: bool) -> None:
    state = ProgramState(
        drawn=True, fit=False, answer="7", confidence=0.95, history=EPOCHS, plan=RECIPES["mlp-256"], page="why"
    )
    assert lesson_facts.holds(lesson_facts.condition(line), state) is expected


@pytest.mark.parametrize("name", FACTS)
def test_every_fact_can_be_asked_for_in_every_state(name: str) -> None:
    plan = Plan("a", "a", "mnist", "unit", "sgd", 0.1)
    for state in (ProgramState(), ProgramState(plan=plan, run_plan=plan, history=EPOCHS, parameters=9, train_size=9)):
        kind = FACTS[name].kind
        word = FACTS[name].names[0] if FACTS[name].names else "x"
        line = {"flag": name, "number": f"{name} > 1", "name": f"{name} is {word}"}[kind]
        assert lesson_facts.holds(lesson_facts.condition(line), state) in (True, False)


def test_what_follows_a_question_is_shown_once_it_is_answered_and_the_truth_with_the_reveal() -> None:
    step, record = lesson().steps[0], StepRecord()
    assert shown(step, record) == 1
    record = advanced(step, record, ProgramState(history=EPOCHS))
    assert shown(step, record) == 1  # the check holds, but nothing was predicted yet
    record = predicted(step, record, 0, Prediction(number=50))
    assert shown(step, record) == 2 and not is_done(step, record)
    assert advanced(step, record, ProgramState()) == record
    record = advanced(step, record, ProgramState(history=EPOCHS))
    assert is_done(step, record) and shown(step, record) == 3
    assert record.predictions["0"].true_number == pytest.approx(85)
    later = advanced(step, record, ProgramState(history=EPOCHS[:1]))
    assert later == record  # what turned out then is kept


def test_a_prediction_is_made_once_and_only_where_it_is_asked_for() -> None:
    step = lesson().steps[0]
    once = predicted(step, StepRecord(), 0, Prediction(number=1))
    assert predicted(step, once, 0, Prediction(number=2)) == once
    assert predicted(step, StepRecord(), 1, Prediction(number=2)) == StepRecord()


def test_steps_that_were_done_skipped_or_read_count() -> None:
    made = lesson()
    assert steps_done(made, LessonProgress()) == 0
    skipped = LessonProgress().with_record(0, StepRecord(skipped=True))
    assert steps_done(made, skipped) == 1
    assert steps_done(made, skipped.with_record(1, StepRecord())) == 2


def test_progress_survives_being_written_and_read() -> None:
    prediction = Prediction(curve=(1.0, 2.0), true_curve=(3.0,))
    record = StepRecord(passed=1, predictions={"0": prediction}, sketch=sketched([[(0, 0), (5, 9)]]), answer="7")
    progress = replace(LessonProgress().with_record(3, record), step=3)
    assert from_json(LessonProgress, to_json(progress)) == progress


@given(st.lists(st.lists(st.tuples(st.floats(-1e4, 1e4), st.floats(-1e4, 1e4)), min_size=1, max_size=300)))
def test_a_sketch_is_small_whatever_was_drawn(strokes: list[list[tuple[float, float]]]) -> None:
    made = StepRecord(sketch=sketched(strokes))
    assert from_json(StepRecord, to_json(made)) == made
    assert all(len(stroke[0]) <= 60 for stroke in made.sketch)
