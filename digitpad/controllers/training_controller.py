"""Connects the training panel: a plan becomes a run in a job, its events the curves and the pad's newest model.

Imports ui, jobs, tasks and core; the run itself, and torch with it, is loaded by the job.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from digitpad.controllers.interrupted_runs_controller import InterruptedRunsController
from digitpad.controllers.pad_controller import PadController
from digitpad.controllers.telling import telling
from digitpad.controllers.workspace import Workspace
from digitpad.core.language import tr
from digitpad.core.plans import Plan, field_of
from digitpad.core.records import (
    FAILED,
    STOPPED,
    EpochDone,
    Noticed,
    Outcome,
    Preparing,
    RunDone,
    RunStarted,
    SnapshotTaken,
    StepDone,
)
from digitpad.core.run_control import RunControl, RunState
from digitpad.jobs.inference_thread import InferenceThread
from digitpad.jobs.job import Job
from digitpad.tasks import train_model
from digitpad.ui.common.messages import TRAIN

RUN, FAILURE = "run", "failed run"  # what messages are about


class TrainingController(QObject):
    """One run at a time: started, paused, stopped; what it learns is on the pad while it learns."""

    happened = Signal(list)  # the events of the run
    exploded = Signal(object)  # the Plan of a run whose learning rate was too large
    learned = Signal(object)  # SnapshotTaken: the newest weights of the run; None: it is over

    def __init__(
        self,
        workspace: Workspace,
        inference: InferenceThread,
        pad: PadController,
    ) -> None:
        super().__init__(workspace.window)
        self._window, self._panel, self._home = workspace.window, workspace.window.train, workspace.home
        self._library_model, self._settings_store = workspace.library_model, workspace.settings_store
        self._job_pool, self._inference, self._pad = workspace.job_pool, inference, pad
        self._waiting = InterruptedRunsController(self._window, self._home)
        self._job: Job | None = None
        self._control = RunControl()
        self._started = self._discards = False  # the run's first news has come
        self._name = ""
        self._plan: Plan | None = None
        self._epochs = 0
        self._done: RunDone | None = None
        self._connect()

    def _connect(self) -> None:
        self._panel.start_requested.connect(self.start)
        self._panel.pause_requested.connect(self._pause)
        self._panel.resume_requested.connect(self._go_on)
        self._panel.step_requested.connect(self._step)
        self._panel.stop_requested.connect(self._stop)
        self._panel.continue_requested.connect(self._continue)
        self._panel.learning_rate_requested.connect(self._rate)
        self._panel.plan_changed.connect(self._changed)
        self._panel.all_settings_wanted.connect(self._all_wanted)
        self._inference.prepared.connect(self._panel.show_devices)
        self.happened.connect(self._panel.show_events)
        self.happened.connect(self._happened)

    @property
    def running(self) -> bool:
        """Whether a run was begun and has not ended, be it paused."""
        return self._job is not None

    @property
    def paused(self) -> bool:
        """Whether a run waits to be resumed, or for its next single step."""
        return self.running and self._control.paused

    @property
    def state(self) -> RunState:
        """Where the run stands."""
        if not self.running:
            return RunState.IDLE
        state = self._control.state
        return state if self._started or state is RunState.STOPPING else RunState.PREPARING

    def restore(self) -> None:
        """Takes the plans of the last time, and offers to continue a run that was cut short."""
        settings = self._settings_store.settings
        self._panel.show_plans(settings.plans, settings.recipe)
        self._panel.show_all_settings(settings.all_settings)
        self._waiting.refresh()

    # the user's doing

    @Slot(object, str)
    def start(self, plan: Plan, name: str = "") -> None:
        """Begins a new run of this plan; its model is to have this name, or where it is empty any."""
        self._begin(plan, None, name)

    @Slot(str)
    def _continue(self, name: str) -> None:
        """Goes on with an interrupted run of this name."""
        info = next((info for info in self._waiting.infos() if info.name == name), None)
        if info is not None:
            self._begin(info.plan, name)
            return
        text = tr("The run {name} can no longer be continued.", name=name)
        self._panel.show_outcome(Outcome(FAILED, text))
        self._window.say(text, place=TRAIN, cause=FAILURE)
        self._waiting.refresh()

    def _begin(self, plan: Plan, resume: str | None, name: str = "") -> None:
        if self.running:
            text = tr("Training is in progress.")
            hint = tr("Stop it first, or wait until it is done.")
            self._window.say(text, hint, "info", place=TRAIN, cause=RUN)
            return
        self._window.messages.withdraw(RUN, FAILURE)
        self._control = control = RunControl()
        self._name, self._epochs, self._done = resume or name or plan.recipe, plan.epochs, None
        self._plan, self._started, self._discards = plan, False, False
        library, home = self._library_model.library, self._home
        self._job = self._job_pool.start(
            lambda: train_model.train(plan, library, home, name=name or None, resume=resume, control=control),
            self._hand_on,
            self._ended,
            control=control,
        )
        self._move(tr("getting ready"))

    @Slot()
    def _pause(self) -> None:
        if self.running:
            self._control.pause()
            self._move(tr("paused"))

    @Slot()
    def _go_on(self) -> None:
        if self.running:
            self._control.resume()
            self._move(tr("going on"))

    @Slot(bool)
    def _step(self, epoch: bool) -> None:
        """One batch, to the snapshot that shows what it changed; or to the end of the epoch and what is seen then."""
        if self.running:
            self._control.step(epoch=epoch)
            self._move(tr("one epoch") if epoch else tr("one batch"))

    @Slot(bool)
    def _stop(self, discard: bool) -> None:
        """The run ends after this step; its model goes into the library, or at once into the trash."""
        if self.running:
            self._discards = discard
            self._control.stop()
            self._move(tr("stopping"))

    @Slot(float)
    def _rate(self, value: float) -> None:
        with telling(self._window, TRAIN, RUN):
            self._control.set_learning_rate(value)

    @Slot(object)
    def _changed(self, plan: Plan) -> None:
        self._window.messages.withdraw(FAILURE)  # it was another plan's
        self._settings_store.change(plans=self._settings_store.settings.plans | {plan.recipe: plan}, recipe=plan.recipe)

    @Slot(bool)
    def _all_wanted(self, everything: bool) -> None:
        self._settings_store.change(all_settings=everything)

    # news

    @Slot(list)
    def _hand_on(self, events: list[object]) -> None:
        self.happened.emit(events)

    @Slot(list)
    def _happened(self, events: list[object]) -> None:
        snapshot: SnapshotTaken | None = None
        for event in events:
            match event:
                case Preparing(text=text):
                    self._tell(text)
                case Noticed(text=text, hint=hint):
                    self._window.say(text, hint, "info", place=TRAIN, cause=RUN)
                case RunStarted():
                    self._name, self._epochs, self._started = event.run, event.plan.epochs, True
                    self._pad.show_running(tr("{run}  ·  in training", run=event.run), event.classes)
                case StepDone(epoch=epoch):
                    self._say_epoch(epoch)
                case EpochDone(epoch=epoch):
                    self._say_epoch(min(epoch + 1, self._epochs))
                case SnapshotTaken():
                    snapshot = event
                case RunDone():
                    self._done = event
        self._panel.show_state(self.state)
        if snapshot is not None:
            self._inference.set_running_model(snapshot)
            self.learned.emit(snapshot)

    @Slot(object)
    def _ended(self, outcome: Outcome) -> None:
        self._job = None
        self.learned.emit(None)
        self._window.show_status("training", "")
        self._library_model.refresh()
        self._pad.end_running(self._done.card.id if self._done and not self._discards else "")
        self._panel.show_outcome(outcome)
        self._panel.show_state(self.state)
        self._waiting.refresh()
        if outcome.kind == FAILED:
            self._fail(outcome)
        elif self._done is not None and self._discards:
            self._window.compare.delete_requested.emit([self._done.card.id])  # as by hand, so that it can be undone
        elif self._done is not None:
            card = self._done.card
            text = tr("{name} is trained and saved in the library.", name=card.name)
            use = tr("Use it on the pad")
            self._window.say(text, "", "good", use, partial(self._pad.choose, card.id), place=TRAIN, cause=RUN)
        elif outcome.kind == STOPPED and not outcome.message:  # else the panel says why there is nothing to continue
            text = tr("The run {name} was stopped.", name=self._name)
            self._window.say(text, tr("It can be continued later."), "info", place=TRAIN, cause=RUN)

    def _fail(self, outcome: Outcome) -> None:
        """Says what happened, and offers what may mend it."""
        kept = (
            tr(" The model of its last good epoch was saved as {name}.", name=self._done.card.name)
            if self._done
            else ""
        )
        hint = f"{outcome.hint}{kept}".strip()
        if "learning_rate" in outcome.remedy:
            self.exploded.emit(self._plan)
        if self._plan is not None and outcome.remedy:
            action = tr("Try again with {remedy}", remedy=worded(outcome.remedy))
            again = partial(self._try_again, remedied(self._plan, outcome.remedy))
            self._window.say(outcome.message, hint, "bad", action, again, place=TRAIN, cause=FAILURE)
        else:
            self._window.say(outcome.message, hint, place=TRAIN, cause=FAILURE)

    def _try_again(self, plan: Plan) -> None:
        self._window.show_train()
        self._panel.start(plan)

    def _move(self, text: str) -> None:
        """The run is in another state, which the panel is told, and the status line says in a word."""
        self._tell(text)
        self._panel.show_state(self.state)

    def _say_epoch(self, epoch: int) -> None:
        if self.running and not self.paused:
            self._tell(tr("epoch {epoch} of {epochs}", epoch=epoch, epochs=self._epochs))

    def _tell(self, text: str) -> None:
        self._window.show_status("training", tr("Training {name}: {text}", name=self._name, text=text))


def remedied(plan: Plan, remedy: Mapping[str, float]) -> Plan:
    """The plan with what an error says to change, each as the kind of number that it is."""
    return replace(plan, **{name: type(getattr(plan, name))(value) for name, value in remedy.items()})


def worded(remedy: Mapping[str, float]) -> str:
    """What is to be changed: "learning rate 0.001"."""
    return ", ".join(f"{field_of(name).words} {value:g}" for name, value in remedy.items())
