"""The work of an evaluation, for a job: what is kept is taken, the rest measured and kept. torch comes late."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import numpy as np

from digitpad.analysis.comparison import set_title
from digitpad.core.errors import DigitpadError
from digitpad.evaluation import evaluation_cache, robustness, timings
from digitpad.evaluation.eval_set_cache import EvalSetCache
from digitpad.evaluation.evaluation_cache import Evaluated
from digitpad.jobs.inference_thread import ModelProblem
from digitpad.models.library import Library

if TYPE_CHECKING:
    from digitpad.evaluation.test_sets import TestSet
    from digitpad.learn.card_recognizer import CardRecognizer

TIMED = 60  # predictions, of which the median counts
WARM = 5  # before them: the first ones still fetch the weights from memory


@dataclass(frozen=True, slots=True)
class EvaluationProgress:
    """What is being measured, and how much of all is done: 0 to 1, or below 0 where that is not known yet."""

    text: str
    share: float


@dataclass(frozen=True, slots=True)
class Timed:
    """The median time of one prediction."""

    model: str
    milliseconds: float


def measured(models: Sequence[str], on: str, library: Library, home: Path, sets: EvalSetCache) -> Iterator[object]:
    """Progress, and for each model its row (a dict under the contract's names, with `milliseconds`) and its Evaluated.

    A model that cannot be measured gives a Trouble and costs the others nothing. Raises DatasetError for the set.
    """
    yield EvaluationProgress(f"Loading {set_title(on)} \u2026", -1.0)
    rows = sets.load(on)
    for number, model in enumerate(models):
        try:
            for event in _one(model, rows, library, home):
                if isinstance(event, float):
                    words = f"Measuring {model} on {set_title(on)}, {number + 1} of {len(models)} \u2026"
                    yield EvaluationProgress(words, (number + event) / len(models))
                else:
                    yield event
        except DigitpadError as error:
            yield ModelProblem(model, error.message, error.hint)


def timed(models: Sequence[str], library: Library, home: Path) -> Iterator[object]:
    """Progress, and for each model a Timed, measured now; or a Trouble."""
    from digitpad.learn.card_recognizer import CardRecognizer

    for number, model in enumerate(models):
        yield EvaluationProgress(f"Timing {model} \u2026", number / len(models))
        try:
            found = milliseconds(CardRecognizer.of(library.open(model)))
            yield Timed(model, found)  # before it is kept: a full disk costs nobody the result
            timings.keep(home, library.fingerprint(model), found)
        except DigitpadError as error:
            yield ModelProblem(model, error.message, error.hint)


def recalled(models: Sequence[str], library: Library, home: Path) -> Iterator[object]:
    """What is kept of these models: Evaluated and Timed, and rows of robustness."""
    prints: dict[str, str] = {}
    for model in models:
        try:
            prints[model] = library.fingerprint(model)
        except DigitpadError:
            continue  # broken, or gone meanwhile: the library has said so
    yield from evaluation_cache.recalled(home, prints)
    yield from (found.row() for found in robustness.recalled(home, prints))
    times = timings.recalled(home)
    yield from (Timed(model, times[key]) for model, key in prints.items() if key in times)


def _one(model: str, rows: "TestSet", library: Library, home: Path) -> Iterator[object]:
    """One model: shares done while it is measured, then its row and its Evaluated."""
    from digitpad.learn.card_recognizer import CardRecognizer
    from digitpad.tasks import evaluate_models

    weights = library.fingerprint(model)
    time_here = timings.recalled(home).get(weights)
    new_time = time_here is None
    if time_here is None:
        time_here = milliseconds(CardRecognizer.of(library.open(model)))
    for event in evaluate_models.evaluated(library, model, weights, rows, home):
        if isinstance(event, Evaluated):
            yield event.row() | {"milliseconds": time_here}
        yield event
    if new_time:  # after it is shown: a full disk costs the next start its time, and nobody the result
        timings.keep(home, weights, time_here)


def milliseconds(recognizer: "CardRecognizer") -> float:
    """The median time of one prediction from a glyph, alone and on one thread. It is the same for every glyph."""
    glyphs = np.random.default_rng(0).random((WARM + TIMED, 28, 28), np.float32)
    times = []
    for glyph in glyphs:
        start = time.perf_counter()
        recognizer.recognize_glyph(glyph)
        times.append(1000 * (time.perf_counter() - start))
    return median(times[WARM:])
