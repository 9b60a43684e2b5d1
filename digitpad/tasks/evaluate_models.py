"""Models on sets: as kept where the same weights met the same data before, else measured and kept. Imports evaluation.

The window, the command line and reports all come through here, so a figure is the same wherever it is read, and is
measured once. torch is loaded when the first event is asked for.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from digitpad.analysis import differences
from digitpad.analysis.comparison import set_title
from digitpad.core.errors import DigitpadError, StorageError
from digitpad.core.language import tr
from digitpad.core.records import Card
from digitpad.evaluation import evaluation_cache, robustness, timings
from digitpad.evaluation.eval_set_cache import EvalSetCache
from digitpad.evaluation.evaluations import Evaluation
from digitpad.evaluation.robustness import Robustness
from digitpad.models.library import Library
from digitpad.tasks import measure_times
from digitpad.tasks.load_sets import LoadedSet, loaded
from digitpad.tasks.measure_times import Timed
from digitpad.tasks.progress import Problem, Progress, going_on, problem_of

if TYPE_CHECKING:
    from digitpad.evaluation.test_sets import TestSet


@dataclass(frozen=True, slots=True, eq=False)
class EvaluationDetails:
    """An evaluation, and its row with what stands behind it: digits, sources, writers, and whom it differs from."""

    evaluation: Evaluation
    row: dict[str, object]
    against: Mapping[str, float] | None = None  # McNemar's p by the other model; None where none was compared


def usable(library: Library, models: Sequence[str]) -> Iterator[Card | Problem]:
    """The cards of the models that load; a Problem for one that is unknown or broken. Raises InstallError."""
    from digitpad.learn import device

    device.import_torch()
    for model in models:
        yield from going_on(_card(library, model), model)


def evaluated_and_timed(
    library: Library, models: Sequence[str], on: str, home: Path, sets: EvalSetCache
) -> Iterator[Progress | Evaluation | Timed | Problem]:
    """The models on the set of this name, and how long a prediction takes each of them where that is not known."""
    for event in loaded([on], sets, home):
        if isinstance(event, LoadedSet):
            yield from evaluated(library, models, event.rows, home, timing=True)
        else:
            yield event


def detailed(
    library: Library, models: Sequence[str], rows: "TestSet", home: Path, *, fresh: bool = False, paired: bool = False
) -> Iterator[Progress | EvaluationDetails | Problem]:
    """The models on one set with all that is known of their figures.

    paired: with McNemar's test against each other model, for which all are measured first.
    """
    from digitpad.evaluation.breakdown import breakdown

    found: list[Evaluation] = []
    for event in evaluated(library, models, rows, home, fresh=fresh):
        if isinstance(event, Progress | Problem):
            yield event
        elif isinstance(event, Evaluation) and paired:
            found.append(event)
        elif isinstance(event, Evaluation):
            yield EvaluationDetails(event, event.row() | breakdown(event, rows))
    for each, against in zip(found, differences.chances(found), strict=True):
        yield EvaluationDetails(each, each.row() | breakdown(each, rows) | {"mcnemar_p": against}, against)


def evaluated(
    library: Library, models: Sequence[str], rows: "TestSet", home: Path, *, fresh: bool = False, timing: bool = False
) -> Iterator[Progress | Evaluation | Timed | Problem]:
    """The models on one set: Progress, and each one's Evaluation, which is then kept; or a Problem.

    fresh: measured anew even where it is kept. timing: with each one's Timed before it.
    """
    for number, model in enumerate(models):
        words = tr(
            "Measuring {model} on {name}, {number} of {count} …",
            model=model,
            name=set_title(rows.name),
            number=number + 1,
            count=len(models),
        )
        for event in going_on(_one(library, model, rows, home, fresh=fresh, timing=timing), model):
            yield Progress(words, (number + event) / len(models)) if isinstance(event, float) else event


def recalled(library: Library, models: Sequence[str], home: Path) -> Iterator[Evaluation | Robustness | Timed]:
    """What is kept of these models from earlier sessions."""
    prints: dict[str, str] = {}
    for model in models:
        try:
            prints[model] = library.fingerprint(model)
        except DigitpadError:
            continue  # broken, or gone meanwhile: the library has said so
    yield from evaluation_cache.recalled(home, prints)
    yield from robustness.recalled(home, prints)
    times = timings.recalled(home)
    yield from (Timed(model, times[key]) for model, key in prints.items() if key in times)


def _card(library: Library, model: str) -> Iterator[Card]:
    from digitpad.learn.card_recognizer import CardRecognizer

    found = library.open(model)
    CardRecognizer.of(found)
    yield found.card


def _one(
    library: Library, model: str, rows: "TestSet", home: Path, *, fresh: bool, timing: bool
) -> Iterator[float | Evaluation | Timed | Problem]:
    """One model: its Timed, the share done (0-1), the Evaluation, and a Problem where either cannot be kept."""
    from digitpad.evaluation import measure
    from digitpad.learn.card_recognizer import CardRecognizer

    opened = library.open(model)
    rows = rows.judged_by(opened.card)
    recognizer = cache(lambda: CardRecognizer.of(opened))  # built where something is to be measured, and once
    if timing:
        yield from measure_times.known(opened, recognizer, home)
    kept = None if fresh else evaluation_cache.kept(home, model, opened.fingerprint, rows.fingerprint)
    if kept is not None and np.array_equal(kept.labels, rows.labels):
        yield replace(evaluation_cache.named(kept, rows.name), fits=rows.fits(opened.card))
        return
    for event in measure.measure(recognizer(), rows):
        if isinstance(event, float):
            yield event
            continue
        made = replace(event, weights=opened.fingerprint, measured=datetime.now(UTC).isoformat(timespec="seconds"))
        yield made
        if made.fits:  # what a model says of another world's things is no figure of it
            try:
                evaluation_cache.keep(home, made)
            except StorageError as error:
                yield problem_of(error, model, unkept=True)
