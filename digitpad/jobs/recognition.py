"""From a request to its result: pure functions of a subject and of models that are loaded. Imports records and ink."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from digitpad.core.layer_trace import NONE_OFF, LayerTrace, Units
from digitpad.core.records import Answer, Reading, Refusal
from digitpad.ink.glyph import EVERY_STEP, GlyphSteps
from digitpad.ink.ink import Ink
from digitpad.ink.pictures.picture_numbers import DigitLine
from digitpad.ink.subject import Glyph, NumberReader, Subject, number_on
from digitpad.jobs.requests import Request, Result


class RecognizerLike(NumberReader, Protocol):
    """One model, ready to read."""

    def recognize(
        self, ink: Ink, picture: Glyph | None = None, threshold: float | None = None, *, with_path: bool = True
    ) -> Answer:
        """What the model says of this ink, whose glyph the caller may have made; `with_path` off: of that alone."""

    def recognize_glyph(self, picture: Glyph, threshold: float | None = None, line: DigitLine | None = None) -> Answer:
        """What the model says of this (28, 28) picture; `line` is all that stands where it was found."""

    def traced(self, picture: Glyph, off: Units = NONE_OFF, ink: Ink | None = None) -> tuple[LayerTrace, ...]:
        """What each of its layers makes of this (28, 28) picture, and of the ink that it is of, with units off."""


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """What models are shown of a subject, under the names of `Result`."""

    focus: Subject
    glyph: Glyph
    steps: GlyphSteps | None = None
    reading: Reading | None = None
    shown: int = 0

    @property
    def drawn(self) -> Ink | None:
        """The ink whose path is looked at too; None for a picture, or where a step to the glyph is switched off.

        Else the path would hide what the step is for.
        """
        subject = self.focus
        return subject.ink if subject.glyph is None and subject.switches == EVERY_STEP else None


def recognized(request: Request, models: Mapping[str, RecognizerLike]) -> Result:
    """What those of the request's models say that are at hand; a model may fail in any way, the others go on."""
    answers: dict[str, Answer] = {}
    problems: dict[str, Exception] = {}
    first, sight = request.models[0], None
    if request.subject.numbers and first in models:
        try:
            sight = number_sight(request.subject, models[first])
        except Exception as error:  # noqa: BLE001  it is handed on
            problems[first] = error
    sight = sight or whole_sight(request.subject)
    if sight.reading is not None and sight.reading.digits:
        answers[first] = sight.reading.digits[sight.shown].answer
    for model in request.models:
        if model in models and model not in answers and model not in problems:
            try:
                answers[model] = said(sight, models[model])
            except Exception as error:  # noqa: BLE001  it is handed on
                problems[model] = error
    trace: tuple[LayerTrace, ...] = ()
    if request.traced and first in models and first not in problems:
        try:
            trace = models[first].traced(sight.glyph, request.off, sight.drawn)
        except Exception as error:  # noqa: BLE001  it is handed on
            problems[first] = error
    return Result(request, answers, sight.glyph, sight.focus, sight.steps, sight.reading, sight.shown, problems, trace)


def whole_sight(subject: Subject) -> Sight:
    """All of the subject as one digit."""
    if subject.glyph is not None:
        return Sight(subject, subject.glyph)
    steps = subject.steps()
    return Sight(subject, steps.centred, steps)


def number_sight(subject: Subject, model: NumberReader) -> Sight | None:
    """The subject as a number, and its newest digit; None for a picture without several digits."""
    reading = number_on(subject, model)
    if subject.glyph is not None:
        if subject.line is None or len(reading.digits) < 2:
            return None
        last = len(reading.digits) - 1
        glyph = subject.line.draw(reading.digits[last].strokes)
        return Sight(replace(subject, glyph=glyph, line=None), glyph, None, reading, last)
    if not reading.digits:
        return replace(whole_sight(subject), reading=reading)
    at = newest(reading)
    ink = Ink(tuple(subject.ink.strokes[number] for number in reading.digits[at].strokes))
    return replace(whole_sight(replace(subject, ink=ink)), reading=reading, shown=at)


def newest(reading: Reading) -> int:
    """The place, among a number's digits, of the one that the newest stroke belongs to."""
    return max(range(len(reading.digits)), key=lambda at: max(reading.digits[at].strokes))


def said(sight: Sight, model: RecognizerLike) -> Answer:
    """One model's answer to what it is shown; refused where the ink is too small for the screen that it is on."""
    subject = sight.focus
    if subject.glyph is not None:
        return model.recognize_glyph(sight.glyph, subject.threshold, None if subject.numbers else subject.line)
    answer = model.recognize(subject.ink, sight.glyph, subject.threshold, with_path=sight.drawn is not None)
    if subject.too_small:
        return replace(answer, digit=None, refused=Refusal.TOO_SMALL, in_doubt=False)
    return answer
