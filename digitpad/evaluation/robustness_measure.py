"""Robustness measured on test sets: a figure over many digits, kept on disk, and ink drawn again. Imports learn, ink.

Drawn again (`--stress`), every drawing goes the pad's own way: whole pixels of a canvas, the vectors, the glyph. What
is asked there is not only how many are still right but how many answers are the very same.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitpad.core.errors import DatasetError, StorageError
from digitpad.core.language import tr
from digitpad.core.records import DIGITS
from digitpad.evaluation import measure, robustness
from digitpad.evaluation.evaluations import Evaluation
from digitpad.evaluation.robustness import Robustness
from digitpad.evaluation.test_sets import TestSet
from digitpad.ink import corpus
from digitpad.ink.glyph import steps
from digitpad.ink.ink import Ink
from digitpad.ink.perturb import ANYWHERE, Drawing, Redrawing, redrawn
from digitpad.learn.card_recognizer import CardRecognizer, is_too_small

NONE = "none"
MOST = 1000  # drawings, spread evenly over the set: all of them, fifty times over, would be a quarter of an hour
SEED = 11  # of the places and the lost points: the same for every model and every time


def source(home: Path) -> str:
    """The set whose digits are tested: held-out ink where there is ink, else MNIST."""
    return "ink" if corpus.files(home) else "mnist"


def measured(
    recognizers: Sequence[CardRecognizer], rows: TestSet, prints: Mapping[str, str], home: Path
) -> Iterator[float | Robustness]:
    """Yields the share done (0-1), and each model's figures, which are then kept. prints: id -> fingerprint.

    Raises StorageError at the very end where they could not be kept.
    """
    drawings, labels = chosen(rows)
    failure: StorageError | None = None
    for event in robustness.measured(recognizers, drawings, labels):
        yield event
        if isinstance(event, Robustness):
            try:
                robustness.keep(home, prints[event.model], rows.fingerprint, event)
            except StorageError as error:
                failure = error
    if failure is not None:
        raise failure


def chosen(rows: TestSet) -> tuple[list[Drawing], list[int]]:
    """The digits of a set that are tested: ink where it was written with a pen, else glyphs; and what they are."""
    known = np.flatnonzero((rows.labels >= 0) & (rows.labels < len(DIGITS)) & ~rows.refused)
    some = known[robustness.chosen(len(known))]
    scale = 255 if rows.glyphs.dtype == np.uint8 else 1
    drawings: list[Drawing] = []
    for row in some:
        ink = rows.inks[row] if rows.inks else None
        drawings.append(rows.glyphs[row].astype(np.float32) / scale if ink is None else ink)
    return drawings, rows.labels[some].tolist()


# --- ink drawn again ---


@dataclass(frozen=True, slots=True)
class Condition:
    """One line: what is changed, how much of it, and everything about how it is drawn."""

    kind: str
    amount: str
    how: Redrawing


@dataclass(frozen=True, slots=True, eq=False)
class RedrawnEvaluation:
    """One model on a set drawn again; `same` is the share of answers (a class, or refused) that did not change."""

    evaluation: Evaluation
    same: float
    condition: Condition | None = None

    def row(self) -> dict[str, object]:
        """As a row of an evaluation, and what was done beside it; `stress` is "none" for the ink as it is."""
        row = self.evaluation.row() | {"stress": NONE, "amount": "", "same": self.same}
        if self.condition is None:
            return row
        how = self.condition.how
        drawn = {"canvas": how.canvas, "size": how.size, "pen": how.pen}
        return row | {"stress": self.condition.kind, "amount": self.condition.amount} | drawn


def _conditions() -> tuple[Condition, ...]:
    middling = Redrawing(canvas=500, size=0.45, across=ANYWHERE, down=ANYWHERE)
    corners = {"top left": (0, 0), "top right": (1, 0), "bottom left": (0, 1), "bottom right": (1, 1)}
    made = [
        Condition("size", f"{100 * size:.0f} % of {canvas} px", replace(middling, canvas=canvas, size=size))
        for size in (0.70, 0.45, 0.25, 0.12)
        for canvas in (200, 280, 500, 1000, 2000)
    ]
    made += [Condition("place", "middle", Redrawing(size=0.25))]
    made += [Condition("place", name, Redrawing(size=0.25, across=x, down=y)) for name, (x, y) in corners.items()]
    made += [Condition("pen", f"{pen} px", replace(middling, pen=pen)) for pen in (1, 5, 20, 60)]
    turns = (-30, -20, -10, 10, 20, 30)
    made += [Condition("rotation", f"{turn:+d} degrees", replace(middling, rotate=turn)) for turn in turns]
    made += [Condition("shear", f"{turn:+d} degrees", replace(middling, shear=turn)) for turn in turns]
    fast = (0.02, 0.05, 0.10, 0.15)
    made += [Condition("speed", f"a point each {100 * far:.0f} %", replace(middling, spacing=far)) for far in fast]
    lost = (0.1, 0.3, 0.5)
    made += [Condition("dropped", f"{100 * share:.0f} % of points", replace(middling, dropped=share)) for share in lost]
    return tuple(made)


CONDITIONS = _conditions()


def check(rows: TestSet) -> tuple[Ink, ...]:
    """The strokes of a set. Raises DatasetError for one that was not written with a pen."""
    if rows.inks is None:
        raise DatasetError(
            tr("{name} holds pictures, not strokes.", name=rows.name),
            tr("--stress needs ink: --on ink, or an ink file."),
        )
    return rows.inks


def sample(rows: TestSet, most: int = MOST) -> TestSet:
    """The set, or so many of its drawings from all over it. Raises DatasetError as `check` does."""
    check(rows)
    at = robustness.chosen(len(rows), most)

    def picked(values: tuple[Any, ...] | None) -> tuple[Any, ...] | None:
        return None if values is None else tuple(values[row] for row in at)

    return replace(
        rows, glyphs=rows.glyphs[at], labels=rows.labels[at], refused=rows.refused[at], fingerprint="",
        inks=picked(rows.inks), sources=picked(rows.sources), writers=picked(rows.writers),
    )  # fmt: skip


def drawn_again(rows: TestSet, condition: Condition) -> TestSet:
    """The set with every drawing drawn again. Raises DatasetError as `check` does."""
    rng = np.random.default_rng(SEED)
    inks = tuple(redrawn(ink, condition.how, rng) for ink in check(rows))
    glyphs = np.stack([steps(ink, screen=condition.how.screen).centred for ink in inks])
    refused = np.array([not ink or is_too_small(ink) for ink in inks])
    return replace(rows, glyphs=glyphs, refused=refused, inks=inks, fingerprint="")


def conditions_measured(
    recognizers: Sequence[CardRecognizer], rows: TestSet, conditions: Sequence[Condition] = CONDITIONS
) -> Iterator[RedrawnEvaluation]:
    """Each model on the ink as it is, then drawn again under each condition. Raises DatasetError as `check` does."""
    check(rows)
    before = [_evaluated(recognizer, rows) for recognizer in recognizers]
    yield from (RedrawnEvaluation(found, 1.0) for found in before)
    for condition in conditions:
        drawn = drawn_again(rows, condition)
        for recognizer, plain in zip(recognizers, before, strict=True):
            found = _evaluated(recognizer, drawn)
            yield RedrawnEvaluation(found, float((_answers(found) == _answers(plain)).mean()), condition)


def _evaluated(recognizer: CardRecognizer, rows: TestSet) -> Evaluation:
    *_, found = measure.measure(recognizer, rows)
    assert isinstance(found, Evaluation)  # noqa: S101  # measure ends with one
    return found


def _answers(found: Evaluation) -> NDArray[np.int64]:
    """Each row's answer: the class, or -1 where it was refused."""
    return np.where(found.answered, found.best, -1).astype(np.int64)
