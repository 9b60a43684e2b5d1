"""A new hyperparameter sweep: which settings with which values, then its runs in a queue. Imports QtWidgets and core.

What is typed is expanded while it is typed, by the rules of `core/sweep_plans.py`; it emits wishes and trains nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from digitpad.core import formats, plans, recipes, sweep_plans
from digitpad.core.errors import DigitpadError
from digitpad.core.language import tr, tr_n
from digitpad.core.limits import SWEEP_WORKERS
from digitpad.core.plans import Plan
from digitpad.core.run_control import RunState
from digitpad.core.sweep_plans import Sweep, SweepRun
from digitpad.ui.common.named import named
from digitpad.ui.common.number_fields import Whole
from digitpad.ui.common.plain_labels import keep_plain
from digitpad.ui.common.progress_bar import ProgressBar
from digitpad.ui.common.theme import SPACE

MOST_SETTINGS = 6  # rows; a sweep of more would never end
FIRST = (("learning_rate", "0.001, 0.003, 0.01"), ("epochs", "2"), ("seed", "1-3"))


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepRequest:
    """A sweep that the user wants: its plans, and how many runs at a time."""

    plans: tuple[Plan, ...]
    workers: int


class SweepDialog(QDialog):
    """Stays open beside the work; closing it ends nothing."""

    start_requested = Signal(object)  # SweepRequest
    pause_requested = Signal()
    resume_requested = Signal()
    stop_requested = Signal()

    def __init__(self, plan: Plan, workers: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sweep-dialog")
        self.setWindowTitle(tr("Hyperparameter sweep"))
        self._base, self._state = plan, RunState.IDLE  # as it was last told
        self._rows: dict[str, int] = {}  # of the queue, by model
        self._recipe = named(QComboBox(), "sweep-recipe", tr("The settings that all runs have in common"))
        self._fields: list[QComboBox] = []
        self._values: list[QLineEdit] = []
        self._offs: list[QToolButton] = []
        self._grid = QGridLayout()
        self._add = named(QPushButton(tr("Add a setting")), "sweep-add", tr("One more setting to vary"))
        self._words = named(QLabel(), "sweep-count")
        self._workers = named(Whole(1, SWEEP_WORKERS), "sweep-workers", tr(
            "Runs that are trained at the same time, each in a process of its own"
        ))  # fmt: skip
        self._start = named(QPushButton(tr("Start")), "sweep-start", tr("Trains what is not trained yet"))
        self._pause = named(QPushButton(tr("Pause")), "sweep-pause", tr("Lets all runs wait, with a checkpoint"))
        self._stop = named(QPushButton(tr("Stop")), "sweep-stop", tr(
            "Ends the runs in progress with a checkpoint; the same sweep goes on from there"
        ))  # fmt: skip
        self._progress = named(ProgressBar(), "sweep-progress", label=tr("Progress of the sweep"))
        self._queue = named(QTableWidget(0, 3), "sweep-queue", label=tr("Runs"))
        self._fill(plan, workers)
        self._lay_out()
        self._connect()
        keep_plain(self)
        self._show_state()

    # --- how it looks ---

    def _fill(self, plan: Plan, workers: int) -> None:
        self._workers.setValue(workers)
        for key in recipes.RECIPES:
            self._recipe.addItem(key, key)
        self._recipe.setCurrentIndex(self._recipe.findData(plan.recipe))
        for name, text in FIRST:
            self._add_row(name, text)

    def _lay_out(self) -> None:
        self._start.setProperty("primary", True)
        self._words.setWordWrap(True)
        self._words.setMinimumHeight(2 * self._words.fontMetrics().height())
        self._grid.setSpacing(SPACE)
        self._grid.setColumnStretch(1, 1)
        top, middle, bottom = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        top.addWidget(QLabel(tr("Recipe")))
        top.addWidget(self._recipe, 1)
        middle.addWidget(self._add)
        middle.addStretch(1)
        middle.addWidget(QLabel(tr("Runs at a time")))
        middle.addWidget(self._workers)
        for widget in (self._start, self._pause, self._stop):
            bottom.addWidget(widget)
        bottom.addWidget(self._progress, 1)
        queue = self._queue
        queue.setHorizontalHeaderLabels([tr("Run"), tr("Settings"), tr("State")])
        queue.verticalHeader().hide()
        queue.setShowGrid(False)
        queue.setTabKeyNavigation(False)
        queue.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        head = queue.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(2, QHeaderView.ResizeMode.ResizeToContents)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[2 * SPACE] * 4)
        column.setSpacing(SPACE)
        for part in (top, self._grid, middle):
            column.addLayout(part)
        column.addWidget(self._words)
        column.addLayout(bottom)
        column.addWidget(queue, 1)
        self.resize(80 * SPACE, 76 * SPACE)

    def _add_row(self, name: str, text: str) -> None:
        number = len(self._fields)
        box, line = QComboBox(), QLineEdit(text)
        named(box, f"sweep-field-{number}", tr("The setting that is varied"), tr("Setting"))
        named(line, f"sweep-values-{number}", tr(
            "Values separated by commas, or a range: 1-3, or with a step 0.1-0.5:0.2"
        ), tr("Values"))  # fmt: skip
        for row in plans.FIELDS:
            if row.name != "augmentation":
                box.addItem(row.words[:1].upper() + row.words[1:], row.name)
        box.setCurrentIndex(box.findData(name))
        off = named(QToolButton(), f"sweep-remove-{number}", tr("Takes this setting away"), tr("Remove"))
        off.setText("\u2715")
        self._fields.append(box)
        self._values.append(line)
        for column, widget in enumerate((box, line, off)):
            self._grid.addWidget(widget, number, column)
        box.currentIndexChanged.connect(self._edited)
        line.textChanged.connect(self._edited)
        off.clicked.connect(line.clear)
        self._offs.append(off)

    def _connect(self) -> None:
        self._recipe.currentIndexChanged.connect(self._edited)
        self._add.clicked.connect(self._one_more)
        self._start.clicked.connect(self._ask)
        self._pause.clicked.connect(self._pause_or_go_on)
        self._stop.clicked.connect(self.stop_requested)

    # --- what is typed ---

    def plans(self) -> tuple[Plan, ...]:
        """The plans of all combinations. Raises PlanError or UnknownNameError for what is none."""
        key = str(self._recipe.currentData())
        base = self._base if self._base.recipe == key else recipes.recipe(key)
        axes: dict[str, tuple[Any, ...]] = {}
        for box, line in zip(self._fields, self._values, strict=True):
            if line.text().strip():
                name = str(box.currentData())
                axes[name] = tuple(dict.fromkeys((*axes.get(name, ()), *sweep_plans.values(name, line.text().strip()))))
        return sweep_plans.expand(base, axes)

    def _edited(self) -> None:
        try:
            count, said, role = len(self.plans()), "", "muted"
        except DigitpadError as error:
            count, said, role = 0, str(error), "bad"
        runs = tr_n("1 run", "{count:,} runs, a model each", count)
        self._words.setText(said or self._with_changes(runs))
        self._words.setProperty("role", role)
        self._words.style().unpolish(self._words)
        self._words.style().polish(self._words)
        self._start.setEnabled(bool(count) and self._state is RunState.IDLE)

    def _with_changes(self, runs: str) -> str:
        """How many runs there are, and what the user has set otherwise than the recipe, which all have in common."""
        changed = recipes.changes(self._base) if self._base.recipe == str(self._recipe.currentData()) else ()
        words = ", ".join(map(recipes.change_words, changed))
        return tr("{runs}. As set in Train: {changes}.", runs=runs, changes=words) if words else runs

    def _one_more(self) -> None:
        taken = {str(box.currentData()) for box in self._fields}
        self._add_row(next(row.name for row in plans.FIELDS if row.range and row.name not in taken), "")
        self._values[-1].setFocus()
        self._add.setEnabled(len(self._fields) < MOST_SETTINGS)

    def _ask(self) -> None:
        self.start_requested.emit(SweepRequest(plans=self.plans(), workers=self._workers.value()))

    def _pause_or_go_on(self) -> None:
        (self.resume_requested if self._state is RunState.PAUSED else self.pause_requested).emit()

    # --- news ---

    def show_plan(self, plan: Plan) -> None:
        """The plan that is set in Train by now, as what all runs have in common; not while a sweep is going on."""
        if self._state is RunState.IDLE:
            self._base = plan
            self._recipe.setCurrentIndex(self._recipe.findData(plan.recipe))
            self._edited()

    def show_state(self, state: RunState) -> None:
        """Whether a sweep runs, waits, or is about to end, and what can be pressed then."""
        self._state = state
        self._show_state()

    def _show_state(self) -> None:
        idle = self._state is RunState.IDLE
        for widget in (self._recipe, self._add, self._workers, *self._fields, *self._values, *self._offs):
            widget.setEnabled(idle)
        self._add.setEnabled(idle and len(self._fields) < MOST_SETTINGS)
        for button in (self._pause, self._stop):
            button.setEnabled(self._state in (RunState.RUNNING, RunState.PAUSED))
        self._pause.setText(tr("Go on") if self._state is RunState.PAUSED else tr("Pause"))
        self._edited()

    def show_sweep(self, sweep: Sweep, done: Sequence[SweepRun]) -> None:
        """The queue of a sweep that has begun."""
        differs = sweep_plans.varied(sweep.plans)
        self._queue.setRowCount(len(sweep.plans))
        self._rows = {model: row for row, model in enumerate(sweep.models)}
        for model, plan in zip(sweep.models, sweep.plans, strict=True):
            what = sweep_plans.worded({name: getattr(plan, name) for name in (*differs, sweep_plans.SEED)})
            for column, text in enumerate((model, what, tr("waiting"))):
                self._queue.setItem(self._rows[model], column, QTableWidgetItem(text))
        for run in done:
            self.show_run(run)

    def show_share(self, model: str, share: float) -> None:
        """How much of a run is done, 0 to 1."""
        self._state_of(model, f"{100 * share:.0f} %")

    def show_run(self, run: SweepRun) -> None:
        """A run is over."""
        said = formats.share(run.accuracy, 2) if run.accuracy is not None else ""
        failed = " ".join(filter(None, (said, tr("(failed)"))))
        self._state_of(run.id, failed if run.problem else said, run.problem)

    def show_problem(self, model: str, message: str) -> None:
        """A run failed and will be tried again with the sweep."""
        self._state_of(model, tr("failed"), message)

    def show_progress(self, share: float, words: str) -> None:
        """How much of the whole sweep is done."""
        self._progress.show_progress(share, words)

    def _state_of(self, model: str, text: str, tip: str = "") -> None:
        item = self._queue.item(self._rows.get(model, -1), 2)
        if item is not None:
            item.setText(text)
            item.setToolTip(tip)
