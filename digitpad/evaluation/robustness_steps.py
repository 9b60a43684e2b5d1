"""Until it breaks: one drawing bent step by step, and what each model makes of every step. numpy and ink, no torch.

Recognizers come from whoever has loaded them, so that the window can hold what is found without loading torch.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from digitpad.core.records import Card
from digitpad.ink import perturb
from digitpad.ink.perturb import TRANSFORMS, Drawing, Transform


class Classifier(Protocol):
    """What a sweep needs of a recognizer."""

    @property
    def card(self) -> Card:
        """What is known of the model."""

    def probabilities(self, pictures: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """(N, 28, 28) glyphs to (N, classes), and (N,) whether each is answered."""


@dataclass(frozen=True, slots=True, eq=False)
class Perturbation:
    """A drawing in every step of one transform: glyphs (N, 28, 28) float32 for the N amounts."""

    kind: str
    fitted: bool
    glyphs: NDArray[np.float32]
    number: int = 0  # of the question that it answers

    @property
    def transform(self) -> Transform:
        """The transform."""
        return TRANSFORMS[self.kind]


@dataclass(frozen=True, slots=True, eq=False)
class RobustnessCurve:
    """One model over a bending: its probabilities (N, classes)."""

    model: str
    table: NDArray[np.float64]
    number: int = 0

    def right(self, true: int) -> NDArray[np.bool_]:
        """Where the class is the likeliest one, (N,)."""
        return np.asarray(self.table.argmax(axis=1) == true)


@dataclass(frozen=True, slots=True)
class ToleranceRange:
    """From where to where a model stays right, around the neutral step: indices of the first wrong step at each side.

    None: it stays right to the end of that side. `at_all`: it is right where nothing is bent.
    """

    below: int | None
    above: int | None
    at_all: bool = True


def swept(drawing: Drawing, kind: str, *, fitted: bool = True, number: int = 0) -> Perturbation:
    """The drawing bent in all steps of this kind. Raises KeyError for an unknown kind."""
    return Perturbation(kind, fitted, perturb.swept(drawing, kind, fitted=fitted), number)


def curves(bending: Perturbation, recognizers: Mapping[str, Classifier]) -> Iterator[RobustnessCurve]:
    """What each model makes of the bending, one after the other."""
    for model, recognizer in recognizers.items():
        yield RobustnessCurve(model, recognizer.probabilities(bending.glyphs)[0], bending.number)


def hold(right: NDArray[np.bool_], neutral_at: int) -> ToleranceRange:
    """The unbroken run of right steps around the neutral one. right (N,)."""
    if not right[neutral_at]:
        return ToleranceRange(None, None, at_all=False)
    wrong = np.flatnonzero(~right)
    below, above = wrong[wrong < neutral_at], wrong[wrong > neutral_at]
    return ToleranceRange(int(below[-1]) if len(below) else None, int(above[0]) if len(above) else None)


def hold_text(found: ToleranceRange, transform: Transform) -> str:
    """In words: where the model fails, such as "fails from -32° and from 44°"."""
    if not found.at_all:
        return "wrong from the start"
    ends = [transform.shown(float(transform.amounts[at])) for at in (found.below, found.above) if at is not None]
    if not ends:
        return "never fails here"
    return f"fails from {' and '.join(ends)}"
