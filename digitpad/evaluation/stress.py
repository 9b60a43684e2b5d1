"""Under stress: the ink of a set drawn again in other sizes, places, turns and speeds. Imports learn and ink.

Every drawing goes the pad's own way: whole pixels of a canvas, the strokes' vectors, the glyph. What is asked is not
only how many are still right but how many answers are the very same as without stress.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitpad.core.errors import DatasetError
from digitpad.evaluation import measure
from digitpad.evaluation.measure import Evaluation
from digitpad.evaluation.robustness import chosen
from digitpad.evaluation.test_sets import TestSet
from digitpad.ink.glyph import steps
from digitpad.ink.ink import Ink
from digitpad.ink.replay import ANYWHERE, Replay, replayed
from digitpad.learn.card_recognizer import CardRecognizer, is_too_small

NONE = "none"
MOST = 1000  # drawings, spread evenly over the set: all of them, fifty times over, would be a quarter of an hour
SEED = 11  # of the places and the lost points: the same for every model and every time


@dataclass(frozen=True, slots=True)
class Stress:
    """One line of the sweep: what is changed, how much of it, and everything about how it is drawn."""

    kind: str
    amount: str
    how: Replay


@dataclass(frozen=True, slots=True, eq=False)
class Stressed:
    """One model under one stress; `same` is the share of answers (a class, or refused) that did not change."""

    evaluation: Evaluation
    same: float
    stress: Stress | None = None

    def row(self) -> dict[str, object]:
        """As a row of an evaluation, and what was done beside it; stress is "none" for the ink as it is."""
        row = self.evaluation.row() | {"stress": NONE, "amount": "", "same": self.same}
        if self.stress is None:
            return row
        how = self.stress.how
        drawn = {"canvas": how.canvas, "size": how.size, "pen": how.pen}
        return row | {"stress": self.stress.kind, "amount": self.stress.amount} | drawn


def _sweep() -> tuple[Stress, ...]:
    middling = Replay(canvas=500, size=0.45, across=ANYWHERE, down=ANYWHERE)
    corners = {"top left": (0, 0), "top right": (1, 0), "bottom left": (0, 1), "bottom right": (1, 1)}
    made = [
        Stress("size", f"{100 * size:.0f} % of {canvas} px", replace(middling, canvas=canvas, size=size))
        for size in (0.70, 0.45, 0.25, 0.12)
        for canvas in (200, 280, 500, 1000, 2000)
    ]
    made += [Stress("place", "middle", Replay(size=0.25))]
    made += [Stress("place", name, Replay(size=0.25, across=x, down=y)) for name, (x, y) in corners.items()]
    made += [Stress("pen", f"{pen} px", replace(middling, pen=pen)) for pen in (1, 5, 20, 60)]
    turns = (-30, -20, -10, 10, 20, 30)
    made += [Stress("rotation", f"{turn:+d} degrees", replace(middling, rotate=turn)) for turn in turns]
    made += [Stress("shear", f"{turn:+d} degrees", replace(middling, shear=turn)) for turn in turns]
    fast = (0.02, 0.05, 0.10, 0.15)
    made += [Stress("speed", f"a point each {100 * far:.0f} %", replace(middling, spacing=far)) for far in fast]
    lost = (0.1, 0.3, 0.5)
    made += [Stress("dropped", f"{100 * share:.0f} % of points", replace(middling, dropped=share)) for share in lost]
    return tuple(made)


SWEEP = _sweep()


def check(rows: TestSet) -> tuple[Ink, ...]:
    """The strokes of a set. Raises DatasetError for one that was not written with a pen."""
    if rows.inks is None:
        raise DatasetError(f"{rows.name} holds pictures, not strokes.", "Stress needs ink: --on ink, or an ink file.")
    return rows.inks


def sample(rows: TestSet, most: int = MOST) -> TestSet:
    """The set, or so many of its drawings from all over it. Raises DatasetError as `check` does."""
    check(rows)
    at = chosen(len(rows), most)

    def picked(values: tuple[Any, ...] | None) -> tuple[Any, ...] | None:
        return None if values is None else tuple(values[row] for row in at)

    return replace(
        rows, glyphs=rows.glyphs[at], labels=rows.labels[at], refused=rows.refused[at], fingerprint="",
        inks=picked(rows.inks), sources=picked(rows.sources), writers=picked(rows.writers),
    )  # fmt: skip


def redrawn(rows: TestSet, stress: Stress) -> TestSet:
    """The set with every drawing drawn again. Raises DatasetError as `check` does."""
    rng = np.random.default_rng(SEED)
    inks = tuple(replayed(ink, stress.how, rng) for ink in check(rows))
    glyphs = np.stack([steps(ink, screen=stress.how.screen).centred for ink in inks])
    refused = np.array([not ink or is_too_small(ink) for ink in inks])
    return replace(rows, glyphs=glyphs, refused=refused, inks=inks, fingerprint="")


def under_stress(
    recognizers: Sequence[CardRecognizer], rows: TestSet, sweep: Sequence[Stress] = SWEEP
) -> Iterator[Stressed]:
    """Each model on the ink as it is, then under each stress. Raises DatasetError as `check` does."""
    check(rows)
    before = [_evaluated(recognizer, rows) for recognizer in recognizers]
    yield from (Stressed(found, 1.0) for found in before)
    for stress in sweep:
        drawn = redrawn(rows, stress)
        for recognizer, plain in zip(recognizers, before, strict=True):
            found = _evaluated(recognizer, drawn)
            yield Stressed(found, float((_answers(found) == _answers(plain)).mean()), stress)


def _evaluated(recognizer: CardRecognizer, rows: TestSet) -> Evaluation:
    *_, found = measure.measure(recognizer, rows)
    assert isinstance(found, Evaluation)  # noqa: S101  # measure ends with one
    return found


def _answers(found: Evaluation) -> NDArray[np.int64]:
    """Each row's answer: the class, or -1 where it was refused."""
    return np.where(found.answered, found.best, -1).astype(np.int64)
