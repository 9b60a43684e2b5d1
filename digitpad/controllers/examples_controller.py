"""The drawings behind a figure, fetched for the comparison panel and put on the pad. Imports ui, jobs and tasks."""

from PySide6.QtCore import QObject, Slot

from digitpad.analysis.examples import ExampleSet
from digitpad.controllers.job_pool import JobPool
from digitpad.controllers.pad_controller import PadController
from digitpad.core.records import FAILED, Outcome
from digitpad.evaluation.eval_set_cache import EvalSetCache
from digitpad.ink.subject import Picture
from digitpad.tasks import fetch_examples
from digitpad.tasks.fetch_examples import FetchedExamples, PickedExample
from digitpad.ui.common.messages import COMPARE
from digitpad.ui.main_window import MainWindow

PICKING = "picking a digit"  # what messages are about


class ExamplesController(QObject):
    """Brings drawings of test sets to where they are wanted; the set is read in a job."""

    def __init__(self, window: MainWindow, pad: PadController, sets: EvalSetCache, job_pool: JobPool) -> None:
        super().__init__(window)
        self._window, self._pad, self._sets, self._job_pool = window, pad, sets, job_pool
        window.compare.digits_requested.connect(self._fetch)
        window.compare.digit_chosen.connect(self._pick)
        window.compare.reasons.robustness.sample_requested.connect(self._pick_any)
        window.pad.sample_requested.connect(self._pick_of)

    @Slot(object)
    def _fetch(self, gallery: ExampleSet) -> None:
        sets = self._sets
        self._job_pool.start(lambda: fetch_examples.fetched(gallery, sets), self._happened, self._fetch_ended)

    @Slot(str, str, int)
    def _pick(self, on: str, data: str, row: int) -> None:
        sets = self._sets
        work = lambda: fetch_examples.picked(on, data, row, sets)  # noqa: E731  # asked for on the job's thread
        self._job_pool.start(work, self._happened, place=COMPARE, cause=PICKING)

    @Slot()
    def _pick_any(self) -> None:
        sets = self._sets
        self._job_pool.start(lambda: fetch_examples.picked_any(sets), self._happened, place=COMPARE, cause=PICKING)

    @Slot(str)
    def _pick_of(self, digit: str) -> None:
        sets = self._sets
        self._job_pool.start(lambda: fetch_examples.picked_any(sets, digit), self._happened, cause=PICKING)

    @Slot(list)
    def _happened(self, events: list[object]) -> None:
        for event in events:
            if isinstance(event, FetchedExamples):
                self._window.compare.show_digits(event.gallery, event.glyphs)
            elif isinstance(event, PickedExample) and event.ink is not None:
                self._window.pad.set_ink(event.ink)
            elif isinstance(event, PickedExample):
                self._window.pad.show_picture(Picture.of_glyph(event.glyph))

    @Slot(object)
    def _fetch_ended(self, outcome: Outcome) -> None:
        if outcome.kind == FAILED:
            self._window.compare.show_no_digits(outcome.sentence)
