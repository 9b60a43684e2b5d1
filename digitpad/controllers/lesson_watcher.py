"""What lessons may ask of the program, kept up to date by signals of panels and controllers. Imports ui and jobs."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from digitpad.controllers.comparison_controller import ComparisonController
from digitpad.controllers.training_controller import TrainingController
from digitpad.controllers.workspace import Workspace
from digitpad.core.lesson_facts import COMPARE_TAB, NOT_A_DIGIT, TRAIN_TAB, ProgramState
from digitpad.core.lesson_progress import Sketch, sketched
from digitpad.core.plans import Plan
from digitpad.core.recipes import RECIPES
from digitpad.core.records import Answer, Card, EpochDone, RunDone, RunStarted, SnapshotTaken
from digitpad.ink.subject import Subject
from digitpad.jobs.inference_thread import InferenceThread, Result
from digitpad.ui.main_window import MainWindow

REST_MS = 600  # without a new point: half of a 7 is no digit, and who draws on has not done yet what a check asks for


class LessonWatcher(QObject):
    """Holds one frozen ProgramState; tells when it is another one than before.

    A drawing and what is predicted of it are told of when the pen has come to rest.
    """

    changed = Signal()

    def __init__(
        self,
        workspace: Workspace,
        inference: InferenceThread,
        train: TrainingController,
        compare: ComparisonController,
    ) -> None:
        super().__init__(workspace.window)
        self._train = train
        self.state = ProgramState()
        self._subject = Subject()
        self._marked = self._subject  # what lay on the pad when the lesson began to wait
        self._seen: dict[str, Any] = {}  # of the drawing, to be told
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._rested)
        inference.answered.connect(self._answered)
        train.happened.connect(self._trained)
        train.learned.connect(self._learned)
        train.exploded.connect(self._exploded)
        compare.evaluated.connect(self._evaluated)
        workspace.library_model.changed.connect(self._models)
        self._connect(workspace.window)

    def _connect(self, window: MainWindow) -> None:
        panel = window.pad
        panel.subject_changed.connect(self._drawn)
        panel.cleared.connect(self._cleared)
        panel.numbers_requested.connect(self._numbers)
        panel.inspector_requested.connect(self._inspector)
        panel.model_requested.connect(self._model)
        panel.keep_requested.connect(self._kept)
        window.menus.layers_requested.connect(self._layers)
        window.compare_shown.connect(self._tab)
        window.compare.details.turned.connect(self._page)
        window.compare.details.compared.connect(self._compared)
        window.compare.details.opened.connect(self._opened)
        window.compare.selected.connect(self._selected)
        window.compare.reasons.robustness.looked_at.connect(self._changed_by)
        window.sweep_requested.connect(self._sweep)
        window.train.plan_changed.connect(self._plan)
        window.train.pause_requested.connect(self._running)
        window.train.resume_requested.connect(self._running)
        window.train.step_requested.connect(self._running)

    def restore(self, plan: Plan | None, model: str, *, inspector: bool, numbers: bool) -> None:
        """Takes what was set before anything was told of."""
        self._take(plan=plan or RECIPES["mlp-256-128"], model=model, inspector=inspector, several=numbers)

    def mark(self) -> None:
        """The lesson waits for something new: what lies on the pad by now is old."""
        self._marked = self._subject
        self._rested()
        self._take(anew=False)

    def sketch(self) -> Sketch:
        """The drawing on the pad, small enough to be remembered."""
        strokes = self._subject.ink.strokes
        return sketched([[(float(point[0]), float(point[1])) for point in stroke] for stroke in strokes])

    def _take(self, **values: Any) -> None:
        state = replace(self.state, **values)
        if state != self.state:
            self.state = state
            self.changed.emit()

    # --- the pad ---

    @Slot(object)
    def _drawn(self, subject: Subject) -> None:
        before, self._subject = self._subject, subject
        switches = subject.switches
        self._take(
            several=subject.numbers, model=subject.model or self.state.model,
            fit=switches.fit, pen=switches.pen, centre=switches.centre,
        )  # fmt: skip
        if _differs(subject, before):
            self._seen = {"drawn": bool(subject), "anew": _differs(subject, self._marked)}
            self._seen |= {"strokes": len(subject.ink.strokes), "size": _size(subject)}
            self._seen |= {"answer": "", "confidence": 0.0, "unsure": False}
            self._rest.start()
        elif subject.model != before.model:  # what the other one said is no prediction of this one
            self._take(answer="", confidence=0.0, unsure=False)

    @Slot()
    def _cleared(self) -> None:
        self._rest.stop()
        self._seen, self._marked = {}, Subject()  # whatever comes now is new
        self._take(drawn=False, strokes=0, answer="", confidence=0.0, unsure=False)

    @Slot()
    def _rested(self) -> None:
        """The pen has come to rest."""
        seen, self._seen = self._seen, {}
        self._take(**seen)

    @Slot(bool)
    def _numbers(self, on: bool) -> None:
        self._take(several=on)

    @Slot(bool)
    def _inspector(self, on: bool) -> None:
        self._take(inspector=on)

    @Slot(str)
    def _model(self, model: str) -> None:
        self._take(model=model)

    @Slot(str)
    def _kept(self, _label: str) -> None:
        self._take(labelled=self.state.labelled + 1)

    @Slot(object)
    def _answered(self, result: Result) -> None:
        answer: Answer | None = result.answers.get(self._subject.model)
        if answer is None or not self._subject or _differs(result.request.subject, self._subject):
            return
        self._seen |= {
            "answer": answer.label or NOT_A_DIGIT, "confidence": answer.confidence, "unsure": answer.in_doubt,
        }  # fmt: skip
        if not self._rest.isActive():
            self._rested()

    @Slot()
    def _layers(self) -> None:
        self._take(layers=True)

    # --- training ---

    @Slot(object)
    def _plan(self, plan: Plan) -> None:
        self._take(plan=plan)

    @Slot(list)
    def _trained(self, events: list[object]) -> None:
        for event in events:
            if isinstance(event, RunStarted):
                self._take(
                    run_plan=event.plan, history=event.history, parameters=event.parameters, training=True,
                    train_size=event.train_size, test_size=event.test_size, diverged=False,
                )  # fmt: skip
            elif isinstance(event, EpochDone):
                self._take(history=(*self.state.history, event))
            elif isinstance(event, RunDone):
                self._take(runs=self.state.runs + 1)
        self._running()

    @Slot()
    def _running(self) -> None:
        self._take(training=self._train.running, paused=self._train.paused)

    @Slot(object)
    def _learned(self, snapshot: SnapshotTaken | None) -> None:
        """A run's newest weights, or its end."""
        if snapshot is None:
            self._take(training=False, paused=False)

    @Slot(object)
    def _exploded(self, plan: Plan) -> None:
        self._take(diverged=True, run_plan=plan)

    # --- comparing ---

    @Slot(bool)
    def _tab(self, comparing: bool) -> None:
        self._take(tab=COMPARE_TAB if comparing else TRAIN_TAB)

    @Slot(str)
    def _page(self, page: str) -> None:
        self._take(page=page)

    @Slot(str)
    def _selected(self, model: str) -> None:
        self._take(selected=model)

    @Slot(str, str, int)
    def _compared(self, first: str, second: str, one_right: int) -> None:
        self._take(pair=(first, second), one_right=one_right)

    @Slot(str)
    def _opened(self, gallery: str) -> None:
        self._take(gallery=gallery)

    @Slot(str, float)
    def _changed_by(self, kind: str, amount: float) -> None:
        self._take(turned=abs(amount) if kind == "rotation" else 0.0)

    @Slot()
    def _sweep(self) -> None:
        self._take(sweeping=True)

    @Slot(int)
    def _evaluated(self, models: int) -> None:
        self._take(evaluated=self.state.evaluated + models)

    @Slot(list)
    def _models(self, cards: list[Card]) -> None:
        own = [card for card in cards if not card.bundled]
        self._take(own_models=len(own), taught_models=sum(card.origin is not None for card in own))


def _differs(subject: Subject, old: Subject) -> bool:
    """Whether something else lies there: more of it, too, but not the same in a window of another size."""
    return subject.picture is not old.picture or not subject.ink.is_same(old.ink)


def _size(subject: Subject) -> float:
    """The drawing's longer side as a share of the canvas's shorter one; 0 where nobody knows."""
    screen = subject.screen
    return 0.0 if screen is None else subject.ink.extent / max(min(screen.width, screen.height), 1.0)
