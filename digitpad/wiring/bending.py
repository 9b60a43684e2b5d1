"""The work behind the robustness column, for a job: kept figures are taken, others measured. torch comes late."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from digitpad.errors import DigitpadError
from digitpad.jobs.desk import Trouble
from digitpad.library import evaluations, robustness
from digitpad.library.library import Library
from digitpad.library.robustness import Robustness
from digitpad.library.sets_at_hand import SetsAtHand
from digitpad.wiring.measuring import Progress


def bent(models: Sequence[str], library: Library, home: Path, sets: SetsAtHand) -> Iterator[object]:
    """Progress, and each model's row; a Trouble for one that cannot be measured. Raises DatasetError for the digits."""
    from digitpad.learn.recognizer import CardRecognizer
    from digitpad.library import bending

    yield Progress("Choosing digits to bend \u2026", -1.0)
    rows = sets.load(bending.source(home))
    prints: dict[str, str] = {}
    fresh: list[CardRecognizer] = []
    for model in models:
        try:
            prints[model] = evaluations.fingerprint_of(library, model)
            kept = robustness.recalled(home, {model: prints[model]}, rows.fingerprint)
            if kept:
                yield kept[0].row()
            else:
                fresh.append(CardRecognizer(library.card(model), library.weights(model)))
        except DigitpadError as error:
            yield Trouble(model, error.message, error.hint)
    if fresh:
        for event in bending.measured(fresh, rows, prints, home):
            if isinstance(event, Robustness):
                yield event.row()
            else:
                yield Progress(f"Bending {min(robustness.DIGITS_BENT, len(rows)):,} digits \u2026", event)
