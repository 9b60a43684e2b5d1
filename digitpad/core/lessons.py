"""What a lesson is: steps of blocks, as read from a Markdown file. Imports the standard library alone.

A step is read from the top to the bottom. What follows a question appears when it has been answered, what follows a
check when its conditions hold. A lesson is data: nothing in it is ever executed.
"""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class TextBlock:
    """Something to read: paragraphs with *emphasis*, **names of the window**, `code`, lists and [[glossary words]]."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DoBlock:
    """What to do now, marked up like a text."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RevealBlock:
    """What came of it, shown together with the predictions before it."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonCondition:
    """One line of a check: a fact of the program, how it is compared, and with what."""

    fact: str
    operator: str
    value: str | float | bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckBlock:
    """What must hold before the lesson goes on; all of it."""

    conditions: tuple[LessonCondition, ...]


class QuestionKind(StrEnum):
    """How a question is answered."""

    CHOICE = "choice"
    NUMBER = "number"
    CURVE = "curve"


@dataclass(frozen=True, slots=True, kw_only=True)
class PredictBlock:
    """A question before the reveal.

    A choice has `choices`, and `right` where one of them is (from 0). A number lies from `low` to `high`, in `unit`. A
    curve has such a number for each of `points` epochs. `truth` names the fact that a number or curve is held against,
    or is the number itself; empty: there is none.
    """

    text: str
    kind: QuestionKind
    choices: tuple[str, ...] = ()
    right: int | None = None
    low: float = 0.0
    high: float = 100.0
    unit: str = ""
    points: int = 0
    truth: str | float = ""


LessonBlock = TextBlock | DoBlock | PredictBlock | CheckBlock | RevealBlock
GATES = (PredictBlock, CheckBlock)  # what has to be passed before the next block is shown


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonStep:
    """One page of a lesson."""

    title: str
    blocks: tuple[LessonBlock, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """A whole lesson. `recipe` is the one that it walks through, empty where it is about none."""

    id: str
    title: str
    about: str
    minutes: int
    recipe: str
    steps: tuple[LessonStep, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonProblem:
    """What is wrong on a line of a lesson (from 1; 0: with all of it), and what may mend it."""

    line: int
    message: str
    hint: str = ""


def gates(step: LessonStep) -> tuple[int, ...]:
    """Which blocks of a step have to be passed: its questions and checks, by their places."""
    return tuple(at for at, block in enumerate(step.blocks) if isinstance(block, GATES))
