"""Gathers what a report needs: models measured on sets, or taken as kept; mistakes and times. Imports library."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from digitpad import __version__
from digitpad.analysis import comparison, examples
from digitpad.analysis.html_report import Mistake, Part, Report
from digitpad.core.errors import StorageError
from digitpad.core.records import NO_CLASS, Score
from digitpad.evaluation import measure, robustness, timings
from digitpad.evaluation.evaluation_cache import Evaluated
from digitpad.evaluation.test_sets import TestSet
from digitpad.models.library import Library
from digitpad.tasks import evaluate_models

MISTAKES = 24  # a model and set


def gathered(
    library: Library, models: Sequence[str], sets: Sequence[TestSet], home: Path, *, fresh: bool = False
) -> Iterator[float | Report]:
    """Yields the share done (0-1) while models are measured, and the Report last.

    A set is shown for the models that know its classes; the robustness of a model where it is kept. Raises
    UnknownNameError, ModelError before any measuring, and StorageError at the very end, behind the Report, where the
    figures in it could not be kept for the next time.
    """
    cards = [library.card(model) for model in models]
    prints = {model: library.fingerprint(model) for model in models}
    times = timings.recalled(home)
    parts: list[Part] = []
    scores: dict[tuple[str, str], Score] = {}
    whole, unkept = max(len(sets) * len(cards), 1), []
    for number, rows in enumerate(sets):
        found: list[Evaluated] = []
        for at, card in enumerate(cards):
            done = number * len(cards) + at
            if rows.fits(card):
                try:
                    for event in evaluate_models.evaluated(library, card.id, prints[card.id], rows, home, fresh=fresh):
                        if isinstance(event, float):
                            yield (done + event) / whole
                        else:
                            found.append(event)
                            scores[card.id, rows.name] = event.score
                except StorageError as error:  # the figures are there all the same
                    unkept.append(error)
            yield (done + 1) / whole
        if found:
            parts.append(Part(rows.name, tuple(found), {each.model: _mistakes(each, rows) for each in found}))
    known = {model: times[key] for model, key in prints.items() if key in times}
    table = comparison.rows(cards, scores, known)
    tested = {each.model: each for each in robustness.recalled(home, prints)}  # the newest where there are several
    made = datetime.now(UTC).isoformat(timespec="seconds")
    yield Report(tuple(table), tuple(parts), made, __version__, tuple(tested[m] for m in models if m in tested))
    if unkept:
        raise unkept[0]


def _mistakes(found: Evaluated, rows: TestSet) -> tuple[Mistake, ...]:
    wrong = np.flatnonzero((found.labels != NO_CLASS) & ~found.right)
    digits = examples.of_rows(found, wrong, "").digits[:MISTAKES]
    glyphs = [np.rint(255 * measure.floats(rows.glyphs[digit.row])).astype(np.uint8) for digit in digits]
    return tuple(Mistake(digit, glyph) for digit, glyph in zip(digits, glyphs, strict=True))
