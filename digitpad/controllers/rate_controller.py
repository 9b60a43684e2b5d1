"""Finding a learning rate in the window: the range test as a job, its curve in a dialog. Imports QtCore, ui, tasks."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from digitpad.controllers.job_pool import JobPool
from digitpad.core.language import tr
from digitpad.core.plans import Plan
from digitpad.core.rate_range import RateFound, RateTried
from digitpad.core.records import FAILED, STOPPED, Outcome
from digitpad.jobs.job import Job
from digitpad.tasks import find_rate
from digitpad.tasks.progress import Progress
from digitpad.ui.main_window import MainWindow

if TYPE_CHECKING:
    from digitpad.ui.train.rate_dialog import RateDialog


class RateController(QObject):
    """One range test at a time, of the plan that stands in Train; a run that starts ends it."""

    def __init__(self, window: MainWindow, job_pool: JobPool, home: Path) -> None:
        super().__init__(window)
        self._window, self._job_pool, self._home = window, job_pool, home
        self._box: RateDialog | None = None
        self._job: Job | None = None
        self._again = False  # one was asked for while the last one had yet to end
        window.train.find_rate_requested.connect(self.open)
        window.train.start_requested.connect(self._stop)
        window.train.continue_requested.connect(self._stop)

    @Slot()
    def open(self) -> None:
        """Opens the dialog, and starts a test."""
        if self._box is None:
            from digitpad.ui.train.rate_dialog import RateDialog  # here: it would hold up the first paint

            self._box = RateDialog(self._window)
            self._box.start_requested.connect(self._start)
            self._box.stop_requested.connect(self._stop)
            self._box.rate_chosen.connect(self._window.train.take_learning_rate)
        self._box.show()
        self._box.activateWindow()
        self._start()

    @Slot()
    def _start(self) -> None:
        if self._box is None or self._job is not None:
            self._again = self._job is not None
            return
        plan: Plan = self._window.train.plan()
        home = self._home
        self._box.begin(plan.recipe)
        self._job = self._job_pool.start(lambda: find_rate.found(plan, home), self._happened, self._over)

    @Slot()
    def _stop(self) -> None:
        self._again = False
        if self._job is not None:
            self._job.stop()

    @Slot(list)
    def _happened(self, events: list[object]) -> None:
        if self._box is None:
            return
        for event in events:
            match event:
                case Progress():
                    self._box.show_progress(event.share, event.text)
                case RateFound():
                    self._box.show_found(event)
        tried = [event for event in events if isinstance(event, RateTried)]
        if tried:
            self._box.show_tried(tried)

    @Slot(object)
    def _over(self, outcome: Outcome) -> None:
        self._job = None
        if self._box is None:
            return
        failed = outcome.kind == FAILED
        sentence = outcome.sentence if failed else ""
        if outcome.kind == STOPPED:
            sentence = tr("Stopped before the end.")
        self._box.end(sentence, failed)
        if self._again:
            self._again = False
            self._start()
