"""Gathers what a report needs: models measured on sets, or taken as kept; mistakes and times. Imports library."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from digitpad import __version__
from digitpad.errors import ModelError
from digitpad.learn.recognizer import CardRecognizer
from digitpad.library import comparison, evaluations, galleries, scoring, timings
from digitpad.library.evaluations import Evaluated
from digitpad.library.library import Library
from digitpad.library.report import Mistake, Part, Report
from digitpad.library.scoring import Evaluation
from digitpad.library.test_sets import NO_CLASS, TestSet
from digitpad.records import Score

MISTAKES = 24  # a model and set


def gathered(library: Library, models: Sequence[str], sets: Sequence[TestSet], home: Path) -> Iterator[float | Report]:
    """Yields the share done (0-1) while models are measured, and the Report last.

    A set is shown for the models that know its classes. Raises UnknownNameError, ModelError before any measuring.
    """
    cards = [library.card(model) for model in models]
    prints = {model: _fingerprint(library, model) for model in models}
    times = timings.recalled(home)
    parts: list[Part] = []
    scores: dict[tuple[str, str], Score] = {}
    whole = max(len(sets) * len(cards), 1)
    for number, rows in enumerate(sets):
        found: list[Evaluated] = []
        for at, card in enumerate(cards):
            done = number * len(cards) + at
            if rows.classes is None or rows.classes == card.classes:
                for event in evaluated(library, card.id, prints[card.id], rows, home):
                    if isinstance(event, float):
                        yield (done + event) / whole
                    else:
                        found.append(event)
                        scores[card.id, rows.name] = event.score
            yield (done + 1) / whole
        if found:
            parts.append(Part(rows.name, tuple(found), {each.model: _mistakes(each, rows) for each in found}))
    known = {model: times[key] for model, key in prints.items() if key in times}
    table = comparison.rows(cards, scores, known)
    yield Report(tuple(table), tuple(parts), datetime.now(UTC).isoformat(timespec="seconds"), __version__)


def evaluated(library: Library, model: str, weights: str, rows: TestSet, home: Path) -> Iterator[float | Evaluated]:
    """One model on one set, from the disk where it is kept: yields the share done, and the Evaluated last."""
    kept = evaluations.kept(home, model, weights, rows.fingerprint)
    if kept is not None:
        yield evaluations.named(kept, rows.name)
        return
    for event in scoring.measure(CardRecognizer(library.card(model), library.weights(model)), rows):
        if isinstance(event, float):
            yield event
        else:
            made = _row_by_row(event, rows, weights)
            evaluations.keep(home, made)
            yield made


def _row_by_row(event: Evaluation, rows: TestSet, weights: str) -> Evaluated:
    return Evaluated(
        event.card.id, weights, rows.fingerprint, event.score, event.card.classes,
        rows.labels.astype(np.int16), event.best.astype(np.int16), event.confidence.astype(np.float32),
        event.answered, datetime.now(UTC).isoformat(timespec="seconds"),
    )  # fmt: skip


def _mistakes(found: Evaluated, rows: TestSet) -> tuple[Mistake, ...]:
    wrong = np.flatnonzero((found.labels != NO_CLASS) & ~found.right)
    digits = galleries.of_rows(found, wrong, "").digits[:MISTAKES]
    glyphs = [np.rint(255 * scoring.floats(rows.glyphs[digit.row])).astype(np.uint8) for digit in digits]
    return tuple(Mistake(digit, glyph) for digit, glyph in zip(digits, glyphs, strict=True))


def _fingerprint(library: Library, model: str) -> str:
    card = library.card(model)
    path = library.folder(model) / card.weights
    try:
        return evaluations.fingerprint(card, path.read_bytes())
    except OSError as error:
        raise ModelError(
            f"The weights of {model} cannot be read: {error.strerror or error}.", f"See {path}."
        ) from error
