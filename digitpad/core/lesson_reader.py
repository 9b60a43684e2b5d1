"""From a Markdown file to a lesson, or to what is wrong with it, line by line. Imports lessons, facts and limits.

The format is described in `resources/docs/en/lessons.md`. Whatever the text is, reading it gives a lesson or problems
and raises nothing.
"""

import re
from collections.abc import Container
from dataclasses import dataclass, field

from digitpad.core import lesson_facts
from digitpad.core.errors import DigitpadError
from digitpad.core.language import tr
from digitpad.core.lesson_facts import FACTS, SERIES, FactKind
from digitpad.core.lessons import (
    CheckBlock,
    DoBlock,
    Lesson,
    LessonBlock,
    LessonProblem,
    LessonStep,
    PredictBlock,
    QuestionKind,
    RevealBlock,
    TextBlock,
)
from digitpad.core.limits import LESSON_BLOCKS, LESSON_BYTES, LESSON_POINTS, LESSON_PROBLEMS, LESSON_STEPS
from digitpad.core.recipes import RECIPES
from digitpad.core.storage import TooLargeError

HEADS = ("about", "minutes", "recipe")
BLOCKS = ("do", "predict", "check", "reveal", "text")
_HEAD = re.compile(r"([a-z]+) *: *(.*)")
_CHOICE = re.compile(r"[-*] \[([ xX])\] +(.+)")
_RANGE = re.compile(r"(-?[0-9.]+) +to +(-?[0-9.]+)(?: +(.{1,20}))?")
_CURVE = re.compile(r"([0-9]{1,9}) +epochs *, *(-?[0-9.]+) +to +(-?[0-9.]+)(?: +(.{1,20}))?")
WORD = re.compile(r"\[\[([^\[\]|]{1,80})(?:\|([^\[\]|]{1,80}))?\]\]")  # [[word]] or [[what is shown|word]]
Line = tuple[int, str]  # its number from 1, and what stands there


class _WrongLineError(DigitpadError):
    """What is wrong on one line."""

    def __init__(self, line: int, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.line = line


@dataclass(slots=True)
class _Draft:
    """What has been read so far."""

    words: Container[str]
    heads: dict[str, Line] = field(default_factory=dict)
    title: Line = (0, "")
    steps: list[tuple[Line, list[tuple[Line, list[Line]]]]] = field(default_factory=list)  # title; blocks and lines
    problems: list[LessonProblem] = field(default_factory=list)

    def wrong(self, line: int, message: str, hint: str = "") -> None:
        """Notes one more problem; those beyond any use are left out."""
        if len(self.problems) < LESSON_PROBLEMS:
            self.problems.append(LessonProblem(line=line, message=message, hint=hint))


def read_bytes(content: bytes, name: str, words: Container[str]) -> tuple[Lesson | None, tuple[LessonProblem, ...]]:
    """`read` of a file's bytes; `name` is what its progress is kept under."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        problem = tr("This line is not written in UTF-8.")
        return None, (LessonProblem(line=line, message=problem, hint=tr("Save the file in the encoding UTF-8.")),)
    return read(text, name, words)


def read(text: str, name: str, words: Container[str]) -> tuple[Lesson | None, tuple[LessonProblem, ...]]:
    """The lesson that a text is, or None and what is wrong with it, first line first.

    words: the glossary's, which a text may refer to.
    """
    if len(text) > LESSON_BYTES:
        long = tr("A lesson has at most {most:,} characters.", most=LESSON_BYTES)
        return None, (LessonProblem(line=0, message=long, hint=tr("Make several lessons of it.")),)
    draft = _Draft(words)
    _split(text, draft)
    steps = tuple(_step(title, blocks, draft) for title, blocks in draft.steps)
    minutes, recipe = _minutes(draft), _recipe(draft)
    if not draft.title[1]:
        draft.wrong(1, tr("The lesson has no title."), tr("Begin the file with a line such as “# My lesson”."))
    if not steps:
        draft.wrong(0, tr("The lesson has no steps."), tr("Begin each step with a line such as “## Draw a 7”."))
    if draft.problems:
        return None, tuple(sorted(draft.problems, key=lambda problem: problem.line))
    about = draft.heads.get("about", (0, ""))[1]
    made = Lesson(id=name, title=draft.title[1], about=about, minutes=minutes, recipe=recipe, steps=steps)
    return made, ()


def too_large(error: TooLargeError) -> LessonProblem:
    """What is said of a file that is far too large for a lesson."""
    return LessonProblem(line=0, message=tr("The file is no lesson: {error}.", error=error))


# --- lines to steps and blocks ---


def _split(text: str, draft: _Draft) -> None:
    """Sorts the lines into the head, steps and blocks."""
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.rstrip()
        if line.startswith("### "):
            _begin_block((number, line[4:].strip()), draft)
        elif line.startswith("## "):
            _begin_step((number, line[3:].strip()), draft)
        elif line.startswith("# ") and not draft.title[1] and not draft.steps:
            draft.title = number, line[2:].strip()
        elif line.startswith("#"):
            hint = tr("“# ” is the title, “## ” a step, “### ” a block; a lesson has one title.")
            draft.wrong(number, tr("This heading means nothing here."), hint)
        elif draft.steps:
            _add_line((number, line), draft)
        elif line:
            _read_head((number, line), draft)


def _begin_step(title: Line, draft: _Draft) -> None:
    if len(draft.steps) == LESSON_STEPS:
        draft.wrong(title[0], tr("A lesson has at most {most} steps.", most=LESSON_STEPS))
    if len(draft.steps) < LESSON_STEPS:
        draft.steps.append((title, []))


def _begin_block(kind: Line, draft: _Draft) -> None:
    if not draft.steps:
        draft.wrong(kind[0], tr("This block stands in no step."), tr("Begin the step with a line such as “## Draw”."))
        return
    blocks = draft.steps[-1][1]
    if kind[1].lower() not in BLOCKS:
        known = tr("A block is one of {names}.", names=", ".join(f"### {name.title()}" for name in BLOCKS))
        draft.wrong(kind[0], tr("There is no block called {name!r}.", name=kind[1]), known)
    elif len(blocks) == LESSON_BLOCKS:
        draft.wrong(kind[0], tr("A step has at most {most} blocks.", most=LESSON_BLOCKS))
    if len(blocks) < LESSON_BLOCKS:
        blocks.append(((kind[0], kind[1].lower()), []))


def _add_line(line: Line, draft: _Draft) -> None:
    blocks = draft.steps[-1][1]
    if not blocks and line[1]:
        blocks.append(((line[0], "text"), []))
    if blocks:
        blocks[-1][1].append(line)


def _read_head(line: Line, draft: _Draft) -> None:
    found = _HEAD.fullmatch(line[1])
    if found is None or found[1] not in HEADS:
        hint = tr("Before the first step stand the title and lines such as “minutes: 10”; known are {names}.")
        draft.wrong(line[0], tr("This line stands before the first step."), hint.format(names=", ".join(HEADS)))
    elif found[1] in draft.heads:
        draft.wrong(line[0], tr("“{name}” stands there twice.", name=found[1]))
    else:
        draft.heads[found[1]] = line[0], found[2].strip()


def _minutes(draft: _Draft) -> int:
    line, text = draft.heads.get("minutes", (0, "10"))
    if not (text.isascii() and text.isdigit() and len(text) < 4 and 1 <= int(text) <= 600):
        draft.wrong(line, tr("{text!r} are no minutes.", text=text), tr("Write a number from 1 to 600."))
        return 0
    return int(text)


def _recipe(draft: _Draft) -> str:
    line, text = draft.heads.get("recipe", (0, ""))
    if text and text not in RECIPES:
        known = tr("Known: {names}.", names=", ".join(RECIPES))
        draft.wrong(line, tr("There is no recipe {text!r}.", text=text), known)
    return text


# --- one step, one block ---


def _step(title: Line, blocks: list[tuple[Line, list[Line]]], draft: _Draft) -> LessonStep:
    if not title[1]:
        draft.wrong(title[0], tr("The step has no title."))
    if not blocks:
        draft.wrong(title[0], tr("The step is empty."), tr("Write below it what to read or to do."))
    made: list[LessonBlock] = []
    for head, lines in blocks:
        try:
            made.append(_block(head, lines, draft))
        except _WrongLineError as error:
            draft.wrong(error.line, error.message, error.hint)
    return LessonStep(title=title[1], blocks=tuple(made))


def _block(head: Line, lines: list[Line], draft: _Draft) -> LessonBlock:
    if not any(text for _, text in lines):
        raise _WrongLineError(head[0], tr("The block is empty."))
    if head[1] == "check":
        return _check(lines)
    if head[1] == "predict":
        return _predict(head, lines, draft)
    text = _text(lines, draft)
    if head[1] == "do":
        return DoBlock(text=text)
    return RevealBlock(text=text) if head[1] == "reveal" else TextBlock(text=text)


def _text(lines: list[Line], draft: _Draft) -> str:
    """The lines as one text; a word that the glossary does not have is a problem."""
    for number, line in lines:
        for shown, word in WORD.findall(line):
            if (word or shown).strip().lower() not in draft.words:
                hint = tr("Write it without brackets, or as [[what is shown|word of the glossary]].")
                draft.wrong(number, tr("The glossary has no word {word!r}.", word=word or shown), hint)
    return "\n".join(text for _, text in lines).strip("\n")


def _check(lines: list[Line]) -> CheckBlock:
    made = []
    for number, text in lines:
        if not text.strip():
            continue
        try:
            made.append(lesson_facts.condition(text.strip().removeprefix("- ").strip()))
        except lesson_facts.ConditionError as error:
            raise _WrongLineError(number, error.message, error.hint) from None
    return CheckBlock(conditions=tuple(made))


def _predict(head: Line, lines: list[Line], draft: _Draft) -> PredictBlock:
    words = [line for line in lines if not _is_answer(line[1])]
    question = _text(words, draft)
    choices = [(number, found) for number, text in lines if (found := _CHOICE.fullmatch(text.strip()))]
    settings = {found[1]: (number, found[2]) for number, text in lines if (found := _setting(text))}
    if not question:
        raise _WrongLineError(head[0], tr("The prediction asks nothing."), tr("Write the question first."))
    if "number" in settings:
        return _number(question, settings)
    if "curve" in settings:
        return _curve(question, settings)
    if len(choices) < 2:
        hint = tr("Write at least two lines such as “- [ ] It is a 7”, or one such as “number: 0 to 100 %”.")
        raise _WrongLineError(head[0], tr("The prediction has nothing to choose from."), hint)
    right = [at for at, (_, found) in enumerate(choices) if found[1] in "xX"]
    if len(right) > 1:
        raise _WrongLineError(choices[right[1]][0], tr("Only one choice can be right."))
    return PredictBlock(
        text=question, kind=QuestionKind.CHOICE, choices=tuple(found[2].strip() for _, found in choices),
        right=right[0] if right else None,
    )  # fmt: skip


def _setting(text: str) -> re.Match[str] | None:
    found = _HEAD.fullmatch(text.strip())
    return found if found is not None and found[1] in ("number", "curve", "truth") else None


def _is_answer(text: str) -> bool:
    return _setting(text) is not None or _CHOICE.fullmatch(text.strip()) is not None


def _number(question: str, settings: dict[str, Line]) -> PredictBlock:
    line, text = settings["number"]
    found = _RANGE.fullmatch(text)
    if found is None:
        raise _WrongLineError(line, tr("{text!r} is no range.", text=text), tr("Write it such as “0 to 100 %”."))
    low, high = _range(line, found[1], found[2])
    truth: str | float = ""
    if "truth" in settings:
        number, name = settings["truth"]
        truth = _truth(number, name)
    return PredictBlock(
        text=question, kind=QuestionKind.NUMBER, low=low, high=high, unit=(found[3] or "").strip(), truth=truth
    )


def _truth(line: int, name: str) -> str | float:
    """A fact that is a number, or a number."""
    if name in FACTS and FACTS[name].kind is FactKind.NUMBER:
        return name
    try:
        value = float(name)
    except ValueError:
        value = float("nan")
    if abs(value) < 1e15:
        return value
    hint = tr("Name a fact that is a number, such as “test accuracy”, or write the number.")
    raise _WrongLineError(line, tr("{name!r} is no truth that a number can be held against.", name=name), hint)


def _curve(question: str, settings: dict[str, Line]) -> PredictBlock:
    line, text = settings["curve"]
    found = _CURVE.fullmatch(text)
    if found is None or not 2 <= int(found[1]) <= LESSON_POINTS:
        hint = tr("Write it such as “10 epochs, 0 to 100 %”, with 2 to {most} epochs.", most=LESSON_POINTS)
        raise _WrongLineError(line, tr("{text!r} is no curve.", text=text), hint)
    low, high = _range(line, found[2], found[3])
    number, name = settings.get("truth", (line, ""))
    if name not in SERIES:
        hint = tr("Below the curve, write “truth:” and one of {names}.", names=", ".join(SERIES))
        raise _WrongLineError(number, tr("The curve has no truth to be held against."), hint)
    return PredictBlock(
        text=question, kind=QuestionKind.CURVE, low=low, high=high, unit=(found[4] or "").strip(),
        points=int(found[1]), truth=name,
    )  # fmt: skip


def _range(line: int, low: str, high: str) -> tuple[float, float]:
    try:
        first, last = float(low), float(high)
    except ValueError:
        first = last = 0.0
    if not (first < last and abs(first) < 1e12 and abs(last) < 1e12):
        raise _WrongLineError(line, tr("The range does not rise."), tr("Write the smaller number first."))
    return first, last


def words_of(text: str) -> dict[str, str]:
    """The words of a glossary file: its lines are “- word: what it means”; anything else in it is left out."""
    found = (re.fullmatch(r"- +([^:]{1,80}): +(.+)", line.strip()) for line in text.splitlines())
    return {each[1].strip().lower(): each[2].strip() for each in found if each is not None}
