"""Test sets read, one after the other. Imports evaluation, and torch with the first set."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from digitpad.analysis.comparison import set_title
from digitpad.core.language import tr
from digitpad.evaluation.eval_set_cache import EvalSetCache
from digitpad.evaluation.robustness import ROBUSTNESS
from digitpad.ink.my_drawings import MINE
from digitpad.tasks import keep_drawings
from digitpad.tasks.progress import Problem, Progress, going_on

if TYPE_CHECKING:
    from digitpad.evaluation.test_sets import TestSet


@dataclass(frozen=True, slots=True, eq=False)
class LoadedSet:
    """A set, under the name that it was asked for by; that of robustness has the name of the set it is taken from."""

    name: str
    rows: "TestSet"


def loaded(names: Sequence[str], sets: EvalSetCache, home: Path) -> Iterator[Progress | Problem | LoadedSet]:
    """Progress and each LoadedSet; a Problem for one that cannot be read."""
    for name in names:
        words = (
            tr("Choosing digits for the robustness test")
            if name == ROBUSTNESS
            else tr("Loading {name}", name=set_title(name))
        )
        yield Progress(f"{words} \u2026", -1.0)
        yield from going_on(_one(name, sets, home), name)


def _one(name: str, sets: EvalSetCache, home: Path) -> Iterator[Problem | LoadedSet]:
    from digitpad.evaluation import robustness_measure

    if name == MINE:
        yield from keep_drawings.mended(home)
    yield LoadedSet(name, sets.load(robustness_measure.source(home) if name == ROBUSTNESS else name))
