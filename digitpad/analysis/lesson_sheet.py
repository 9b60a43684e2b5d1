"""What somebody predicted, found and drew in lessons, as one printable page. Data in, text out; imports Jinja2, late.

Here the plain data of the page are gathered; its template lies in `resources/report` beside the report's. Everything is
escaped by Jinja2.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from digitpad.analysis import html_report_svg
from digitpad.analysis.html_report import environment
from digitpad.analysis.html_report_svg import LegendEntry, LineChart
from digitpad.core import formats, language, lesson_words
from digitpad.core.language import tr
from digitpad.core.lesson_facts import AXES, NOT_A_DIGIT
from digitpad.core.lesson_markup import plain
from digitpad.core.lesson_progress import SKETCH_SIDE, LessonProgress, Prediction, Sketch, StepRecord, is_done
from digitpad.core.lessons import DoBlock, Lesson, LessonStep, PredictBlock, QuestionKind, gates

MARGIN = 20  # around a drawing, in its own unit


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    question: str
    predicted: str
    turned_out: str
    chart: LineChart | None
    legend: Sequence[LegendEntry]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drawn:
    strokes: Sequence[str]  # as SVG has points
    said: str
    side: int = SKETCH_SIDE + 2 * MARGIN


@dataclass(frozen=True, slots=True, kw_only=True)
class _SheetStep:
    number: int
    title: str
    tasks: Sequence[str]
    state: str
    asked: Sequence[_Asked]
    drawn: _Drawn | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _SheetLesson:
    title: str
    steps: Sequence[_SheetStep]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    language: str
    made: str
    version: str
    lessons: Sequence[_SheetLesson]


def html(done: Sequence[tuple[Lesson, LessonProgress]], made: str, version: str) -> str:
    """The page of these lessons. made: ISO 8601."""
    sheet = _Sheet(
        language=language.chosen().replace("_", "-"),
        made=formats.date(made),
        version=version,
        lessons=[_SheetLesson(title=lesson.title, steps=_steps(lesson, progress)) for lesson, progress in done],
    )
    return environment().get_template("lesson_sheet.html").render(sheet=sheet)


def _steps(lesson: Lesson, progress: LessonProgress) -> list[_SheetStep]:
    """The steps in which anything was asked or done."""
    return [
        _step(number, step, progress.record(number))
        for number, step in enumerate(lesson.steps)
        if gates(step) and str(number) in progress.steps
    ]


def _step(number: int, step: LessonStep, record: StepRecord) -> _SheetStep:
    done = is_done(step, record)
    state = tr("done") if done else tr("skipped") if record.skipped else tr("not done yet")
    asked = [
        _asked(block, record.predictions[str(at)])
        for at, block in enumerate(step.blocks)
        if isinstance(block, PredictBlock) and str(at) in record.predictions
    ]
    return _SheetStep(
        number=number + 1, title=step.title, state=state, asked=asked,
        tasks=[plain(block.text) for block in step.blocks if isinstance(block, DoBlock)],
        drawn=_drawn(record.sketch, record) if record.sketch else None,
    )  # fmt: skip


def _asked(block: PredictBlock, prediction: Prediction) -> _Asked:
    chart = None
    names = ((0, tr("predicted")), (1, tr("turned out")))
    if block.kind is QuestionKind.CURVE:
        curves = zip(names, (prediction.curve, prediction.true_curve), strict=True)
        lines = [
            (at, name, [(float(epoch), value) for epoch, value in enumerate(curve, 1)])
            for (at, name), curve in curves
            if curve
        ]
        chart = html_report_svg.lines(lines, tr("epoch"), tr(AXES[str(block.truth)]))
    return _Asked(
        question=plain(block.text), predicted=lesson_words.predicted(block, prediction),
        turned_out=lesson_words.turned_out(block, prediction), chart=chart,
        legend=html_report_svg.legend(names) if chart else (),
    )  # fmt: skip


def _drawn(sketch: Sketch, record: StepRecord) -> _Drawn:
    strokes = [
        " ".join(f"{x + MARGIN},{y + MARGIN}" for x, y in zip(*stroke, strict=False))
        for stroke in sketch
        if len(stroke) == 2
    ]
    if record.answer == NOT_A_DIGIT:
        return _Drawn(strokes=strokes, said=tr("predicted: not a digit"))
    sure = formats.share(record.confidence, 1)
    said = tr("predicted: {answer}, {confidence}", answer=record.answer, confidence=sure)
    return _Drawn(strokes=strokes, said=said if record.answer else "")
