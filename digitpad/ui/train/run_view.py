"""A run's figures: charts, what they say, the table of epochs; or a look inside. Imports QtWidgets."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from digitpad.core.language import tr
from digitpad.core.records import Answer, EpochInsight, RunStarted, SnapshotTaken
from digitpad.ui.common import picture_export
from digitpad.ui.common.theme import SPACE, scaled
from digitpad.ui.common.wrapped import WrappedLabel
from digitpad.ui.train import past_runs
from digitpad.ui.train.chart_card import EMPTY
from digitpad.ui.train.chart_row import ChartRow
from digitpad.ui.train.curves import RunCurves, as_csv
from digitpad.ui.train.diagnosis import diagnosis
from digitpad.ui.train.epoch_table import EpochTable
from digitpad.ui.train.fields import set_role
from digitpad.ui.train.look_inside import LookInside
from digitpad.ui.train.past_runs import PastRun
from digitpad.ui.train.run_view_bar import RunViewBar
from digitpad.ui.train.runs_list import RunsList

ROOMY = 560  # pixels of height from which the table stays, whatever else is shown
BESIDE = 380  # pixels that charts must have left, for the settings to stand beside them


class RunView(QWidget):
    """Everything that is seen of a run, under one row of buttons."""

    export_requested = Signal(str, object)  # "png", "svg" or "csv", and the file's bytes
    rename_requested = Signal(str, str)  # a model's id and its new title
    looking_changed = Signal(bool)  # whether somebody looks inside
    moment_requested = Signal(object)  # SnapshotTaken
    digit_chosen = Signal(object)  # (28, 28) uint8: a test picture for the pad

    def __init__(self) -> None:
        super().__init__()
        self._bar, self.charts, self.table = RunViewBar(), ChartRow(), EpochTable()
        self._inside, self._list = LookInside(), RunsList()
        self._says = WrappedLabel()
        self._says.setObjectName("train-diagnosis")
        set_role(self._says, "muted")
        self._run: RunCurves | None = None
        self._of_cards: list[PastRun] = []
        self._of_session: list[PastRun] = []
        self._earlier: list[PastRun] = []
        self._crowded = False  # something else takes room below
        self._beside = False  # the settings take room beside
        self._lay_out()
        self._bar.inside_toggled.connect(self._look)
        self._bar.log_toggled.connect(self.charts.show_log)
        self._bar.steps_toggled.connect(self._show_steps)
        self._bar.runs_toggled.connect(self._show_runs)
        self._bar.export_requested.connect(self._export)
        self._list.toggled.connect(self._toggle)
        self._list.colour_requested.connect(self._recolour)
        self._list.renamed.connect(self._rename)
        self._inside.moment_requested.connect(self.moment_requested)
        self._inside.digit_chosen.connect(self.digit_chosen)
        self._offer()

    def _lay_out(self) -> None:
        upper = QWidget()
        column = QVBoxLayout(upper)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE // 2)
        column.addWidget(self.charts, 1)
        column.addWidget(self._says)
        splitter = self._curves = QSplitter(Qt.Orientation.Vertical)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(SPACE)
        for stretch, widget in ((3, upper), (1, self.table)):
            splitter.addWidget(widget)
            splitter.setStretchFactor(splitter.indexOf(widget), stretch)
        splitter.setSizes([400, 150])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        for part in (self._bar, self._list):
            layout.addWidget(part)
        for view in (self._curves, self._inside):
            layout.addWidget(view, 1)
        self._list.hide()
        self._inside.hide()
        self._says.hide()

    # -- news ---------------------------------------------------------------------------------------------------------

    def start_over(self, text: str = EMPTY) -> None:
        """Empties everything for a new run, with a word about what comes; the run that was joins the earlier ones."""
        self._keep_session()
        self._run = None
        self.charts.start_over(text)
        self._inside.start_over()
        self.table.show_epochs([])
        self._say("")
        self._offer()

    def begin(self, started: RunStarted) -> None:
        """A run takes its first step, or goes on."""
        self._inside.begin(started)

    def look(self, event: SnapshotTaken | EpochInsight) -> None:
        """Takes what can be seen inside the net."""
        self._inside.take(event)

    def draw(self, run: RunCurves) -> None:
        """Shows a run as far as it is."""
        self._run = run
        self.charts.draw(run)
        self.table.show_epochs(run.epochs)
        smooth = run.smoothed.y
        now = float(smooth[-1]) if len(smooth) else float("nan")
        classes = len(run.started.classes)
        self._say(diagnosis(run.started.plan, run.epochs, now, run.least_loss, classes))
        self._bar.enable_export(True)

    def show_answer(self, answer: Answer | None) -> None:
        """What the net of the epoch looked at says of the drawing."""
        self._inside.show_answer(answer)

    def show_earlier(self, runs: Sequence[PastRun]) -> None:
        """Takes the runs whose models stand in the library."""
        self._of_cards = list(runs)
        self._merge()

    def make(self) -> None:
        """Makes the charts now, if they were not made yet."""
        self.charts.make()

    # -- earlier runs -------------------------------------------------------------------------------------------------

    def _keep_session(self) -> None:
        """The run that was shown so far joins the earlier ones, even where it left no model."""
        if self._run is not None and self._run.epochs:
            name = self._run.started.run
            kept = PastRun(name, name, self._run.started.plan, tuple(self._run.epochs))
            self._of_session = [kept, *(run for run in self._of_session if run.key != name)]

    def _merge(self) -> None:
        """All earlier runs, each once, the one that is drawn as the current run left out."""
        models = {run.key for run in self._of_cards}
        found = [*(run for run in self._of_session if run.key not in models), *self._of_cards]
        now = self._run.started.run if self._run is not None else None
        self._put([run for run in past_runs.merged(found, self._earlier) if run.key != now])

    def _put(self, runs: list[PastRun]) -> None:
        self._earlier = runs
        self._list.show_runs(runs)
        self._bar.offer_runs(bool(runs))
        self.charts.show_earlier([run for run in runs if run.shown])

    def _toggle(self, key: str, on: bool) -> None:
        self._put(past_runs.toggled(self._earlier, key, on))

    def _recolour(self, key: str) -> None:
        self._put(past_runs.recoloured(self._earlier, key))

    def _rename(self, key: str, title: str) -> None:
        if any(run.key == key for run in self._of_cards):
            self.rename_requested.emit(key, title)  # the library's name is the model's everywhere
        else:
            name = title or key
            self._of_session = [replace(run, title=name) if run.key == key else run for run in self._of_session]
        self._merge()

    # -- the rest -----------------------------------------------------------------------------------------------------

    def _offer(self) -> None:
        self._bar.enable_export(self._run is not None)
        self._merge()

    def _show_steps(self, on: bool) -> None:
        self._make_room()
        self.charts.show_steps(on)

    def _show_runs(self, on: bool) -> None:
        self._make_room()
        self._list.setVisible(on)

    def show_crowded(self, crowded: bool) -> None:
        """Whether something else stands below and takes room from the figures."""
        self._crowded = crowded
        self._make_room()

    def share_room(self, width: int | None) -> None:
        """The settings have come to stand beside the figures, which have this width left; None: it is all theirs."""
        self._beside = width is not None
        self._bar.break_line(width is not None and width < self._bar.width_in(1))
        self._make_room()

    @property
    def width_beside(self) -> int:
        """What it needs beside the settings."""
        return max(scaled(BESIDE), self._inside.minimumSizeHint().width(), self._bar.width_in(2))

    @property
    def least_width(self) -> int:
        """What it needs where it has all the width; beside the settings it makes do with less."""
        return max(self.minimumSizeHint().width(), self._bar.width_in(1))

    def _make_room(self) -> None:
        """The table gives way to what was asked for where there is no room for both; an empty one to all that comes."""
        self._list.set_roomy(self.height() >= ROOMY)
        empty = self._run is None or not self._run.epochs
        gives_way = self._bar.steps_open or self._bar.runs_open or self._beside or (self._crowded and empty)
        self.table.setHidden(self.height() < ROOMY and gives_way)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Makes room."""
        super().resizeEvent(event)
        self._make_room()

    def _look(self, inside: bool) -> None:
        self._curves.setVisible(not inside)
        self._inside.setVisible(inside)
        self._list.setVisible(not inside and self._bar.runs_open)
        self.looking_changed.emit(inside)
        if inside:
            self._inside.ask()

    def _say(self, text: str) -> None:
        self._says.setText(text)
        self._says.setVisible(bool(text))

    def _export(self, kind: str) -> None:
        if self._run is None:
            return
        if kind == "csv":
            self.export_requested.emit(kind, as_csv(self._run).encode())
        elif kind == "png":
            self.export_requested.emit(kind, picture_export.png(self.charts, picture_export.PANEL))
        else:
            drawn = picture_export.svg(
                self.charts, tr("digitpad: a training run"), self.charts.shown, picture_export.PANEL
            )
            self.export_requested.emit(kind, drawn)
