"""The plane in its frame: which cost, on which set, the point under the mouse in words. Imports QtWidgets."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from digitpad.analysis import pareto
from digitpad.analysis.comparison import ModelRow, set_title
from digitpad.core.language import mark, tr
from digitpad.ui.common.elided import ElidedLabel
from digitpad.ui.common.lazy import Lazy
from digitpad.ui.common.named import named
from digitpad.ui.common.theme import SPACE

if TYPE_CHECKING:
    from digitpad.ui.compare.pareto.pareto_chart import ParetoChart

HINT = mark("Dashed line: best accuracy for the cost")
HOW = mark("Scroll to zoom, drag to move")


class ParetoCard(QFrame):
    """Shows every model's accuracy against what it costs. `model_chosen` tells the id of a clicked point."""

    model_chosen = Signal(str)
    times_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self._table: list[ModelRow] = []
        self._on, self._current = "mnist", ""
        self._chart = Lazy(self._made)
        self._cost = named(QComboBox(), "compare-plane-cost")
        self._times = named(QPushButton(tr("Measure times")), "compare-plane-times")
        self._fit = named(QPushButton(tr("Show all")), "compare-plane-fit")
        self._words = named(ElidedLabel(tr(HINT)), "compare-plane-words")
        self._reason = named(QLabel(), "compare-plane-reason")
        self._lay_out()
        self._cost.currentIndexChanged.connect(self._show)
        self._times.clicked.connect(self.times_requested)
        self._fit.clicked.connect(self._show_all)

    def _lay_out(self) -> None:
        for by in pareto.COSTS:
            self._cost.addItem(tr(by.title), by.key)
        self._cost.setToolTip(tr("The cost on the horizontal axis"))
        self._times.setToolTip(tr("Measures how long one prediction of each model takes on this machine, on one core"))
        for label in (self._words, self._reason):
            label.setProperty("role", "muted")
        self._reason.setWordWrap(True)
        self._reason.setMinimumWidth(1)
        self._reason.setAlignment(Qt.AlignmentFlag.AlignCenter)
        against = QLabel(tr("Accuracy against"))
        against.setBuddy(self._cost)
        head = QHBoxLayout()
        head.setSpacing(SPACE)
        for widget in (against, self._cost, self._times):
            head.addWidget(widget)
        head.addStretch(1)
        head.addWidget(self._fit)
        self._fit.setToolTip(tr("Shows all models again, as does a double click beside the points"))
        self._fit.setEnabled(False)
        place = QWidget()
        self._stack = QStackedLayout(place)
        self._stack.addWidget(self._reason)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 8, 6)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(place, 1)
        layout.addWidget(self._words)

    # --- news ---

    def show_rows(self, table: Sequence[ModelRow], on: str) -> None:
        """Shows these models by their accuracy on this set."""
        self._table, self._on = list(table), on
        self._show()

    def mark(self, model: str) -> None:
        """Marks the model that is current in the table."""
        self._current = model
        self._show()

    def show_busy(self, busy: bool) -> None:
        """While something is measured, nothing else can be asked for."""
        self._times.setEnabled(not busy)

    @property
    def chart(self) -> "ParetoChart":
        """The chart, made now if it was not."""
        return self._chart()

    def _made(self) -> "ParetoChart":
        from digitpad.ui.compare.pareto.pareto_chart import ParetoChart

        chart = named(ParetoChart(), "compare-plane")
        chart.setAccessibleName(tr("Accuracy against cost"))
        chart.hovered.connect(self._say)
        chart.chosen.connect(self.model_chosen)
        chart.zoomed.connect(self._fit.setEnabled)
        self._stack.addWidget(chart)
        return chart

    def _show_all(self) -> None:
        self.chart.fit()

    def picture(self) -> QWidget | None:
        """What can be saved as a picture: the chart, None while there is none."""
        return self._chart.made

    def showEvent(self, event: QShowEvent) -> None:
        """Draws what came while nobody looked."""
        super().showEvent(event)
        self._show()

    def _show(self) -> None:
        if not self.isVisible():
            return
        by = pareto.cost(str(self._cost.currentData()))
        points = pareto.points(self._table, self._on, by)
        self._times.setVisible(by.key == "milliseconds" and any(row.milliseconds is None for row in self._table))
        self._say("")
        if points:
            self.chart.show_points(points, by, self._current)
            self._stack.setCurrentWidget(self.chart)
            return
        what = tr("time of a prediction") if by.key == "milliseconds" else tr("figure of both kinds")
        self._reason.setText(
            tr("No model has an accuracy on {on} and a {what} yet.", on=set_title(self._on), what=what)
        )
        self._stack.setCurrentIndex(0)

    def _say(self, model: str) -> None:
        by = pareto.cost(str(self._cost.currentData()))
        points = pareto.points(self._table, self._on, by)
        found = next((point for point in points if point.model == model), None)
        text = f"{tr(HINT)}. {tr(HOW)}"
        if found is not None and self._chart.made is not None:
            others = sorted(point.name for point in self._chart.made.stack_of(model) if point.model != model)
            text = pareto.sentence(found, by, found in pareto.front(points), others)
        self._words.setText(text)
        if self._chart.made is not None:
            self._chart.made.setToolTip("" if found is None else text)
        missing = len({row.card.id for row in self._table}) - len(points)
        if found is None and points and missing:
            self._words.setText(
                tr(
                    "{hint}. {how}. {missing} not shown: not measured, or other classes",
                    hint=tr(HINT),
                    how=tr(HOW),
                    missing=missing,
                )
            )
