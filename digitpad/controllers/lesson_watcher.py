"""What lessons may ask of the program, kept up to date by signals of panels and controllers. Imports ui and jobs."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from digitpad.controllers.comparison_controller import ComparisonController
from digitpad.controllers.pad_controller import PadController
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


class LessonWatcher(QObject):
    """Holds one frozen ProgramState; tells when it is another one than before."""

    changed = Signal()

    def __init__(
        self,
        workspace: Workspace,
        inference: InferenceThread,
        pad: PadController,
        train: TrainingController,
        compare: ComparisonController,
    ) -> None:
        super().__init__(workspace.window)
        self._pad, self._train = pad, train
        self.state = ProgramState()
        self._subject = Subject()
        self._marked = _extent(self._subject)  # of the drawing that was there when the lesson began to wait
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
        window.compare.selected.connect(self._selected)
        window.train.plan_changed.connect(self._plan)
        window.train.pause_requested.connect(self._running)
        window.train.resume_requested.connect(self._running)
        window.train.step_requested.connect(self._running)

    def restore(self, plan: Plan | None, model: str, *, inspector: bool, numbers: bool) -> None:
        """Takes what was set before anything was told of."""
        self._take(plan=plan or RECIPES["mlp-256-128"], model=model, inspector=inspector, several=numbers)

    def mark(self) -> None:
        """The lesson waits for something new: what lies on the pad by now is old."""
        self._marked = _extent(self._subject)
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
        self._subject = subject
        switches = subject.switches
        self._take(
            drawn=bool(subject), anew=_extent(subject) != self._marked, strokes=len(subject.ink.strokes),
            several=subject.numbers, model=subject.model or self.state.model,
            fit=switches.fit, pen=switches.pen, centre=switches.centre,
        )  # fmt: skip

    @Slot()
    def _cleared(self) -> None:
        self._take(drawn=False, strokes=0, answer="", confidence=0.0, unsure=False)

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
        if answer is not None and self._pad.is_current(result) and self._subject:
            label = answer.label or NOT_A_DIGIT
            self._take(answer=label, confidence=answer.confidence, unsure=answer.in_doubt)

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

    @Slot(int)
    def _evaluated(self, models: int) -> None:
        self._take(evaluated=self.state.evaluated + models)

    @Slot(list)
    def _models(self, cards: list[Card]) -> None:
        own = [card for card in cards if not card.bundled]
        self._take(own_models=len(own), taught_models=sum(card.origin is not None for card in own))


def _extent(subject: Subject) -> tuple[int, int, bool]:
    """What tells one drawing from another that has grown out of it: strokes, points, and whether it is a picture."""
    strokes = subject.ink.strokes
    return len(strokes), sum(len(stroke) for stroke in strokes), subject.picture is not None
