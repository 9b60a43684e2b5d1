"""The charts of a run: loss, accuracy and, where wanted, learning rate and gradient. Imports QtWidgets."""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from digitpad.core.early_stopping import best_epoch
from digitpad.core.language import tr
from digitpad.ui.common.theme import SPACE, keep_sized
from digitpad.ui.train import series
from digitpad.ui.train.chart_card import EMPTY, ChartCard
from digitpad.ui.train.curves import CurveLine, RunCurves, View, accuracy_range, epoch_line, log_range, loss_range
from digitpad.ui.train.curves import shown_epochs as end_of
from digitpad.ui.train.past_runs import PastRun

if TYPE_CHECKING:
    from digitpad.ui.train.charts import Chart

NARROW = 500  # pixels below which the charts stand one above the other
WIDE = 900  # pixels from which three stand side by side
LOW = 340  # pixels of height below which three stand side by side wherever they can
LEAST = (150, 190, 140)  # pixels: a card's width; its height beside another; its height above another
LEAST_SQUEEZED = (75, 80, 60)
PERCENT = 100.0


class ChartRow(QWidget):
    """Loss, accuracy and steps of one run, with earlier runs behind."""

    def __init__(self) -> None:
        super().__init__()
        self._make_cards()
        self._cards = (self._loss, self._accuracy, self._steps)
        self._log = False
        self._columns = 0
        self._least = LEAST
        self._run: RunCurves | None = None
        self._earlier: Sequence[PastRun] = ()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(SPACE)
        self._steps.set_log(True)
        self._steps.hide()
        for card in self._cards:
            card.hovered.connect(self._hovered)
        self._arrange(QSize(WIDE, WIDE))

    def _make_cards(self) -> None:
        self._loss = ChartCard(
            "train-loss-chart",
            tr("Loss"),
            tr(
                "How wrong and how unsure the network is (cross-entropy). It should fall; where test loss rises while "
                "training loss falls, the network is memorising the training pictures (overfitting)."
            ),
            tr("loss (lower is better)"),
            series.LOSS,
            View(1.0, 0.0, 2.5),
            "{:.3f}",  # untrained, ten classes: ln 10
        )
        self._accuracy = ChartCard(
            "train-accuracy-chart",
            tr("Accuracy"),
            tr(
                "The share of pictures classified correctly: of those it is trained on (train), and of those it never "
                "sees in training (test)."
            ),
            tr("accuracy (%)"),
            series.ACCURACY,
            View(1.0, 0.0, 100.0),
            "{:.2f} %",
        )
        self._steps = ChartCard(
            "train-steps-chart",
            tr("Learning rate & gradient norm"),
            tr(
                "The learning rate, as the schedule or you set it, and the length of the gradient, which says how "
                "steeply the loss falls from the present weights."
            ),
            tr("rate and norm"),
            series.STEPS,
            View(1.0, 1e-3, 10.0),
            "{:.3g}",
        )

    def start_over(self, text: str = EMPTY) -> None:
        """Empties the charts for a new run, with a word about what will come."""
        self._run = None
        for card in self._cards:
            card.start_over()
            card.hint(text)

    def draw(self, run: RunCurves) -> None:
        """Shows a run as far as it is."""
        self._run = run
        self._draw()

    def show_earlier(self, runs: Sequence[PastRun]) -> None:
        """Shows these earlier runs behind the run's own curves."""
        self._earlier = runs
        if self._run is not None or runs:
            self._draw()
        else:
            self._overlay()

    def show_log(self, log: bool) -> None:
        """Shows the loss on a logarithmic axis, or on a linear one."""
        self._log = log
        self._loss.set_log(log)
        self._draw()

    def show_steps(self, on: bool) -> None:
        """Shows the third chart, or hides it."""
        self._steps.setVisible(on)
        self._arrange(self.size())
        self._draw()

    def show_squeezed(self, squeezed: bool) -> None:
        """Makes do with whatever height and width there is, where nothing can scroll."""
        self._least = LEAST_SQUEEZED if squeezed else LEAST
        self._columns = 0
        self._arrange(self.size())

    def mark(self, x: float, text: str) -> None:
        """Marks a moment on the loss chart, x in epochs."""
        self._loss.chart.mark(x, text)

    def make(self) -> None:
        """Makes the charts now, if they were not made yet."""
        for card in self._cards:
            if not card.isHidden():
                card.make()

    @property
    def shown(self) -> list["Chart"]:
        """The charts that are seen."""
        return [card.chart for card in self._cards if not card.isHidden()]

    # -- drawing ------------------------------------------------------------------------------------------------------

    def _draw(self) -> None:
        run = self._run
        longest = max((len(shown.epochs) for shown in self._earlier), default=1)
        x_end = float(longest)
        if run is not None:  # the others are seen as far as this run can go
            epochs = run.started.plan.epochs
            x_end = end_of(run.now, epochs, run.over)
            if self._earlier or not run.over:
                x_end = max(x_end, float(min(longest, epochs)))
        if run is not None or self._earlier:
            self._draw_loss(run, x_end)
            self._draw_accuracy(run, x_end)
        if run is not None and not self._steps.isHidden():
            self._draw_steps(run, x_end)
        self._overlay()

    def _draw_loss(self, run: RunCurves | None, x_end: float) -> None:
        lines: dict[str, CurveLine] = {}
        if run is not None:
            lines = {"batch": run.raw, "smooth": run.smoothed} | _kinds_of_epochs(run, "loss")
        others = [row.test_loss for shown in self._earlier for row in shown.epochs]
        epochs = [value for key in ("train", "test", "validation") for value in _y(lines, key)]
        if self._log:
            low, high = log_range([*_y(lines, "smooth"), *epochs, *others])
        else:  # earlier runs are seen too, but never press a run that has just begun out of sight
            views = [loss_range(_y(lines, "smooth"), epochs), loss_range([], others)]
            low, high = views[0][0], max(top for _, top in (views if others else views[:1]))
        self._loss.draw(lines, View(x_end, low, high))
        begun = run is not None and (len(lines["batch"].x) or run.epochs)
        self._loss.hint("" if begun or self._earlier else tr("Waiting for the first batches"))
        self._loss.chart.mark_best(best_epoch(run.epochs) if run else None)

    def _draw_accuracy(self, run: RunCurves | None, x_end: float) -> None:
        lines = _kinds_of_epochs(run, "accuracy", PERCENT) if run is not None else {}
        others = [PERCENT * row.test_accuracy for shown in self._earlier for row in shown.epochs]
        values = [*others, *(value for key in lines for value in _y(lines, key))]
        self._accuracy.draw(lines, View(x_end, *accuracy_range(values)))
        begun = bool(values)
        coming = (
            tr("No epoch was completed")
            if run and run.over
            else tr("The first points appear at the end of the first epoch")
        )
        self._accuracy.hint("" if begun else coming)

    def _draw_steps(self, run: RunCurves, x_end: float) -> None:
        lines = {"rate": run.rates, "norm": run.norms, tr("smooth norm"): run.smoothed_norms}
        low, high = log_range([*lines["rate"].y, *lines["smooth norm"].y])
        self._steps.draw(lines, View(x_end, low, high))
        self._steps.hint("" if len(lines["rate"].x) else tr("Waiting for the first batches"))

    def _overlay(self) -> None:
        for card, figure, scale in ((self._loss, "test_loss", 1.0), (self._accuracy, "test_accuracy", PERCENT)):
            card.name_overlays([(run.title, run.colour) for run in self._earlier])
            if self._earlier or card.is_made:
                card.chart.overlay(
                    {run.key: (epoch_line(run.epochs, figure, scale), run.colour) for run in self._earlier}
                )

    def _hovered(self, x: float) -> None:
        for card in self._cards:
            card.show_at(x if self._run is not None else math.nan)

    # -- Qt -----------------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stands the charts side by side, or one above the other."""
        self._arrange(event.size())
        super().resizeEvent(event)

    def _arrange(self, size: QSize) -> None:
        three = size.width() >= WIDE or (size.height() < LOW and size.width() >= NARROW)
        columns = 3 if three and not self._steps.isHidden() else 1 if size.width() < NARROW else 2
        if columns == self._columns:
            return
        self._columns = columns
        width, beside, above = self._least
        for place, card in enumerate(self._cards):
            keep_sized(card, setMinimumWidth=width, setMinimumHeight=beside if columns > 1 else above)
            row, column = divmod(place, columns)
            last = place == len(self._cards) - 1 and columns == 2
            self._grid.addWidget(card, row, column, 1, 2 if last else 1)
        for column in range(3):
            self._grid.setColumnStretch(column, int(column < columns))


def _kinds_of_epochs(run: RunCurves, figure: str, scale: float = 1.0) -> dict[str, CurveLine]:
    return {kind: run.per_epoch(f"{kind}_{figure}", scale) for kind in ("train", "test", "validation")}


def _y(lines: Mapping[str, CurveLine], key: str) -> Sequence[float]:
    return lines[key].y.tolist() if key in lines else []
