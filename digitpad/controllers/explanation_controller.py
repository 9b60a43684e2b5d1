"""Robustness tests and explanations of the drawing on the pad, in jobs, while their pages are seen. Imports ui."""

from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Slot

from digitpad.controllers.job_pool import JobPool
from digitpad.controllers.latest_only import LatestOnly
from digitpad.controllers.library_model import LibraryModel
from digitpad.core.language import tr
from digitpad.core.records import DIGITS, FAILED, RUNNING, Card, Outcome, SnapshotTaken
from digitpad.evaluation.explanations import Explanation
from digitpad.evaluation.robustness import Perturbation, RobustnessCurve
from digitpad.ink.glyph import Picture
from digitpad.ink.perturb import Drawing
from digitpad.jobs.eta import Eta
from digitpad.jobs.inference_thread import InferenceThread, Result
from digitpad.jobs.job import Job
from digitpad.tasks import explain_drawing, perturb_drawing
from digitpad.tasks.open_models import OpenModels
from digitpad.tasks.progress import Problem, Progress
from digitpad.ui.common.messages import COMPARE
from digitpad.ui.main_window import MainWindow

EXPLAINING = "explaining"  # what messages are about; a model's id stands behind a colon
AGAIN_MS = 2000  # between two looks at a net that is learning


@dataclass(frozen=True, slots=True)
class Present:
    """The drawing on the pad: what a robustness test changes, and the (28, 28) glyph that explanations are of."""

    drawing: Drawing
    glyph: Picture
    number: int


class ExplanationController(QObject):
    """Asks for robustness tests and explanations of the drawing while somebody looks at them."""

    def __init__(
        self, window: MainWindow, inference: InferenceThread, library_model: LibraryModel, job_pool: JobPool, home: Path
    ) -> None:
        super().__init__(window)
        self._window, self._library_model, self._job_pool, self._home = window, library_model, job_pool, home
        self._robustness, self._why = window.compare.reasons.robustness, window.compare.reasons.why
        self._models = OpenModels(library_model.library)
        self._present: Present | None = None
        self._running: Card | None = None
        self._seen = QTimer(self)  # a net that learns is looked at again after a while, not at every snapshot
        self._seen.setSingleShot(True)
        self._seen.setInterval(AGAIN_MS)
        self._seen.timeout.connect(self._look_again)
        self._newer = False
        self._told: set[tuple[str, str]] = set()
        self._finding: Job | None = None
        self._remaining = Eta()
        self._tests, self._explanations = LatestOnly(job_pool, self), LatestOnly(job_pool, self)
        self._connect(inference)

    def _connect(self, inference: InferenceThread) -> None:
        inference.compared.connect(self._drawn)
        self._window.pad.cleared.connect(self._cleared)
        self._library_model.changed.connect(self._new_models)
        self._robustness.perturbation_requested.connect(self._start)
        self._why.explanations_requested.connect(self._explain)
        self._why.neighbours_requested.connect(self._find)
        self._why.stop_requested.connect(self._stop)
        for latest in (self._tests, self._explanations):
            latest.happened.connect(self._happened)
            latest.failed.connect(self._failed)

    # --- the drawing ---

    @Slot()
    def _cleared(self) -> None:
        """The pad was cleared."""
        self._window.messages.withdraw(f"{EXPLAINING}:")
        self._present = None
        self._tests.drop()
        self._explanations.drop()
        self._robustness.show_drawing(False, None)
        self._why.show_drawing(False)

    @Slot(object)
    def _drawn(self, reply: Result) -> None:
        """All models have read a newer drawing."""
        subject = reply.focus
        if self._present is not None and self._present.drawing is subject.drawing:
            return
        self._present = Present(subject.drawing, reply.glyph, subject.number)
        answer = reply.answers.get(subject.model)
        read = answer.nearest if answer is not None and answer.classes == DIGITS else None
        self._robustness.show_drawing(True, read)
        self._why.show_drawing(True)
        self._robustness.ask()
        self._why.ask()

    @Slot(object)
    def learn(self, snapshot: SnapshotTaken | None) -> None:
        """The newest weights of the running training, which takes part from then on; None: it is over."""
        was, self._running, self._newer = self._running, None, snapshot is not None
        if snapshot is not None:
            self._running = replace(
                snapshot.card, id=RUNNING, title=tr("{name} (in training)", name=snapshot.card.name)
            )
            snapshot = replace(snapshot, card=self._running)
        self._models.learn(snapshot)
        if (was is None) != (self._running is None):
            self._window.compare.show_running(self._running)
            self._look_again()
        elif self._running is not None and not self._seen.isActive():
            self._seen.start()

    @Slot()
    def _look_again(self) -> None:
        """The net in training has learned meanwhile."""
        if self._newer and (self._tests.busy or self._explanations.busy):
            self._seen.start()  # what is under way is shown first
            return
        self._newer = False
        self._robustness.ask()
        self._why.ask()

    @Slot(list)
    def _new_models(self, _cards: list[Card]) -> None:
        self._models.clear()
        self._told.clear()
        self._window.messages.withdraw(EXPLAINING)
        self._robustness.ask()
        self._why.ask()

    # --- work ---

    @Slot(str, bool)
    def _start(self, kind: str, fitted: bool) -> None:
        present, models = self._present, self._models
        cards = [*self._library_model.cards, *([self._running] if self._running else [])]
        ids = [card.id for card in cards if card.classes == DIGITS]
        if present is not None:
            drawing, number = present.drawing, present.number
            self._tests.ask(lambda: perturb_drawing.perturbed(models, ids, drawing, kind, fitted=fitted, number=number))

    @Slot()
    def _explain(self) -> None:
        present, models, home, ids = self._present, self._models, self._home, self._why.order
        if present is not None:
            self._explanations.ask(lambda: explain_drawing.explained(models, ids, present.glyph, home, present.number))

    @Slot(list)
    def _find(self, ids: list[str]) -> None:
        models, home, present = self._models, self._home, self._present
        if self._finding is None:
            self._window.messages.withdraw(f"{EXPLAINING}:")
            self._why.show_progress(tr("Getting ready …"), 0.0)
            self._remaining.restart()
            glyph, number = (None, 0) if present is None else (present.glyph, present.number)
            self._finding = self._job_pool.start(
                lambda: explain_drawing.neighbours_found(models, ids, glyph, home, number), self._happened, self._found
            )

    @Slot()
    def _stop(self) -> None:
        if self._finding is not None:
            self._finding.stop()

    @Slot(object)
    def _found(self, outcome: Outcome) -> None:
        self._finding = None
        self._why.show_progress("", 0.0)
        if outcome.kind == FAILED:
            self._failed(outcome.message, outcome.hint)
        self._why.ask()

    @Slot(list)
    def _happened(self, events: list[object]) -> None:
        now = -1 if self._present is None else self._present.number
        for event in events:
            if isinstance(event, Perturbation) and event.number == now:
                self._robustness.show_perturbation(event)
            elif isinstance(event, Progress):
                self._why.show_progress(self._remaining.added(event.text, event.share), event.share)
            elif isinstance(event, Problem):
                self._tell(event)
        curves = [event for event in events if isinstance(event, RobustnessCurve) and event.number == now]
        if curves:
            self._robustness.show_curves(curves)
        found = [event for event in events if isinstance(event, Explanation) and event.number == now]
        if found:
            self._why.show_explanations(found)

    @Slot(str, str)
    def _failed(self, message: str, hint: str) -> None:
        self._window.say(message, hint, place=COMPARE, cause=f"{EXPLAINING}:")

    def _tell(self, problem: Problem) -> None:
        """A broken model is told once, not at every stroke; of the one in training, its run tells."""
        if problem.about != RUNNING and (problem.about, problem.message) not in self._told:
            self._told.add((problem.about, problem.message))
            cause = f"{EXPLAINING}:{problem.about}"
            self._window.say(problem.message, problem.hint, place=COMPARE, cause=cause)
