"""The drawings behind a figure, fetched for the comparison panel and put on the pad. Imports ui, jobs, library."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Slot

from digitpad.analysis.examples import ExampleSet
from digitpad.controllers.job_pool import JobPool
from digitpad.controllers.pad_controller import PadController
from digitpad.core.records import FAILED, Outcome
from digitpad.evaluation.eval_set_cache import EvalSetCache
from digitpad.ink.ink import Ink
from digitpad.ui.common.messages import COMPARE
from digitpad.ui.main_window import MainWindow

PICKING = "picking a digit"  # what messages are about


@dataclass(frozen=True, slots=True, eq=False)
class Fetched:
    """A gallery's pictures, (N, 28, 28) uint8."""

    gallery: ExampleSet
    glyphs: NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Picked:
    """A drawing for the pad: its ink, or else the (28, 28) float glyph."""

    ink: Ink | None
    glyph: NDArray[np.float32]


class ExamplesController(QObject):
    """Brings drawings of test sets to where they are wanted; the set is read in a job."""

    def __init__(self, window: MainWindow, pad: PadController, sets: EvalSetCache, job_pool: JobPool) -> None:
        super().__init__(window)
        self._window, self._pad, self._sets, self._job_pool = window, pad, sets, job_pool
        window.compare.digits_requested.connect(self._fetch)
        window.compare.digit_chosen.connect(self._pick)
        window.compare.reasons.robustness.sample_requested.connect(self._pick_any)

    @Slot(object)
    def _fetch(self, gallery: ExampleSet) -> None:
        sets = self._sets
        self._job_pool.start(lambda: _fetched(gallery, sets), self._happened, self._fetch_ended)

    @Slot(str, str, int)
    def _pick(self, on: str, data: str, row: int) -> None:
        sets = self._sets
        self._job_pool.start(lambda: _picked(on, data, row, sets), self._happened, place=COMPARE, cause=PICKING)

    @Slot()
    def _pick_any(self) -> None:
        sets = self._sets
        self._job_pool.start(lambda: _picked_any(sets), self._happened, place=COMPARE, cause=PICKING)

    @Slot(list)
    def _happened(self, events: list[object]) -> None:
        for event in events:
            if isinstance(event, Fetched):
                self._window.compare.show_digits(event.gallery, event.glyphs)
            elif isinstance(event, Picked) and event.ink is not None:
                self._window.pad.set_ink(event.ink)
            elif isinstance(event, Picked):
                self._pad.show_glyph(event.glyph)

    @Slot(object)
    def _fetch_ended(self, outcome: Outcome) -> None:
        if outcome.kind == FAILED:
            self._window.compare.show_no_digits(f"{outcome.message} {outcome.hint}")


def _fetched(gallery: ExampleSet, sets: EvalSetCache) -> Iterator[object]:
    yield Fetched(gallery, sets.glyphs(gallery.on, gallery.data, [digit.row for digit in gallery.digits]))


def _picked(on: str, data: str, row: int, sets: EvalSetCache) -> Iterator[object]:
    yield Picked(*sets.drawing(on, data, row))


def _picked_any(sets: EvalSetCache) -> Iterator[object]:
    """Any test digit of MNIST, another one every time."""
    rows = sets.load("mnist")
    yield Picked(*sets.drawing("mnist", rows.fingerprint, int(np.random.default_rng().integers(len(rows)))))
