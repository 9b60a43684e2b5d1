"""The drawings behind a figure: their pictures, or one of them for the pad. Imports evaluation, and torch late."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitpad.analysis.examples import ExampleSet
from digitpad.evaluation.eval_set_cache import EvalSetCache
from digitpad.ink.ink import Ink


@dataclass(frozen=True, slots=True, eq=False)
class FetchedExamples:
    """A gallery's pictures, (N, 28, 28) uint8."""

    gallery: ExampleSet
    glyphs: NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class PickedExample:
    """A drawing for the pad: its ink, or else the (28, 28) float glyph."""

    ink: Ink | None
    glyph: NDArray[np.float32]


def fetched(gallery: ExampleSet, sets: EvalSetCache) -> Iterator[FetchedExamples]:
    """The gallery's pictures. Raises DatasetError where the set is another now, or cannot be read."""
    yield FetchedExamples(gallery, sets.glyphs(gallery.on, gallery.data, [digit.row for digit in gallery.digits]))


def picked(on: str, data: str, row: int, sets: EvalSetCache) -> Iterator[PickedExample]:
    """One row of a set. Raises DatasetError where the set is another now, or cannot be read."""
    yield PickedExample(*sets.drawing(on, data, row))


def picked_any(sets: EvalSetCache, digit: str = "") -> Iterator[PickedExample]:
    """Any test digit of MNIST, or any of one class, another one every time. Raises DatasetError."""
    rows = sets.load("mnist")
    among = np.flatnonzero(rows.labels == int(digit)) if digit else np.arange(len(rows))
    yield from picked("mnist", rows.fingerprint, int(np.random.default_rng().choice(among)), sets)
