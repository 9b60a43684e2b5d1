"""How far somebody is in a lesson: what was predicted, what turned out, what was drawn. Imports facts and typed_json.

Records are kept in the settings. A step's gates, its questions and checks, are passed in their order; `advanced` is the
one place that decides when.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated

from digitpad.core import lesson_facts
from digitpad.core.lesson_facts import ProgramState
from digitpad.core.lessons import CheckBlock, Lesson, LessonStep, PredictBlock, QuestionKind, RevealBlock, gates
from digitpad.core.limits import LESSON_BLOCKS, LESSON_POINTS, LESSON_STEPS, SKETCH_POINTS, SKETCH_STROKES
from digitpad.core.typed_json import Length, Name, Within

SKETCH_SIDE = 255  # of the square that a remembered drawing is fitted into

Figure = Annotated[float, Within(-1e15, 1e15)]
Curve = Annotated[tuple[Figure, ...], Length(LESSON_POINTS)]
Place = Annotated[int, Within(0, LESSON_STEPS * LESSON_BLOCKS)]
Coordinate = Annotated[int, Within(0, SKETCH_SIDE)]
Stroke = Annotated[tuple[tuple[Coordinate, ...], ...], Length(2)]
Sketch = Annotated[tuple[Stroke, ...], Length(SKETCH_STROKES)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """What was predicted: a choice's place, a number or a curve; beside it what turned out, once it is known."""

    choice: Place | None = None
    number: Figure | None = None
    curve: Curve = ()
    true_number: Figure | None = None
    true_curve: Curve = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRecord:
    """How far a step is: how many gates were passed, what was predicted at which block, what lay on the pad then.

    `sketch` is that drawing: for each stroke its x and its y, from 0 to SKETCH_SIDE.
    """

    passed: Place = 0
    skipped: bool = False
    predictions: dict[str, Prediction] = field(default_factory=dict)  # by the block's place
    sketch: Sketch = ()
    answer: Name = ""
    confidence: Annotated[float, Within(0, 1)] = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonProgress:
    """How far a lesson is: the step that is open, and the records of steps by their places."""

    step: Place = 0
    steps: dict[str, StepRecord] = field(default_factory=dict)

    def record(self, step: int) -> StepRecord:
        """What is known of a step."""
        return self.steps.get(str(step), StepRecord())

    def with_record(self, step: int, record: StepRecord) -> "LessonProgress":
        """The same with another record of a step."""
        return replace(self, steps=self.steps | {str(step): record})


def is_done(step: LessonStep, record: StepRecord) -> bool:
    """Whether nothing of the step is left to be predicted or done."""
    return record.passed >= len(gates(step))


def steps_done(lesson: Lesson, progress: LessonProgress) -> int:
    """How many steps were gone through: done, or skipped, or read where there is nothing to do."""
    records = [progress.record(at) for at in range(len(lesson.steps))]
    return sum(
        record.skipped or (is_done(step, record) and (bool(gates(step)) or str(at) in progress.steps))
        for at, (step, record) in enumerate(zip(lesson.steps, records, strict=True))
    )


def shown(step: LessonStep, record: StepRecord) -> int:
    """How many blocks are shown: up to the first gate that was not passed, which is the last one."""
    closed = gates(step)[record.passed :]
    return len(step.blocks) if record.skipped or not closed else closed[0] + 1


def predicted(step: LessonStep, record: StepRecord, block: int, prediction: Prediction) -> StepRecord:
    """The record after a prediction at this block, if that is what is asked for now."""
    closed = gates(step)[record.passed :]
    if not closed or closed[0] != block or not isinstance(step.blocks[block], PredictBlock):
        return record
    predictions = record.predictions | {str(block): prediction}
    return replace(record, passed=record.passed + 1, predictions=predictions)


def advanced(step: LessonStep, record: StepRecord, state: ProgramState, sketch: Sketch = ()) -> StepRecord:
    """The record after as many checks as hold now; then the truths of the predictions whose reveal is shown."""
    passed = record.passed
    for at in gates(step)[passed:]:
        block = step.blocks[at]
        if not isinstance(block, CheckBlock) or not all(lesson_facts.holds(one, state) for one in block.conditions):
            break
        passed += 1
    if passed != record.passed:
        kept = {"sketch": sketch, "answer": state.answer, "confidence": state.confidence} if sketch else {}
        record = replace(record, passed=passed, **kept)  # type: ignore[arg-type]
    return _with_truths(step, record, state)


def _with_truths(step: LessonStep, record: StepRecord, state: ProgramState) -> StepRecord:
    """What was predicted before the last reveal that is shown is held against what is true now."""
    there = step.blocks[: shown(step, record)]
    last = max((at for at, block in enumerate(there) if isinstance(block, RevealBlock)), default=-1)
    changed = {}
    for key, prediction in record.predictions.items():
        block = step.blocks[int(key)] if int(key) < len(step.blocks) else None
        if isinstance(block, PredictBlock) and int(key) < last:
            changed[key] = _with_truth(block, prediction, state)
    same = all(record.predictions[key] == prediction for key, prediction in changed.items())
    return record if same else replace(record, predictions=record.predictions | changed)


def _with_truth(block: PredictBlock, prediction: Prediction, state: ProgramState) -> Prediction:
    if block.kind is QuestionKind.CURVE and not prediction.true_curve:
        found = lesson_facts.series(str(block.truth), state)[: block.points]
        return replace(prediction, true_curve=found)
    if block.kind is QuestionKind.NUMBER and prediction.true_number is None and block.truth != "":
        known = isinstance(block.truth, float)
        truth = float(block.truth) if known else lesson_facts.number(str(block.truth), state)
        return replace(prediction, true_number=truth)
    return prediction


def sketched(strokes: Sequence[Sequence[tuple[float, float]]]) -> Sketch:
    """A drawing small enough to be remembered: fitted into a square, its strokes thinned out."""
    points = [point for stroke in strokes for point in stroke]
    if not points:
        return ()
    left, top = min(x for x, _ in points), min(y for _, y in points)
    extent = max(max(x for x, _ in points) - left, max(y for _, y in points) - top) or 1.0
    made = []
    for stroke in strokes[:SKETCH_STROKES]:
        often = -(-len(stroke) // (SKETCH_POINTS - 1))
        kept = [*stroke[::often], stroke[-1]] if often > 1 else list(stroke)
        xs = tuple(round((x - left) / extent * SKETCH_SIDE) for x, _ in kept)
        ys = tuple(round((y - top) / extent * SKETCH_SIDE) for _, y in kept)
        made.append((xs, ys))
    return tuple(made)
