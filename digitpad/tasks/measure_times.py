"""How long one prediction takes here, model by model, measured and kept. Imports evaluation, and learn late."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import numpy as np

from digitpad.core.errors import StorageError
from digitpad.core.language import tr
from digitpad.evaluation import timings
from digitpad.models.cards import OpenModel
from digitpad.models.library import Library
from digitpad.tasks.progress import Problem, Progress, going_on, problem_of

if TYPE_CHECKING:
    from digitpad.learn.card_recognizer import CardRecognizer

TIMED = 60  # predictions, of which the median counts
WARM = 5  # before them: the first ones still fetch the weights from memory


@dataclass(frozen=True, slots=True)
class Timed:
    """The median time of one prediction."""

    model: str
    milliseconds: float


def timed(library: Library, models: Sequence[str], home: Path) -> Iterator[Progress | Timed | Problem]:
    """Progress, and for each model a Timed, measured now and kept; or a Problem."""
    for number, model in enumerate(models):
        yield Progress(tr("Timing {model} …", model=model), number / len(models))
        yield from going_on(_opened(library, model, home), model)


def known(model: OpenModel, recognizer: Callable[[], "CardRecognizer"], home: Path) -> Iterator[Timed | Problem]:
    """The model's Timed, as kept or else measured now, by a recognizer that is built for that. Raises ModelError."""
    kept = timings.recalled(home).get(model.fingerprint)
    if kept is not None:
        yield Timed(model.card.id, kept)
    else:
        yield from _measured(model, recognizer(), home)


def _opened(library: Library, model: str, home: Path) -> Iterator[Timed | Problem]:
    from digitpad.learn.card_recognizer import CardRecognizer

    found = library.open(model)
    yield from _measured(found, CardRecognizer.of(found), home)


def _measured(model: OpenModel, recognizer: "CardRecognizer", home: Path) -> Iterator[Timed | Problem]:
    """The model's Timed, measured now; it is yielded before it is kept."""
    found = milliseconds(recognizer)
    yield Timed(model.card.id, found)
    try:
        timings.keep(home, model.fingerprint, found)
    except StorageError as error:
        yield problem_of(error, model.card.id, unkept=True)


def milliseconds(recognizer: "CardRecognizer") -> float:
    """The median time of one prediction from a glyph, and a path where the model takes one, alone and on one thread.

    It is the same for every drawing.
    """
    from digitpad.ink import path

    paths = np.zeros((1, *path.SHAPE), np.float32) if recognizer.card.takes_path else None
    glyphs = np.random.default_rng(0).random((WARM + TIMED, 28, 28), np.float32)
    times = []
    for glyph in glyphs:
        start = time.perf_counter()
        recognizer.probabilities(glyph[None], paths)
        times.append(1000 * (time.perf_counter() - start))
    return median(times[WARM:])
