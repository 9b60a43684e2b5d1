"""The training panel: pick a recipe, press Start, watch the curves. Imports QtWidgets, records and recipes.

It emits wishes and shows news; it never trains anything itself, and never loads torch.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from digitpad.core.language import tr
from digitpad.core.last_session import RunFigures
from digitpad.core.needed_data import NeededData
from digitpad.core.plans import Plan
from digitpad.core.records import (
    Answer,
    Card,
    EpochDone,
    EpochInsight,
    Outcome,
    Preparing,
    RunDone,
    RunStarted,
    SnapshotTaken,
    StepDone,
)
from digitpad.core.run_control import RunState
from digitpad.ui.common.announcer import Announcer
from digitpad.ui.common.boxes import column, row
from digitpad.ui.common.guard import guarded
from digitpad.ui.common.theme import SPACE, scaled
from digitpad.ui.train import kept_curves, past_runs, training_text
from digitpad.ui.train.chart_row import ChartRow
from digitpad.ui.train.curves import RunCurves
from digitpad.ui.train.fields import card
from digitpad.ui.train.interrupted_runs import InterruptedRun, InterruptedRuns
from digitpad.ui.train.plan_form import PlanForm
from digitpad.ui.train.recipe_bar import RecipeBar
from digitpad.ui.train.redraws import Redraws
from digitpad.ui.train.run_bar import RunBar
from digitpad.ui.train.run_buttons import Told, controls
from digitpad.ui.train.run_view import RunView
from digitpad.ui.train.settings_side import SettingsSide

ROOMY = 700  # pixels of height from which there is room for more than one run that waits


class TrainPanel(QWidget):
    """Recipe, settings, buttons, curves and the epoch table of one run at a time."""

    start_requested = Signal(object, str)  # Plan, and the name of its model; empty: any
    pause_requested = Signal()
    resume_requested = Signal()
    step_requested = Signal(bool)  # True: to the end of the epoch; False: one batch
    stop_requested = Signal(bool)  # True: and what was learned is to be deleted
    continue_requested = Signal(str)  # an interrupted run's name
    discard_requested = Signal(str)
    export_requested = Signal(str, object)  # "png", "svg" or "csv", and the file's bytes
    rename_requested = Signal(str, str)  # a model's id and its new title
    looking_changed = Signal(bool)  # whether somebody looks inside
    moment_requested = Signal(object)  # SnapshotTaken: the net of the epoch looked at
    digit_chosen = Signal(object)  # (28, 28) uint8: a test picture for the pad
    plan_changed = Signal(object)  # Plan
    learning_rate_requested = Signal(float)
    find_rate_requested = Signal()
    all_settings_wanted = Signal(bool)  # whether what few people change is to be shown
    lesson_requested = Signal(str)  # a lesson's id
    run_over = Signal(object)  # RunFigures: what the charts show of a run that has ended

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("train-panel")
        self._state = RunState.IDLE  # as it was last told
        self._run: RunCurves | None = None
        self._before: RunCurves | None = None  # the run that was shown when Start was pressed
        self._kept = False  # the run's model is in the library, and the words above the progress say so
        self._told, self._recipe = Told.NOTHING, ""  # of the last run, and its recipe
        self._redraw = Redraws(self)
        self._announcer = Announcer(self)
        self._late = False  # it was shown, and has not been painted since
        self._recipes = RecipeBar()
        self.need = self._recipes.words.need
        self._bar, self._form = RunBar(self._recipes.words), PlanForm(self._recipes.plan())
        self._figures, self._waiting = RunView(), InterruptedRuns()
        self._lay_out()
        self._connect()
        self._offer()

    def _lay_out(self) -> None:
        self._top, self._side = card(), SettingsSide(self._form)
        column(self._top, self._recipes, self._bar, margin=SPACE * 3 // 2)
        body = row((self._figures, 1), self._side)
        column(self, self._top, (body, 1), self._waiting, margin=SPACE)  # what comes and goes moves no button above
        self._side.hide()

    def _connect(self) -> None:
        self._redraw.due.connect(self._draw)
        self._recipes.edited.connect(self._recipe_edited)
        self._recipes.epochs_edited.connect(self._epochs_edited)
        self._recipes.settings_toggled.connect(self._arrange)
        self._recipes.lesson_requested.connect(self.lesson_requested)
        self._side.left.connect(self.fold_settings)
        self._side.wanted.connect(self._recipes.open_settings)
        self._form.edited.connect(self._form_edited)
        self._form.find_rate_requested.connect(self.find_rate_requested)
        self._form.all_wanted.connect(self.all_settings_wanted)
        self._bar.start_pressed.connect(self._start_pressed)
        self._bar.pause_pressed.connect(self._pause_pressed)
        self._bar.step_pressed.connect(self.step_requested)
        self._bar.stop_pressed.connect(self._stop_pressed)
        self._bar.rate_requested.connect(self._rate_requested)
        self._waiting.continue_requested.connect(self._continue_pressed)
        self._waiting.discard_requested.connect(self.discard_requested)
        for wish in ("export_requested", "rename_requested", "looking_changed", "moment_requested", "digit_chosen"):
            getattr(self._figures, wish).connect(getattr(self, wish))

    @property
    def charts(self) -> ChartRow:
        """The charts, which are seen in the presentation too."""
        return self._figures.charts

    # -- news ---------------------------------------------------------------------------------------------------------

    def plan(self) -> Plan:
        """The plan that Start would start."""
        return self._recipes.plan()

    def show_plans(self, plans: Mapping[str, Plan], recipe: str) -> None:
        """Takes the last changed plan of each recipe, and chooses `recipe`."""
        self._recipes.show_plans(plans, recipe)
        self._form.show_plan(self._recipes.plan())

    def take_plan(self, plan: Plan) -> bool:
        """Chooses the plan's recipe with its changes, as if they had been made here; not during a run."""
        if allowed := controls(self._state).settings:
            self._recipes.take_plan(plan)
            self._recipe_edited(self._recipes.plan())
        return allowed

    def show_lessons(self, lessons: Mapping[str, tuple[str, str]]) -> None:
        """Offers the lessons about recipes: by recipe, the lesson's id and title."""
        self._recipes.show_lessons(lessons)

    def show_needed(self, needed: Sequence[NeededData]) -> None:
        """Says of recipes that need one of these datasets that it is not on this machine."""
        self._recipes.show_needed({data.dataset: data for data in needed})

    def show_fetching(self, dataset: str, text: str) -> None:
        """How far the download of a dataset is; an empty dataset: none is fetched."""
        self.need.show_fetching(dataset)
        self._bar.say(text)

    def show_all_settings(self, everything: bool) -> None:
        """Shows in the form what few people change too, or leaves it out."""
        self._form.show_all(everything)

    @Slot()
    def fold_settings(self) -> None:
        """Folds the settings away: whoever needs them is told to open them."""
        self._recipes.show_settings_open(False)

    @Slot(float)
    def take_learning_rate(self, rate: float) -> None:
        """Changes the learning rate of the plan, as if it had been typed."""
        plan = replace(self.plan(), learning_rate=rate)
        self._form.show_plan(plan)
        self._form_edited(plan)

    def show_devices(self, names: Sequence[str]) -> None:
        """Offers these devices beside "auto"."""
        self._form.show_devices(names)
        self._recipes.show_plan(self._form.plan())

    def show_events(self, events: Sequence[object]) -> None:
        """Takes a run's news, oldest first: Preparing, RunStarted, StepDone, EpochDone, SnapshotTaken, RunDone.

        Figures count only between a RunStarted and the run's end, so that nothing of an old run reaches a new chart.
        """
        for event in events:
            self._take(event)
        if not self._redraw.isActive():
            self._redraw.start()

    def show_state(self, state: RunState) -> None:
        """Offers what this state of the run allows, and says it beside the progress."""
        if state is not self._state:
            self._state = state
            self._offer()
            self._show_progress()

    def show_outcome(self, outcome: Outcome) -> None:
        """The run's job has ended."""
        failed = outcome.kind == "failed"
        self._told = Told.FAILED if failed else Told.DONE
        if failed:  # why, the message above says, once
            self._bar.say(tr("The run failed.") if self._run else tr("The run did not begin."), "bad")
        elif outcome.message:
            self._bar.say(outcome.sentence)
        elif not self._kept:
            self._bar.say(tr("The run has ended."))
        if self._run is None:  # it ended before it began: nothing is getting ready any more
            self._figures.start_over()
            self._bar.show_progress(0, "")
            self._run = self._before  # its curves are still those of the last run
        else:
            self._run.over = True
            self.run_over.emit(kept_curves.figures(self._run))
        self._draw()

    def show_last_run(self, figures: RunFigures) -> None:
        """Shows what was kept of a run before the window was opened."""
        self._run, self._told, self._recipe = kept_curves.restored(figures), Told.DONE, figures.plan.recipe
        self._bar.say(tr("The curves are those of the last run, {name}.", name=figures.name))
        self._redraw.start()

    def show_waiting(self, runs: Sequence[InterruptedRun]) -> None:
        """Offers these interrupted runs, newest first."""
        self._waiting.show_runs(runs)
        self._offer_waiting(controls(self._state).start)

    def show_models(self, cards: Sequence[Card]) -> None:
        """Takes the models' trainings: their curves can lie behind the run's, and how long they took is said."""
        self._recipes.show_models(cards)
        self._figures.show_earlier(past_runs.of_cards(cards))

    def show_answer(self, answer: Answer | None) -> None:
        """What the net of the epoch looked at says of the drawing on the pad; None: nothing is drawn."""
        self._figures.show_answer(answer)

    def start(self, plan: Plan) -> None:
        """Starts this plan as if its settings had been made by hand; nothing while a run is under way."""
        if self._state is RunState.IDLE:
            self._recipes.choose(plan)
            self._recipe_edited(self._recipes.plan())
            self._start_pressed()

    @property
    def _running(self) -> bool:
        """Whether the run that is shown has begun and is not over."""
        return self._run is not None and not self._run.over

    def _take(self, event: object) -> None:
        match event:
            case Preparing() if not self._running:  # within a run the window's status line tells of it
                self._kept = False
                self._bar.say(event.text)
            case RunStarted():
                self._begin(event)
            case StepDone() if self._run and self._running:
                self._run.add_step(event)
            case EpochDone() if self._run and self._running:
                self._run.add_epoch(event)
                self._announcer.say(training_text.epoch_words(event))
            case SnapshotTaken() | EpochInsight() if self._run and self._running:
                self._figures.look(event)
            case RunDone():
                self._kept = True
                self._bar.say(training_text.kept(event.card, event.stopped), "good")

    def _begin(self, started: RunStarted) -> None:
        if self._run and self._run.started.run == started.run and started.first_epoch > 1:
            self._run.resume(started)
        else:
            self._run = RunCurves(started)
            self._figures.start_over()
        self._figures.begin(started)
        self._told, self._recipe = Told.NOTHING, started.plan.recipe
        self._bar.say(training_text.facts(started))
        self._bar.show_rate(started.plan.learning_rate)
        self._form.use_up_name()

    def _draw(self) -> None:
        """Shows the run as far as it is; a panel out of sight waits until it is seen."""
        if not self.isVisible() and not self.charts.isVisible():
            return
        self._figures.make()
        if self._run is not None:
            self._figures.draw(self._run)
            self._bar.show_rate(self._run.learning_rate)
            self._show_progress()

    def _show_progress(self) -> None:
        if self._run is not None and self._told is not Told.PUT_AWAY:
            self._bar.show_progress(self._run.share, training_text.run_words(self._run, self._state))

    # -- wishes -------------------------------------------------------------------------------------------------------

    def _offer(self) -> None:
        allowed = controls(self._state)
        self._bar.show_controls(allowed)
        self._recipes.enable(allowed.settings)
        self._form.setEnabled(allowed.settings)
        self._offer_waiting(allowed.start)

    def _offer_waiting(self, on: bool) -> None:
        self._waiting.offer(on)
        self._figures.show_crowded(not self._waiting.isHidden())

    def _start_pressed(self) -> None:
        if self._side.shows_misread(self._recipes):
            return
        self._make_ready()
        self.start_requested.emit(self.plan(), self._form.name)

    def _continue_pressed(self, name: str) -> None:
        if self._run is None or self._run.is_kept or self._run.started.run != name:
            self._make_ready()
        self.continue_requested.emit(name)

    def _make_ready(self) -> None:
        self._before, self._run, self._kept, self._told = self._run or self._before, None, False, Told.NOTHING
        self._recipe = self.plan().recipe
        self._figures.start_over(tr("Getting ready"))
        self._bar.show_progress(0, tr("getting ready"))
        self._bar.say("")
        if not self._fit_beside:
            self._recipes.show_settings_open(False)  # they stand where the curves are about to appear

    def _pause_pressed(self) -> None:
        (self.pause_requested if self._state is RunState.RUNNING else self.resume_requested).emit()

    def _stop_pressed(self, discard: bool) -> None:
        self._bar.say(tr("Stopping; nothing is kept.") if discard else tr("Stopping; the model is being saved."))
        self.stop_requested.emit(discard)

    def _rate_requested(self, rate: float) -> None:
        if self._run:
            self._figures.charts.mark(self._run.now, tr("learning rate {rate:g}", rate=rate))
        self.learning_rate_requested.emit(rate)

    def _recipe_edited(self, plan: Plan) -> None:
        self._form.show_plan(plan)
        self._plan_edited(plan)

    def _epochs_edited(self, plan: Plan) -> None:
        self._form.follow(plan)
        self._plan_edited(plan)

    def _form_edited(self, plan: Plan) -> None:
        self._recipes.show_plan(plan)
        self._plan_edited(plan)

    def _plan_edited(self, plan: Plan) -> None:
        """What is told of the last run goes with another recipe; of one that failed, with any change to its plan."""
        if self._told is Told.FAILED or (self._told is Told.DONE and plan.recipe != self._recipe):
            self._told = Told.PUT_AWAY
            self._bar.say("")
            self._bar.show_progress(0, "")
        self.plan_changed.emit(plan)

    def showEvent(self, event: QShowEvent) -> None:
        """What came while it was out of sight is to be drawn."""
        super().showEvent(event)
        self._late = True

    @guarded(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        """Makes the charts behind the panel's first picture: loading what draws them would hold it up."""
        super().paintEvent(event)
        if self._late:
            self._late = False
            self._redraw.start()

    @guarded(QSize(40, 24))
    def minimumSizeHint(self) -> QSize:
        """What it needs with the settings in the charts' place, where they go as soon as there is no room for both."""
        width = max(self._top.minimumSizeHint().width(), self._figures.least_width) + 2 * SPACE
        return QSize(width, super().minimumSizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc puts the settings away."""
        if event.key() == Qt.Key.Key_Escape and self._recipes.settings_open:
            self.fold_settings()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Makes room for the settings beside the charts, or in their place."""
        super().resizeEvent(event)
        self._arrange()

    @property
    def _fit_beside(self) -> bool:
        return self.width() >= self._figures.width_beside + self._form.width_beside + 3 * SPACE

    def _arrange(self) -> None:
        self._waiting.set_roomy(self.height() >= scaled(ROOMY))
        beside, is_open = self._fit_beside, self._recipes.settings_open
        left = self.width() - self._form.width_beside - 3 * SPACE
        at = self.window().focusWidget()
        if at is not None and not is_open and self._side.isAncestorOf(at):
            self._recipes.take_focus()  # else Qt gives it to whatever comes next, and the wheel would turn that
        self._side.setVisible(is_open)
        self._side.stand_beside(beside)
        self._figures.setVisible(beside or not is_open)
        self._figures.share_room(left if beside and is_open else None)
