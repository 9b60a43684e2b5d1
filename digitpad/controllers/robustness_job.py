"""The work behind the robustness column, for a job: kept figures are taken, others measured. torch comes late."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from digitpad.controllers.evaluation_job import EvaluationProgress
from digitpad.core.errors import DigitpadError
from digitpad.evaluation import robustness
from digitpad.evaluation.eval_set_cache import EvalSetCache
from digitpad.evaluation.robustness import Robustness
from digitpad.jobs.inference_thread import ModelProblem
from digitpad.models.library import Library


def tested(models: Sequence[str], library: Library, home: Path, sets: EvalSetCache) -> Iterator[object]:
    """Progress, and each model's row; a Trouble for one that cannot be measured. Raises DatasetError for the digits."""
    from digitpad.evaluation import robustness_measure
    from digitpad.learn.card_recognizer import CardRecognizer

    yield EvaluationProgress("Choosing digits for the robustness test \u2026", -1.0)
    rows = sets.load(robustness_measure.source(home))
    prints: dict[str, str] = {}
    fresh: list[CardRecognizer] = []
    for model in models:
        try:
            prints[model] = library.fingerprint(model)
            kept = robustness.recalled(home, {model: prints[model]}, rows.fingerprint)
            if kept:
                yield kept[0].row()
            else:
                fresh.append(CardRecognizer.of(library.open(model)))
        except DigitpadError as error:
            yield ModelProblem(model, error.message, error.hint)
    if fresh:
        for event in robustness_measure.measured(fresh, rows, prints, home):
            if isinstance(event, Robustness):
                yield event.row()
            else:
                yield EvaluationProgress(f"Testing {min(robustness.DIGITS_TESTED, len(rows)):,} digits \u2026", event)
