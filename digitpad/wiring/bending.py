"""The work behind the robustness column, for a job: kept figures are taken, others measured. torch comes late."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from digitpad.errors import DigitpadError
from digitpad.ink import corpus
from digitpad.ink.transforms import Drawing
from digitpad.jobs.desk import Trouble
from digitpad.library import robustness
from digitpad.library.library import Library
from digitpad.library.robustness import Robustness
from digitpad.library.sets_at_hand import SetsAtHand
from digitpad.records import DIGITS
from digitpad.wiring.measuring import Progress, fingerprint

if TYPE_CHECKING:
    from digitpad.learn.recognizer import CardRecognizer
    from digitpad.library.test_sets import TestSet


def bent(models: Sequence[str], library: Library, home: Path, sets: SetsAtHand) -> Iterator[object]:
    """Progress, and each model's row; a Trouble for one that cannot be measured. Raises DatasetError for the digits."""
    from digitpad.learn.recognizer import CardRecognizer

    on = "ink" if corpus.files(home) else "mnist"
    yield Progress("Choosing digits to bend \u2026", -1.0)
    rows = sets.load(on)
    prints: dict[str, str] = {}
    fresh: list[CardRecognizer] = []
    for model in models:
        try:
            prints[model] = fingerprint(library, model)
            kept = robustness.recalled(home, {model: prints[model]}, rows.fingerprint)
            if kept:
                yield kept[0].row()
            else:
                fresh.append(CardRecognizer(library.card(model), library.weights(model)))
        except DigitpadError as error:
            yield Trouble(model, error.message, error.hint)
    if fresh:
        yield from _measured(fresh, rows, prints, home)


def _measured(
    fresh: "Sequence[CardRecognizer]", rows: "TestSet", prints: dict[str, str], home: Path
) -> Iterator[object]:
    drawings, labels = chosen(rows)
    for event in robustness.measured(fresh, drawings, labels):
        if isinstance(event, Robustness):
            yield event.row()
            robustness.keep(home, prints[event.model], rows.fingerprint, event)
        else:
            yield Progress(f"Bending {len(labels):,} digits \u2026", event)


def chosen(rows: "TestSet") -> tuple[list[Drawing], list[int]]:
    """The digits of a set that are bent: ink where it was written with a pen, else glyphs; and what they are."""
    known = np.flatnonzero((rows.labels >= 0) & (rows.labels < len(DIGITS)) & ~rows.refused)
    some = known[robustness.chosen(len(known))]
    scale = 255 if rows.glyphs.dtype == np.uint8 else 1
    drawings: list[Drawing] = []
    for row in some:
        ink = rows.inks[row] if rows.inks else None
        drawings.append(rows.glyphs[row].astype(np.float32) / scale if ink is None else ink)
    return drawings, rows.labels[some].tolist()
