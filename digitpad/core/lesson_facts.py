"""What a lesson may ask of the program: a closed table of named facts over its state. Imports plans and records.

`FACTS` is all there is: a check names a fact, an operator and a value, and nothing else can be asked. Shares are asked
for in per cent, as the window shows them.
"""

import difflib
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from digitpad.core.early_stopping import best_epoch
from digitpad.core.errors import DigitpadError
from digitpad.core.language import mark, tr
from digitpad.core.lessons import LessonCondition
from digitpad.core.plans import FIELDS, Plan
from digitpad.core.recipes import RECIPES
from digitpad.core.records import EpochDone

TRAIN_TAB, COMPARE_TAB = "train", "compare"
PAGES = ("confusion", "difference", "digits", "breaks", "why", "sweeps")
GALLERIES = ("cell", "first", "second", "neither", "apart")
NOT_A_DIGIT = "none"  # as the answer, where the drawing was refused


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramState:
    """What can be seen of the program now. Shares are 0-1; what belongs to a run is the last one's since the start."""

    drawn: bool = False
    anew: bool = False  # something was drawn since the lesson began to wait for it
    strokes: int = 0
    size: float = 0.0  # of the drawing: its longer side as a share of the canvas's shorter one
    answer: str = ""  # the predicted class's name or NOT_A_DIGIT; empty: nothing lies on the pad
    confidence: float = 0.0
    unsure: bool = False
    model: str = ""  # the one chosen above the pad
    several: bool = False  # digits side by side are read as one number
    inspector: bool = False  # the steps from ink to glyph are shown
    fit: bool = True
    pen: bool = True
    centre: bool = True
    layers: bool = False  # the layers are shown one by one
    labelled: int = 0  # drawings that were kept with a label since the start
    tab: str = TRAIN_TAB
    page: str = PAGES[0]
    selected: str = ""  # the model that is selected in the table
    pair: tuple[str, str] = ("", "")  # the models whose difference is shown; empty while there are no figures of both
    one_right: int = 0  # drawings that exactly one of them gets right
    gallery: str = ""  # which drawings were opened last, one of GALLERIES
    turned: float = 0.0  # degrees by which the robustness test shows the drawing turned, either way
    sweeping: bool = False  # the hyperparameter sweep was opened
    evaluated: int = 0  # models that were evaluated since the start
    own_models: int = 0
    taught_models: int = 0
    plan: Plan | None = None  # as chosen in the training panel
    run_plan: Plan | None = None
    history: tuple[EpochDone, ...] = ()
    parameters: int = 0
    train_size: int = 0
    test_size: int = 0
    training: bool = False
    paused: bool = False
    diverged: bool = False
    runs: int = 0  # that ended with a model since the start


class FactKind(StrEnum):
    """What a fact can be compared with."""

    FLAG = "flag"
    NUMBER = "number"
    NAME = "name"


Value = bool | float | str | None  # None: nothing is known yet, and no condition on it holds


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing that a check may ask for; a name is one of `names` where there are any."""

    kind: FactKind
    read: Callable[[ProgramState], Value]
    names: tuple[str, ...] = ()


def _flag(read: Callable[[ProgramState], bool]) -> Fact:
    return Fact(kind=FactKind.FLAG, read=read)


def _number(read: Callable[[ProgramState], float | None]) -> Fact:
    return Fact(kind=FactKind.NUMBER, read=read)


def _name(read: Callable[[ProgramState], str | None], names: tuple[str, ...] = ()) -> Fact:
    return Fact(kind=FactKind.NAME, read=read, names=names)


def _last(figure: Callable[[EpochDone], float | None], scale: float = 1.0) -> Fact:
    def read(state: ProgramState) -> float | None:
        value = figure(state.history[-1]) if state.history else None
        return None if value is None else scale * value

    return _number(read)


def _field(name: str, plan_of: Callable[[ProgramState], Plan | None], kind: FactKind) -> Fact:
    def read(state: ProgramState) -> Value:
        plan = plan_of(state)
        value = None if plan is None else getattr(plan, name)
        return value if value is None or kind is FactKind.NUMBER else str(value)

    return Fact(kind=kind, read=read)


def _of_plans() -> dict[str, Fact]:
    """Every setting of the plan that is chosen ("plan learning rate"), and of the last run's ("run learning rate")."""
    made: dict[str, Fact] = {}
    for word, plan_of in (("plan", _chosen_plan), ("run", _run_plan)):
        made[f"{word} recipe"] = Fact(
            kind=FactKind.NAME, read=_field("recipe", plan_of, FactKind.NAME).read, names=tuple(RECIPES)
        )
        for row in FIELDS:
            if row.name != "augmentation":
                kind = FactKind.NUMBER if row.range is not None else FactKind.NAME
                made[f"{word} {row.name.replace('_', ' ')}"] = _field(row.name, plan_of, kind)
    return made


def _chosen_plan(state: ProgramState) -> Plan | None:
    return state.plan


def _run_plan(state: ProgramState) -> Plan | None:
    return state.run_plan


FACTS: Mapping[str, Fact] = {
    "drawn": _flag(lambda state: state.drawn),
    "drawn anew": _flag(lambda state: state.drawn and state.anew),
    "strokes": _number(lambda state: state.strokes),
    "size": _number(lambda state: 100 * state.size if state.drawn else None),
    "answer": _name(lambda state: state.answer or None),
    "confidence": _number(lambda state: 100 * state.confidence if state.answer else None),
    "unsure": _flag(lambda state: state.unsure),
    "model": _name(lambda state: state.model),
    "several digits": _flag(lambda state: state.several),
    "steps shown": _flag(lambda state: state.inspector),
    "fit": _flag(lambda state: state.fit),
    "pen": _flag(lambda state: state.pen),
    "centre": _flag(lambda state: state.centre),
    "layers shown": _flag(lambda state: state.layers),
    "labelled drawings": _number(lambda state: state.labelled),
    "tab": _name(lambda state: state.tab, (TRAIN_TAB, COMPARE_TAB)),
    "page": _name(lambda state: state.page, PAGES),
    "selected model": _name(lambda state: state.selected),
    "first model": _name(lambda state: state.pair[0] or None),
    "second model": _name(lambda state: state.pair[1] or None),
    "one right": _number(lambda state: state.one_right if state.pair[0] else None),
    "drawings shown": _name(lambda state: state.gallery or None, GALLERIES),
    "turned": _number(lambda state: state.turned),
    "sweep shown": _flag(lambda state: state.sweeping),
    "evaluated models": _number(lambda state: state.evaluated),
    "own models": _number(lambda state: state.own_models),
    "taught models": _number(lambda state: state.taught_models),
    "training": _flag(lambda state: state.training),
    "paused": _flag(lambda state: state.paused),
    "diverged": _flag(lambda state: state.diverged),
    "runs": _number(lambda state: state.runs),
    "epochs done": _number(lambda state: len(state.history)),
    "parameters": _number(lambda state: state.parameters or None),
    "training pictures": _number(lambda state: state.train_size or None),
    "test pictures": _number(lambda state: state.test_size or None),
    "train loss": _last(lambda done: done.train_loss),
    "train accuracy": _last(lambda done: done.train_accuracy, 100),
    "test loss": _last(lambda done: done.test_loss),
    "test accuracy": _last(lambda done: done.test_accuracy, 100),
    "validation loss": _last(lambda done: done.validation_loss),
    "gap": _last(lambda done: done.train_accuracy - done.test_accuracy, 100),
    "first test accuracy": _number(lambda state: 100 * state.history[0].test_accuracy if state.history else None),
    "best epoch": _number(lambda state: best_epoch(state.history) if state.history else None),
    **_of_plans(),
}

SERIES: Mapping[str, Callable[[EpochDone], float]] = {  # what a sketched curve is held against
    "train loss": lambda done: done.train_loss,
    "train accuracy": lambda done: 100 * done.train_accuracy,
    "test loss": lambda done: done.test_loss,
    "test accuracy": lambda done: 100 * done.test_accuracy,
    "gap": lambda done: 100 * (done.train_accuracy - done.test_accuracy),
}

AXES: Mapping[str, str] = {  # what stands beside the axis of such a curve
    "train loss": mark("train loss"),
    "test loss": mark("test loss"),
    "train accuracy": mark("train accuracy (%)"),
    "test accuracy": mark("test accuracy (%)"),
    "gap": mark("train minus test accuracy (points)"),
}

_COMPARED: Mapping[str, Callable[[float, float], bool]] = {
    ">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt, "=": operator.eq,
}  # fmt: skip
_LINE = re.compile(r"(not )?([a-z][a-z0-9 ]*?)(?: *(>=|<=|=|>|<) *(\S+)| +(is not|is) +(\S+)| +(on|off))?")


class ConditionError(DigitpadError):
    """A check's line that asks for something that cannot be asked."""


def condition(line: str) -> LessonCondition:
    """The condition that a line of a check is. Raises ConditionError with what is wrong and what may mend it."""
    found = _LINE.fullmatch(" ".join(line.split()))
    if found is None:
        raise ConditionError(
            tr("{line!r} is no condition.", line=line), tr("Write one such as “drawn” or “epochs done >= 1”.")
        )
    negated, name, compared, number, verb, word, switch = found.groups()
    fact = FACTS.get(name)
    if fact is None:
        near = difflib.get_close_matches(name, FACTS, 1)
        hint = tr("Did you mean “{near}”?", near=near[0]) if near else tr("The list of facts is in the documentation.")
        raise ConditionError(tr("There is no fact “{name}”.", name=name), hint)
    if fact.kind is FactKind.FLAG and not compared and not verb:
        return LessonCondition(fact=name, operator="=", value=bool(negated) == (switch == "off"))
    if fact.kind is FactKind.NUMBER and compared and not negated:
        return LessonCondition(fact=name, operator=compared, value=_as_number(number))
    if fact.kind is FactKind.NAME and verb and not negated:
        _check_name(name, word, fact.names)
        return LessonCondition(fact=name, operator=verb, value=word)
    raise ConditionError(tr("“{name}” cannot be asked for like that.", name=name), _example(name, fact.kind))


def _as_number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not abs(value) < 1e15:
        raise ConditionError(tr("{text!r} is no number.", text=text), tr("Write it such as 0.5 or 12."))
    return value


def _check_name(fact: str, word: str, names: tuple[str, ...]) -> None:
    if names and word not in names:
        raise ConditionError(
            tr("“{fact}” is never {word!r}.", fact=fact, word=word),
            tr("It is one of {names}.", names=", ".join(names)),
        )


def _example(name: str, kind: FactKind) -> str:
    examples = {FactKind.FLAG: f"{name}, not {name}", FactKind.NUMBER: f"{name} >= 1", FactKind.NAME: f"{name} is X"}
    return tr("Write it such as: {example}.", example=examples[kind])


def holds(one: LessonCondition, state: ProgramState) -> bool:
    """Whether a condition holds now; one on what is not known yet does not."""
    value = FACTS[one.fact].read(state)
    if value is None:
        return False
    if isinstance(one.value, bool | str):
        return (value == one.value) != (one.operator == "is not")
    return isinstance(value, int | float) and _COMPARED[one.operator](value, one.value)


def number(name: str, state: ProgramState) -> float | None:
    """The number that a fact is now; None where it is not known."""
    value = FACTS[name].read(state)
    return float(value) if isinstance(value, int | float) else None


def series(name: str, state: ProgramState) -> tuple[float, ...]:
    """A figure of the last run, epoch by epoch."""
    return tuple(SERIES[name](done) for done in state.history)
