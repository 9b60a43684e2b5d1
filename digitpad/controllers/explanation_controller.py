"""Robustness tests and explanations of the drawing on the pad, in jobs, while their pages are seen. Imports ui."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from digitpad.controllers.evaluation_job import EvaluationProgress
from digitpad.controllers.job_pool import JobPool
from digitpad.controllers.latest_only import LatestOnly
from digitpad.controllers.library_model import LibraryModel
from digitpad.core.errors import DigitpadError
from digitpad.core.records import DIGITS, FAILED, RUNNING, Card, Outcome, SnapshotTaken
from digitpad.evaluation import robustness
from digitpad.evaluation.explanations import Explanation
from digitpad.evaluation.robustness import Perturbation, RobustnessCurve
from digitpad.ink.glyph import Picture
from digitpad.ink.perturb import Drawing
from digitpad.jobs.eta import Eta
from digitpad.jobs.inference_thread import InferenceThread, ModelProblem, Result
from digitpad.jobs.job import Job
from digitpad.models.library import Library
from digitpad.ui.common.messages import COMPARE
from digitpad.ui.main_window import MainWindow

if TYPE_CHECKING:
    from digitpad.tasks.explain_drawing import OpenedModel

EXPLAINING = "explaining"  # what messages are about; a model's id stands behind a colon
AGAIN_MS = 2000  # between two looks at a net that is learning


@dataclass(frozen=True, slots=True)
class Present:
    """The drawing on the pad: what a robustness test changes, and the (28, 28) glyph that explanations are of."""

    drawing: Drawing
    glyph: Picture
    number: int


class OpenModels:
    """Models opened for robustness tests and explanations, kept until the library changes. Callable from any thread.

    The net that is learning now, as `learn` last saw it, is among them under RUNNING.
    """

    def __init__(self, library: Library) -> None:
        self.library = library
        self._lock = threading.Lock()
        self._opened: dict[str, OpenedModel] = {}
        self._running: SnapshotTaken | None = None

    def get(self, model: str) -> "OpenedModel":
        """The model, opened now where it was not yet. Raises UnknownNameError, ModelError."""
        from digitpad.tasks import explain_drawing

        with self._lock:
            if model == RUNNING and self._running is not None and model not in self._opened:
                self._opened[model] = explain_drawing.laid_open(self._running.card, self._running.weights)
            elif model not in self._opened:
                self._opened[model] = explain_drawing.opened(self.library, model)
            return self._opened[model]

    def learn(self, snapshot: SnapshotTaken | None) -> None:
        """The newest weights of the running training; None: there is none."""
        with self._lock:
            self._running = snapshot
            self._opened.pop(RUNNING, None)

    def clear(self) -> None:
        """The library is another one than before."""
        with self._lock:
            self._opened.clear()


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
        self._window.pad.ink_changed.connect(self._changed)
        self._library_model.changed.connect(self._new_models)
        self._robustness.perturbation_requested.connect(self._start)
        self._why.explanations_requested.connect(self._explain)
        self._why.neighbours_requested.connect(self._find)
        self._why.stop_requested.connect(self._stop)
        for latest in (self._tests, self._explanations):
            latest.happened.connect(self._happened)
            latest.failed.connect(self._failed)

    # --- the drawing ---

    @Slot(object)
    def _changed(self, ink: object) -> None:
        """The pad was cleared."""
        if not ink:
            self._window.messages.withdraw(f"{EXPLAINING}:")
            self._present = None
            self._tests.drop()
            self._explanations.drop()
            self._robustness.show_drawing(False, None)
            self._why.show_drawing(False)

    @Slot(object)
    def _drawn(self, reply: Result) -> None:
        """All models have read a newer drawing."""
        question = reply.question
        drawing = question.ink if question.picture is None else question.picture
        if drawing is None or (self._present is not None and self._present.drawing is drawing):
            return
        self._present = Present(drawing, reply.glyph, question.number)
        answer = reply.answers.get(self._window.pad.model_id)
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
            self._running = replace(snapshot.card, id=RUNNING, title=f"{snapshot.card.name} (in training)")
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
            self._tests.ask(lambda: perturbed(present, kind, fitted, ids, models))

    @Slot()
    def _explain(self) -> None:
        present, models, home, ids = self._present, self._models, self._home, self._why.order
        if present is not None:
            self._explanations.ask(lambda: explained(present, ids, models, home))

    @Slot(list)
    def _find(self, ids: list[str]) -> None:
        models, home, present = self._models, self._home, self._present
        if self._finding is None:
            self._window.messages.withdraw(f"{EXPLAINING}:")
            self._why.show_progress("Getting ready \u2026", 0.0)
            self._remaining.restart()
            work = lambda: prepared(ids, models, home, present)  # noqa: E731  # asked for on the job's thread
            self._finding = self._job_pool.start(work, self._happened, self._found)

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
            elif isinstance(event, EvaluationProgress):
                self._why.show_progress(self._remaining.added(event.text, event.share), event.share)
            elif isinstance(event, ModelProblem):
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

    def _tell(self, trouble: ModelProblem) -> None:
        """A broken model is told once, not at every stroke; of the one in training, its run tells."""
        if trouble.model != RUNNING and (trouble.model, trouble.message) not in self._told:
            self._told.add((trouble.model, trouble.message))
            cause = f"{EXPLAINING}:{trouble.model}"
            self._window.say(trouble.message, trouble.hint, place=COMPARE, cause=cause)


def perturbed(present: Present, kind: str, fitted: bool, ids: Sequence[str], models: OpenModels) -> Iterator[object]:
    """The perturbation of the drawing, and the curve of each model; a Trouble for one that cannot be opened."""
    perturbation = robustness.perturbation(present.drawing, kind, fitted=fitted, number=present.number)
    yield perturbation
    for model in ids:
        try:
            yield from robustness.curves(perturbation, {model: models.get(model).recognizer})
        except DigitpadError as error:
            yield ModelProblem(model, error.message, error.hint)


def explained(present: Present, ids: Sequence[str], models: OpenModels, home: Path) -> Iterator[object]:
    """The explanation of each model; a Trouble for one that cannot be opened."""
    from digitpad.tasks import explain_drawing

    for model in ids:
        try:
            yield explain_drawing.explained(models.get(model), present.glyph, home, present.number)
        except DigitpadError as error:
            yield ModelProblem(model, error.message, error.hint)


def prepared(ids: Sequence[str], models: OpenModels, home: Path, present: Present | None) -> Iterator[object]:
    """Finds what neighbours need, a model after the other: Progress, and a Trouble where it cannot be had.

    As soon as a model has it, its explanation of the drawing follows: many models take many minutes.
    """
    from digitpad.tasks import explain_drawing

    for number, model in enumerate(ids):
        try:
            opened = models.get(model)
            for event in explain_drawing.prepared(opened, home):
                if isinstance(event, float):
                    words = f"{model} searches all training digits, {number + 1} of {len(ids)} \u2026"
                    yield EvaluationProgress(words, (number + event) / len(ids))
                elif present is not None:
                    yield explain_drawing.explained(opened, present.glyph, home, present.number)
        except DigitpadError as error:
            yield ModelProblem(model, error.message, error.hint)
