"""The robustness of models: kept figures are taken, others measured and kept. Imports evaluation, and learn late."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from digitpad.core.errors import StorageError
from digitpad.core.language import tr
from digitpad.evaluation import robustness
from digitpad.evaluation.eval_set_cache import EvalSetCache
from digitpad.evaluation.robustness import ROBUSTNESS, Robustness
from digitpad.models.library import Library
from digitpad.tasks.load_sets import LoadedSet, loaded
from digitpad.tasks.progress import Problem, Progress, going_on, problem_of

if TYPE_CHECKING:
    from digitpad.evaluation.test_sets import TestSet
    from digitpad.learn.card_recognizer import CardRecognizer


def measured_here(
    library: Library, models: Sequence[str], home: Path, sets: EvalSetCache
) -> Iterator[Progress | Robustness | Problem]:
    """The robustness of the models on the digits of this home: held-out ink where there is ink, else MNIST's."""
    for event in loaded([ROBUSTNESS], sets, home):
        if isinstance(event, LoadedSet):
            yield from measured(library, models, event.rows, home)
        else:
            yield event


def measured(
    library: Library, models: Sequence[str], rows: "TestSet", home: Path, *, fresh: bool = False
) -> Iterator[Progress | Robustness | Problem]:
    """Progress, and each model's figures, those first that are kept; a Problem for one that cannot be measured.

    fresh: measured anew even where they are kept.
    """
    from digitpad.evaluation import robustness_measure

    prints: dict[str, str] = {}
    missing: list[CardRecognizer] = []
    for model in models:
        for found in going_on(_known(library, model, rows, home, prints, fresh=fresh), model):
            if isinstance(found, Robustness | Problem):
                yield found
            else:
                missing.append(found)
    if not missing:
        return
    words = tr("Testing {digits_tested:,} digits …", digits_tested=min(robustness.DIGITS_TESTED, len(rows)))
    try:
        for event in robustness_measure.measured(missing, rows, prints, home):
            yield event if isinstance(event, Robustness) else Progress(words, event)
    except StorageError as error:
        yield problem_of(error, unkept=True)


def _known(
    library: Library, model: str, rows: "TestSet", home: Path, prints: dict[str, str], *, fresh: bool
) -> Iterator["Robustness | CardRecognizer"]:
    """What is kept of the model, else its recognizer; its fingerprint goes into `prints`."""
    from digitpad.learn.card_recognizer import CardRecognizer

    prints[model] = library.fingerprint(model)
    kept = [] if fresh else robustness.recalled(home, {model: prints[model]}, rows.fingerprint)
    yield kept[0] if kept else CardRecognizer.of(library.open(model))
