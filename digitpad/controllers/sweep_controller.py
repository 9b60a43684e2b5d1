"""Hyperparameter sweeps of the window: begun, paused, stopped in a job; their results in the comparison.

Imports QtCore, ui, tasks.
"""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from digitpad.controllers.job_pool import JobPool
from digitpad.controllers.library_model import LibraryModel
from digitpad.core.language import tr
from digitpad.core.records import FAILED, Outcome
from digitpad.core.run_control import RunControl, RunState
from digitpad.core.sweep_plans import SweepRun
from digitpad.jobs.eta import Eta
from digitpad.jobs.job import Job
from digitpad.models import sweep_records
from digitpad.tasks import run_sweep, sweep_room
from digitpad.tasks.progress import Problem, Progress
from digitpad.tasks.run_sweep import RunAdvanced, SweepDone, SweepStarted
from digitpad.ui.common.messages import TRAIN
from digitpad.ui.main_window import MainWindow

if TYPE_CHECKING:
    from digitpad.ui.train.sweep_dialog import SweepDialog, SweepRequest

SWEEP = "sweep"  # what messages are about


class SweepController(QObject):
    """One sweep at a time; its runs are processes of their own, so that the window stays as it is."""

    def __init__(self, window: MainWindow, library_model: LibraryModel, job_pool: JobPool, home: Path) -> None:
        super().__init__(window)
        self._window, self._library_model, self._job_pool, self._home = window, library_model, job_pool, home
        self._box: SweepDialog | None = None
        self._job: Job | None = None
        self._control, self._eta = RunControl(), Eta()
        self._ends: SweepDone | None = None
        window.sweep_requested.connect(self.open)
        window.compare.sweeps.sweep_requested.connect(self.open)
        library_model.changed.connect(self._show_results)

    @Slot()
    def open(self) -> None:
        """Shows the sweep in progress, or a new one that begins with the chosen recipe's plan."""
        if self._box is None:
            from digitpad.ui.train.sweep_dialog import SweepDialog  # here: it would hold up the first paint

            self._box = box = SweepDialog(self._window.train.plan(), sweep_room.usual_workers(), self._window)
            box.start_requested.connect(self._start)
            box.pause_requested.connect(self._pause)
            box.resume_requested.connect(self._go_on)
            box.stop_requested.connect(self._stop)
        else:
            self._box.show_plan(self._window.train.plan())
        self._box.show()
        self._box.raise_()

    @Slot(object)
    def _start(self, wanted: "SweepRequest") -> None:
        if self._job is not None:
            return
        self._window.messages.withdraw(SWEEP)
        self._control, self._eta, self._ends = RunControl(), Eta(), None
        library, room = self._library_model.library, partial(
            sweep_room.on_this_machine, workers=wanted.workers, control=self._control
        )  # fmt: skip
        plans = wanted.plans
        if self._box is not None:
            self._box.show_state(self._control.state)
        self._job = self._job_pool.start(
            lambda: run_sweep.swept(plans, library, room), self._happened, self._over, place=TRAIN, cause=SWEEP
        )

    @Slot()
    def _pause(self) -> None:
        self._control.pause()
        self._show_state()

    @Slot()
    def _go_on(self) -> None:
        self._control.resume()
        self._show_state()

    def _show_state(self) -> None:
        if self._job is not None and self._box is not None:
            self._box.show_state(self._control.state)

    @Slot()
    def _stop(self) -> None:
        if self._job is not None:
            self._job.stop()
            if self._box is not None:
                self._box.show_state(RunState.STOPPING)
                self._box.show_progress(0.0, tr("Stopping; each run writes a checkpoint \u2026"))

    # news

    @Slot(list)
    def _happened(self, events: list[object]) -> None:
        for event in events:
            if self._box is not None:
                _show(self._box, event)
            match event:
                case Problem():
                    self._window.say(event.message, event.hint, place=TRAIN, cause=SWEEP)
                case Progress():
                    self._tell(event)
                case SweepDone():
                    self._ends = event
        if any(isinstance(event, SweepRun) for event in events):
            self._library_model.refresh()

    def _tell(self, event: Progress) -> None:
        left = tr("paused") if self._control.paused else self._eta.added("", event.share).strip()
        words = ", ".join(filter(None, [event.text, left]))
        self._window.show_status(SWEEP, tr("Sweep: {words}", words=words))
        if self._box is not None:
            self._box.show_progress(event.share, words)

    @Slot(object)
    def _over(self, outcome: Outcome) -> None:
        self._job = None
        self._window.show_status(SWEEP, "")
        self._library_model.refresh()
        self._show_results()
        if self._box is not None:
            self._box.show_state(RunState.IDLE)
            self._box.show_progress(1.0 if self._ends else 0.0, self._ending(outcome))
        if outcome.kind == FAILED:
            self._window.say(outcome.message, outcome.hint, place=TRAIN, cause=SWEEP)
        elif self._ends is not None:
            said = tr("The sweep {name} is done.", name=self._ends.sweep.name)
            self._window.say(said, "", "good", tr("Show it"), self._show_page, place=TRAIN, cause=SWEEP)

    def _ending(self, outcome: Outcome) -> str:
        if outcome.kind == FAILED:
            return outcome.message
        if self._ends is None:
            return tr("Stopped; Start goes on from here.")
        return tr("Done") if not self._ends.missing else tr("Done but for the runs that failed")

    def _show_page(self) -> None:
        self._window.show_compare()
        self._window.compare.details.turn_to("sweeps")

    @Slot()
    def _show_results(self) -> None:
        found = sweep_records.everything(self._home)
        self._window.compare.sweeps.show_sweeps(found.found, self._library_model.cards)
        for text in found.problems:
            self._window.say(text, place=TRAIN, cause=f"{SWEEP}:{text}")


def _show(box: "SweepDialog", event: object) -> None:
    """One event in the dialog's queue."""
    match event:
        case Problem():
            box.show_problem(event.about, event.message)
        case SweepStarted():
            box.show_sweep(event.sweep, event.done)
        case RunAdvanced():
            box.show_share(event.model, event.share)
        case SweepRun():
            box.show_run(event)
